//! Ownership of random realms: what is no longer declared goes where that is allowed, and nothing else does.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::run::{Run, apply, plan_export, shown};
use crate::tape::{Tape, tape};
use crate::{case, server};
use realmform_engine::guards;
use realmform_kinds::built_in::is_keycloaks;
use realmform_kinds::export;
use realmform_kinds::marks::{kinds_owned, project_of};
use realmform_model::ownership::{Mode, Ownership, OwnershipRule};
use realmform_model::{Address, Desired, Live, Severity};

pub(crate) fn ownership(tape: &Tape) -> Ownership {
    let mode = |tape: &Tape| [Mode::Managed, Mode::Exclusive, Mode::Additive][tape.below(3)];
    let rule = |tape: &Tape| OwnershipRule { mode: mode(tape), ..OwnershipRule::default() };
    let rules = kinds_owned().map(|kind| (kind, rule(tape))).collect();
    Ownership { project: Some("p".to_owned()), rules, ..Ownership::default() }
}

/// Some of the declared objects, without those that the guards would hold on to.
pub(crate) fn fewer(tape: &Tape, desired: &Desired, ownership: Ownership) -> Desired {
    let mut fewer = Desired { ownership, moves: desired.moves.clone(), ..Desired::default() };
    for (address, declared) in &desired.objects {
        if !tape.once_in(3) {
            fewer.objects.insert(address.clone(), declared.clone());
        }
    }
    fewer
}

pub(crate) fn is_guarded(run: &Run, desired: &Desired) -> bool {
    let findings = guards::check(&run.plan, desired, &run.settled.live, Some(usize::MAX));
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// What had to go of what lives, and did not; and what went, and should not have.
fn wrong(before: &Live, after: &Live, desired: &Desired) -> BTreeMap<Address, &'static str> {
    let goes = |address: &Address| {
        let object = &before.objects[address];
        let by_mode = match desired.ownership.mode(address) {
            Mode::Additive => false,
            Mode::Managed => project_of(address.kind, &object.body) == Some("p"),
            Mode::Exclusive => true,
        };
        by_mode
            && !desired.objects.contains_key(address)
            && !is_keycloaks(address, before)
            && address.kind.as_str() != "realm"
    };
    let gone: BTreeSet<&Address> = before.objects.keys().filter(|address| goes(address)).collect();
    let mut wrong = BTreeMap::new();
    for address in before.objects.keys() {
        let should_go = address.lineage().any(|it| gone.contains(it));
        match (should_go, after.objects.contains_key(address)) {
            (true, true) => _ = wrong.insert(address.clone(), "should have gone"),
            (false, false) => _ = wrong.insert(address.clone(), "should have stayed"),
            _ => {}
        }
    }
    wrong
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, max_global_rejects: 5000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_no_longer_declared_goes_where_it_may_and_nothing_else(tape in tape()) {
        let Some(case) = case(&tape) else { return Err(TestCaseError::reject("contradictory")) };
        let owned = Desired { ownership: ownership(&tape), ..case.desired.clone() };
        let Ok(first) = plan_export(&case.export, &owned) else { return Err(TestCaseError::reject("contradictory")) };
        if is_guarded(&first, &owned) {
            return Err(TestCaseError::reject("guarded"));
        }
        let made = apply(&case.export, &first, |_| true);
        let fewer = fewer(&tape, &owned, owned.ownership.clone());
        let Ok(run) = plan_export(&made, &fewer) else { return Err(TestCaseError::reject("contradictory")) };
        if is_guarded(&run, &fewer) {
            return Err(TestCaseError::reject("guarded"));
        }
        let told = |what: String| TestCaseError::fail(format!("{what}\n{}\n{}\n{:#?}", shown(&run), case.told(), fewer.ownership));
        let mut server = server::Server::of(&export::live(&made));
        for step in &run.plan.steps {
            server.carry_out(step).map_err(&told)?;
        }
        let after = apply(&made, &run, |_| true);
        let wrong = wrong(&run.settled.live, &export::live(&after), &fewer);
        prop_assert!(wrong.is_empty(), "{}", told(format!("{wrong:#?}")));
        let again = plan_export(&after, &fewer).map_err(|findings| told(format!("{findings:#?}")))?;
        prop_assert!(again.plan.is_empty(), "{}", told(shown(&again)));
        // The rest of a run that was stopped between two deletions is the same.
        let half = apply(&made, &run, |index| index % 2 == 0 && run.plan.steps[index].after.is_empty());
        let rest = plan_export(&half, &fewer).map_err(|findings| told(format!("{findings:#?}")))?;
        let rest = export::live(&apply(&half, &rest, |_| true));
        let names = |live: &Live| live.objects.keys().cloned().collect::<BTreeSet<_>>();
        prop_assert_eq!(names(&rest), names(&export::live(&after)));
    }
}
