//! A SAML client that lacks the certificate its own switches ask for.

use super::{CLIENT, CLIENT_SIGNATURE, ENCRYPT, attribute, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "saml/certificate-missing",
    severity: Severity::Error,
    title: "A SAML client lacks the certificate that its settings need",
    why: "Keycloak checks the signature of requests with the client's signing certificate, and encrypts assertions for its \
          encryption certificate. Where the switch is on and the certificate is not there, every login of the application \
          ends in an error. People then turn the switch off instead of giving the certificate. In TOML it is not told: \
          Keycloak makes a key pair where a client is made without one.",
    fix: "put the application's certificate into the attribute, or set `saml.useMetadataDescriptorUrl` to `true` with \
          `saml.metadataDescriptorUrl`",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.client.signature": "true"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.encrypt": "true", "saml.encryption.certificate": "", "saml.signing.certificate": "MIIC"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.client.signature": "true", "saml.signing.certificate": "MIIC"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.client.signature": "true", "saml.encrypt": "true", "saml.useMetadataDescriptorUrl": "true",
            "saml.metadataDescriptorUrl": "https://sp.example/metadata"}}]}"#,
    ],
};

const NEEDS: [(&[&str], &[&str], &str); 2] = [
    (
        CLIENT_SIGNATURE,
        &["attributes", "saml.signing.certificate"],
        "its requests must be signed, but `saml.signing.certificate` is not there to check them with",
    ),
    (
        ENCRYPT,
        &["attributes", "saml.encryption.certificate"],
        "its assertions must be encrypted, but `saml.encryption.certificate` is not there to encrypt them for",
    ),
];

fn check(client: &Subject, context: &Context, report: &mut Report) {
    if !context.is_export || !is_judged(client) {
        return;
    }
    for (switch, certificate, message) in NEEDS {
        if client.is(switch) && attribute(client, certificate).is_none() && !has_metadata(client) {
            report.at(client, certificate, message).and_at("this switch needs it", &client.place(switch));
        }
    }
}

/// Whether Keycloak fetches the certificates from the application.
fn has_metadata(client: &Subject) -> bool {
    client.is(&["attributes", "saml.useMetadataDescriptorUrl"])
        && attribute(client, &["attributes", "saml.metadataDescriptorUrl"]).is_some()
}
