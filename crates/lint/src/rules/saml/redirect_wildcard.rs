//! A SAML client with a redirect URI that fits every path of a host.

use super::CLIENT;
use super::reach::tell;
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::reach::Reach;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "saml/redirect-wildcard",
    severity: Severity::Warning,
    title: "A redirect URI of a SAML client fits many paths",
    why: "An attacker who can read what one page of the host receives (an upload, a forum, a page that passes on what it \
          gets) has the assertion sent there instead of to the assertion consumer service. An application has one or two \
          such services, so nothing is gained by the wildcard. Where requests must be signed, only the application can \
          name the address, which is why that is a hint.",
    fix: "list the addresses of the assertion consumer service in `redirectUris`, each in full",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "redirectUris": ["https://sp.example/*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "rootUrl": "https://sp.example",
            "redirectUris": ["/*"]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "redirectUris": ["https://sp.example/acs"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "redirectUris": ["https://sp.example*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "site", "redirectUris": ["https://site.example/*"]}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    let message = |uri: &str| format!("its assertions can be sent to every address that begins as `{uri}` does");
    tell(client, Reach::Path, Severity::Info, message, report);
}
