//! Keycloak accepts unencrypted connections.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/ssl-not-required",
    severity: Severity::Error,
    title: "Keycloak accepts passwords and issues tokens over unencrypted connections",
    why: "With `sslRequired` set to `none`, login pages, passwords, codes and tokens are sent over plain HTTP wherever \
          a client or a proxy is configured that way, and nothing warns about it. The default, `external`, requires \
          HTTPS for all but private addresses.",
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
        report.at(realm, &["sslRequired"], "passwords and tokens may be sent over unencrypted connections");
    }
}
