//! Whether a first login flow links an existing account without proof that it belongs to the user.

use realmform_kinds::names;
use std::collections::BTreeMap;

use crate::json::Json;
use crate::rule::{Context, Subject};

/// Authenticators with which users prove that an account is theirs.
#[rustfmt::skip]
const PROOFS: &[&str] = &[
    "idp-email-verification", "idp-username-password-form", "auth-username-password-form", "auth-password-form",
    "auth-otp-form", "webauthn-authenticator", "webauthn-authenticator-passwordless", "auth-x509-client-username-form",
];

/// The authenticator that links the user to an existing account.
const LINKS: &str = "idp-auto-link";

/// The step that links: its flow, and its authenticator.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link<'c, 'a> {
    pub(super) flow: &'c Subject<'a>,
    pub(super) step: &'c str,
}

/// How a step or a flow can succeed without proof.
#[derive(Clone, Copy, Debug, Default)]
struct Unproven<'c, 'a> {
    /// Without a link, too: whatever else it does.
    free: bool,
    /// With a link.
    link: Option<Link<'c, 'a>>,
}

impl<'c, 'a> Unproven<'c, 'a> {
    /// It does nothing that matters here.
    const FREE: Self = Self { free: true, link: None };
    /// It fails, asks for proof, or is not known.
    const NEVER: Self = Self { free: false, link: None };

    /// Both succeed.
    fn and(self, other: Self) -> Self {
        let link = match self.link {
            Some(link) if other.free || other.link.is_some() => Some(link),
            _ if self.free => other.link,
            _ => None,
        };
        Self { free: self.free && other.free, link }
    }

    /// One of them succeeds.
    fn or(self, other: Self) -> Self {
        Self { free: self.free || other.free, link: self.link.or(other.link) }
    }
}

/// The flows of an export.
pub(super) struct Flows<'c, 'a> {
    by_name: BTreeMap<&'c str, &'c Subject<'a>>,
    /// What is known of those that were looked at; nothing yet of one that is being looked at, which contains itself.
    seen: BTreeMap<&'c str, Unproven<'c, 'a>>,
}

impl<'c, 'a> Flows<'c, 'a> {
    pub(super) fn of(context: &'c Context<'a>) -> Self {
        let flows = context.of_kind(names::FLOW).map(|(address, flow)| (address.name.as_str(), flow));
        Self { by_name: flows.collect(), seen: BTreeMap::new() }
    }

    /// The step of the flow that links, if the flow can succeed with it and without proof.
    pub(super) fn unproven(&mut self, alias: &str) -> Option<Link<'c, 'a>> {
        self.flow(alias).link
    }

    /// As Keycloak runs a flow: all REQUIRED steps must succeed, and the CONDITIONAL ones whose condition is met. Only
    /// where there are none of these, one ALTERNATIVE step is enough.
    fn flow(&mut self, alias: &str) -> Unproven<'c, 'a> {
        if let Some(seen) = self.seen.get(alias) {
            return *seen;
        }
        let Some((alias, flow)) = self.by_name.get_key_value(alias).map(|(alias, flow)| (*alias, *flow)) else {
            return Unproven::NEVER;
        };
        self.seen.insert(alias, Unproven::NEVER);
        let steps = flow.get(&["authenticationExecutions"]).map_or(&[][..], Json::items);
        let mut required: Option<Unproven> = None;
        let mut alternative = Unproven::NEVER;
        // A condition is no step: it says whether the others are run.
        for step in steps.iter().filter(|step| !authenticator(step).starts_with("conditional-")) {
            match step.get("requirement").and_then(Json::text) {
                Some("REQUIRED") => required = Some(required.unwrap_or(Unproven::FREE).and(self.step(flow, step))),
                Some("CONDITIONAL") => {
                    let either = self.step(flow, step).or(Unproven::FREE);
                    required = Some(required.unwrap_or(Unproven::FREE).and(either));
                }
                Some("ALTERNATIVE") => alternative = alternative.or(self.step(flow, step)),
                _ => {}
            }
        }
        let unproven = required.unwrap_or(alternative);
        self.seen.insert(alias, unproven);
        unproven
    }

    fn step(&mut self, flow: &'c Subject<'a>, step: &'c Json<'a>) -> Unproven<'c, 'a> {
        if let Some(alias) = step.get("flowAlias").and_then(Json::text) {
            return self.flow(alias);
        }
        match authenticator(step) {
            LINKS => Unproven { free: false, link: Some(Link { flow, step: LINKS }) },
            "deny-access-authenticator" => Unproven::NEVER,
            name if PROOFS.contains(&name) => Unproven::NEVER,
            _ => Unproven::FREE,
        }
    }
}

