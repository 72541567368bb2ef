//! SAML redirect URIs with a wildcard in the host.

use super::CLIENT;
use super::reach::report_reach;
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::reach::Reach;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/redirect-host-wildcard",
    severity: Severity::Error,
    title: "Wildcard in the host of a SAML redirect URI",
    why: "Keycloak compares plain text: `https://sp.example*` also matches `https://sp.example.attacker.test/`, a name \
          that anyone can register. An attacker sends a user to Keycloak with a request that names this host, and the \
          user's browser delivers the assertion to it. Usually a `/` before the wildcard was intended. If requests \
          must be signed, only the application can name the address, so the severity is `warning`.",
    fix: "list the full URLs of the assertion consumer service in `redirectUris`; at the very least, put a `/` before \
          the `*`",
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
    let message = |uri: &str| format!("the wildcard in the host of `{uri}` also matches other hosts");
    report_reach(client, Reach::Host, Severity::Warning, message, report);
}
