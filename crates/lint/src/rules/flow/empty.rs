//! A flow of the user's own that asks for nothing.

use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "flow/empty",
    severity: Severity::Warning,
    title: "A flow has no step that is switched on",
    why: "A flow in which everything is DISABLED asks for nothing. Where it is a required part of a login the login \
          fails, and where it is a condition or an alternative it is passed over without a word.",
    fix: "switch a step on, or take the flow out",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_authentication-flows"],
    check: Check::Each(names::FLOW, check),
    bad: &[
        r#"{"realm": "r", "authenticationFlows": [{"alias": "mine", "authenticationExecutions": [{"authenticator": "auth-otp-form", "requirement": "DISABLED"}]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "authenticationFlows": [{"alias": "mine", "authenticationExecutions": [{"authenticator": "auth-otp-form", "requirement": "REQUIRED"}, {"authenticator": "x", "requirement": "DISABLED"}]}]}"#,
        r#"{"realm": "r", "authenticationFlows": [{"alias": "new", "authenticationExecutions": []}]}"#,
    ],
};

fn check(flow: &Subject, _: &Context, report: &mut Report) {
    let steps = flow.get(&["authenticationExecutions"]).map_or(&[][..], Json::items);
    let is_off = |step: &Json| step.get("requirement").and_then(Json::text) == Some("DISABLED");
    if !flow.built_in && !steps.is_empty() && steps.iter().all(is_off) {
        report.at(flow, &["authenticationExecutions"], "all its steps are switched off");
    }
}
