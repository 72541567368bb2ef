//! From the desired document and the settled live one to a plan.

use std::collections::BTreeSet;

use secrecy::ExposeSecret;
use serde_json::Value;

use crate::order::order;
use crate::settle::Settled;
use realmform_kinds as kinds;
use realmform_kinds::default_role::default_role_of;
use realmform_kinds::reference::linked;
use realmform_kinds::secret::{hide_before, hide_in_body, text_at};
use realmform_kinds::{built_in, link_at, marks};
use realmform_model::ownership::Mode;
use realmform_model::{
    Action, Address, Body, Change, Declared, Deletion, Delta, Desired, Link, Live, Object, Path, Plan, Renamed,
    SecretSource, Secrets, Side, Span, Step,
};

/// The steps from the live state to the desired state.
pub fn build(target: &str, desired: &Desired, settled: &Settled, secrets: &Secrets) -> Plan {
    let mut steps = Vec::new();
    let live = &settled.live;
    let default_role = default_role_of(live);
    let missing = live.absent.iter().filter_map(|side| kinds::whole(*side));
    for whole in missing.filter(|whole| !desired.objects.contains_key(whole)) {
        create(&whole, &Declared::default(), None, &mut steps);
    }
    for (address, declared) in &desired.objects {
        match live.objects.get(address) {
            Some(object) => update(address, declared, object, settled, secrets, &mut steps),
            None => match kinds::of(address.kind).born_with(address, &default_role) {
                Some(body) => {
                    let born = Object { body, ..Object::default() };
                    update(address, declared, &born, settled, secrets, &mut steps);
                }
                None => create(address, declared, marks::mark(&desired.ownership, address), &mut steps),
            },
        }
    }
    let mut deleted = BTreeSet::new();
    for step in deletions(desired, settled) {
        deleted.insert(step.address.clone());
        steps.push(step);
    }
    undeclared(desired, settled, &deleted, &mut steps);
    let makes = [Side::Realm, Side::Database].into_iter().filter(|side| live.absent.contains(side)).collect();
    let unseen = unseen(desired, settled, &steps);
    Plan {
        steps: order(steps),
        makes,
        unseen,
        compared: desired.objects.len(),
        realm: live.realm.clone(),
        target: target.to_owned(),
        ..Plan::default()
    }
}

/// Undeclared live objects that the ownership modes delete. Objects inside them are deleted with them.
fn deletions(desired: &Desired, settled: &Settled) -> Vec<Step> {
    let (ownership, live) = (&desired.ownership, &settled.live);
    // What an entry of history brings into place has just been spoken of.
    let goes = |address: &Address, object: &Object| {
        !settled.renames.contains_key(address) && is_surplus(desired, live, address, object)
    };
    let gone: BTreeSet<&Address> =
        live.objects.iter().filter(|(address, object)| goes(address, object)).map(|(address, _)| address).collect();
    let whole = gone.iter().filter(|address| !address.lineage().skip(1).any(|above| gone.contains(above)));
    let span = |kind| ownership.rules.get(&kind).map(|rule| rule.span.clone()).unwrap_or_default();
    whole.map(|address| deletion(address, live, &span(address.kind))).collect()
}

/// Whether the ownership modes delete a live object that is called so.
pub fn is_surplus(desired: &Desired, live: &Live, address: &Address, object: &Object) -> bool {
    let ownership = &desired.ownership;
    let by_mode = match ownership.mode(address) {
        Mode::Additive => false,
        Mode::Managed => marks::owns(ownership, address, object),
        Mode::Exclusive => true,
    };
    by_mode
        && !desired.objects.contains_key(address)
        && ownership.ignored(address).is_none()
        && !built_in::is_keycloaks(address, live)
        && kinds::of(address.kind).marks().is_some()
}

/// The step that deletes an object, with what it is.
pub(crate) fn deletion(address: &Address, live: &Live, span: &Span) -> Step {
    let known = |key: &str| kinds::of(address.kind).fields().iter().any(|(field, _)| *field == key);
    let body = live.objects.get(address).into_iter().flat_map(|object| &object.body);
    let before: Body = body.filter(|(key, _)| known(key)).map(|(key, value)| (key.clone(), value.clone())).collect();
    let before = hide_in_body(address.kind, &before, &[]);
    Step {
        address: address.clone(),
        action: Action::Delete(Deletion { before, ..Deletion::default() }),
        after: Vec::new(),
        span: span.clone(),
    }
}

