//! Client IDs that differ only in case or in surrounding whitespace.

use std::collections::BTreeMap;

use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/twin-by-case",
    severity: Severity::Warning,
    title: "Client IDs that differ only in case or whitespace",
    why: "People and configurations confuse the two: one client gets the hardened settings while the application uses \
          the other. An audience check that ignores case accepts the tokens of both.",
    fix: "keep one of the two clients, or give one a distinct `clientId`",
    links: &["https://www.rfc-editor.org/rfc/rfc9700#section-2.5"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "Shop"}, {"clientId": "shop"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop "}, {"clientId": "shop"}]}"#,
    ],
    good: &[r#"{"realm": "r", "clients": [{"clientId": "shop"}, {"clientId": "shop-2"}]}"#],
};

fn check(context: &Context, report: &mut Report) {
    let mut seen: BTreeMap<String, &Subject> = BTreeMap::new();
    for (address, client) in context.of_kind(names::CLIENT) {
        let folded = address.name.trim().to_lowercase();
        match seen.get(&folded) {
            Some(first) => {
                let message = format!("`{}` differs from another client ID only in case or whitespace", address.name);
                report.at(client, &[], message).and_at("the other client", &first.place(&[]));
            }
            None => {
                seen.insert(folded, client);
            }
        }
    }
}
