//! The way into a realm export: finds, adds and visits the representations of a kind, whatever the kind.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde_json::Value;

use crate::kind::{Kind, MASK, Place, Seg};
use crate::kinds;
use realmform_model::{Address, Body, Object, Path};

/// Splits an export into its objects.
pub fn explode(export: &Value) -> BTreeMap<Address, Object> {
    let mut objects = BTreeMap::new();
    for kind in kinds::ALL {
        for place in kind.places().iter().filter(|place| !place.export.is_empty()) {
            visit(export, place, &mut |names, raw: &Value| {
                if let (Some(address), Value::Object(raw)) = ((place.address)(names), raw) {
                    objects.insert(address, object(*kind, raw.clone()));
                }
            });
        }
    }
    objects
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
    let id = body.get("id").and_then(Value::as_str).map(str::to_owned);
    body.retain(|key, _| !kind.apart().contains(&key.as_str()));
    kind.normalise(&mut body);
    kind.disregard(&mut body);
    Object { body, id, secrets }
}

/// A JSON tree that can be walked: the engine's own value, or one that borrows from a file.
pub trait Tree<'a>: Copy {
    fn get(self, key: &str) -> Option<Self>;
    fn entries(self) -> impl Iterator<Item = (&'a str, Self)>;
    fn items(self) -> impl Iterator<Item = Self>;
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
        Seg::List(key) | Seg::Tree(key, _) => {
            for item in value.items() {
                let Some(name) = item.get(key).and_then(T::text) else { continue };
                names.push(name);
                walk(item, rest, names, found);
                if let Seg::Tree(_, children) = first
                    && let Some(inner) = item.get(children)
                {
                    walk(inner, way, names, found);
                }
                names.pop();
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
            Seg::List(key) => item(value, key, names.next()?)?,
            Seg::Tree(key, children) => {
                let mut group = item(value, key, names.next()?)?;
                for name in names.by_ref() {
                    group = item(group.get_mut(children)?, key, name)?;
                }
                group
            }
        };
    }
    value.as_object_mut()
}

fn item<'a>(list: &'a mut Value, key: &str, name: &str) -> Option<&'a mut Value> {
    list.as_array_mut()?.iter_mut().find(|item| item.get(key).and_then(Value::as_str) == Some(name))
}

/// Adds an empty representation that has only its name, with the lists on the way to it.
pub fn add<'a>(export: &'a mut Value, kind: &dyn Kind, address: &Address) -> Option<&'a mut Body> {
    let (place, names) = place_of(kind, address)?;
    let mut names = names.iter().map(String::as_str).peekable();
    let mut value = export;
    for (position, seg) in place.export.iter().enumerate() {
        let holds_list = matches!(place.export.get(position + 1), Some(Seg::List(_) | Seg::Tree(..)));
        let empty = || if holds_list { Value::Array(Vec::new()) } else { Value::Object(Body::new()) };
        value = match seg {
            Seg::Key(key) => value.as_object_mut()?.entry(*key).or_insert_with(empty),
            Seg::Named => value.as_object_mut()?.entry(names.next()?).or_insert_with(empty),
            Seg::List(key) => item_or_new(value, key, names.next()?)?,
            Seg::Tree(key, children) => {
                let mut group = item_or_new(value, key, names.next()?)?;
                for name in names.by_ref() {
                    let list = group.as_object_mut()?.entry(*children).or_insert_with(|| Value::Array(Vec::new()));
                    group = item_or_new(list, key, name)?;
                }
                group
            }
        };
    }
    value.as_object_mut()
}

/// Takes the representation of an object out of the list that it is in.
pub fn remove(export: &mut Value, kind: &dyn Kind, address: &Address) {
    let Some((place, _)) = place_of(kind, address) else { return };
    let Some((Seg::List(key) | Seg::Tree(key, _), way)) = place.export.split_last() else { return };
    let list = match (place.export.last(), address.parent.as_deref()) {
        (Some(Seg::Tree(_, children)), Some(parent)) => find(export, kind, parent).and_then(|it| it.get_mut(*children)),
        _ => {
            let Some((_, names)) = place_of(kind, address) else { return };
            let mut names = names.iter().map(String::as_str);
            way.iter().try_fold(export, |value, seg| match seg {
                Seg::Key(key) => value.get_mut(key),
                Seg::Named => value.get_mut(names.next()?),
                Seg::List(key) | Seg::Tree(key, _) => item(value, key, names.next()?),
            })
        }
    };
    if let Some(Value::Array(items)) = list {
        items.retain(|item| item.get(key).and_then(Value::as_str) != Some(&address.name));
    }
}

fn item_or_new<'a>(list: &'a mut Value, key: &str, name: &str) -> Option<&'a mut Value> {
    let list = list.as_array_mut()?;
    let position = list.iter().position(|item| item.get(key).and_then(Value::as_str) == Some(name));
    let position = position.unwrap_or_else(|| {
        let mut new = Body::new();
        new.insert(key.to_owned(), Value::String(name.to_owned()));
        list.push(Value::Object(new));
        list.len() - 1
    });
    list.get_mut(position)
}

fn place_of(kind: &dyn Kind, address: &Address) -> Option<(&'static Place, Vec<String>)> {
    kind.places().iter().find_map(|place| Some((place, (place.names)(address)?)))
}
