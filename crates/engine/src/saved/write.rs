//! From a plan to its file: the JSON of `plan --format json`, plus what is needed to apply it.

use serde_json::{Map, Value, json};

use super::fingerprint::fingerprint;
use super::keep::Saved;
use super::read::read;
use super::seal::seal;
use super::{along, tables};
use crate::form;
use realmform_kinds::secret;
use realmform_model::{Address, Body, Declared, Failure, Move, Plan};

/// The file's text.
///
/// # Errors
/// The plan has a value in it that no file may hold, so that what would be read back is not this plan.
pub fn write(saved: &Saved) -> Result<String, Failure> {
    let plan = Plan { sources: Some(saved.sources()), ..saved.plan.clone() };
    let mut file = form::plan(&plan, &saved.tool);
    file["saved"] = json!({
        "places": saved.places,
        "server": saved.server,
        "undoes": saved.undoes,
        "configuration": saved.configuration,
        "objects": saved.before.iter().map(|(address, body)| object(address, body.as_ref())).collect::<Vec<_>>(),
        "declared": saved.desired.objects.iter().map(|(address, it)| declared(address, it)).collect::<Vec<_>>(),
        "tables": tables::write(&saved.desired.tables),
        "along": along::write(&saved.along),
        "moves": saved.desired.moves.iter().map(moved).collect::<Vec<_>>(),
    });
    let seal = seal(&file);
    file["saved"]["seal"] = seal.into();
    let text = format!("{file:#}\n");
    let same = read("the plan", &text).is_ok_and(|again| {
        let steps = |saved: &Saved| {
            let steps = saved.plan.steps.iter();
            steps.map(|step| (step.address.clone(), step.action.clone(), step.after.clone())).collect::<Vec<_>>()
        };
        steps(&again) == steps(saved)
    });
    if !same {
        return Err(Failure::input(
            "cannot save the plan: a value in it is a secret in clear text, or cannot be read back",
        )
        .help(
            "refer to secrets with `{ env = … }`, `{ file = … }` or `{ command = […] }`, or run `apply` without a plan file",
        ));
    }
    Ok(text)
}

fn object(address: &Address, body: Option<&Body>) -> Value {
    let mut object = form::address(address);
    object.insert("fingerprint".into(), json!(body.map(fingerprint)));
    object.insert("before".into(), json!(body));
    object.into()
}

pub(super) fn declared(address: &Address, declared: &Declared) -> Value {
    let mut object = form::address(address);
    object.insert("body".into(), secret::hide_in_body(address.kind, &declared.body, &[]).into());
    object.insert("implied".into(), json!(declared.implied));
    let secrets =
        declared.secrets.iter().map(|(path, source)| json!({ "keys": path.0, "source": form::secret_source(source) }));
    object.insert("secrets".into(), secrets.collect());
    object.insert("source".into(), form::source(&declared.span));
    object.into()
}

pub(super) fn moved(moved: &Move) -> Value {
    let mut object = Map::new();
    object.insert("kind".into(), json!(moved.kind.as_str()));
    object.insert("within".into(), json!(moved.within));
    object.insert("from".into(), json!(moved.from));
    object.insert("to".into(), json!(moved.to));
    object.insert("source".into(), form::source(&moved.span));
    object.into()
}
