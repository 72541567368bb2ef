//! The groups of new users, by their paths. Keycloak writes a path without escaping the slashes of names; files escape them.

use serde_json::Value;

use crate::names;
use realmform_model::address::path;
use realmform_model::{Address, Body};

pub(super) const FIELD: &str = "defaultGroups";

/// The path of a group in an answer of the server, as files spell it.
pub(super) fn path_of(group: &Value) -> Option<Value> {
    let (name, path) = (group.get("name")?.as_str()?, group.get("path")?.as_str()?);
    let above = path.strip_suffix(name)?;
    Some(format!("{above}{}", path::escaped(name)).into())
}

/// From the paths of an export to those of its groups. A path that two groups have is the one whose names have no slash.
pub(super) fn gather(export: &Value, realm: &mut Body) {
    let Some(Value::Array(paths)) = realm.get_mut(FIELD) else { return };
    let known = groups(export);
    for path in paths {
        let of_path = known.iter().filter(|group| path.as_str().is_some_and(|path| group.plain_path() == path));
        if let Some(group) = of_path.max_by_key(|group| group.names().len()) {
            *path = group.path().into();
        }
    }
}

/// The way back.
pub(super) fn scatter(realm: &mut Body) {
    for path in realm.get_mut(FIELD).and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(group) = path.as_str().and_then(names::group) {
            *path = group.plain_path().into();
        }
    }
}

fn groups(export: &Value) -> Vec<Address> {
    let mut groups = Vec::new();
    collect(export.get("groups"), &mut Vec::new(), &mut groups);
    groups
}

fn collect(list: Option<&Value>, above: &mut Vec<String>, groups: &mut Vec<Address>) {
    for group in list.and_then(Value::as_array).into_iter().flatten() {
        let Some(name) = group.get("name").and_then(Value::as_str) else { continue };
        above.push(name.to_owned());
        groups.extend(Address::in_tree(names::GROUP, above));
        collect(group.get("subGroups"), above, groups);
        above.pop();
    }
}
