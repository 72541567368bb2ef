//! SAML clients that identify users by an e-mail address that other users can claim.

use super::{CLIENT, attribute, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/email-not-unique",
    severity: Severity::Warning,
    title: "SAML NameID is an e-mail address that others can claim",
    why: "The application identifies users by the NameID. If two users can have the same e-mail address, or anyone can \
          register with an unverified address, one user can obtain another's NameID, and the application opens the \
          other's account. The address of somebody who has an account in the application but none in this realm is \
          enough.",
    fix: "set the attribute `saml_name_id_format` to `persistent`, or set `verifyEmail` to `true` and \
          `duplicateEmailsAllowed` to `false` in the realm",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "duplicateEmailsAllowed": true, "clients": [{"clientId": "sp", "protocol": "saml",
            "attributes": {"saml_name_id_format": "email"}}]}"#,
        r#"{"realm": "r", "registrationAllowed": true, "verifyEmail": false, "clients": [{"clientId": "sp",
            "protocol": "saml", "attributes": {"saml_name_id_format": "email"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "registrationAllowed": true, "verifyEmail": true, "clients": [{"clientId": "sp",
            "protocol": "saml", "attributes": {"saml_name_id_format": "email"}}]}"#,
        r#"{"realm": "r", "registrationAllowed": false, "verifyEmail": false, "clients": [{"clientId": "sp",
            "protocol": "saml", "attributes": {"saml_name_id_format": "email"}}]}"#,
        r#"{"realm": "r", "duplicateEmailsAllowed": true, "clients": [{"clientId": "sp", "protocol": "saml",
            "attributes": {"saml_name_id_format": "persistent"}}]}"#,
    ],
};

const FORMAT: &[&str] = &["attributes", "saml_name_id_format"];

fn check(client: &Subject, context: &Context, report: &mut Report) {
    if !is_judged(client) || attribute(client, FORMAT) != Some("email") {
        return;
    }
    let Some(realm) = context.realm() else { return };
    let (key, message) = if realm.is(&["duplicateEmailsAllowed"]) {
        (
            "duplicateEmailsAllowed",
            "users are identified by e-mail address, but two users of the realm can have the same one",
        )
    } else if realm.is(&["registrationAllowed"]) && realm.flag_or(&["verifyEmail"], false) == Some(false) {
        ("verifyEmail", "users are identified by e-mail address, but anyone can register with an unverified one")
    } else {
        return;
    };
    report.at(client, FORMAT, message).and_at("allowed by the realm", &realm.place(&[key]));
}
