//! What of a file nobody is to see: all that is called like a secret, wherever it stands; of a file that does not parse, all
//! its values.

use std::ops::Range;

use toml_edit::{Array, Item, TableLike, Value};

use crate::load::lookup_roles;
use crate::load::secret::is_reference;
use realmform_kinds as kinds;
use realmform_kinds::secret::{NAMED, TEXTS, is_called};
use realmform_model::Source;

/// Values in comments that are called like a secret: the rest of the line after `# secret = `.
fn in_comments(text: &str) -> Vec<Range<usize>> {
    let mut clear = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        for (at, _) in line.match_indices('#') {
            let comment = &line[at + 1..];
            let Some((key, _)) = comment.split_once(['=', ':']) else { break };
            let name = key.rsplit([' ', '\t', '#']).find(|word| !word.is_empty()).unwrap_or_default();
            let rest = &comment[key.len() + 1..];
            let value = start + at + 1 + comment.len() - rest.trim_start().len();
            if is_called(name.trim_matches(['"', '\'', '`'])) && value < end {
                clear.push(value..end);
                break;
            }
        }
        start += line.len();
    }
    clear
}

/// Says of a file that shows its text what is hidden of it: for files whose keys are no fields of objects.
pub fn hide(file: &Source, root: Option<&dyn TableLike>) {
    let mut places = root.map_or_else(|| values(&file.text), |root| in_file(&file.text, root));
    places.sort_by_key(|range| range.start);
    file.hide(places);
}

/// All of a file that parses: what is called like a secret in it, and in its comments.
pub(crate) fn in_file(text: &str, root: &dyn TableLike) -> Vec<Range<usize>> {
    let mut clear = in_clear(root);
    clear.extend(in_comments(text));
    clear
}

/// Where values stand that are called like a secret and are no reference to one.
fn in_clear(root: &dyn TableLike) -> Vec<Range<usize>> {
    let mut clear = Vec::new();
    table(root, &mut Vec::new(), &mut clear);
    clear
}

fn table<'t>(table: &'t dyn TableLike, way: &mut Vec<&'t str>, clear: &mut Vec<Range<usize>>) {
    for (key, item) in table.iter() {
        way.push(key);
        match item.as_bool() {
            None if !is_name(way) && is_called(key) && !is_reference(item) => leaves(item, clear),
            _ => self::item(item, way, clear),
        }
        way.pop();
    }
}

/// The values below a secret's key; the keys there can be seen, as they may be those of a reference that is misspelt.
fn leaves(item: &Item, clear: &mut Vec<Range<usize>>) {
    match item {
        Item::Value(value) => leaves_of(value, clear),
        Item::Table(table) => table.iter().for_each(|(_, item)| leaves(item, clear)),
        Item::ArrayOfTables(tables) => {
            tables.iter().flat_map(|table| table.iter()).for_each(|(_, item)| leaves(item, clear));
        }
        Item::None => {}
    }
}

fn leaves_of(value: &Value, clear: &mut Vec<Range<usize>>) {
    match value {
        Value::InlineTable(table) => table.iter().for_each(|(_, value)| leaves_of(value, clear)),
        Value::Array(items) => items.iter().for_each(|value| leaves_of(value, clear)),
        plain => clear.extend(plain.span()),
    }
}

fn item<'t>(item: &'t Item, way: &mut Vec<&'t str>, clear: &mut Vec<Range<usize>>) {
    if let Some(inner) = item.as_table_like() {
        return table(inner, way, clear);
    }
    match item {
        Item::ArrayOfTables(tables) => tables.iter().for_each(|inner| table(inner, way, clear)),
        Item::Value(Value::Array(items)) => array(items, way, clear),
        Item::Value(_) | Item::None | Item::Table(_) => {}
    }
}

fn array<'t>(items: &'t Array, way: &mut Vec<&'t str>, clear: &mut Vec<Range<usize>>) {
    for value in items {
        match value {
            Value::InlineTable(inner) => table(inner, way, clear),
            Value::Array(inner) => array(inner, way, clear),
            _ => {}
        }
    }
}

