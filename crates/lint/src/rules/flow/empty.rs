//! A flow without an enabled step.

use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "flow/empty",
    severity: Severity::Warning,
    title: "A flow has no enabled step",
    why: "A flow in which every step is DISABLED checks nothing. If the flow is REQUIRED for a login, the login fails; \
          if it is CONDITIONAL or ALTERNATIVE, it is skipped silently.",
    fix: "enable a step, or remove the flow",
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
        report.at(flow, &["authenticationExecutions"], "all steps of the flow are disabled");
    }
}
