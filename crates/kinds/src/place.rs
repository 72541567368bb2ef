//! Navigation in a realm export: finds, adds and visits the representations of any kind.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use secrecy::SecretString;
use serde_json::Value;

use crate::kind::{Kind, MASK, Place, Seg};
use crate::{kinds, twins};
use realmform_model::{Address, Body, Finding, Form, KindName, Object, Path};

/// The objects of an export.
#[derive(Debug, Default)]
pub struct Exploded {
    /// By their addresses.
    pub objects: BTreeMap<Address, Object>,
    /// Those that have the address of another.
    pub twins: Vec<Finding>,
}

/// Splits an export into its objects.
pub fn explode(export: &Value) -> Exploded {
    let mut exploded = Exploded::default();
    for kind in kinds::ALL {
        for place in kind.places().iter().filter(|place| !place.export.is_empty()) {
            visit(export, place, &mut |names, raw: &Value| {
                if let (Some(address), Value::Object(raw)) = ((place.address)(names), raw) {
                    match exploded.objects.entry(address) {
                        Entry::Vacant(place) => _ = place.insert(object(*kind, raw.clone())),
                        Entry::Occupied(first) => {
                            exploded.twins.push(twins::told(first.key(), &first.get().body, raw));
                        }
                    }
                }
            });
        }
    }
    exploded
}

/// From a representation to an object: its id, its secrets and its other fields, each in its own place.
pub fn object(kind: &dyn Kind, mut body: Body) -> Object {
    let mut secrets = BTreeMap::new();
    for keys in kind.secrets() {
        let path = Path::of(keys);
        if let Some(Value::String(secret)) = path.get(&body) {
            let known = (secret != MASK).then(|| SecretString::from(secret.clone()));
            secrets.insert(path.clone(), known);
        }
        path.set(&mut body, None);
    }
    let id = body.get(kind.keys().id).and_then(Value::as_str).map(str::to_owned);
    body.retain(|key, _| !kind.apart().contains(&key.as_str()));
    normalise(kind, &mut body);
    Object { body, id, secrets }
}

/// Brings a body, declared or of a server, to the form in which bodies of the kind are compared.
pub fn normalise(kind: &dyn Kind, body: &mut Body) {
    for list in kind.without_blanks() {
        if let Some(Value::Array(items)) = body.get_mut(*list) {
            items.retain(|item| item.as_str().is_none_or(|text| !text.trim().is_empty()));
        }
    }
    kind.normalise(body);
    kind.disregard(body);
}

/// A JSON tree that can be walked: the engine's own value, or one that borrows from a file.
pub trait Tree<'a>: Copy {
    /// The value under a key of an object.
    fn get(self, key: &str) -> Option<Self>;
    /// The keys and values of an object; nothing of all else.
    fn entries(self) -> impl Iterator<Item = (&'a str, Self)>;
    /// The elements of a list; nothing of all else.
    fn items(self) -> impl Iterator<Item = Self>;
    /// The string, if it is one.
    fn text(self) -> Option<&'a str>;
}

impl<'a> Tree<'a> for &'a Value {
    fn get(self, key: &str) -> Option<Self> {
        self.get(key)
    }

    fn entries(self) -> impl Iterator<Item = (&'a str, Self)> {
        self.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
    }

    fn items(self) -> impl Iterator<Item = Self> {
        self.as_array().into_iter().flatten()
    }

    fn text(self) -> Option<&'a str> {
        self.as_str()
    }
}

/// Visits all objects of a place in an export: the names on the way, and the representation.
pub fn visit<'a, T: Tree<'a>>(export: T, place: &Place, found: &mut dyn FnMut(&[&'a str], T)) {
    walk(export, place.export, &mut Vec::new(), found);
}

fn walk<'a, T: Tree<'a>>(value: T, way: &[Seg], names: &mut Vec<&'a str>, found: &mut dyn FnMut(&[&'a str], T)) {
    let Some((first, rest)) = way.split_first() else { return found(names, value) };
    match first {
        Seg::Key(key) => {
            if let Some(inner) = value.get(key) {
                walk(inner, rest, names, found);
            }
        }
        Seg::Named => {
            for (name, inner) in value.entries() {
                names.push(name);
                walk(inner, rest, names, found);
                names.pop();
            }
        }
        Seg::List(keys) => {
            for item in value.items() {
                let known = names.len();
                names.extend(keys.iter().filter_map(|key| item.get(key).and_then(T::text)));
                if names.len() == known + keys.len() {
                    walk(item, rest, names, found);
                }
                names.truncate(known);
            }
        }
        Seg::Tree(key, children) => {
            for item in value.items() {
                let Some(name) = item.get(key).and_then(T::text) else { continue };
                names.push(name);
                walk(item, rest, names, found);
                if let Some(inner) = item.get(children) {
                    walk(inner, way, names, found);
                }
                names.pop();
            }
        }
    }
}

