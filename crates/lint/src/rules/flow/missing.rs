//! A reference to a flow that does not exist.

use realmform_kinds::names;
use std::collections::BTreeSet;

use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "flow/missing",
    severity: Severity::Error,
    title: "A referenced flow does not exist",
    why: "A step that references a missing flow makes every login through it fail, or the import drops the step: then \
          what it required, such as a second factor, is no longer required.",
    fix: "reference an existing flow, or remove the step",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_authentication-flows"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "authenticationFlows": [{"alias": "mine", "authenticationExecutions": [{"flowAlias": "gone", "authenticatorFlow": true, "requirement": "REQUIRED"}]}]}"#,
        r#"{"realm": "r", "browserFlow": "gone", "authenticationFlows": [{"alias": "mine"}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "browserFlow": "mine", "authenticationFlows": [{"alias": "mine", "authenticationExecutions": [{"flowAlias": "forms", "authenticatorFlow": true}]}, {"alias": "forms"}]}"#,
        r#"{"realm": "r", "browserFlow": "browser"}"#,
    ],
};

const BOUND: &[&str] = &[
    "browserFlow",
    "registrationFlow",
    "directGrantFlow",
    "resetCredentialsFlow",
    "clientAuthenticationFlow",
    "dockerAuthenticationFlow",
    "firstBrokerLoginFlow",
];

fn check(context: &Context, report: &mut Report) {
    // An export may leave out the flows; the bound ones are then in the target realm.
    if !context.knows_all(names::FLOW) {
        return;
    }
    let aliases: BTreeSet<_> =
        context.of_kind(names::FLOW).map(|(_, it)| it).map(|flow| flow.name.shown_name()).collect();
    for flow in context.of_kind(names::FLOW).map(|(_, it)| it) {
        let steps = flow.get(&["authenticationExecutions"]).map_or(&[][..], Json::items);
        for named in steps.iter().filter_map(|step| step.get("flowAlias")?.text()) {
            if !aliases.contains(named) {
                report.at_item(
                    flow,
                    &["authenticationExecutions"],
                    named,
                    format!("the flow `{named}` does not exist"),
                );
            }
        }
    }
    if let Some(realm) = context.realm() {
        for key in BOUND {
            if let Some(named) = realm.text(&[key]).filter(|named| !aliases.contains(*named)) {
                report.at(realm, &[key], format!("the flow `{named}` does not exist"));
            }
        }
    }
}
