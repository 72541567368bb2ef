//! A SAML client with addresses that are not encrypted.

use super::{CLIENT, attribute, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::cleartext;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "saml/clear-text-url",
    severity: Severity::Warning,
    title: "SAML messages for a client go over a connection that is not encrypted",
    why: "Whoever is on the way (a wireless network, a proxy) reads the assertion and sends it to the application first: an \
          assertion is as good as the user's password until it expires. A signature does not help, since nothing is \
          altered. The metadata of the application over http lets them put their own key in its place. Addresses on the \
          machine itself are not told.",
    fix: "use `https://`",
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
    let message = |address: &str| format!("what is sent to `{address}` is not encrypted");
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
