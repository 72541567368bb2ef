//! The state before a plan: what its file kept of it, under the names of that time.

use std::collections::BTreeSet;

use serde_json::Value;

use super::names::Names;
use super::touched::Touched;
use crate::besides::belongs;
use crate::saved::{Saved, differences};
use crate::settle::settle;
use realmform_kinds as kinds;
use realmform_kinds::reference::{client_ids, references};
use realmform_model::{Address, Body, Desired, Live, Object, Path};

/// What was there before the plan.
pub(super) struct Former {
    live: Live,
    /// Whose state the file kept, under the former names.
    kept: BTreeSet<Address>,
    /// What the plan deleted, under its own names.
    deleted: BTreeSet<Address>,
}

impl Former {
    /// `now` is what lives under the plan's names, `moves` what gives the former ones back.
    pub(super) fn of(saved: &Saved, now: &Live, moves: &Desired) -> Self {
        let deleted: BTreeSet<Address> = saved.plan.deleted().map(|(_, address)| address.clone()).collect();
        let names = Names::of(saved);
        let (mut live, mut kept, mut new) = (now.clone(), BTreeSet::new(), BTreeSet::new());
        let mut keep = |address: &Address, body: &Body, live: &mut Live| {
            live.objects.insert(address.clone(), Object { body: body.clone(), ..Object::default() });
            kept.insert(names.back(address));
        };
        for (address, fallen) in &saved.along {
            keep(address, &fallen.before, &mut live);
        }
        for (address, body) in &saved.before {
            match body {
                Some(body) if !deleted.contains(address) || !saved.along.contains_key(address) => {
                    keep(address, body, &mut live);
                }
                Some(_) => {}
                None => _ = new.insert(address),
            }
        }
        live.objects.retain(|address, _| !address.lineage().any(|it| new.contains(it)));
        Self { live: settle(live, moves).live, kept, deleted }
    }

    /// What the object was, by its former address; `None` where it was not there, or nothing is known of it.
    pub(super) fn body(&self, address: &Address) -> Option<&Body> {
        self.kept.contains(address).then(|| self.live.objects.get(address)).flatten().map(|object| &object.body)
    }

    /// The fields that are not as they were, each as it was. `address` is the plan's.
    pub(super) fn fields(&self, touched: &Touched, address: &Address, before: &Body, now: &Body) -> Body {
        let differences = differences(address.kind, before, &touched.seen(address, now));
        let paths: Vec<&Path> = differences.iter().map(|change| &change.path).collect();
        let mut body = Body::new();
        for path in paths.iter().filter(|path| touched.paths(address).contains(path) || !belongs(address, &paths, path))
        {
            path.set(&mut body, Some(path.get(before).cloned().unwrap_or_else(|| empty(path, path.get(now)))));
        }
        kinds::stand(address.kind, &mut body);
        body
    }

    /// The lists in which deleted objects were named, with their names in them again. `address` is the former one.
    pub(super) fn names_lost(&self, address: &Address, before: &Body, now: &Body, names: &Names) -> Body {
        let clients = client_ids(self.live.objects.keys());
        let deleted: BTreeSet<Address> = self.deleted.iter().map(|it| names.back(it)).collect();
        let slots = kinds::of(address.kind).slots();
        let is_lost = |path: &Path, name: &Value| {
            let (mut alone, list) = (Body::new(), Value::Array(vec![name.clone()]));
            path.set(&mut alone, Some(list));
            let found = references(slots, &alone, &|client| clients.contains(client));
            found.iter().any(|it| it.target.lineage().any(|above| deleted.contains(above)))
        };
        let mut body = Body::new();
        for reference in references(slots, before, &|client| clients.contains(client)) {
            let (path, text) = (&reference.path, |value: Option<&Value>| value.is_some_and(Value::is_string));
            match path.get(before) {
                Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
                    let mut list = path.get(now).and_then(Value::as_array).cloned().unwrap_or_default();
                    let lost = items.iter().filter(|name| !list.contains(name) && is_lost(path, name));
                    let lost: Vec<Value> = lost.cloned().collect();
                    if !lost.is_empty() {
                        list.extend(lost);
                        path.set(&mut body, Some(list.into()));
                    }
                }
                value if text(value) && !text(path.get(now)) => path.set(&mut body, value.cloned()),
                _ => {}
            }
        }
        body
    }
}

/// What says of a field that it is to be empty again, or of an entry of a table that it is to go.
fn empty(path: &Path, now: Option<&Value>) -> Value {
    match now {
        Some(Value::Array(_)) => Value::Array(Vec::new()),
        Some(Value::Bool(_)) if path.0.len() == 1 => false.into(),
        Some(Value::String(_)) if path.0.len() == 1 => "".into(),
        _ => Value::Null,
    }
}
