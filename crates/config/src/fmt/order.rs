//! The order of tables: an object's tables after it, objects of a kind together, kinds as in plans. A comment that stands
//! by itself heads a section, and nothing leaves its section; lists of tables keep their order, as it has a meaning.

use std::collections::{BTreeMap, HashMap};

use toml_edit::{DocumentMut, Item, Table};

use super::comments::Above;
use crate::load::lookup_roles;
use realmform_kinds as kinds;
use realmform_kinds::names;

/// A table's header.
struct Header {
    /// Where it is printed.
    position: isize,
    /// Its keys from the outside in.
    path: Vec<String>,
    /// It is in a list of tables.
    in_list: bool,
    above: Above,
}

/// Puts the tables in order, each with an empty line before it.
pub(super) fn order(document: &mut DocumentMut) {
    let has_values = document.as_table().iter().any(|(_, item)| is_value(item));
    let mut headers = Vec::new();
    collect(document.as_table(), &mut Vec::new(), false, &mut headers);
    headers.sort_by_key(|header| header.position);
    if let Some(first) = headers.first_mut().filter(|_| !has_values) {
        first.above = std::mem::take(&mut first.above).at_the_top();
    }
    let mut places: HashMap<isize, (isize, String)> = HashMap::new();
    let positions: Vec<isize> = headers.iter().map(|header| header.position).collect();
    let mut next = positions.iter();
    for (section, headers) in sections(headers).into_iter().enumerate() {
        let free = headers.first().map(|header| header.above.free.clone()).unwrap_or_default();
        for (index, header) in ordered(headers).into_iter().enumerate() {
            let Some(position) = next.next() else { return };
            let free = if index == 0 { free.clone() } else { Vec::new() };
            let above = Above { free, ..header.above }.text();
            let at_the_top = section == 0 && index == 0 && !has_values;
            let above = if at_the_top { above } else { format!("\n{above}") };
            places.insert(header.position, (*position, above));
        }
    }
    place(document.as_table_mut(), &places);
}

/// Whether the item is printed below its table's header, and has none of its own.
fn is_value(item: &Item) -> bool {
    match item {
        Item::Value(_) => true,
        Item::Table(table) => table.is_dotted() && table.iter().any(|(_, item)| is_value(item)),
        Item::ArrayOfTables(_) | Item::None => false,
    }
}

fn collect(table: &Table, path: &mut Vec<String>, in_list: bool, headers: &mut Vec<Header>) {
    for (key, item) in table {
        path.push(key.to_owned());
        match item {
            Item::Table(inner) => {
                header(inner, path, in_list, headers);
                collect(inner, path, in_list, headers);
            }
            Item::ArrayOfTables(list) => {
                for inner in list {
                    header(inner, path, true, headers);
                    collect(inner, path, true, headers);
                }
            }
            Item::Value(_) | Item::None => {}
        }
        path.pop();
    }
}

fn header(table: &Table, path: &[String], in_list: bool, headers: &mut Vec<Header>) {
    if let Some(position) = table.position().filter(|_| !table.is_implicit() && !table.is_dotted()) {
        let raw = table.decor().prefix().and_then(|raw| raw.as_str()).unwrap_or_default();
        headers.push(Header { position, path: path.to_vec(), in_list, above: Above::read(raw) });
    }
}

/// A section begins where a comment stands by itself.
fn sections(headers: Vec<Header>) -> Vec<Vec<Header>> {
    let mut sections: Vec<Vec<Header>> = Vec::new();
    for header in headers {
        match sections.last_mut().filter(|_| header.above.free.is_empty()) {
            Some(section) => section.push(header),
            None => sections.push(vec![header]),
        }
    }
    sections
}

fn ordered(mut headers: Vec<Header>) -> Vec<Header> {
    if headers.iter().any(|header| header.in_list) {
        return headers;
    }
    // Where each path, and each path that it is in, is first spoken of.
    let mut first: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for (index, header) in headers.iter().enumerate() {
        for length in 1..=header.path.len() {
            first.entry(header.path[..length].to_vec()).or_insert(index);
        }
    }
    headers.sort_by_cached_key(|header| {
        let way = (1..=header.path.len()).map(|length| first.get(&header.path[..length]).copied());
        (rank(&header.path), way.collect::<Vec<_>>())
    });
    headers
}

/// Where the kind stands in plans; what is no kind comes after all of them.
fn rank(path: &[String]) -> usize {
    let is_of =
        |toml: &[&str]| !toml.is_empty() && toml.iter().zip(path).all(|(word, key)| *word == "*" || word == key);
    // What roles come from stands with them.
    let path_of_roles = path.first().is_some_and(|key| key == lookup_roles::KEY);
    let of_kind = kinds::ALL.iter().position(|kind| match path_of_roles {
        true => kind.name() == names::REALM_ROLE,
        false => kind.places().iter().any(|place| is_of(place.toml)),
    });
    of_kind.unwrap_or(kinds::ALL.len())
}

fn place(table: &mut Table, places: &HashMap<isize, (isize, String)>) {
    for (mut key, item) in table.iter_mut() {
        if !item.is_value() {
            key.leaf_decor_mut().clear();
            key.dotted_decor_mut().clear();
        }
        match item {
            Item::Table(inner) => {
                put(inner, places);
                place(inner, places);
            }
            Item::ArrayOfTables(list) => {
                for inner in list.iter_mut() {
                    put(inner, places);
                    place(inner, places);
                }
            }
            Item::Value(_) | Item::None => {}
        }
    }
}

fn put(table: &mut Table, places: &HashMap<isize, (isize, String)>) {
    let found = table.position().filter(|_| !table.is_implicit() && !table.is_dotted());
    if let Some((position, above)) = found.and_then(|position| places.get(&position)) {
        table.set_position(Some(*position));
        table.decor_mut().set_prefix(above.as_str());
    }
}
