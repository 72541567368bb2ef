//! A SAML client whose assertions can be sent anywhere.

use super::CLIENT;
use super::reach::tell;
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::reach::Reach;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "saml/redirect-anywhere",
    severity: Severity::Error,
    title: "The assertions of a SAML client can be sent to any address",
    why: "A request to log in names the address that the assertion goes to, and Keycloak compares it with the redirect URIs \
          only. With a lone wildcard the attacker's own address is as good as the application's: a user who follows the \
          attacker's link and is logged in hands over an assertion, with which the attacker logs in as that user. Where \
          requests must be signed, only the application can name the address, which is why that is a warning.",
    fix: "list the addresses of the application's assertion consumer service in `redirectUris`, each in full",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "redirectUris": ["*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "redirectUris": ["/acs", "https://*"],
            "attributes": {"saml.client.signature": "true"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "redirectUris": ["https://sp.example/*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "redirectUris": ["*"], "enabled": false}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    let message = |uri: &str| format!("its assertions can be sent to any address: `{uri}`");
    tell(client, Reach::Anywhere, Severity::Warning, message, report);
}
