//! A field that Keycloak does not know, or not yet in the version of the export.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::walk::{self, Seen};
use crate::rule::{Check, Context, Report, Rule};
use realmform_kinds::representation::{self, Version};
use realmform_model::words::did_you_mean;
use realmform_model::{Address, Finding, Severity, Span};

pub(super) const RULE: Rule = Rule {
    code: "export/unknown-field",
    severity: Severity::Warning,
    title: "Keycloak does not know a field",
    why: "Keycloak rejects the whole import if an object has a field that its version does not know; at some places it \
          drops the field silently, and the setting is not what the file says. Such a field is a typo, comes from \
          another version, or was added by a script.",
    fix: "correct the name, or remove the field",
    links: &["https://www.keycloak.org/docs-api/latest/rest-api/index.html#_overview"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicCleint": true}]}"#,
        r#"{"realm": "r", "users": [{"username": "ann", "credentials": [{"type": "password", "val": "x"}]}]}"#,
        r#"{"realm": "r", "keycloakVersion": "26.5.2", "webAuthnPolicyResidentKey": "required"}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": true, "attributes": {"mine": "1"}}]}"#,
        r#"{"realm": "r", "keycloakVersion": "26.7.3", "webAuthnPolicyResidentKey": "required"}"#,
        r#"{"realm": "r", "webAuthnPolicyResidentKey": "required"}"#,
        // Newer than what is known here.
        r#"{"realm": "r", "keycloakVersion": "99.0.0", "warpDrive": true}"#,
    ],
};

/// For so many fields is it looked up what was meant: it takes long, and a file with more is no export.
const SUGGESTED: usize = 100;

/// Where a field stands first, and in how many objects it stands.
struct Found {
    object: Address,
    span: Span,
    message: String,
    count: usize,
}

fn check(context: &Context, report: &mut Report) {
    let version = context.realm().and_then(|realm| Version::of(realm.text(&["keycloakVersion"])?));
    let newest = representation::versions().last().copied();
    if version > newest {
        return;
    }
    let mut all: BTreeMap<(&str, String), Found> = BTreeMap::new();
    walk::fields(context, &mut |seen| {
        if !is_wrong(&seen, version) {
            return;
        }
        let is_suggested = all.len() < SUGGESTED;
        match all.entry((seen.class, seen.entry.0.clone().into_owned())) {
            Entry::Occupied(mut found) => found.get_mut().count += 1,
            Entry::Vacant(place) => {
                let (object, message) = (seen.subject.name.clone(), message(&seen, version, is_suggested));
                place.insert(Found { object, span: seen.place(), message, count: 1 });
            }
        }
    });
    for found in all.into_values() {
        let others = match found.count {
            1 => String::new(),
            2 => " (also in 1 other object)".to_owned(),
            count => format!(" (also in {} other objects)", count - 1),
        };
        let finding = Finding::error(RULE.code, format!("{}{others}", found.message));
        let finding = Finding { severity: RULE.severity, ..finding.help(RULE.fix) };
        report.add(finding.on(&found.object).at(&found.span));
    }
}

fn is_wrong(seen: &Seen, version: Option<Version>) -> bool {
    match seen.known {
        Some(known) => known.since.zip(version).is_some_and(|(since, version)| version < since),
        None => true,
    }
}

fn message(seen: &Seen, version: Option<Version>, is_suggested: bool) -> String {
    let way = walk::shown(seen.way);
    match (seen.known.and_then(|known| known.since), version) {
        (Some(since), Some(version)) => {
            format!("`{way}` came with Keycloak {since}, but the export is from {version}")
        }
        _ => {
            let names = representation::fields(seen.class).map(|(name, _)| name).filter(|_| is_suggested);
            format!("Keycloak does not know the field `{way}`{}", did_you_mean(&seen.entry.0, names))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::samples::found;

    fn told(text: &str) -> Vec<String> {
        let found = found(text).into_iter().filter(|finding| finding.code == super::RULE.code);
        found.map(|finding| finding.message).collect()
    }

    #[test]
    fn a_field_is_told_once_with_what_was_meant() {
        let users = r#"{"username": "a", "frobnicate": 1}, {"username": "b", "frobnicate": 1}"#;
        assert_eq!(
            told(&format!(r#"{{"realm": "r", "displayname": "R", "users": [{users}]}}"#)),
            [
                "Keycloak does not know the field `displayname`; did you mean `displayName`?",
                "Keycloak does not know the field `frobnicate` (also in 1 other object)",
            ]
        );
    }

    #[test]
    fn a_field_of_a_later_version_says_which() {
        let text = r#"{"realm": "r", "keycloakVersion": "26.4.7", "identityProviders": [{"alias": "p", "types": []}]}"#;
        assert_eq!(told(text), ["`types` came with Keycloak 26.5, but the export is from 26.4"]);
        // Known nowhere deeper than a list.
        let text =
            r#"{"realm": "r", "organizations": [{"name": "o", "alias": "o", "domains": [{"name": "x", "y": 1}]}]}"#;
        assert_eq!(told(text), ["Keycloak does not know the field `domains[0].y`"]);
    }
}