/// Visits all representations of a place in an export, to be changed.
pub(crate) fn visit_mut(value: &mut Value, way: &[Seg], found: &mut dyn FnMut(&mut Body)) {
    match way.split_first() {
        None => {
            if let Value::Object(body) = value {
                found(body);
            }
        }
        Some((Seg::Key(key), rest)) => {
            if let Some(inner) = value.get_mut(key) {
                visit_mut(inner, rest, found);
            }
        }
        Some((Seg::Named, rest)) => {
            for (_, inner) in value.as_object_mut().into_iter().flatten() {
                visit_mut(inner, rest, found);
            }
        }
        Some((Seg::List(_), rest)) => {
            for inner in value.as_array_mut().into_iter().flatten() {
                visit_mut(inner, rest, found);
            }
        }
        Some((Seg::Tree(_, children), rest)) => {
            for inner in value.as_array_mut().into_iter().flatten() {
                visit_mut(inner, rest, found);
                if let Some(below) = inner.get_mut(children) {
                    visit_mut(below, way, found);
                }
            }
        }
    }
}

/// The representation of an object, to be changed in place.
pub fn find<'a>(export: &'a mut Value, kind: &dyn Kind, address: &Address) -> Option<&'a mut Body> {
    let (place, names) = place_of(kind, address)?;
    let mut names = names.iter().map(String::as_str);
    let mut value = export;
    for seg in place.export {
        value = match seg {
            Seg::Key(key) => value.get_mut(key)?,
            Seg::Named => value.get_mut(names.next()?)?,
            Seg::List(keys) => item(value, keys, &taken(&mut names, keys)?)?,
            Seg::Tree(key, children) => {
                let mut inner = item(value, &[key], &[names.next()?])?;
                for name in names.by_ref() {
                    inner = item(inner.get_mut(children)?, &[key], &[name])?;
                }
                inner
            }
        };
    }
    value.as_object_mut()
}

/// As many names as there are keys.
fn taken<'n>(names: &mut impl Iterator<Item = &'n str>, keys: &[&str]) -> Option<Vec<&'n str>> {
    keys.iter().map(|_| names.next()).collect()
}

/// Whether an element of a list has these names under these keys.
fn is_named(item: &Value, keys: &[&str], names: &[&str]) -> bool {
    keys.iter().zip(names).all(|(key, name)| item.get(key).and_then(Value::as_str) == Some(name))
}

fn item<'a>(list: &'a mut Value, keys: &[&str], names: &[&str]) -> Option<&'a mut Value> {
    list.as_array_mut()?.iter_mut().find(|item| is_named(item, keys, names))
}

/// Adds an empty representation that has only its name, with the lists on the way to it.
pub fn add<'a>(export: &'a mut Value, kind: &dyn Kind, address: &Address) -> Option<&'a mut Body> {
    let (place, names) = place_of(kind, address)?;
    let mut names = names.iter().map(String::as_str);
    let mut value = export;
    for (position, seg) in place.export.iter().enumerate() {
        let holds_list = matches!(place.export.get(position + 1), Some(Seg::List(_) | Seg::Tree(..)));
        let empty = || if holds_list { Value::Array(Vec::new()) } else { Value::Object(Body::new()) };
        value = match seg {
            Seg::Key(key) => value.as_object_mut()?.entry(*key).or_insert_with(empty),
            Seg::Named => value.as_object_mut()?.entry(names.next()?).or_insert_with(empty),
            Seg::List(keys) => item_or_new(value, keys, &taken(&mut names, keys)?)?,
            Seg::Tree(key, children) => {
                let mut inner = item_or_new(value, &[key], &[names.next()?])?;
                for name in names.by_ref() {
                    let list = inner.as_object_mut()?.entry(*children).or_insert_with(|| Value::Array(Vec::new()));
                    inner = item_or_new(list, &[key], &[name])?;
                }
                inner
            }
        };
    }
    value.as_object_mut()
}

