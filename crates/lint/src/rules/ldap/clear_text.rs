//! A directory that Keycloak reaches without encryption.

use super::{PROVIDER, addresses, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use crate::rules::cleartext;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "ldap/clear-text",
    severity: Severity::Warning,
    title: "Passwords are sent to the LDAP server without encryption",
    why: "Keycloak checks a user's password by sending it to the LDAP server, and it binds there with a password of \
          its own. Over `ldap://` without StartTLS, anyone on the network path can read both, and can answer in place \
          of the directory so that every password is correct. RFC 4513 calls for encryption wherever passwords are \
          sent. Addresses on the local machine are not reported.",
    fix: "set `connectionUrl` in the provider's `config` to an `ldaps://` URL, or `startTls` to `true`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc4513#section-5.1.3",
        "https://www.keycloak.org/docs/latest/server_admin/#_ldap",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[
        r#"{"realm": "r", "components": {"org.keycloak.storage.UserStorageProvider": [{"name": "l", "providerId": "ldap",
            "config": {"connectionUrl": ["ldap://directory.example:389"], "startTls": ["false"]}}]}}"#,
        r#"{"realm": "r", "components": {"org.keycloak.storage.UserStorageProvider": [{"name": "l", "providerId": "ldap",
            "config": {"connectionUrl": ["ldaps://a.example ldap://b.example"]}}]}}"#,
    ],
    good: &[r#"{"realm": "r", "components": {"org.keycloak.storage.UserStorageProvider": [
            {"name": "a", "providerId": "ldap", "config": {"connectionUrl": ["ldaps://directory.example"]}},
            {"name": "b", "providerId": "ldap", "config": {"connectionUrl": ["ldap://x.example"], "startTls": ["true"]}},
            {"name": "c", "providerId": "ldap", "config": {"connectionUrl": ["ldap://localhost:10389"]}},
            {"name": "d", "providerId": "ldap", "config": {"connectionUrl": ["ldap://x.example"], "enabled": ["false"]}},
            {"name": "e", "providerId": "ldap"}]}}"#],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if !is_judged(provider) || config::is_on(provider, "startTls") {
        return;
    }
    if let Some(address) = addresses(provider).find(|address| cleartext::is_sent(address, "ldap")) {
        let message = format!("passwords are sent to `{address}` without encryption");
        report.at(provider, &["config", "connectionUrl"], message);
    }
}
