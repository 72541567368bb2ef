//! An old Keycloak.

use super::REALM;
use crate::finding::Severity;
use crate::rule::{Check, Context, Report, Rule, Subject};

pub const RULE: Rule = Rule {
    code: "realm/keycloak-version",
    severity: Severity::Info,
    title: "The realm was exported from a Keycloak that is behind",
    why: "Security fixes go only into the newest releases of Keycloak, so one that is a major version behind has known \
          holes that nobody mends. This tool asks no server: it knows the version that it was tested with.",
    fix: "update Keycloak",
    links: &["https://www.keycloak.org/docs/latest/upgrading/", "https://github.com/keycloak/keycloak/security/policy"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "keycloakVersion": "24.0.5"}"#, r#"{"realm": "r", "keycloakVersion": "26.0.1"}"#],
    good: &[
        r#"{"realm": "r", "keycloakVersion": "26.7.3"}"#,
        r#"{"realm": "r", "keycloakVersion": "27.0.0"}"#,
        r#"{"realm": "r", "keycloakVersion": "999.0.0-SNAPSHOT"}"#,
        r#"{"realm": "r", "keycloakVersion": "nightly"}"#,
    ],
};

/// Major and minor version of the newest Keycloak when this was written, in November 2026.
const NEWEST: (u32, u32) = (26, 7);

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    let Some(version) = realm.text(&["keycloakVersion"]) else { return };
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().ok());
    let (Some(Some(major)), Some(Some(minor))) = (numbers.next(), numbers.next()) else { return };
    if (major, minor) < NEWEST {
        let told = report.at(realm, &["keycloakVersion"], format!("it comes from Keycloak {version}; 26.7 is out"));
        if major < NEWEST.0 {
            told.severity(Severity::Warning);
        }
    }
}
