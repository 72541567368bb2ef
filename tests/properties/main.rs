//! Properties of the pure core: whatever is live and whatever is desired, what holds of plans and of what they leave.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics has failed")]

use proptest::prelude::*;
use serde_json::{Value, json};

use realmform_config::import::import;
use realmform_kinds::export;
use realmform_kinds::names;
use realmform_model::{Desired, Live, Side};

mod bodies;
mod desired;
mod every;
mod fixed;
mod kept;
mod odd;
mod owned;
mod realm;
mod run;
mod server;
mod tape;
mod undone;

use run::{Run, all_renderings, apply, load, plan, plan_export, shown};
use tape::{Tape, tape};

/// A random live realm, and the TOML that has to do with it; `None` where the TOML contradicts itself.
struct Case {
    export: Value,
    texts: Vec<String>,
    desired: Desired,
    run: Run,
}

fn case(tape: &Tape) -> Option<Case> {
    let export = realm::export(tape);
    let texts = desired::toml(tape, &export::live(&export));
    let loaded = load(&texts);
    let run = match loaded.findings.is_empty() {
        true => plan_export(&export, &loaded.desired),
        false => Err(loaded.findings),
    };
    match run {
        Ok(run) => Some(Case { export, texts, desired: loaded.desired, run }),
        Err(_) => None,
    }
}

impl Case {
    fn told(&self) -> String {
        format!("{}\n{}\n{}", self.texts.join("\n"), serde_json::to_string(&self.export).unwrap(), shown(&self.run))
    }
}

