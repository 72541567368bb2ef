//! A reference to a flow that does not exist.

use realmform_kinds::names;
use std::collections::BTreeSet;

use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule};
use realmform_kinds as kinds;
use realmform_kinds::flows;
use realmform_kinds::kind::Kind;
use realmform_kinds::reference::Names;
use realmform_model::{Address, Severity, Side};

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
        r#"{"realm": "r", "authenticationFlows": [{"alias": "mine"}], "clients": [{"clientId": "shop", "authenticationFlowBindingOverrides": {"browser": "gone"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "browserFlow": "mine", "authenticationFlows": [{"alias": "mine", "authenticationExecutions": [{"flowAlias": "forms", "authenticatorFlow": true}]}, {"alias": "forms"}]}"#,
        r#"{"realm": "r", "browserFlow": "browser"}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    // An export may leave out the flows; the bound ones are then in the target realm.
    let live: Vec<String> =
        context.live.into_iter().flat_map(|live| live.of_kind(names::FLOW)).map(Address::shown_name).collect();
    if live.is_empty() && !context.knows_all(names::FLOW) {
        return;
    }
    let linted = context.of_kind(names::FLOW).map(|(_, flow)| flow.name.shown_name());
    // A realm that the plan creates gets Keycloak's own.
    let is_new = context.live.is_some_and(|live| live.absent.contains(&Side::Realm));
    let of_new = flows::BUILT_IN.iter().filter(|_| is_new).map(|alias| (*alias).to_owned());
    let aliases: BTreeSet<String> = linted.chain(live).chain(of_new).collect();
    // Exports name the flows of clients by id.
    let ids: BTreeSet<&str> = context.of_kind(names::FLOW).filter_map(|(_, flow)| flow.text(&["id"])).collect();
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
    let bind = |kind: &&&dyn Kind| kind.slots().iter().any(|slot| slot.names == Names::Key(names::FLOW));
    for (_, subject) in kinds::ALL.iter().filter(bind).flat_map(|kind| context.of_kind(kind.name())) {
        let bound = subject.references(&|_| false).into_iter().filter(|it| it.target.kind == names::FLOW);
        for (path, flow) in bound.map(|reference| (reference.path, reference.target.name)) {
            if !flow.is_empty() && !aliases.contains(&flow) && !ids.contains(flow.as_str()) {
                let keys: Vec<&str> = path.0.iter().map(String::as_str).collect();
                report.at_item(subject, &keys, &flow, format!("the flow `{flow}` does not exist"));
            }
        }
    }
}
