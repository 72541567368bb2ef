//! `offline_access` as a scope that every new client has by default.

use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "scope/offline-access-default",
    severity: Severity::Warning,
    title: "Every new client gets offline tokens without asking",
    why: "With `offline_access` among the realm's default scopes each login through a new client gives a refresh token \
          that outlives the session, the logout and a restart of the server; it ends only when it is revoked or not used \
          for a month. One that leaks is a login for as long. A client that needs it can ask for it.",
    fix: "move `offline_access` from `defaultDefaultClientScopes` to `defaultOptionalClientScopes`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-4.14",
        "https://openid.net/specs/openid-connect-core-1_0.html#OfflineAccess",
        "https://www.keycloak.org/docs/latest/server_admin/#_offline-access",
    ],
    check: Check::Each(names::REALM, check),
    bad: &[r#"{"realm": "r", "defaultDefaultClientScopes": ["profile", "offline_access"]}"#],
    good: &[
        r#"{"realm": "r", "defaultDefaultClientScopes": ["profile"], "defaultOptionalClientScopes": ["offline_access"]}"#,
    ],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    const DEFAULTS: &[&str] = &["defaultDefaultClientScopes"];
    if realm.texts(DEFAULTS).any(|scope| scope == "offline_access") {
        let message = "every new client has `offline_access` by default, so each login gives an offline token";
        report.at_item(realm, DEFAULTS, "offline_access", message);
    }
}