/// Renames and rewrites of objects that the files do not declare, and that stay.
fn undeclared(desired: &Desired, settled: &Settled, deleted: &BTreeSet<Address>, steps: &mut Vec<Step>) {
    let mut objects: Vec<&Address> = settled.renames.keys().collect();
    objects.extend(settled.rewrites.iter().map(|rewrite| &rewrite.object));
    objects.sort();
    objects.dedup();
    objects
        .retain(|address| !desired.objects.contains_key(*address) && !address.lineage().any(|it| deleted.contains(it)));
    for address in objects {
        if let Some(object) = settled.live.objects.get(address) {
            update(address, &Declared::default(), object, settled, &Secrets::new(), steps);
        }
    }
}

fn create(address: &Address, declared: &Declared, mark: Option<(Path, Value)>, steps: &mut Vec<Step>) {
    let mut body = declared.body.clone();
    if let Some((path, value)) = mark {
        path.set(&mut body, Some(value));
    }
    for slot in kinds::of(address.kind).slots().iter().filter(|slot| slot.link && !slot.carried) {
        take_links(slot.path, &mut body, &Path::default(), &mut |path, names| {
            grant(address, path, names, declared.place(path), steps);
        });
    }
    let secrets = declared.secrets.keys().cloned().collect();
    steps.push(Step {
        address: address.clone(),
        action: Action::Create { body, secrets },
        after: Vec::new(),
        span: declared.span.clone(),
    });
}

/// Whether the changed field is one that has lists of links in it, such as all `composites`: then each is revoked and
/// granted by itself.
fn links_below(address: &Address, declared: &Declared, change: &Change, steps: &mut Vec<Step>) -> bool {
    let slots = kinds::of(address.kind).slots().iter();
    let below: Vec<_> = slots.filter(|slot| slot.link && slot.is_below(&change.path)).collect();
    let Delta::Value { before, after } = &change.delta else { return false };
    for (value, link) in [(before, revoke as fn(&Address, &Path, &[Value], &Span, &mut Vec<Step>)), (after, grant)] {
        let mut body = Body::new();
        change.path.set(&mut body, value.clone());
        for slot in &below {
            take_links(slot.path, &mut body, &Path::default(), &mut |path, names| {
                link(address, path, names, declared.place(path), steps);
            });
        }
    }
    !below.is_empty()
}

/// Takes the lists of a link out of a body, the empty ones apart: what is made with them needs nothing further.
fn take_links(way: &[&str], body: &mut Body, path: &Path, taken: &mut dyn FnMut(&Path, &[Value])) {
    let Some((first, rest)) = way.split_first() else { return };
    let keys: Vec<String> = if *first == "*" { body.keys().cloned().collect() } else { vec![(*first).to_owned()] };
    for key in keys {
        let path = path.then(key.clone());
        if rest == ["[]"] {
            if let Some(Value::Array(names)) = body.get(&key).filter(|names| **names != Value::Array(Vec::new())) {
                taken(&path, names);
                body.shift_remove(&key);
            }
        } else if let Some(Value::Object(inner)) = body.get_mut(&key) {
            take_links(rest, inner, &path, taken);
            if inner.is_empty() {
                body.shift_remove(&key);
            }
        }
    }
}

fn update(
    address: &Address,
    declared: &Declared,
    object: &Object,
    settled: &Settled,
    secrets: &Secrets,
    steps: &mut Vec<Step>,
) {
    let mut span = declared.span.clone();
    let mut fields = changed_fields(address, declared, object, steps);
    let cause = follow_renames(address, declared, object, settled, &mut fields);
    fields.extend(changed_secrets(address, declared, object, secrets));
    let renamed = renamed(address, settled);
    if renamed.is_some() || !fields.is_empty() || declared.rotates {
        fields.extend(sent_unseen(declared, object, &fields));
    }
    fields.iter_mut().for_each(|change| hide_before(address.kind, change));
    fields.sort_by(|a, b| a.path.cmp(&b.path));
    // What the files do not declare was asked for by the entry of history.
    let renaming = settled.renames.get(address).map(|renaming| &renaming.span);
    if let (false, Some(place)) = (span.is_known(), cause.or(renaming)) {
        span = place.clone();
    }
    if renamed.is_some() || !fields.is_empty() {
        let action = Action::Update { renamed, changes: fields };
        steps.push(Step { address: address.clone(), action, after: Vec::new(), span });
    }
}

