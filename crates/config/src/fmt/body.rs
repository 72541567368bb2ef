//! What stands below a header: one key a line, one blank around `=`, comments above or behind.

use toml_edit::{Decor, DocumentMut, Item, KeyMut, RawString, Table, Value};

use super::comments::Above;
use super::list;

/// Lays out all keys and values, and the end of the file.
pub(super) fn lay_out(document: &mut DocumentMut) {
    let is_empty = document.as_table().is_empty();
    table(document.as_table_mut(), true);
    let mut end = Above::read(&format!("{}\n", text_of(document.trailing())));
    end.free.push(std::mem::take(&mut end.own));
    let end = end.text();
    let end = end.trim_end();
    let end = match (end.is_empty(), is_empty) {
        (true, _) => String::new(),
        (false, true) => format!("{end}\n"),
        (false, false) => format!("\n{end}\n"),
    };
    document.set_trailing(end);
}

/// `at_the_top`: it is the file itself, which has no header. The values under dotted keys are those of the table around.
fn table(table: &mut Table, at_the_top: bool) {
    if !table.is_dotted() {
        values(table, &mut 0, &mut true, at_the_top);
        if !at_the_top {
            let behind = behind(table.decor().suffix());
            table.decor_mut().set_suffix(behind);
        }
    }
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(inner) => self::table(inner, false),
            Item::ArrayOfTables(list) => list.iter_mut().for_each(|inner| self::table(inner, false)),
            Item::Value(_) | Item::None => {}
        }
    }
}

/// The values of a table, also those under dotted keys. `width`: of the keys before, with their dots; `first`: none was
/// seen yet.
fn values(table: &mut Table, width: &mut usize, first: &mut bool, at_the_top: bool) {
    let outer = *width;
    for (mut key, item) in table.iter_mut() {
        bare(&mut key);
        *width = outer + key.display_repr().chars().count();
        match item {
            Item::Value(value) => {
                lay_out_key(&mut key, first, at_the_top);
                lay_out_value(value, *width + 3);
            }
            Item::Table(inner) if inner.is_dotted() => {
                key.dotted_decor_mut().clear();
                key.leaf_decor_mut().clear();
                *width += 1;
                values(inner, width, first, at_the_top);
            }
            Item::Table(_) | Item::ArrayOfTables(_) | Item::None => {}
        }
        *width = outer;
    }
}

fn lay_out_key(key: &mut KeyMut, first: &mut bool, at_the_top: bool) {
    let mut above = Above::read(&text_of(key.leaf_decor().prefix().unwrap_or(&RawString::default())));
    if *first && at_the_top {
        above = above.at_the_top();
    }
    let apart = above.apart && !*first;
    *first = false;
    let above = format!("{}{}", if apart { "\n" } else { "" }, above.text());
    *key.leaf_decor_mut() = Decor::new(above, " ");
    key.dotted_decor_mut().clear();
}

/// A value behind its key; `column` is where it begins.
fn lay_out_value(value: &mut Value, column: usize) {
    let behind = behind(value.decor().suffix());
    match value {
        Value::Array(array) => list::lay_out(array, column, 0),
        Value::InlineTable(table) => list::lay_out_inline(table),
        _ => {}
    }
    *value.decor_mut() = Decor::new(" ", behind);
}

/// Quotes around a key that needs none are taken away.
fn bare(key: &mut KeyMut) {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if !key.get().is_empty() && key.get().chars().all(is_bare) && *key.display_repr() != *key.get() {
        let (leaf, dotted) = (key.leaf_decor().clone(), key.dotted_decor().clone());
        key.fmt();
        *key.leaf_decor_mut() = leaf;
        *key.dotted_decor_mut() = dotted;
    }
}

/// The comment behind something on its line.
fn behind(raw: Option<&RawString>) -> String {
    match raw.map(|raw| text_of(raw).trim().to_owned()).filter(|text| !text.is_empty()) {
        Some(comment) => format!(" {comment}"),
        None => String::new(),
    }
}

fn text_of(raw: &RawString) -> String {
    raw.as_str().unwrap_or_default().to_owned()
}
