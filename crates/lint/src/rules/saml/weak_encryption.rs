//! SAML clients whose assertions are encrypted with a weak algorithm.

use super::{CLIENT, ENCRYPT, attribute, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/weak-encryption",
    severity: Severity::Warning,
    title: "SAML assertions encrypted with a weak algorithm",
    why: "RSA with PKCS#1 v1.5 padding, and AES-CBC without an integrity check, are vulnerable to padding oracle \
          attacks. An attacker who holds an encrypted assertion recovers its content with a few thousand requests to \
          the application, which answers each modified copy with a different error. For that reason, XML Encryption \
          1.1 added AES-GCM and recommends OAEP.",
    fix: "set the attribute `saml.encryption.algorithm` to `http://www.w3.org/2009/xmlenc11#aes256-gcm`, and \
          `saml.encryption.keyAlgorithm` to `http://www.w3.org/2009/xmlenc11#rsa-oaep`",
    links: &["https://www.w3.org/TR/xmlenc-core1/", "https://www.rfc-editor.org/rfc/rfc8017#section-7"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {"saml.encrypt": "true",
            "saml.encryption.keyAlgorithm": "http://www.w3.org/2001/04/xmlenc#rsa-1_5"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {"saml.encrypt": "true",
            "saml.encryption.algorithm": "http://www.w3.org/2001/04/xmlenc#aes256-cbc"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {"saml.encrypt": "true",
            "saml.encryption.algorithm": "http://www.w3.org/2009/xmlenc11#aes128-gcm",
            "saml.encryption.keyAlgorithm": "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {"saml.encrypt": "false",
            "saml.encryption.keyAlgorithm": "http://www.w3.org/2001/04/xmlenc#rsa-1_5"}}]}"#,
    ],
};

const ALGORITHMS: [(&[&str], &str); 2] = [
    (&["attributes", "saml.encryption.keyAlgorithm"], "#rsa-1_5"),
    (&["attributes", "saml.encryption.algorithm"], "-cbc"),
];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if !is_judged(client) || !client.is(ENCRYPT) {
        return;
    }
    for (path, weak) in ALGORITHMS {
        if let Some(algorithm) = attribute(client, path)
            && algorithm.ends_with(weak)
        {
            let message =
                format!("assertions are encrypted with `{algorithm}`, which is vulnerable to padding oracle attacks");
            report.at(client, path, message);
        }
    }
}
