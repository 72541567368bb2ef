//! Flat lists whose elements name what they are in, as addresses; and the bounds of what a server may list.

use std::collections::BTreeMap;

use serde_json::Value;

use super::server::Keycloak;
use realmform_kinds::kind::Endpoint;
use realmform_kinds::request::id_in;
use realmform_model::{Address, Body, Failure};

/// No object is deeper in others: a server that says so has a circle, or means harm.
const DEEPEST: usize = 100;

/// A listed object has at least so many bytes, and a user in a list.
const SMALLEST: usize = 256;
const SMALLEST_USER: usize = 16;

impl Keycloak {
    /// How many objects all pages of a list may have: those of one response of the largest size.
    pub(super) fn most_objects(&self) -> usize {
        self.settings.largest / SMALLEST
    }

    /// The same of users, of which only the ids are kept.
    pub(super) fn most_users(&self) -> usize {
        self.settings.largest / SMALLEST_USER
    }

    /// Whether the pages of a list may go on.
    ///
    /// # Errors
    /// They have too many objects by now.
    pub(super) fn is_bearable(&self, request: &str, listed: usize, most: usize) -> Result<(), Failure> {
        if listed <= most {
            return Ok(());
        }
        Err(Failure::server(format!("the pages of {request} have more than {most} objects")).help(format!(
            "check that {} is a Keycloak; if it has that many, set a larger KEYCLOAK_MAX_RESPONSE (in MiB)",
            self.settings.server
        )))
    }
}

/// A flat list whose elements name their parents becomes addresses, by id.
///
/// # Errors
/// What is wrong with the list: objects that are in each other.
pub(super) fn tree_addresses<'a>(kind: &dyn Endpoint, raws: &'a [Body]) -> Result<BTreeMap<&'a str, Address>, String> {
    let by_id: BTreeMap<&str, &Body> = raws.iter().filter_map(|raw| Some((id_in(raw)?, raw))).collect();
    let parent = |raw: &'a Body| raw.get("parentId").and_then(Value::as_str);
    let mut known: BTreeMap<&str, Address> = BTreeMap::new();
    for id in by_id.keys() {
        // From the object outwards to one whose address is known, or which is in none.
        let (mut way, mut next) = (Vec::new(), Some(*id));
        while let Some(id) = next.filter(|id| !known.contains_key(id)) {
            let Some(raw) = by_id.get(id) else { break };
            way.push((id, *raw));
            if way.len() > DEEPEST {
                return Err(format!("has objects that are in each other, or more than {DEEPEST} deep"));
            }
            next = parent(raw);
        }
        for (id, raw) in way.into_iter().rev() {
            let Some(name) = raw.get(kind.keys().name).and_then(Value::as_str) else { break };
            let address = match parent(raw) {
                Some(parent) => match known.get(parent) {
                    Some(parent) => Address::inside(parent.clone(), kind.name(), name),
                    None => break,
                },
                None => Address::top(kind.name(), name),
            };
            if address.lineage().count() > DEEPEST {
                return Err(format!("has objects that are more than {DEEPEST} deep in others"));
            }
            known.insert(id, address);
        }
    }
    Ok(known)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
mod tests {
    use serde_json::json;

    use super::super::endpoint::endpoint;
    use super::*;
    use realmform_kinds::names;

    fn addresses(list: &Value) -> Result<Vec<String>, String> {
        let raws: Vec<Body> = list.as_array().unwrap().iter().map(|raw| raw.as_object().unwrap().clone()).collect();
        let group = names::group("/a").unwrap();
        let found = tree_addresses(endpoint(&group).unwrap(), &raws)?;
        Ok(found.values().map(ToString::to_string).collect())
    }

    #[test]
    fn parents_may_come_after_their_children() {
        let list = json!([
            {"id": "1", "name": "c", "parentId": "2"}, {"id": "2", "name": "b", "parentId": "3"}, {"id": "3", "name": "a"},
            {"id": "4", "name": "lost", "parentId": "nobody"}, {"id": "5"}, {"name": "no id"},
        ]);
        assert_eq!(addresses(&list).unwrap(), ["group/a/b/c", "group/a/b", "group/a"]);
    }

    #[test]
    fn a_circle_and_a_bottomless_tree_are_refused() {
        let circle = json!([{"id": "1", "name": "a", "parentId": "2"}, {"id": "2", "name": "b", "parentId": "1"}]);
        assert!(addresses(&circle).unwrap_err().contains("in each other"));
        assert!(addresses(&json!([{"id": "1", "name": "a", "parentId": "1"}])).is_err());
        for width in [3, 7] {
            let id = |at: usize| format!("{at:0width$}");
            let chain = |turn: fn(usize) -> usize| -> Value {
                (0..999).map(|at| json!({"id": id(turn(at)), "name": "g", "parentId": id(turn(at + 1))})).collect()
            };
            let mut down = chain(|at| 999 - at);
            down.as_array_mut().unwrap().push(json!({"id": id(0), "name": "top"}));
            assert!(addresses(&down).is_err());
            assert!(addresses(&chain(|at| at)).is_err());
        }
    }
}