/// The declared fields that differ. Lists of links become steps of their own.
fn changed_fields(address: &Address, declared: &Declared, object: &Object, steps: &mut Vec<Step>) -> Vec<Change> {
    let mut fields = Vec::new();
    // What is implied is only to be there.
    let nothing = Body::new();
    let wanted = if declared.implied { &nothing } else { &declared.body };
    for change in kinds::changes(address.kind, wanted, &object.body) {
        if link_at(address.kind, &change.path).is_none() {
            if !links_below(address, declared, &change, steps) {
                fields.push(change);
            }
            continue;
        }
        let place = declared.place(&change.path);
        let (added, removed) = match change.delta {
            Delta::Set { added, removed, .. } => (added, removed),
            Delta::Value { before, after } => (list(after), list(before)),
            Delta::Secret | Delta::UnseenSecret => continue,
        };
        revoke(address, &change.path, &removed, place, steps);
        leave_other(address, declared, object, (&change.path, &added), steps);
        grant(address, &change.path, &added, place, steps);
    }
    fields
}

/// What joins one list of a pair leaves the other, of which the files say nothing.
fn leave_other(
    address: &Address,
    declared: &Declared,
    object: &Object,
    (path, added): (&Path, &[Value]),
    steps: &mut Vec<Step>,
) {
    let pairs = kinds::of(address.kind).either().iter();
    let others = pairs.filter_map(|[one, other]| match path.0.as_slice() {
        [list] if list == one => Some(*other),
        [list] if list == other => Some(*one),
        _ => None,
    });
    for other in others.filter(|other| !declared.body.contains_key(*other)) {
        let there = object.body.get(other).and_then(Value::as_array).into_iter().flatten();
        let moving: Vec<Value> = there.filter(|name| added.contains(name)).cloned().collect();
        revoke(address, &Path::of(&[other]), &moving, declared.place(path), steps);
    }
}

/// Fields that name renamed objects: those that the files declare say which rename they follow, the others are rewritten.
/// Answers the place of the first rename that rewrites one.
fn follow_renames<'s>(
    address: &Address,
    declared: &Declared,
    object: &Object,
    settled: &'s Settled,
    fields: &mut Vec<Change>,
) -> Option<&'s Span> {
    let mut place = None;
    for rewrite in settled.rewrites.iter().filter(|rewrite| rewrite.object == *address) {
        let follows = rewrite.causes.iter().map(|cause| (cause.from.clone(), cause.to.clone())).collect();
        match fields.iter_mut().find(|change| change.path == rewrite.path) {
            // What the files declare may be another value altogether.
            Some(change) if leads_to(&change.delta, &rewrite.after) => change.follows = follows,
            Some(_) => {}
            None if rewrite.path.get(&declared.body).is_none() => {
                let before = rewrite.path.get(&object.body).cloned();
                let delta = Delta::Value { before, after: Some(rewrite.after.clone()) };
                fields.push(Change { path: rewrite.path.clone(), delta, follows });
                place = place.or_else(|| rewrite.causes.first().map(|cause| &cause.span));
            }
            None => {}
        }
    }
    place
}

/// Whether the field becomes what the rename makes of it; of a list, whether it gains a name that it does.
fn leads_to(delta: &Delta, after: &Value) -> bool {
    match delta {
        Delta::Value { after: Some(value), .. } => value == after,
        Delta::Set { added, .. } => after.as_array().is_some_and(|names| added.iter().any(|name| names.contains(name))),
        Delta::Value { after: None, .. } | Delta::Secret | Delta::UnseenSecret => false,
    }
}

