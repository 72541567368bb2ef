//! A directory whose certificate is not checked against Keycloak's truststore.

use super::{PROVIDER, addresses, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "ldap/other-truststore",
    severity: Severity::Info,
    title: "The LDAP server's certificate is not checked against Keycloak's truststore",
    why: "With `never`, the certificate is checked against Java's default truststore. Every public certificate \
          authority can vouch for the directory, but the company's own, which is in Keycloak's truststore, cannot. \
          Keycloak's hostname verification settings do not apply either. The setting is deprecated, and `always` is \
          the default.",
    fix: "set `useTruststoreSpi` in the provider's `config` to `always`",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#_ldap",
        "https://www.keycloak.org/server/keycloak-truststore",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[r#"{"realm": "r", "components": {"org.keycloak.storage.UserStorageProvider": [{"name": "l",
            "providerId": "ldap", "config": {"connectionUrl": ["ldaps://directory.example"],
                "useTruststoreSpi": ["never"]}}]}}"#],
    good: &[r#"{"realm": "r", "components": {"org.keycloak.storage.UserStorageProvider": [
            {"name": "a", "providerId": "ldap", "config": {"connectionUrl": ["ldaps://directory.example"],
                "useTruststoreSpi": ["ldapsOnly"]}},
            {"name": "b", "providerId": "ldap", "config": {"connectionUrl": ["ldap://localhost"],
                "useTruststoreSpi": ["never"]}}]}}"#],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if !is_judged(provider) || config::text(provider, "useTruststoreSpi") != Some("never") {
        return;
    }
    let over_tls = config::is_on(provider, "startTls") || addresses(provider).any(|url| url.starts_with("ldaps:"));
    if over_tls {
        let message = "the LDAP server's certificate is checked against Java's truststore, not Keycloak's";
        report.at(provider, &["config", "useTruststoreSpi"], message);
    }
}
