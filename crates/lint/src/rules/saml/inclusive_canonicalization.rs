//! SAML clients whose signatures use inclusive canonicalization.

use super::{CLIENT, attribute, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/inclusive-canonicalization",
    severity: Severity::Info,
    title: "SAML signatures use inclusive canonicalization",
    why: "Inclusive canonicalization also signs the namespaces of the surrounding document. If the application \
          extracts the assertion from its response, or a proxy wraps it again, the signature becomes invalid, and \
          people turn off the check to keep going. SAML recommends the exclusive form, with or without comments. Both \
          are fine, and the form with comments also resists attacks that hide a comment in a name.",
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
        report.at(client, METHOD, format!("`{method}` is inclusive, so signatures depend on the surrounding XML"));
    }
}
