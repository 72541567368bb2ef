//! The digest of a plan: of what it does and to what, so that an approval can be bound to the apply.

use serde_json::{Map, Value, json};

use super::fingerprint::fingerprint;
use super::keep::Saved;
use super::tables;
use super::write::{declared, moved};
use crate::form;
use realmform_model::{Sources, digest};

/// The keys of the plan's form that say what is done, and to what.
const KEYS: &[&str] = &["format", "version", "tool", "target", "realm", "makes", "places", "steps"];
/// Those who come and go between a review and an apply: more of them make another number, not another plan.
const USERS: &[&str] = &["users", "members", "sessions"];

impl Saved {
    /// `sha256:…` over all that the plan does and the state that it was made against. The same for the same plan, whenever
    /// it is made and wherever its declarations stand in the files.
    pub fn digest(&self) -> String {
        let mut form = form::plan(&self.plan, &self.tool);
        let mut content = Map::new();
        for key in KEYS {
            content.insert((*key).to_owned(), form[*key].take());
        }
        for step in content.get_mut("steps").and_then(Value::as_array_mut).into_iter().flatten() {
            without(step, &["source"]);
            if let Some(falls) = step.get_mut("falls") {
                without(falls, USERS);
            }
        }
        content.insert("undoes".to_owned(), json!(self.undoes));
        let objects = self.before.iter().map(|(address, body)| {
            let mut object = form::address(address);
            object.insert("fingerprint".to_owned(), json!(body.as_ref().map(fingerprint)));
            Value::Object(object)
        });
        content.insert("objects".to_owned(), objects.collect());
        let declared = self.desired.objects.iter().map(|(address, it)| unplaced(declared(address, it)));
        content.insert("declared".to_owned(), declared.collect());
        content.insert("moves".to_owned(), self.desired.moves.iter().map(|it| unplaced(moved(it))).collect());
        // Which tables the rows are in; a plan without rows has none.
        if !self.desired.tables.is_empty() {
            content.insert("tables".to_owned(), tables::write(&self.desired.tables));
        }
        digest(sorted(&Value::Object(content)).to_string().as_bytes())
    }

    /// What a reviewer is told of where the plan comes from.
    pub fn sources(&self) -> Sources {
        Sources { digest: self.digest(), configuration: self.configuration.clone(), server: self.server.clone() }
    }
}

fn without(value: &mut Value, keys: &[&str]) {
    if let Value::Object(object) = value {
        object.retain(|key, _| !keys.contains(&key.as_str()));
    }
}

fn unplaced(mut value: Value) -> Value {
    without(&mut value, &["source"]);
    value
}

/// The same with the keys of all objects in order: a server may list fields in any.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            entries.into_iter().map(|(key, value)| (key.clone(), sorted(value))).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        plain => plain.clone(),
    }
}