fn item_or_new<'a>(list: &'a mut Value, keys: &[&str], names: &[&str]) -> Option<&'a mut Value> {
    let list = list.as_array_mut()?;
    let position = list.iter().position(|item| is_named(item, keys, names));
    let position = position.unwrap_or_else(|| {
        let new: Body = keys.iter().zip(names).map(|(key, name)| ((*key).to_owned(), Value::from(*name))).collect();
        list.push(Value::Object(new));
        list.len() - 1
    });
    list.get_mut(position)
}

/// Takes the representation of an object out of the list that it is in.
pub fn remove(export: &mut Value, kind: &dyn Kind, address: &Address) {
    let Some((place, names)) = place_of(kind, address) else { return };
    let Some((last, way)) = place.export.split_last() else { return };
    if let (Seg::Tree(key, children), Some(parent)) = (last, address.parent.as_deref()) {
        let list = find(export, kind, parent).and_then(|it| it.get_mut(*children));
        return take_out(list, &[key], &[&address.name]);
    }
    let mut names = names.iter().map(String::as_str);
    let list = way.iter().try_fold(export, |value, seg| match seg {
        Seg::Key(key) => value.get_mut(key),
        Seg::Named => value.get_mut(names.next()?),
        Seg::List(keys) => item(value, keys, &taken(&mut names, keys)?),
        Seg::Tree(key, _) => item(value, &[key], &[names.next()?]),
    });
    match last {
        Seg::List(keys) => {
            let Some(names) = taken(&mut names, keys) else { return };
            take_out(list, keys, &names);
        }
        Seg::Tree(key, _) => take_out(list, &[key], &[&address.name]),
        Seg::Key(_) | Seg::Named => {}
    }
}

fn take_out(list: Option<&mut Value>, keys: &[&str], names: &[&str]) {
    if let Some(Value::Array(items)) = list {
        items.retain(|item| !is_named(item, keys, names));
    }
}

/// The names on the way in the TOML, which has the whole path of an object of a tree as one key.
pub fn toml_names(place: &Place, address: &Address) -> Option<Vec<String>> {
    if address.kind.form() == Form::Path { Some(vec![address.path()]) } else { (place.names)(address) }
}

/// The address of an object with these names on the way in the TOML: the way back from [`toml_names`].
pub fn from_toml(kind: &dyn Kind, place: &Place, names: &[&str]) -> Option<Address> {
    match (kind.name().form(), names) {
        (Form::Path, [path]) => Address::at_path(kind.name(), path),
        (Form::Path, _) => None,
        _ => (place.address)(names),
    }
}

/// The kinds that objects of the kind can live in, however far out. An object of a tree lives in others of its own.
pub fn owners(kind: &dyn Kind) -> Vec<KindName> {
    let mut owners = Vec::new();
    for place in kind.places() {
        let names: usize = match place.toml {
            [] => place.export.iter().map(Seg::names).sum(),
            toml => toml.iter().filter(|key| **key == "*").count(),
        };
        let example = (place.address)(&vec!["x"; names]);
        for outer in example.iter().flat_map(Address::lineage).skip(1) {
            if !owners.contains(&outer.kind) {
                owners.push(outer.kind);
            }
        }
    }
    owners
}

fn place_of(kind: &dyn Kind, address: &Address) -> Option<(&'static Place, Vec<String>)> {
    kind.places().iter().find_map(|place| Some((place, (place.names)(address)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names;
    use serde_json::json;

    #[test]
    fn blank_texts_go_from_the_lists_from_which_the_server_drops_them() {
        let of = |kind: KindName, body: Value| {
            let Value::Object(mut body) = body else { return Value::Null };
            normalise(kinds::of(kind), &mut body);
            Value::Object(body)
        };
        let client = json!({"redirectUris": ["", " ", "https://a.example/cb"], "webOrigins": [""]});
        assert_eq!(of(names::CLIENT, client), json!({"redirectUris": ["https://a.example/cb"], "webOrigins": []}));
        let realm = json!({"webAuthnPolicyExtraOrigins": ["", "https://a.example"], "supportedLocales": [""]});
        let expected = json!({"webAuthnPolicyExtraOrigins": ["https://a.example"], "supportedLocales": [""]});
        assert_eq!(of(names::REALM, realm), expected);
    }
}
