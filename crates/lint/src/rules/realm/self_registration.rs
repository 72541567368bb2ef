//! Everybody can register.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/self-registration",
    severity: Severity::Info,
    title: "Everybody can make an account",
    why: "Accounts of strangers have the default roles and every scope that goes with them, and whatever an \
          application gives to anybody who is logged in. It is right for a shop and wrong for a company.",
    fix: "switch `registrationAllowed` off, or verify e-mail addresses and look at what the default roles give",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#configuring-realms"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "registrationAllowed": true}"#],
    good: &[r#"{"realm": "r", "registrationAllowed": false}"#, r#"{"realm": "r", "enabled": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.is(&["registrationAllowed"]) {
        let verified = realm.is(&["verifyEmail"]);
        let how =
            if verified { "with an address that is verified" } else { "with any e-mail address, as none is verified" };
        let told = report.at(realm, &["registrationAllowed"], format!("everybody can make an account, {how}"));
        if !verified {
            told.severity(Severity::Warning);
        }
    }
}