/// A sub-run that can happen: whatever is done, what it waits for was done before.
fn interrupted(tape: &Tape, run: &Run) -> Vec<bool> {
    let mut done = Vec::new();
    let is_prefix = tape.flag();
    let end = tape.below(run.plan.steps.len() + 1);
    for (index, step) in run.plan.steps.iter().enumerate() {
        let can = step.after.iter().all(|&before| done[before]);
        done.push(if is_prefix { index < end } else { can && !tape.once_in(3) });
    }
    done
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, max_global_rejects: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_apply_the_plan_is_empty(tape in tape()) {
        let Some(case) = case(&tape) else { return Err(TestCaseError::reject("contradictory")) };
        let after = apply(&case.export, &case.run, |_| true);
        let again = plan_export(&after, &case.desired);
        let again = again.map_err(|findings| TestCaseError::fail(format!("{findings:#?}\n{}", case.told())))?;
        prop_assert!(again.plan.is_empty(), "left:\n{}\nof:\n{}", shown(&again), case.told());
    }

    #[test]
    fn a_new_realm_is_made_whole(tape in tape()) {
        let other = export::live(&realm::export(&tape));
        let loaded = load(&desired::toml(&tape, &other));
        let desired = Desired { moves: Vec::new(), ..loaded.desired };
        let absent = Live { realm: realm::REALM.into(), absent: [Side::Realm].into(), ..Live::default() };
        let Ok(run) = plan(absent.clone(), &desired) else { return Err(TestCaseError::reject("contradictory")) };
        let mut server = server::Server::of(&absent);
        for step in &run.plan.steps {
            if step.address.kind != names::REALM {
                server.carry_out(step).map_err(|why| TestCaseError::fail(format!("{why}\n{}", shown(&run))))?;
            }
        }
        let after = apply(&json!({"realm": realm::REALM}), &run, |_| true);
        let again = plan_export(&after, &desired).map_err(|findings| TestCaseError::fail(format!("{findings:#?}")))?;
        prop_assert!(again.plan.is_empty(), "left:\n{}\nof:\n{}", shown(&again), shown(&run));
    }

    #[test]
    fn no_step_uses_what_is_not_there_yet(tape in tape()) {
        let Some(case) = case(&tape) else { return Err(TestCaseError::reject("contradictory")) };
        let mut server = server::Server::of(&export::live(&case.export));
        for (index, step) in case.run.plan.steps.iter().enumerate() {
            prop_assert!(step.after.iter().all(|&before| before < index), "step {index} waits for a later one");
            server.carry_out(step).map_err(|why| TestCaseError::fail(format!("{why}\n{}", case.told())))?;
        }
    }

    #[test]
    fn steps_that_run_side_by_side_use_nothing_that_is_not_there_yet(tape in tape()) {
        let Some(case) = case(&tape) else { return Err(TestCaseError::reject("contradictory")) };
        let mut server = server::Server::of(&export::live(&case.export));
        let steps = &case.run.plan.steps;
        let mut done = vec![false; steps.len()];
        // Any order that `after` allows.
        for _ in 0..steps.len() {
            let ready: Vec<usize> = (0..steps.len())
                .filter(|&index| !done[index] && steps[index].after.iter().all(|&before| done[before]))
                .collect();
            let index = ready[ready.len() - 1 - tape.below(ready.len())];
            done[index] = true;
            server.carry_out(&steps[index]).map_err(|why| TestCaseError::fail(format!("{why}\n{}", case.told())))?;
        }
    }

    #[test]
    fn a_rename_keeps_ids_secrets_and_members_and_nothing_else_changes(tape in tape()) {
        let Some(case) = case(&tape) else { return Err(TestCaseError::reject("contradictory")) };
        let after = apply(&case.export, &case.run, |_| true);
        kept::check(&case.export, &after, &case.desired, &case.run)
            .map_err(|why| TestCaseError::fail(format!("{why}\n{}", case.told())))?;
    }

    #[test]
    fn a_plan_is_the_same_byte_for_byte(tape in tape()) {
        let Some(mut case) = case(&tape) else { return Err(TestCaseError::reject("contradictory")) };
        let first = all_renderings(&case.run);
        let again = plan_export(&case.export, &case.desired).ok().unwrap();
        prop_assert_eq!(&first, &all_renderings(&again));
        let turned = plan_export(&odd::turned(&case.export), &case.desired).ok().unwrap();
        prop_assert_eq!(&first, &all_renderings(&turned));
        case.texts.reverse();
        let turned = plan_export(&case.export, &load(&case.texts).desired).ok().unwrap();
        prop_assert_eq!(shown(&case.run), shown(&turned));
    }

    #[test]
    fn what_is_imported_plans_to_nothing_and_holds_no_secret(tape in tape(), all in any::<bool>()) {
        let export = realm::export(&tape);
        let live = export::live(&export);
        let files = import(&live, None, all).unwrap().files;
        let texts: Vec<String> = files.into_values().collect();
        for text in &texts {
            prop_assert_eq!(&realmform_config::fmt::format(text).unwrap(), text);
        }
        prop_assert!(texts.iter().all(|text| !text.contains(realm::SECRET)), "{}", texts.join("\n"));
        let loaded = load(&texts);
        prop_assert!(loaded.findings.is_empty(), "{:#?}\n{}", loaded.findings, texts.join("\n"));
        let run = plan(live, &loaded.desired).map_err(|findings| TestCaseError::fail(format!("{findings:#?}")))?;
        prop_assert!(run.plan.is_empty(), "{}\n{}", shown(&run), texts.join("\n"));
    }

    #[test]
    fn an_interrupted_run_goes_on_to_the_same_end(tape in tape()) {
        let Some(case) = case(&tape) else { return Err(TestCaseError::reject("contradictory")) };
        let undisturbed = odd::sorted(apply(&case.export, &case.run, |_| true));
        let done = interrupted(&tape, &case.run);
        let half = apply(&case.export, &case.run, |index| done[index]);
        let told = |what: String| TestCaseError::fail(format!("{what}\ndone: {done:?}\n{}", case.told()));
        let rest = plan_export(&half, &case.desired).map_err(|findings| told(format!("{findings:#?}")))?;
        let after = odd::sorted(apply(&half, &rest, |_| true));
        if after != undisturbed {
            return Err(told(format!("the rest was:\n{}\n{after}\ninstead of\n{undisturbed}", shown(&rest))));
        }
    }

    #[test]
    fn odd_json_never_panics(tape in tape()) {
        let mut export = realm::export(&tape);
        let texts = desired::toml(&tape, &export::live(&export));
        odd::spoil(&tape, &mut export);
        let bytes = serde_json::to_vec(&export).unwrap();
        let Ok(export) = export::from_slice(&bytes, "odd.json") else { return Ok(()) };
        let live = export::live(&export);
        let imported = import(&live, None, true).unwrap();
        load(&imported.files.into_values().collect::<Vec<_>>());
        let desired = load(&texts).desired;
        let Ok(run) = plan(live, &desired) else { return Ok(()) };
        all_renderings(&run);
        let after = apply(&export, &run, |_| true);
        if let Ok(again) = plan_export(&after, &desired) {
            all_renderings(&again);
        }
    }
}
