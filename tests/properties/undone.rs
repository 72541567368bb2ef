//! A plan that is applied and taken back: the realm is as it was, but for what was told.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use crate::owned::{fewer, is_guarded, ownership};
use crate::run::{Run, apply, plan_export, shown};
use crate::tape::tape;
use crate::{case, server};
use realmform_engine::along::along;
use realmform_engine::saved::{Saved, read, write};
use realmform_engine::settle::settle;
use realmform_engine::undo;
use realmform_kinds as kinds;
use realmform_kinds::export;
use realmform_kinds::local::localise;
use realmform_kinds::parts::is_section;
use realmform_model::diff::changes;
use realmform_model::path::is_empty;
use realmform_model::{Address, Body, Desired, Form, Live, Places, Plan, Secrets};
use secrecy::ExposeSecret;

/// The plan as its file has it.
fn saved(before: &Value, run: &Run, desired: &Desired) -> Option<Saved> {
    let mut desired = desired.clone();
    localise(&mut desired, &export::live(before)).ok()?;
    let live = &run.settled.live;
    let deleted = run.plan.deleted().map(|(_, address)| address.clone()).collect();
    let saved = Saved::of(&run.plan, &desired, live, Places::default(), None, String::new());
    read("the plan", &write(&saved.with(along(&run.settled, &deleted))).ok()?).ok()
}

/// Without what says nothing.
fn filled(body: &Body) -> Body {
    let entries = body.iter().map(|(key, value)| match value {
        Value::Object(inner) => (key.clone(), Value::Object(filled(inner))),
        other => (key.clone(), other.clone()),
    });
    entries.filter(|(_, value)| !is_empty(value)).collect()
}

/// Takes out of pairs of lists that share nothing what a random realm has in both: no server does.
fn without_twins(address: &Address, old: &mut Body, new: &mut Body) {
    for pair in kinds::of(address.kind).either() {
        let list = |body: &Body, key: &str| body.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        let [one, other] = pair.map(|key| list(old, key));
        for body in [&mut *old, new] {
            for key in pair {
                let left = list(body, key).into_iter().filter(|it| !one.contains(it) || !other.contains(it));
                let left: Value = left.collect();
                body.insert((*key).to_owned(), left);
            }
        }
    }
}

/// What is not as it was, and what was not told to be so.
fn differences(before: &Live, after: &Live, anew: &BTreeSet<Address>, told: &BTreeSet<&Address>) -> Vec<String> {
    let is_anew = |address: &Address| address.lineage().any(|it| anew.contains(it));
    let said = |address: &Address, body: &Body| -> Body {
        let fields = kinds::of(address.kind).fields();
        let is_compared = |key: &str| match address.kind.form() {
            Form::Side => !is_section(key),
            _ => !is_anew(address) || fields.iter().any(|(field, _)| *field == key),
        };
        let compared = body.iter().filter(|(key, _)| is_compared(key));
        filled(&compared.map(|(key, value)| (key.clone(), value.clone())).collect())
    };
    let mut found = Vec::new();
    let all: BTreeSet<&Address> = before.objects.keys().chain(after.objects.keys()).collect();
    for address in all.into_iter().filter(|address| !kinds::of(address.kind).fields().is_empty()) {
        if !before.objects.contains_key(address) && told.contains(address) {
            continue;
        }
        let (Some(was), Some(is)) = (before.objects.get(address), after.objects.get(address)) else {
            found.push(format!(
                "{address}: was {}",
                if before.objects.contains_key(address) { "there" } else { "not there" }
            ));
            continue;
        };
        let (mut old, mut new) = (said(address, &was.body), said(address, &is.body));
        without_twins(address, &mut old, &mut new);
        let fields = changes(&old, &new).into_iter().chain(changes(&new, &old));
        found.extend(fields.map(|change| format!("{address}: {} {:?}", change.path, change.delta)));
        if was.id != is.id && !is_anew(address) {
            found.push(format!("{address}: another id"));
        }
        let plain = |object: &realmform_model::Object| -> Vec<(String, Option<String>)> {
            let secrets = object.secrets.iter();
            secrets.map(|(path, it)| (path.to_string(), it.as_ref().map(|it| it.expose_secret().to_owned()))).collect()
        };
        if plain(was) != plain(is) && !is_anew(address) && !told.contains(address) {
            found.push(format!("{address}: another secret, and nobody said so"));
        }
    }
    found
}

