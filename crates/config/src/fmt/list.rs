//! Lists and inline tables: on one line, or, where they were broken by hand or are too long, over several.

use toml_edit::{Array, Decor, InlineTable, RawString, Value};

use super::comments::comments_of;

/// A line is broken where it would be longer.
const COLUMNS: usize = 120;

const INDENT: &str = "    ";

/// A list that begins in a column. One that stands on several lines keeps its lines; one that is too long gets one line
/// for each item. `depth`: lists around it that stand on several lines.
pub(super) fn lay_out(array: &mut Array, column: usize, depth: usize) {
    let texts: Vec<String> = spaces(array).collect();
    if array.is_empty() {
        let inside = texts.concat();
        array.set_trailing(if inside.trim().is_empty() { String::new() } else { broken(&inside, depth, false) });
        array.set_trailing_comma(false);
        return;
    }
    let is_broken = texts.iter().any(|text| text.contains('\n'));
    let inner = |value: &mut Value, depth| match value {
        Value::Array(array) => lay_out(array, 0, depth),
        Value::InlineTable(table) => lay_out_inline(table),
        _ => {}
    };
    if !is_broken {
        for (index, value) in array.iter_mut().enumerate() {
            inner(value, depth);
            *value.decor_mut() = Decor::new(if index == 0 { "" } else { " " }, "");
        }
        array.set_trailing("");
        array.set_trailing_comma(false);
        let rendered = array.to_string();
        let width = column + rendered.trim().chars().count();
        if width <= COLUMNS || depth > 0 || rendered.contains('\n') {
            return;
        }
        for value in array.iter_mut() {
            *value.decor_mut() = Decor::new(format!("\n{INDENT}"), "");
        }
        array.set_trailing("\n");
        array.set_trailing_comma(true);
        return;
    }
    let last = array.len() - 1;
    let mut end = String::new();
    for (index, value) in array.iter_mut().enumerate() {
        inner(value, depth + 1);
        let before = text_of(value.decor().prefix());
        let mut after = text_of(value.decor().suffix());
        let before = match index {
            0 => broken(&before, depth + 1, false),
            _ if !before.contains('\n') => " ".to_owned(),
            _ => broken(&before, depth + 1, true),
        };
        // A comment between a value and its comma stays where it is; behind the last value there may be no comma yet.
        if index == last {
            end.push_str(&std::mem::take(&mut after));
        } else if after.trim().is_empty() {
            after.clear();
        }
        *value.decor_mut() = Decor::new(before, after);
    }
    end.push_str(&text_of(Some(array.trailing())));
    array.set_trailing(broken(&end, depth, false));
    array.set_trailing_comma(true);
}

/// Comments and line ends inside a list, the last line indented for what follows. `spaced`: an empty line before the
/// first comment or item stays.
fn broken(raw: &str, depth: usize, spaced: bool) -> String {
    let inside = INDENT.repeat(depth.max(1));
    let mut lines = raw.split('\n').map(str::trim);
    let mut text = String::new();
    // Behind what came before, on its line.
    if let Some(behind) = lines.next().filter(|behind| !behind.is_empty()) {
        text.push_str(&format!(" {behind}"));
    }
    let lines: Vec<&str> = lines.collect();
    let last = lines.len().saturating_sub(1);
    for (index, line) in lines.iter().enumerate() {
        let was_empty = index > 0 && lines[index - 1].is_empty();
        if !line.is_empty() {
            text.push_str(&format!("\n{inside}{line}"));
        } else if index < last && !was_empty && (index > 0 || spaced) {
            text.push('\n');
        }
    }
    text + "\n" + &INDENT.repeat(depth)
}

/// One line, with a blank inside the braces. One that has comments or several lines is left as it is.
pub(super) fn lay_out_inline(table: &mut InlineTable) {
    let raw = table.to_string();
    let inside = raw.find('{').zip(raw.rfind('}')).map_or("", |(start, end)| &raw[start..end]);
    if !inside.contains('\n') && !has_comment(inside) {
        blanks(table);
    }
}

/// Whether a `#` in it begins a comment, and is not part of a text.
fn has_comment(inside: &str) -> bool {
    inside.contains('#') && !comments_of(inside).is_empty()
}

fn blanks(table: &mut InlineTable) {
    let count = table.get_values().len();
    let mut seen = 0;
    blanks_at(table, count, &mut seen);
    table.set_trailing_comma(false);
    table.set_trailing("");
}

fn blanks_at(table: &mut InlineTable, count: usize, seen: &mut usize) {
    for (mut key, value) in table.iter_mut() {
        key.dotted_decor_mut().clear();
        if let Value::InlineTable(inner) = value
            && inner.is_dotted()
        {
            key.leaf_decor_mut().clear();
            blanks_at(inner, count, seen);
            continue;
        }
        *seen += 1;
        *key.leaf_decor_mut() = Decor::new(" ", " ");
        match value {
            Value::Array(array) => lay_out(array, 0, 1),
            Value::InlineTable(inner) => lay_out_inline(inner),
            _ => {}
        }
        *value.decor_mut() = Decor::new(" ", if *seen == count { " " } else { "" });
    }
}

/// All that stands between the items of a list.
fn spaces(array: &Array) -> impl Iterator<Item = String> + '_ {
    let around = array.iter().flat_map(|value| [text_of(value.decor().prefix()), text_of(value.decor().suffix())]);
    around.chain([text_of(Some(array.trailing()))])
}

fn text_of(raw: Option<&RawString>) -> String {
    raw.and_then(RawString::as_str).unwrap_or_default().to_owned()
}
