//! A second factor that is an alternative to the password.

use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "flow/second-factor-optional",
    severity: Severity::Warning,
    title: "A second factor is an alternative to the password",
    why: "Of several ALTERNATIVE steps, one is enough. If the one-time password or the security key is at the same \
          level as the password form, the password alone is enough to log in, and so is the second factor alone: \
          neither protects anything. Beside a REQUIRED or CONDITIONAL step, Keycloak ignores ALTERNATIVE steps: the \
          second factor is then never asked for.",
    fix: "set the password form to REQUIRED, and the second factor to REQUIRED or to a CONDITIONAL subflow after it",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#_authentication-flows",
        "https://www.keycloak.org/docs/latest/server_admin/#_twofactor",
    ],
    check: Check::Each(names::FLOW, check),
    bad: &[
        r#"{"realm": "r", "authenticationFlows": [{"alias": "forms", "authenticationExecutions": [{"authenticator": "auth-username-password-form", "requirement": "ALTERNATIVE"}, {"authenticator": "auth-otp-form", "requirement": "ALTERNATIVE"}]}]}"#,
        r#"{"realm": "r", "authenticationFlows": [{"alias": "forms", "authenticationExecutions": [{"authenticator": "auth-username-password-form", "requirement": "REQUIRED"}, {"authenticator": "auth-otp-form", "requirement": "ALTERNATIVE"}]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "authenticationFlows": [{"alias": "forms", "authenticationExecutions": [{"authenticator": "auth-username-password-form", "requirement": "ALTERNATIVE"}, {"authenticator": "auth-otp-form", "requirement": "REQUIRED"}]}]}"#,
        r#"{"realm": "r", "authenticationFlows": [{"alias": "forms", "authenticationExecutions": [{"authenticator": "auth-username-password-form", "requirement": "REQUIRED"}, {"authenticator": "auth-otp-form", "requirement": "REQUIRED"}]}]}"#,
        r#"{"realm": "r", "authenticationFlows": [{"alias": "2nd", "authenticationExecutions": [{"authenticator": "auth-otp-form", "requirement": "ALTERNATIVE"}, {"authenticator": "webauthn-authenticator", "requirement": "ALTERNATIVE"}]}]}"#,
    ],
};

const PASSWORD: &[&str] = &["auth-username-password-form", "auth-password-form"];
const SECOND: &[&str] = &["auth-otp-form", "webauthn-authenticator", "auth-recovery-authn-code-form"];

fn check(flow: &Subject, _: &Context, report: &mut Report) {
    if flow.built_in {
        return;
    }
    let steps = flow.get(&["authenticationExecutions"]).map_or(&[][..], Json::items);
    let authenticators = |wanted: &'static str| {
        let steps = steps.iter().filter(move |step| requirement(step) == wanted);
        steps.filter_map(|step| step.get("authenticator")?.text())
    };
    let Some(second) = authenticators("ALTERNATIVE").find(|step| SECOND.contains(step)) else { return };
    let has_password = |requirement| authenticators(requirement).any(|step| PASSWORD.contains(&step));
    let are_ignored = steps.iter().any(|step| matches!(requirement(step), "REQUIRED" | "CONDITIONAL"));
    let message = match are_ignored {
        true if has_password("REQUIRED") => {
            format!("`{second}` is ALTERNATIVE beside REQUIRED steps, so Keycloak never asks for it")
        }
        false if has_password("ALTERNATIVE") => {
            format!("`{second}` is an alternative to the password, so either one is enough")
        }
        _ => return,
    };
    report.at_item(flow, &["authenticationExecutions"], second, message);
}

fn requirement<'j>(step: &'j Json) -> &'j str {
    step.get("requirement").and_then(Json::text).unwrap_or_default()
}
