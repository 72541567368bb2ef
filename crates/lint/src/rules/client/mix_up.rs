//! Clients whose authorization responses do not name the issuer.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/mix-up",
    severity: Severity::Warning,
    title: "Issuer missing from authorization responses",
    why: "An application that uses several identity providers can be tricked into sending a code from one provider to \
          another (a mix-up attack). The `iss` parameter of RFC 9207 prevents this, but it is switched off for this \
          client.",
    fix: "remove the attribute `exclude.issuer.from.auth.response`",
    links: &["https://www.rfc-editor.org/rfc/rfc9207", "https://www.rfc-editor.org/rfc/rfc9700#section-4.4"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"exclude.issuer.from.auth.response": "true"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"exclude.issuer.from.auth.response": "false"}}]}"#,
    ],
};

const EXCLUDED: &[&str] = &["attributes", "exclude.issuer.from.auth.response"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) && client.is(EXCLUDED) {
        report.at(client, EXCLUDED, "authorization responses do not contain the issuer (`iss`)");
    }
}
