//! SAML redirect URIs with a wildcard in the path.

use super::CLIENT;
use super::reach::report_reach;
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::reach::Reach;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/redirect-wildcard",
    severity: Severity::Warning,
    title: "Wildcard in the path of a SAML redirect URI",
    why: "An attacker who can read what any page on the host receives (an upload, a forum, a page that forwards its \
          input) has the assertion sent there instead of to the assertion consumer service. An application has one or \
          two such services, so a wildcard brings no benefit. If requests must be signed, only the application can \
          name the address, so the severity is `info`.",
    fix: "list the full URLs of the assertion consumer service in `redirectUris`",
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
    let message = |uri: &str| format!("assertions can be sent to every address that the wildcard in `{uri}` matches");
    report_reach(client, Reach::Path, Severity::Info, message, report);
}
