//! A SAML client with a redirect URI whose host ends in a wildcard.

use super::CLIENT;
use super::reach::tell;
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::reach::Reach;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "saml/redirect-host-wildcard",
    severity: Severity::Error,
    title: "A wildcard stands at the end of a host's name, so that other hosts fit",
    why: "Keycloak compares text: `https://sp.example*` fits `https://sp.example.attacker.test/` too, a name that anybody can \
          register. The attacker sends a user to Keycloak with a request that names it, and the user's browser hands the \
          assertion over. A slash before the wildcard was meant. Where requests must be signed, only the application can \
          name the address, which is why that is a warning.",
    fix: "list the addresses of the assertion consumer service in full; at the least, put a `/` before the `*`",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "redirectUris": ["https://sp.example*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "redirectUris": ["sp.example*"]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "redirectUris": ["https://sp.example/*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "redirectUris": ["*", "https://*/acs"]}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    let message = |uri: &str| format!("other hosts fit `{uri}`, since its wildcard stands in the host's name");
    tell(client, Reach::Host, Severity::Warning, message, report);
}
