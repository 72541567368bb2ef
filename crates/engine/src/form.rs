//! A plan as JSON for machines, in a versioned form: `docs/plan-format.md` describes it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

mod review;

pub use review::secret_source;

use realmform_kinds::secret;
use realmform_model::{Action, Address, Change, Delta, KindName, Label, Path, Plan, Side, Sources, Span, Step};

/// The version of the form. It grows when a reader of the form before could misunderstand.
pub const VERSION: u64 = 1;
/// What says that a JSON file is a plan.
pub const FORMAT: &str = "realmform-plan";

/// The whole plan.
pub fn plan(plan: &Plan, tool_version: &str) -> Value {
    let steps: Vec<Value> = plan.steps.iter().enumerate().map(|(index, step)| self::step(index, step)).collect();
    json!({
        "format": FORMAT,
        "version": VERSION,
        "tool": tool_version,
        "target": plan.target,
        "realm": plan.realm,
        "makes": plan.makes.iter().map(|side| match side {
            Side::Realm => "realm",
            Side::Database => "database",
        }).collect::<Vec<_>>(),
        "compared": plan.compared,
        "counts": plan.counts(),
        "labels": Label::of(plan),
        "steps": steps,
        "unseen": plan.unseen.iter().map(|(address, path)| {
            let mut unseen = self::address(address);
            unseen.insert("path".into(), json!(path.to_string()));
            Value::Object(unseen)
        }).collect::<Vec<_>>(),
        "places": plan.places,
        "digest": plan.sources.as_ref().map(|sources| &sources.digest),
        "sources": plan.sources.as_ref().map(|sources| self::sources(plan, sources)),
        "review": review::review(&plan.review, address, source),
    })
}

/// What the plan was made from.
fn sources(plan: &Plan, sources: &Sources) -> Value {
    let places = plan.steps.iter().map(|step| &step.span).filter(|span| span.is_known());
    let files: BTreeSet<String> = places.map(|span| span.source.path.display().to_string()).collect();
    json!({ "configuration": sources.configuration, "server": sources.server, "files": files })
}

fn step(index: usize, step: &Step) -> Value {
    let mut object = Map::new();
    object.insert("index".into(), json!(index));
    object.insert("action".into(), json!(step.action.word()));
    object.extend(address(&step.address));
    let kind = step.address.kind;
    match &step.action {
        Action::Create { body, secrets } => {
            object.insert("before".into(), Value::Null);
            object.insert("after".into(), secret::hide_in_body(kind, body, secrets).into());
            object.insert("secrets".into(), secrets.iter().map(Path::to_string).collect());
            object.insert("secretKeys".into(), secrets.iter().map(|path| json!(path.0)).collect());
        }
        Action::Update { renamed, changes } => {
            if let Some(renamed) = renamed {
                let mut from = address(&renamed.from);
                from.insert("references".into(), json!(renamed.references));
                object.insert("renamed".into(), from.into());
            }
            object.insert("changes".into(), changes.iter().map(|change| self::change(kind, change)).collect());
        }
        Action::Grant(link) | Action::Revoke(link) => {
            let targets: Vec<Value> = link.targets.iter().map(|target| address(target).into()).collect();
            let link = json!({ "path": link.path.to_string(), "keys": link.path.0, "targets": targets });
            object.insert("link".into(), link);
        }
        Action::Delete(deletion) => {
            object.insert("before".into(), secret::hide_in_body(kind, &deletion.before, &[]).into());
            object.insert("falls".into(), json!(deletion.falls));
        }
    }
    object.insert("dependencies".into(), json!(step.after));
    object.insert("source".into(), source(&step.span));
    object.into()
}

/// The labels of a plan, and those that an earlier plan may have had, for a script that sets them.
pub fn labels(plan: &Plan) -> Value {
    json!({ "labels": Label::of(plan), "remove": Label::not_of(plan) })
}

/// An address as text, and so that it can be read back: its kind, its names, and the kind of what it is in.
pub fn address(address: &Address) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("address".into(), json!(address.to_string()));
    object.insert("kind".into(), json!(address.kind.as_str()));
    object.insert("names".into(), json!(address.names()));
    if let Some(parent) = &address.parent {
        object.insert("in".into(), json!(parent.kind.as_str()));
    }
    object
}

fn change(kind: KindName, change: &Change) -> Value {
    let mut object = Map::new();
    object.insert("path".into(), json!(change.path.to_string()));
    object.insert("keys".into(), json!(change.path.0));
    let hidden = Delta::Secret;
    // What is taken away is hidden already, and taken away it must be.
    let is_cleared = matches!(&change.delta, Delta::Value { after: None | Some(Value::Null), .. });
    let is_hidden = secret::is_secret(kind, &change.path) && !change.delta.is_secret() && !is_cleared;
    let delta = if is_hidden { &hidden } else { &change.delta };
    let word = match delta {
        Delta::Secret => "secret",
        Delta::UnseenSecret => "unseenSecret",
        Delta::Value { .. } => "value",
        Delta::Set { .. } => "set",
    };
    object.insert("delta".into(), json!(word));
    match delta {
        Delta::Secret | Delta::UnseenSecret => {}
        Delta::Value { before, after } => {
            // What is absent has no key, so that `null` can mean null.
            for (key, value) in [("before", before), ("after", after)] {
                if let Some(value) = value {
                    object.insert(key.into(), secret::hide(kind, &change.path, value.clone()));
                }
            }
        }
        Delta::Set { added, removed, after } => {
            for (key, values) in [("added", added), ("removed", removed), ("after", after)] {
                object.insert(key.into(), json!(values));
            }
        }
    }
    if !change.follows.is_empty() {
        let renames = change.follows.iter();
        let renames = renames.map(|(from, to)| {
            let objects = [address(from), address(to)];
            json!({ "from": from.to_string(), "to": to.to_string(), "objects": objects })
        });
        object.insert("follows".into(), renames.collect());
    }
    object.into()
}

/// File, line and column, or null for what stands in no file.
pub fn source(span: &Span) -> Value {
    if !span.is_known() {
        return Value::Null;
    }
    let (line, column) = span.line_column();
    json!({ "file": span.source.path.display().to_string(), "line": line, "column": column })
}
