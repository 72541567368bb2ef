//! The way from an export and TOML to a plan, and back into the export: what `plan` and `apply` do, without files.

use std::sync::Arc;

use serde_json::Value;

use crate::realm::SECRET;
use realmform_config::load::{ExtraFields, Loaded, sources};
use realmform_engine::build::build;
use realmform_engine::complete;
use realmform_engine::form;
use realmform_engine::settle::{Settled, settle};
use realmform_kinds::export;
use realmform_kinds::local::localise;
use realmform_lint::policy::Policies;
use realmform_lint::rule::{Beside, Context};
use realmform_lint::rules;
use realmform_model::{Desired, Finding, Live, Plan, Secrets, Severity, Source};
use realmform_render as render;

pub(crate) fn load(texts: &[String]) -> Loaded {
    let files = texts
        .iter()
        .enumerate()
        .map(|(index, text)| Arc::new(Source::new(format!("realm/{index}.toml"), text.clone())));
    sources(files.collect(), &ExtraFields::new())
}

/// A plan and what it was made from.
pub(crate) struct Run {
    pub plan: Plan,
    pub settled: Settled,
    pub secrets: Secrets,
}

/// The values of the secrets: for some clients what a random export has.
pub(crate) fn secrets(desired: &Desired) -> Secrets {
    let mut secrets = Secrets::new();
    for (address, declared) in &desired.objects {
        for path in declared.secrets.keys() {
            secrets.insert((address.clone(), path.clone()), format!("{SECRET}{}", address.name).into());
        }
    }
    secrets
}

/// What the rules find about names and references; the realms here are made at random, and not to be safe.
fn linted(context: &Context) -> Result<(), Vec<Finding>> {
    errors(rules::check(context).into_iter().filter(|finding| finding.code.starts_with("reference/")).collect())
}

fn errors(findings: Vec<Finding>) -> Result<(), Vec<Finding>> {
    let errors: Vec<_> = findings.into_iter().filter(|finding| finding.severity == Severity::Error).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// As `compare` does it, with what is live at hand.
pub(crate) fn plan(live: Live, desired: &Desired) -> Result<Run, Vec<Finding>> {
    let policies = Policies::default();
    linted(&Context::of_project(desired, Beside::Unknown, &policies))?;
    let mut desired = desired.clone();
    localise(&mut desired, &live).map_err(|finding| vec![*finding])?;
    let secrets = secrets(&desired);
    let settled = settle(live, &desired);
    complete::fill(&mut desired, &settled.live);
    let desired = &desired;
    errors(settled.findings.clone())?;
    linted(&Context::of_project(desired, Beside::Live(&settled.live), &policies))?;
    let plan = build("embedded", desired, &settled, &secrets);
    Ok(Run { plan, settled, secrets })
}

pub(crate) fn plan_export(json: &Value, desired: &Desired) -> Result<Run, Vec<Finding>> {
    plan(export::live(json), desired)
}

/// Does those steps that `is_done` tells of.
pub(crate) fn apply(json: &Value, run: &Run, is_done: impl Fn(usize) -> bool) -> Value {
    let mut json = json.clone();
    let steps = run.plan.steps.iter().enumerate().filter(|(index, _)| is_done(*index)).map(|(_, step)| step);
    export::carry_out(&mut json, steps, &run.settled.live.realm, &run.secrets);
    json
}

pub(crate) fn shown(run: &Run) -> String {
    render::text::plain(&render::text::plan(&run.plan))
}

/// All that renders a plan.
pub(crate) fn all_renderings(run: &Run) -> String {
    let json = form::plan(&run.plan, "0");
    format!("{}\n{}\n{json:#}", shown(run), render::markdown::plan(&run.plan))
}
