//! What rules ask of the realm.

use realmform_kinds::names;
use realmform_model::KindName;

pub(super) const REALM: KindName = names::REALM;

/// What stands in the brackets of a term of the password policy: `12` of `length(12) and notUsername`.
pub(super) fn term<'p>(policy: &'p str, name: &str) -> Option<&'p str> {
    policy.split(" and ").find_map(|term| {
        let (found, rest) = term.trim().split_once('(').unwrap_or((term.trim(), ""));
        (found == name).then(|| rest.trim_end_matches(')'))
    })
}
