//! A picture of a whole realm, value by value, and how two pictures differ.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::story::{Story, list, text, texts};

/// Each value under its path; elements of lists are named by what they are called.
pub(super) type Picture = BTreeMap<String, Value>;

/// The keys that can name an element of a list; the first that it has does.
const NAMES: &[&str] = &["clientId", "serviceAccountClientId", "username", "name", "alias", "clientScope", "client"];

/// All of the realm; lists of plain values without their order.
pub(super) fn whole(story: &Story) -> Picture {
    let path = story.path("/partial-export?exportClients=true&exportGroupsAndRoles=true");
    let mut export = story.admin().post(&path, &json!({})).ok();
    let realm = story.get("");
    // What exports leave out or write in another way.
    for key in ["smtpServer", "clientPolicies", "clientProfiles"] {
        export[key] = realm[key].clone();
    }
    for client in export["clients"].as_array_mut().into_iter().flatten() {
        if client["secret"].is_string() {
            client["secret"] = story.get(&format!("/clients/{}/client-secret", text(&client["id"])))["value"].clone();
        }
    }
    if realm["organizationsEnabled"] == true {
        for brief in list(&story.get("/organizations?max=-1")) {
            let organization = story.get(&format!("/organizations/{}", text(&brief["id"])));
            export["organizations"][text(&brief["name"])] = organization;
        }
    }
    for locale in texts(&story.get("/localization")) {
        export["localizationTexts"][locale.as_str()] = story.get(&format!("/localization/{locale}"));
    }
    let mut picture = Picture::new();
    flatten(&export, String::new(), &mut picture);
    picture
}

fn flatten(value: &Value, path: String, picture: &mut Picture) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match (value, named(value)) {
        (Value::Object(entries), _) => {
            entries.iter().for_each(|(key, value)| flatten(value, below(key), picture));
        }
        (_, Some(elements)) => {
            elements.into_iter().for_each(|(name, element)| flatten(element, below(&name), picture));
        }
        (Value::Null, _) => {}
        (other, _) => drop(picture.insert(path, sorted(other))),
    }
}

/// The elements of a list by their names, where all have one of their own.
fn named(value: &Value) -> Option<BTreeMap<String, &Value>> {
    let elements = value.as_array().filter(|elements| !elements.is_empty())?;
    let name = |element: &Value| NAMES.iter().find_map(|key| element.get(*key)?.as_str().map(str::to_owned));
    let named: BTreeMap<_, _> = elements.iter().map(|it| Some((name(it)?, it))).collect::<Option<_>>()?;
    (named.len() == elements.len()).then_some(named)
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(sorted).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        Value::Object(entries) => {
            let entries: BTreeMap<_, _> = entries.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
            entries.into_iter().collect()
        }
        other => other.clone(),
    }
}

/// What differs, apart from what is expected to.
pub(super) fn differences(before: &Picture, after: &Picture, is_expected: impl Fn(&str) -> bool) -> Vec<String> {
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let shown = |value: Option<&Value>| value.map_or_else(|| "absent".to_owned(), Value::to_string);
    keys.into_iter()
        .filter(|key| before.get(*key) != after.get(*key) && !is_expected(key))
        .map(|key| format!("{key}: {} → {}", shown(before.get(key)), shown(after.get(key))))
        .collect()
}
