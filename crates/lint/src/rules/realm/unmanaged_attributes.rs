//! Users can set arbitrary attributes.

use realmform_kinds::names;
use serde_json::Value;

use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/unmanaged-attributes",
    severity: Severity::Warning,
    title: "Users can set arbitrary attributes on their own account",
    why: "With the unmanaged attribute policy `ENABLED`, users can set any attribute on their own account in the \
          account console. Everything that reads attributes (a mapper, a policy, an application) trusts what the user \
          wrote.",
    fix: "set `unmanagedAttributePolicy` in the user profile to `ADMIN_EDIT`, or declare the attributes there",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#user-profile"],
    check: Check::Each(names::COMPONENT, check),
    bad: &[
        r#"{"realm": "r", "components": {"org.keycloak.userprofile.UserProfileProvider": [{"name": "p", "providerId": "declarative-user-profile", "config": {"kc.user.profile.config": ["{\"attributes\": [], \"unmanagedAttributePolicy\": \"ENABLED\"}"]}}]}}"#,
    ],
    good: &[
        r#"{"realm": "r", "components": {"org.keycloak.userprofile.UserProfileProvider": [{"name": "p", "providerId": "declarative-user-profile", "config": {"kc.user.profile.config": ["{\"attributes\": [], \"unmanagedAttributePolicy\": \"ADMIN_EDIT\"}"]}}]}}"#,
    ],
};

fn check(component: &Subject, _: &Context, report: &mut Report) {
    if component.text(&["providerId"]) != Some("declarative-user-profile") {
        return;
    }
    let profile =
        config::text(component, "kc.user.profile.config").and_then(|text| serde_json::from_str::<Value>(text).ok());
    if profile.is_some_and(|profile| profile["unmanagedAttributePolicy"] == "ENABLED") {
        report.at(component, &["config", "kc.user.profile.config"], "users can set any attribute on their own account");
    }
}
