//! Whether a first login flow links an existing account without proof that it belongs to the user.

use realmform_kinds::names;
use std::collections::BTreeMap;

use crate::json::Json;
use crate::rule::{Context, Subject};

/// Flows by name.
pub(super) type Flows<'c, 'a> = BTreeMap<&'c str, &'c Subject<'a>>;

/// Authenticators with which users prove that an account is theirs.
#[rustfmt::skip]
const PROOFS: &[&str] = &[
    "idp-email-verification", "idp-username-password-form", "auth-username-password-form", "auth-password-form",
    "auth-otp-form", "webauthn-authenticator", "webauthn-authenticator-passwordless", "auth-x509-client-username-form",
];

/// Deeper than any flow that Keycloak creates; stops at flows that contain themselves.
const DEEPEST: usize = 16;

pub(super) fn flows<'c, 'a>(context: &'c Context<'a>) -> Flows<'c, 'a> {
    context.of_kind(names::FLOW).map(|(address, flow)| (address.name.as_str(), flow)).collect()
}

/// The flow and the authenticator of the step that links, if it can be reached without proof.
pub(super) fn unproven<'c, 'a>(flows: &Flows<'c, 'a>, alias: &str, depth: usize) -> Option<(&'c Subject<'a>, &'c str)> {
    let flow = *flows.get(alias)?;
    let proven = steps(flow).any(|step| is(step, "REQUIRED") && proves(flows, step, depth));
    if proven || depth == DEEPEST {
        return None;
    }
    steps(flow).find_map(|step| match subflow(step) {
        Some(inner) => unproven(flows, inner, depth + 1),
        None => step.get("authenticator")?.text().filter(|name| *name == "idp-auto-link").map(|name| (flow, name)),
    })
}

fn proves(flows: &Flows, step: &Json, depth: usize) -> bool {
    match subflow(step).and_then(|alias| flows.get(alias)) {
        Some(inner) if depth < DEEPEST => steps(inner).any(|step| proves(flows, step, depth + 1)),
        Some(_) => true,
        None => step.get("authenticator").and_then(Json::text).is_some_and(|name| PROOFS.contains(&name)),
    }
}

/// The steps that are not disabled.
fn steps<'c, 'a>(flow: &'c Subject<'a>) -> impl Iterator<Item = &'c Json<'a>> {
    let steps = flow.get(&["authenticationExecutions"]).map_or(&[][..], Json::items);
    steps.iter().filter(|step| !is(step, "DISABLED"))
}

fn is(step: &Json, requirement: &str) -> bool {
    step.get("requirement").and_then(Json::text) == Some(requirement)
}

fn subflow<'c>(step: &'c Json) -> Option<&'c str> {
    step.get("flowAlias").and_then(Json::text)
}
