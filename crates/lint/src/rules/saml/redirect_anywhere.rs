//! SAML clients whose assertions can be sent to any address.

use super::CLIENT;
use super::reach::report_reach;
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::reach::Reach;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/redirect-anywhere",
    severity: Severity::Error,
    title: "SAML redirect URI matches any address",
    why: "A login request names the address that receives the assertion, and Keycloak checks it only against the \
          redirect URIs. With a lone wildcard, the attacker's own address passes. A logged-in user who follows the \
          attacker's link hands over an assertion, and the attacker logs in with it as that user. If requests must be \
          signed, only the application can name the address, so the severity is `warning`.",
    fix: "list the full URLs of the application's assertion consumer service in `redirectUris`",
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
    let message = |uri: &str| format!("`{uri}` matches any address, so assertions can be sent anywhere");
    report_reach(client, Reach::Anywhere, Severity::Warning, message, report);
}
