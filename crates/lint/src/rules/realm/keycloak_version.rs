//! The realm comes from an outdated Keycloak.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/keycloak-version",
    severity: Severity::Info,
    title: "The realm was exported from an outdated Keycloak",
    why: "Keycloak fixes security issues only in its newest releases, so a server that is a major version behind has \
          known vulnerabilities that will not be fixed. The rule does not ask the server: it compares \
          `keycloakVersion` with the version that this tool was tested with.",
    fix: "upgrade Keycloak",
    links: &["https://www.keycloak.org/docs/latest/upgrading/", "https://github.com/keycloak/keycloak/security/policy"],
    check: Check::Each(REALM, check),
    bad: &[
        r#"{"realm": "r", "keycloakVersion": "24.0.5"}"#,
        r#"{"realm": "r", "keycloakVersion": "26.0.1"}"#,
        r#"{"realm": "r", "keycloakVersion": "26.7.1"}"#,
        r#"{"realm": "r", "keycloakVersion": "15.0.2.redhat-00001"}"#,
    ],
    good: &[
        r#"{"realm": "r", "keycloakVersion": "26.7.3"}"#,
        r#"{"realm": "r", "keycloakVersion": "27.0.0"}"#,
        r#"{"realm": "r", "keycloakVersion": "999.0.0-SNAPSHOT"}"#,
        r#"{"realm": "r", "keycloakVersion": "nightly"}"#,
    ],
};

/// The newest Keycloak when this was written, in November 2026.
const NEWEST: (u32, u32, u32) = (26, 7, 3);

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    let Some(version) = realm.text(&["keycloakVersion"]) else { return };
    let Some(found) = numbers(version).filter(|found| *found < NEWEST) else { return };
    let (major, minor, patch) = NEWEST;
    let message = format!("the realm was exported from Keycloak {version}; {major}.{minor}.{patch} is available");
    let told = report.at(realm, &["keycloakVersion"], message);
    if version.contains("redhat") {
        told.help(
            "Red Hat also patches older versions: check that this one is supported, and update to its latest patch",
        );
    } else if found.0 < major {
        told.severity(Severity::Warning);
    }
}

/// Major, minor and patch; `None` of what is no release.
fn numbers(version: &str) -> Option<(u32, u32, u32)> {
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().ok());
    let (major, minor) = (numbers.next()??, numbers.next()??);
    Some((major, minor, numbers.next().flatten().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use crate::rules::samples::found;
    use realmform_model::Severity;

    fn severity(version: &str) -> Option<Severity> {
        let found = found(&format!(r#"{{"realm": "r", "keycloakVersion": "{version}"}}"#));
        found.into_iter().find(|finding| finding.code == super::RULE.code).map(|finding| finding.severity)
    }

    #[test]
    fn a_major_version_behind_is_worse_unless_red_hat_mends_it() {
        assert_eq!(severity("21.1.1"), Some(Severity::Warning));
        assert_eq!(severity("26.7.2"), Some(Severity::Info));
        assert_eq!(severity("15.0.2.redhat-00001"), Some(Severity::Info));
        assert_eq!(severity("26.7.3.redhat-00002"), None);
        assert_eq!(severity("26.8"), None);
    }
}
