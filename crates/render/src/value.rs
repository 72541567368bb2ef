//! Values as people read them: on one line where they fit, else as the lines of a diff.

use serde_json::Value;
use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

use super::line::{Line, Sign, Tone};
use realmform_model::escape;
use realmform_model::uri::without_credentials;
use realmform_model::words::counted;

/// A value that takes more columns than this is shown on lines of its own.
pub(crate) const SHORT: usize = 80;

/// Unchanged lines that are shown around a changed one.
const CONTEXT: usize = 2;

/// The value on one line, as JSON with room to breathe.
pub(crate) fn inline(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", joined(items.iter().map(inline))),
        Value::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Object(entries) => {
            format!(
                "{{ {} }}",
                joined(entries.iter().map(|(key, value)| format!("{}: {}", quoted(key), inline(value))))
            )
        }
        Value::String(text) => quoted(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

fn quoted(text: &str) -> String {
    escape::line(&without_credentials(&Value::from(text).to_string()))
}

/// Whether the value is shown on its own lines.
pub(crate) fn is_long(value: &Value) -> bool {
    let columns = inline(value).chars().count();
    match value {
        Value::String(text) => text.contains('\n') || columns > SHORT,
        _ => columns > SHORT,
    }
}

/// The value line by line: a text as it stands, anything else as indented JSON.
fn split(value: &Value) -> Vec<String> {
    match value {
        // Not `lines()`: a last line's end that comes or goes is a difference too.
        Value::String(text) => without_credentials(text).split('\n').map(escape::line).collect(),
        other => {
            let text = serde_json::to_string_pretty(other).unwrap_or_default();
            without_credentials(&text).split('\n').map(escape::line).collect()
        }
    }
}

/// All lines of a value that comes.
pub(crate) fn added(value: &Value) -> Vec<Line> {
    split(value).into_iter().map(|text| Line::signed(2, Sign::Add).with(Tone::Plain, text)).collect()
}

/// The lines that differ, with a little of what is around them.
pub(crate) fn diff(before: &Value, after: &Value) -> Vec<Line> {
    let (before, after) = (split(before), split(after));
    // No deadline: with one, the same input could give another diff.
    let groups = group_diff_ops(capture_diff_slices(Algorithm::Myers, &before, &after), CONTEXT);
    let mut lines = Vec::new();
    let mut next = 0;
    for group in &groups {
        for op in group {
            let (old, new) = (op.old_range(), op.new_range());
            push_skipped(&mut lines, old.start.saturating_sub(next));
            next = old.end;
            if matches!(op, DiffOp::Equal { .. }) {
                lines.extend(before[old].iter().map(|text| Line::at(2).with(Tone::Dim, format!("  {text}"))));
            } else {
                lines.extend(before[old].iter().map(|text| Line::signed(2, Sign::Remove).with(Tone::Dim, text)));
                lines.extend(after[new].iter().map(|text| Line::signed(2, Sign::Add).with(Tone::Plain, text)));
            }
        }
    }
    push_skipped(&mut lines, before.len().saturating_sub(next));
    lines
}

fn push_skipped(lines: &mut Vec<Line>, skipped: usize) {
    if skipped > 0 {
        let words = format!("  … {}", counted(skipped, "unchanged line"));
        lines.push(Line::at(2).with(Tone::Dim, words));
    }
}
