//! Anyone can create an account.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/self-registration",
    severity: Severity::Info,
    title: "Anyone can create an account",
    why: "Accounts of strangers get the default roles, every scope that comes with them, and everything that an \
          application grants to any logged-in user. That is right for a shop and wrong for a company.",
    fix: "set `registrationAllowed` to `false`, or set `verifyEmail` to `true` and review what the default roles grant",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#configuring-realms"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "registrationAllowed": true}"#],
    good: &[r#"{"realm": "r", "registrationAllowed": false}"#, r#"{"realm": "r", "enabled": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.is(&["registrationAllowed"]) {
        let verified = realm.is(&["verifyEmail"]);
        let how = if verified {
            "with a verified e-mail address"
        } else {
            "with any e-mail address, because none is verified"
        };
        let told = report.at(realm, &["registrationAllowed"], format!("anyone can create an account {how}"));
        if !verified {
            told.severity(Severity::Warning);
        }
    }
}
