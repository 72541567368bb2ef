//! SAML clients without the certificate that their settings require.

use super::{CLIENT, CLIENT_SIGNATURE, ENCRYPT, attribute, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/certificate-missing",
    severity: Severity::Error,
    title: "SAML client without the certificate that its settings require",
    why: "Keycloak verifies requests with the client's signing certificate and encrypts assertions with its encryption \
          certificate. If the switch is on but the certificate is missing, every login of the application fails, and \
          people then turn off the switch instead of adding the certificate. The rule does not apply to TOML: Keycloak \
          generates a key pair for a client that is created without one.",
    fix: "set the attribute to the application's certificate, or set `saml.useMetadataDescriptorUrl` to `true` and \
          `saml.metadataDescriptorUrl` to the application's metadata URL",
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
        "requests must be signed, but `saml.signing.certificate` is missing, so they cannot be verified",
    ),
    (
        ENCRYPT,
        &["attributes", "saml.encryption.certificate"],
        "assertions must be encrypted, but `saml.encryption.certificate` is missing",
    ),
];

fn check(client: &Subject, context: &Context, report: &mut Report) {
    if !context.is_export || !is_judged(client) {
        return;
    }
    for (switch, certificate, message) in NEEDS {
        if client.is(switch) && attribute(client, certificate).is_none() && !has_metadata(client) {
            report.at(client, certificate, message).and_at("required by this setting", &client.place(switch));
        }
    }
}

/// Whether Keycloak fetches the certificates from the application.
fn has_metadata(client: &Subject) -> bool {
    client.is(&["attributes", "saml.useMetadataDescriptorUrl"])
        && attribute(client, &["attributes", "saml.metadataDescriptorUrl"]).is_some()
}
