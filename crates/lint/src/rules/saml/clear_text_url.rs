//! SAML endpoints that use HTTP instead of HTTPS.

use super::{CLIENT, attribute, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::cleartext;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/clear-text-url",
    severity: Severity::Warning,
    title: "SAML endpoint uses unencrypted HTTP",
    why: "Anyone on the network path (a wireless network, a proxy) can read an assertion and send it to the \
          application first. Until it expires, an assertion is as good as the user's password. A signature does not \
          help, because nothing is modified. If the application's metadata is fetched over HTTP, an attacker can \
          substitute their own key. Loopback addresses are not reported.",
    fix: "use an `https://` URL",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-sec-consider-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml_assertion_consumer_url_post": "http://sp.example/acs"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "adminUrl": "http://sp.example/saml"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "redirectUris": ["http://sp.example/acs"]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "adminUrl": "http://localhost:8080/saml",
            "redirectUris": ["https://sp.example/acs", "/acs", "http://*"],
            "attributes": {"saml_assertion_consumer_url_post": "https://sp.example/acs"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "site", "redirectUris": ["http://site.example/"]}]}"#,
    ],
};

const ADDRESSES: &[&[&str]] = &[
    &["adminUrl"],
    &["attributes", "saml_assertion_consumer_url_post"],
    &["attributes", "saml_assertion_consumer_url_redirect"],
    &["attributes", "saml_artifact_binding_url"],
    &["attributes", "saml_artifact_resolution_service_url"],
    &["attributes", "saml_single_logout_service_url_post"],
    &["attributes", "saml_single_logout_service_url_redirect"],
    &["attributes", "saml_single_logout_service_url_artifact"],
    &["attributes", "saml_single_logout_service_url_soap"],
    &["attributes", "saml.metadataDescriptorUrl"],
];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if !is_judged(client) {
        return;
    }
    let message = |address: &str| format!("data sent to `{address}` is not encrypted");
    for path in ADDRESSES {
        if let Some(address) = attribute(client, path)
            && cleartext::is_sent(address, "http")
        {
            report.at(client, path, message(address));
        }
    }
    // One that fits every host is told of by `saml/redirect-anywhere`.
    let redirects = client.texts(&["redirectUris"]).filter(|uri| !uri.ends_with("://*"));
    for uri in redirects.filter(|uri| cleartext::is_sent(uri, "http")) {
        report.at_item(client, &["redirectUris"], uri, message(uri));
    }
}
