//! Guards against changes that the server does not take: it would refuse them, or ignore them and leave the plan as it was.

use std::collections::BTreeSet;

use realmform_kinds as kinds;
use realmform_kinds::reference::references;
use realmform_kinds::request::merged;
use realmform_model::{Action, Address, Body, Change, Desired, Finding, Live, Path, Plan, Side, Span, Step};
use serde_json::Value;

/// Fields that a step sets to what the server does not take.
pub fn check(plan: &Plan, desired: &Desired, live: &Live) -> Vec<Finding> {
    let fields = plan.steps.iter().flat_map(|step| of_step(step, desired, live));
    let long = plan.steps.iter().flat_map(|step| too_long(step, desired, live));
    fields.chain(long).chain(fixed(plan, live)).collect()
}

/// How many characters a short text of the server may have.
const LONGEST: usize = 255;

/// Names and texts that are longer than the server's columns.
fn too_long(step: &Step, desired: &Desired, live: &Live) -> Vec<Finding> {
    let kind = kinds::of(step.address.kind);
    let (body, changed): (Body, Option<&[Change]>) = match &step.action {
        Action::Create { body, .. } => (body.clone(), None),
        Action::Update { changes, .. } => (merged(live.objects.get(&step.address), changes), Some(changes)),
        Action::Grant(_) | Action::Revoke(_) | Action::Delete(_) => return Vec::new(),
    };
    if kind.endpoint().is_none() {
        return Vec::new();
    }
    let declared = desired.objects.get(&step.address);
    let finding = |message: String, place: &Span| {
        let help = format!("shorten it to {LONGEST} characters or less");
        Finding::error("config/refused", message).on(&step.address).at(place).help(help)
    };
    let name = is_long(&step.address.name)
        .then(|| finding(format!("the name of {} is longer than {LONGEST} characters", step.address), &step.span));
    let is_set = |field: &str| {
        changed.is_none_or(|changes| changes.iter().any(|change| change.path.0.first().is_some_and(|it| it == field)))
    };
    let fields = kind.short().iter().filter(|field| is_set(field) && body.get(**field).is_some_and(has_long));
    let fields = fields.map(|field| {
        let place = declared.map_or(&step.span, |declared| declared.place(&Path::of(&[field])));
        finding(format!("`{field}` of {} has a text of more than {LONGEST} characters", step.address), place)
    });
    name.into_iter().chain(fields).collect()
}

fn is_long(text: &str) -> bool {
    text.chars().count() > LONGEST
}

fn has_long(value: &Value) -> bool {
    match value {
        Value::String(text) => is_long(text),
        Value::Array(items) => items.iter().any(has_long),
        Value::Object(entries) => entries.values().any(has_long),
        _ => false,
    }
}

/// Changes of objects that nobody may change; one finding each.
fn fixed(plan: &Plan, live: &Live) -> Vec<Finding> {
    let mut known = BTreeSet::new();
    let steps = plan.steps.iter().filter(|step| kinds::is_fixed(&step.address, live) && !is_made_so(step, live));
    let findings = steps.filter(|step| known.insert(&step.address)).map(|step| {
        let message = format!("nobody can change {}: Keycloak uses it to administer the realm", step.address);
        let help = "remove it from the files, or declare it as it is";
        Finding::error("config/refused", message).on(&step.address).at(&step.span).help(help)
    });
    findings.collect()
}

/// Whether Keycloak itself makes the object so, with a realm that the plan creates.
fn is_made_so(step: &Step, live: &Live) -> bool {
    let fresh = kinds::fresh::realm().objects.get(&step.address);
    let (true, Some(fresh)) = (live.absent.contains(&Side::Realm), fresh) else { return false };
    match &step.action {
        Action::Create { body, secrets } => {
            secrets.is_empty() && kinds::fresh::difference(body, &fresh.body).is_empty()
        }
        Action::Grant(link) => {
            let there = references(kinds::of(step.address.kind).slots(), &fresh.body, &|_| false);
            let has = |target: &Address| there.iter().any(|it| it.path == link.path && it.target == *target);
            link.targets.iter().all(has)
        }
        Action::Update { .. } | Action::Revoke(_) | Action::Delete(_) => false,
    }
}

fn of_step(step: &Step, desired: &Desired, live: &Live) -> Vec<Finding> {
    let object = live.objects.get(&step.address);
    let (fields, after): (Vec<Path>, Body) = match &step.action {
        Action::Create { body, secrets } => {
            (body.keys().map(|key| Path::of(&[key])).chain(secrets.iter().cloned()).collect(), body.clone())
        }
        Action::Update { changes, .. } => {
            (changes.iter().map(|change| change.path.clone()).collect(), merged(object, changes))
        }
        Action::Grant(_) | Action::Revoke(_) | Action::Delete(_) => return Vec::new(),
    };
    let before = object.map(|object| &object.body);
    let kind = kinds::of(step.address.kind);
    let refused = fields.iter().filter_map(|path| Some((path, kind.refuses(path.0.first()?, before, &after)?)));
    let findings = refused.map(|(path, why)| {
        let place = desired.objects.get(&step.address).map_or(&step.span, |declared| declared.place(path));
        let message = format!("Keycloak does not accept `{path}` of {}: {why}", step.address);
        let help = match before.and_then(|body| path.get(body)) {
            Some(value) if path.0.len() == 1 && !value.is_null() => {
                format!("set `{path}` to {value}, or remove this line")
            }
            _ => "remove this line".to_owned(),
        };
        Finding::error("config/refused", message).on(&step.address).at(place).help(help)
    });
    findings.collect()
}
