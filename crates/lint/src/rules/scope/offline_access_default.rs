//! `offline_access` as a default scope of the realm.

use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "scope/offline-access-default",
    severity: Severity::Warning,
    title: "`offline_access` is a default client scope of the realm",
    why: "If `offline_access` is a default scope of the realm, every login through a new client returns a refresh \
          token that outlives the session, logout and server restarts. It ends only when it is revoked or unused for a \
          month, and a leaked one works for as long. A client that needs offline access can request it.",
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
        let message = "new clients get `offline_access` by default, so every login returns an offline token";
        report.at_item(realm, DEFAULTS, "offline_access", message);
    }
}
