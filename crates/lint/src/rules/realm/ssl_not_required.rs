//! Keycloak answers without encryption.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/ssl-not-required",
    severity: Severity::Error,
    title: "Keycloak takes passwords and gives tokens over connections that are not encrypted",
    why: "With `sslRequired` set to `none` login pages, passwords, codes and tokens go over plain http wherever a \
          client or a proxy is configured so, and nothing warns of it. `external`, the default, asks for https from \
          all but private addresses.",
    fix: "set `sslRequired` to `external` or `all`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.6",
        "https://www.keycloak.org/docs/latest/server_admin/#_ssl_modes",
    ],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "sslRequired": "none"}"#, r#"{"realm": "r", "sslRequired": "NONE"}"#],
    good: &[
        r#"{"realm": "r", "sslRequired": "external"}"#,
        r#"{"realm": "r", "sslRequired": "all"}"#,
        r#"{"realm": "r", "enabled": true}"#,
    ],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.text(&["sslRequired"]).is_some_and(|required| required.eq_ignore_ascii_case("none")) {
        report.at(realm, &["sslRequired"], "passwords and tokens may go over connections that are not encrypted");
    }
}