/// Whether the last of the keys is the name of an object, as in `[clients.my-token]`, or of a text.
fn is_name(way: &[&str]) -> bool {
    let Some((_, outer)) = way.split_last() else { return false };
    let is_among_names = outer.last().is_some_and(|key| NAMED.contains(key)) && !is_object(outer);
    let is_text = outer.iter().rev().nth(1) == Some(&TEXTS);
    is_object(way) || is_among_names || is_text || lookup_roles::is_code(way)
}

/// Whether the keys lead to an object, or to the name of what it is in.
fn is_object(way: &[&str]) -> bool {
    kinds::ALL.iter().flat_map(|kind| kind.places()).any(|place| {
        way.len() <= place.toml.len()
            && place.toml.iter().zip(way).all(|(pattern, key)| *pattern == "*" || pattern == key)
            && place.toml.get(way.len() - 1) == Some(&"*")
    })
}

/// All values of a text that does not parse. What remains are comments' signs, the headers of tables and bare keys before
/// their `=`.
pub(crate) fn values(text: &str) -> Vec<Range<usize>> {
    let mut hidden = Vec::new();
    let mut start = 0;
    let mut open: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        let shown = if open.is_some() { 0 } else { shown(text) };
        if shown < text.len() {
            hidden.push(start + shown..start + text.len());
        }
        for mark in ["\"\"\"", "'''"] {
            let toggles = line.matches(mark).count() % 2 == 1;
            match open {
                Some(known) if known == mark && toggles => open = None,
                None if toggles => open = Some(mark),
                _ => {}
            }
        }
        start += line.len();
    }
    hidden
}

/// How much of a line can be seen.
fn shown(line: &str) -> usize {
    let is_bare = |text: &str| {
        text.chars().all(|letter| letter.is_ascii_alphanumeric() || ['_', '-', '.', ' ', '\t'].contains(&letter))
    };
    let header =
        line.trim_start().strip_prefix('[').map(|rest| rest.trim_start_matches('[').trim_end_matches([']', ' ']));
    if header.is_some_and(|header| is_bare(header) && header.contains(|letter: char| letter.is_ascii_alphabetic())) {
        return line.len();
    }
    match line.split_once('=') {
        Some((key, value)) if is_bare(key) && ["true", "false"].contains(&value.trim()) => line.len(),
        Some((key, value)) if is_bare(key) && !value.trim_start_matches('=').trim().is_empty() => {
            line.len() - value.trim_start().len()
        }
        _ => line.len() - line.trim_start().len(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use std::sync::Arc;

    use toml_edit::Document;

    use super::*;
    use crate::load::secret::blotted;

    fn seen(text: &str) -> String {
        let document = Document::parse(text).unwrap();
        blotted(&Arc::new(Source::new("a.toml", text)), &in_clear(document.as_table())).text.clone()
    }

    #[test]
    fn what_is_called_like_a_secret_is_hidden_wherever_it_stands() {
        insta::assert_snapshot!(seen(
            r#"
[clients.my-secret]
name = "seen"
clientSecert = "hidden"
"pass\u0077ord2" = "hidden"
pin = 1234
passw0rd = 1234
attributes = { a = "seen", "my.token" = "hidden", list = [{ secret = "hidden" }] }
secret = { env = "SEEN" }
db_password = { clear = "hidden" }
tokens = ["hidden", "hid\"den"]
privateKey = """
hidden
hidden"""
[clients.client]
token = "hidden"
[clients.my-secret.serviceAccount.clientRoles]
secret = ["seen"]
[realm.localizationTexts.en]
password = "seen"
"#
        ));
    }

    #[test]
    fn of_a_file_that_does_not_parse_no_value_is_seen() {
        let text = "[clients.shop]\nname = hidden\n\"k.k\" = \"hidden\"\nhidden\nc2VjcmV0==\n  [\"hidden\"]\nx = '''\n[hidden]\na=b\n'''\n[seen\n# hidden\na.b-c = {hidden";
        insta::assert_snapshot!(blotted(&Arc::new(Source::new("a.toml", text)), &values(text)).text);
    }
}