/// Applies the plan, takes it back, and compares.
fn check(before: &Value, run: &Run, desired: &Desired) -> Result<(), TestCaseError> {
    let Some(saved) = saved(before, run, desired) else { return Err(TestCaseError::reject("not saved")) };
    let done = apply(before, run, |_| true);
    let now = export::live(&done);
    let told = |what: String| TestCaseError::fail(format!("{what}\nthe plan was:\n{}\non {before}", shown(run)));
    let changed = undo::changed(&saved, &settle(now.clone(), &saved.desired));
    if !changed.is_empty() {
        return Err(told(format!("it passes for changed: {changed:#?}")));
    }
    let undoing = match undo::undo(&saved, now.clone()) {
        Ok(undoing) => undoing,
        Err(findings) if findings.iter().all(|finding| finding.code == "undo/pattern") => {
            return Err(TestCaseError::reject("a name with a star"));
        }
        Err(findings) => return Err(told(format!("{findings:#?}"))),
    };
    let back = Run { plan: undoing.plan, settled: undoing.settled, secrets: Secrets::new() };
    let mut server = server::Server::of(&now);
    // What named something that was nowhere does so again.
    let there: BTreeSet<String> = export::live(before).objects.keys().map(ToString::to_string).collect();
    let was_nowhere = |why: &str| {
        let named = why.split_once(" names ").and_then(|(_, rest)| rest.strip_suffix(", which is not there"));
        named.is_some_and(|named| !there.contains(named))
    };
    for step in &back.plan.steps {
        match server.carry_out(step) {
            Err(why) if !was_nowhere(&why) => return Err(told(format!("{why} in\n{}", shown(&back)))),
            _ => {}
        }
    }
    let after = export::live(&apply(&done, &back, |_| true));
    let lost: BTreeSet<&Address> = back.plan.review.lost.iter().map(|lost| &lost.address).collect();
    let found = differences(&export::live(before), &after, &anew(&back.plan), &lost);
    if found.is_empty() { Ok(()) } else { Err(told(format!("{found:#?}\nafter:\n{}", shown(&back)))) }
}

/// What the plan creates.
fn anew(plan: &Plan) -> BTreeSet<Address> {
    let creates = |step: &&realmform_model::Step| matches!(step.action, realmform_model::Action::Create { .. });
    plan.steps.iter().filter(creates).map(|step| step.address.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, max_global_rejects: 5000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_applied_plan_is_taken_back_to_what_was_before(tape in tape()) {
        let Some(case) = case(&tape) else { return Err(TestCaseError::reject("contradictory")) };
        check(&case.export, &case.run, &case.desired)?;
    }

    #[test]
    fn what_was_deleted_is_there_again_with_all_that_named_it(tape in tape()) {
        let Some(case) = case(&tape) else { return Err(TestCaseError::reject("contradictory")) };
        let owned = Desired { ownership: ownership(&tape), ..case.desired.clone() };
        let mut fewer = fewer(&tape, &owned, owned.ownership.clone());
        // A file implies what its objects are in.
        for above in fewer.objects.keys().flat_map(|address| address.lineage().skip(1)).cloned().collect::<Vec<_>>() {
            if let Some(declared) = owned.objects.get(&above) {
                fewer.objects.entry(above).or_insert_with(|| declared.clone());
            }
        }
        let Ok(run) = plan_export(&case.export, &fewer) else { return Err(TestCaseError::reject("contradictory")) };
        if is_guarded(&run, &fewer) || run.plan.deleted().next().is_none() {
            return Err(TestCaseError::reject("guarded, or nothing goes"));
        }
        check(&case.export, &run, &fewer)?;
    }
}
