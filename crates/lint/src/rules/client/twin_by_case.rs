//! Two clients whose names differ only in case or in spaces at the ends.

use std::collections::BTreeMap;

use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/twin-by-case",
    severity: Severity::Warning,
    title: "Two clients have names that differ only in case or in spaces",
    why: "People and configurations mix them up: one gets the hardened settings, the other is what the application uses. \
          An audience check that ignores case takes tokens of either.",
    fix: "keep one of the two, or give it a name of its own",
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
                let message = format!("`{}` is nearly the name of another client", address.name);
                report.at(client, &[], message).and_at("the other one", &first.place(&[]));
            }
            None => {
                seen.insert(folded, client);
            }
        }
    }
}