fn authenticator<'c>(step: &'c Json) -> &'c str {
    step.get("authenticator").and_then(Json::text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Flows;
    use crate::policy::Policies;
    use crate::rule::{Context, Export};
    use realmform_model::Source;

    /// Whether the flow `top` links without proof. A flow is its name and its steps, each a requirement and what it runs: a
    /// flow of the list, or an authenticator.
    fn links(flows: &[(&str, &[(&str, &str)])]) -> bool {
        let is_flow = |name: &str| flows.iter().any(|(alias, _)| *alias == name) || name == "elsewhere";
        let flows = flows.iter().map(|(alias, steps)| {
            let steps = steps.iter().map(|(requirement, runs)| {
                let key = if is_flow(runs) { "flowAlias" } else { "authenticator" };
                format!(r#"{{"{key}": "{runs}", "requirement": "{requirement}"}}"#)
            });
            let steps = steps.collect::<Vec<_>>().join(", ");
            format!(r#"{{"alias": "{alias}", "authenticationExecutions": [{steps}]}}"#)
        });
        let flows = flows.collect::<Vec<_>>().join(", ");
        let text = format!(r#"{{"realm": "r", "authenticationFlows": [{flows}]}}"#);
        let source = Arc::new(Source::new("sample.json", text));
        let exports = Export::read(&source).unwrap_or_else(|error| panic!("{error}"));
        let policies = Policies::default();
        let context = Context::of_export(&exports, &policies);
        Flows::of(&context).unproven("top").is_some()
    }

    const LINK: (&str, &str) = ("REQUIRED", "idp-auto-link");
    const MAIL: &str = "idp-email-verification";
    const PASSWORD: &str = "idp-username-password-form";

    #[test]
    fn one_alternative_without_proof_is_enough() {
        let proofs: &[_] = &[("ALTERNATIVE", MAIL), ("ALTERNATIVE", PASSWORD)];
        assert!(!links(&[("top", &[LINK, ("REQUIRED", "prove")]), ("prove", proofs)]));
        let confirms: &[_] = &[("ALTERNATIVE", MAIL), ("ALTERNATIVE", "idp-confirm-link")];
        assert!(links(&[("top", &[LINK, ("REQUIRED", "prove")]), ("prove", confirms)]));
        // The alternative of an alternative.
        let nested: &[_] = &[("ALTERNATIVE", "prove"), ("ALTERNATIVE", PASSWORD)];
        assert!(links(&[("top", &[LINK, ("REQUIRED", "outer")]), ("outer", nested), ("prove", confirms)]));
        assert!(!links(&[("top", &[LINK, ("REQUIRED", "outer")]), ("outer", nested), ("prove", proofs)]));
    }

    #[test]
    fn alternatives_beside_a_required_step_are_ignored() {
        assert!(links(&[("top", &[LINK, ("ALTERNATIVE", MAIL)])]));
        assert!(!links(&[("top", &[("REQUIRED", MAIL), ("ALTERNATIVE", "idp-auto-link")])]));
        let confirm_or_mail: &[_] = &[("REQUIRED", "idp-confirm-link"), ("ALTERNATIVE", MAIL)];
        assert!(links(&[("top", &[LINK, ("REQUIRED", "prove")]), ("prove", confirm_or_mail)]));
    }

    #[test]
    fn a_condition_may_not_be_met() {
        let otp: &[_] = &[("REQUIRED", "conditional-user-configured"), ("REQUIRED", "auth-otp-form")];
        assert!(links(&[("top", &[LINK, ("CONDITIONAL", "2nd")]), ("2nd", otp)]));
        assert!(!links(&[("top", &[LINK, ("REQUIRED", "2nd")]), ("2nd", otp)]));
        assert!(!links(&[("top", &[LINK, ("CONDITIONAL", "2nd"), ("REQUIRED", MAIL)]), ("2nd", otp)]));
    }

    #[test]
    fn all_that_is_required_must_succeed() {
        assert!(!links(&[("top", &[LINK, ("REQUIRED", "deny-access-authenticator")])]));
        assert!(!links(&[("top", &[LINK, ("REQUIRED", "empty")]), ("empty", &[])]));
        assert!(links(&[("top", &[("REQUIRED", "link"), ("DISABLED", MAIL)]), ("link", &[("ALTERNATIVE", LINK.1)])]));
        // What the export leaves out is not known.
        assert!(!links(&[("top", &[LINK, ("REQUIRED", "elsewhere")])]));
    }

    #[test]
    fn a_flow_that_contains_itself_many_times_ends() {
        let steps: &[_] = &[("ALTERNATIVE", "top"); 20];
        assert!(!links(&[("top", steps)]));
    }
}