/// The secrets that are not as they are live.
fn changed_secrets(address: &Address, declared: &Declared, object: &Object, secrets: &Secrets) -> Vec<Change> {
    let is_same = |path: &Path, source: &SecretSource| {
        let wanted = secrets.get(&(address.clone(), path.clone()));
        match (wanted, object.secrets.get(path)) {
            _ if declared.rotates => false,
            // Made up once: whatever is there is it.
            (_, Some(_)) if *source == SecretSource::Generate => true,
            (Some(wanted), Some(Some(live))) => wanted.expose_secret() == live.expose_secret(),
            // The server masks it: what cannot be compared is sent with another change.
            (_, Some(None)) => true,
            // Among free keys, where it stands with the others.
            (Some(wanted), None) => text_at(&object.body, path) == Some(wanted.expose_secret()),
            // Nobody asked for its value, so that nobody can compare it.
            (None, _) => *source != SecretSource::Generate,
        }
    };
    let changed = declared.secrets.iter().filter(|(path, source)| !is_same(path, source));
    changed.map(|(path, _)| secret(path, Delta::Secret)).collect()
}

/// The secrets that the server masks: they go with every other change of the object.
fn sent_unseen(declared: &Declared, object: &Object, known: &[Change]) -> Vec<Change> {
    let unseen = masked(declared, object).filter(|path| !known.iter().any(|change| change.path == **path));
    unseen.map(|path| secret(path, Delta::UnseenSecret)).collect()
}

/// The declared secrets that the server masks. A generated one is as it is to be, whatever it is.
fn masked<'d>(declared: &'d Declared, object: &'d Object) -> impl Iterator<Item = &'d Path> {
    let declared = declared.secrets.iter().filter(|(_, source)| **source != SecretSource::Generate);
    declared.map(|(path, _)| path).filter(|path| object.secrets.get(*path).is_some_and(Option::is_none))
}

fn secret(path: &Path, delta: Delta) -> Change {
    Change { path: path.clone(), delta, follows: Vec::new() }
}

/// Declared secrets that the server masks, and that no step sends.
fn unseen(desired: &Desired, settled: &Settled, steps: &[Step]) -> Vec<(Address, Path)> {
    let sent: BTreeSet<(&Address, &Path)> = steps.iter().flat_map(secrets_of).collect();
    let mut unseen = Vec::new();
    for (address, declared) in &desired.objects {
        let Some(object) = settled.live.objects.get(address) else { continue };
        let left = masked(declared, object).filter(|path| !sent.contains(&(address, *path)));
        unseen.extend(left.map(|path| (address.clone(), path.clone())));
    }
    unseen
}

fn secrets_of(step: &Step) -> Vec<(&Address, &Path)> {
    match &step.action {
        Action::Update { changes, .. } => {
            let secrets = changes.iter().filter(|change| change.delta.is_secret());
            secrets.map(|change| (&step.address, &change.path)).collect()
        }
        _ => Vec::new(),
    }
}

/// What the object was called, and how many names elsewhere follow.
fn renamed(address: &Address, settled: &Settled) -> Option<Renamed> {
    let renaming = settled.renames.get(address)?;
    let causes = settled.rewrites.iter().flat_map(|rewrite| &rewrite.causes);
    let references = causes.filter(|cause| cause.to.lineage().any(|it| it == address)).count();
    Some(Renamed { from: renaming.origin.clone(), references })
}

fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

fn grant(address: &Address, path: &Path, names: &[Value], span: &Span, steps: &mut Vec<Step>) {
    link(address, path, names, span, Action::Grant, steps);
}

fn revoke(address: &Address, path: &Path, names: &[Value], span: &Span, steps: &mut Vec<Step>) {
    link(address, path, names, span, Action::Revoke, steps);
}

fn link(
    address: &Address,
    path: &Path,
    names: &[Value],
    span: &Span,
    action: fn(Link) -> Action,
    steps: &mut Vec<Step>,
) {
    let mut targets: Vec<Address> = names
        .iter()
        .filter_map(Value::as_str)
        .filter_map(|name| linked(link_at(address.kind, path)?, path, name))
        .collect();
    targets.sort();
    targets.dedup();
    if !targets.is_empty() {
        let action = action(Link { path: path.clone(), targets });
        steps.push(Step { address: address.clone(), action, after: Vec::new(), span: span.clone() });
    }
}
