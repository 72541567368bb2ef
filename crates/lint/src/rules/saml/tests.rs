//! The SAML rules on whole clients, from exports and from TOML.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use serde_json::json;

use crate::policy::Policies;
use crate::rule::{Beside, Context, Export};
use crate::rules::check;
use realmform_kinds::names;
use realmform_model::{Body, Declared, Desired, Finding, Severity, Source};

fn codes(findings: &[Finding]) -> Vec<(Severity, &str)> {
    let mut codes: Vec<_> = findings.iter().map(|finding| (finding.severity, finding.code.as_str())).collect();
    codes.retain(|(_, code)| code.starts_with("saml/"));
    codes.sort_unstable();
    codes
}

fn of_export(client: &serde_json::Value) -> Vec<Finding> {
    let text = json!({"realm": "r", "clients": [client]}).to_string();
    let source = Arc::new(Source::new("export.json", text));
    check(&Context::of_export(&Export::read(&source).unwrap(), &Policies::default()))
}

fn of_toml(client: &serde_json::Value, beside: Beside) -> Vec<Finding> {
    let declared = Declared { body: client.as_object().cloned().unwrap_or_default(), ..Declared::default() };
    let mut desired = Desired::default();
    desired.objects.insert(names::client("sp"), declared);
    check(&Context::of_project(&desired, beside, &Policies::default()))
}

/// A client as the Admin Console creates it.
fn new_client() -> Body {
    let attributes = json!({
        "saml.server.signature": "true", "saml.client.signature": "true", "saml.force.post.binding": "true",
        "saml.signature.algorithm": "RSA_SHA256", "saml_name_id_format": "username", "saml.authnstatement": "true",
        "saml_force_name_id_format": "false", "saml.allow.ecp.flow": "false", "saml.signing.certificate": "MIIC",
        "saml_signature_canonicalization_method": "http://www.w3.org/2001/10/xml-exc-c14n#",
    });
    let client = json!({"clientId": "sp", "protocol": "saml", "fullScopeAllowed": true, "attributes": attributes});
    client.as_object().cloned().unwrap_or_default()
}

#[test]
fn a_client_as_keycloak_makes_it_gets_hints_only() {
    let findings = of_export(&new_client().into());
    let expected = ["saml/assertion-unsigned", "saml/full-scope", "saml/one-time-use-off", "saml/unencrypted"];
    assert_eq!(codes(&findings), expected.map(|code| (Severity::Info, code)));
}

#[test]
fn a_client_without_attributes_is_open_in_an_export_and_made_well_from_toml() {
    let client = json!({"clientId": "sp", "protocol": "saml", "fullScopeAllowed": false});
    let exported = of_export(&client);
    assert_eq!(
        codes(&exported),
        [
            (Severity::Info, "saml/one-time-use-off"),
            (Severity::Info, "saml/unencrypted"),
            (Severity::Warning, "saml/client-signature-off"),
            (Severity::Warning, "saml/redirect-binding"),
            (Severity::Error, "saml/unsigned"),
        ]
    );
    let made = of_toml(&client, Beside::Nothing);
    let hints = ["saml/assertion-unsigned", "saml/one-time-use-off", "saml/unencrypted"];
    assert_eq!(codes(&made), hints.map(|code| (Severity::Info, code)));
    assert_eq!(codes(&of_toml(&client, Beside::Unknown)), [], "what lives there is not known");
}

#[test]
fn a_wildcard_is_less_bad_where_requests_are_signed() {
    for (uri, code, open, signed) in [
        ("*", "saml/redirect-anywhere", Severity::Error, Severity::Warning),
        ("https://sp.example*", "saml/redirect-host-wildcard", Severity::Error, Severity::Warning),
        ("https://sp.example/*", "saml/redirect-wildcard", Severity::Warning, Severity::Info),
    ] {
        for (signature, severity) in [("false", open), ("true", signed)] {
            let mut client = new_client();
            client.insert("redirectUris".into(), json!([uri]));
            client["attributes"]["saml.client.signature"] = json!(signature);
            let findings = of_export(&client.into());
            let told: Vec<_> = codes(&findings).into_iter().filter(|(_, code)| code.contains("/redirect-")).collect();
            assert_eq!(told, [(severity, code)], "{uri}, signed: {signature}");
        }
    }
}
