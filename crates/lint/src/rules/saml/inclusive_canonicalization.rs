//! A SAML client whose signatures depend on the XML around them.

use super::{CLIENT, attribute, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "saml/inclusive-canonicalization",
    severity: Severity::Info,
    title: "SAML signatures for a client take in the XML around them",
    why: "Inclusive canonicalization signs the namespaces of the surrounding document too. An assertion that the application \
          takes out of its response, or that a proxy wraps anew, then no longer has a valid signature, and people turn \
          the check off to get on. SAML says to use the exclusive form, with or without comments; both are right, and \
          the form with comments is the one that a comment in a name cannot fool.",
    fix: "set the attribute `saml_signature_canonicalization_method` to `http://www.w3.org/2001/10/xml-exc-c14n#`",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf",
        "https://www.w3.org/TR/xml-exc-c14n/",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml_signature_canonicalization_method": "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"}}]}"#],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml_signature_canonicalization_method": "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml"}]}"#,
    ],
};

const METHOD: &[&str] = &["attributes", "saml_signature_canonicalization_method"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if !is_judged(client) {
        return;
    }
    if let Some(method) = attribute(client, METHOD)
        && !method.contains("xml-exc-c14n")
    {
        report.at(client, METHOD, format!("its signatures depend on the XML around them: `{method}`"));
    }
}
