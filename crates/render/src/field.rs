//! The fields of an object: what a new one has, and what becomes different in one that is there.

use serde_json::Value;

use super::line::{Line, Sign, Tone};
use super::value;
use realmform_kinds::{row, secret};
use realmform_model::{Body, Change, Delta, KindName, Path, escape};

/// The fields of a body, nested tables by their path; lists are one field.
pub(crate) fn leaves(body: &Body) -> Vec<(Path, &Value)> {
    let mut found = Vec::new();
    for (key, value) in body {
        collect(Path::default().then(key.clone()), value, &mut found);
    }
    found
}

fn collect<'a>(path: Path, value: &'a Value, found: &mut Vec<(Path, &'a Value)>) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                collect(path.then(key.clone()), value, found);
            }
        }
        leaf => found.push((path, leaf)),
    }
}

/// A field's name as TOML spells it.
pub(crate) fn name(path: &Path) -> String {
    // What is a column and what a reference, people see.
    escape::line(&row::of_field(path).map_or_else(|| path.to_string(), str::to_owned))
}

/// The lines of a field of a new object.
pub(crate) fn declared(path: &Path, value: &Value) -> Vec<Line> {
    let label = Line::at(1).with(Tone::Plain, format!("{}:", name(path)));
    if !value::is_long(value) {
        return vec![label.with(Tone::Plain, format!(" {}", value::inline(value)))];
    }
    let mut lines = vec![label];
    match value {
        Value::Array(items) => lines.extend(items.iter().map(|item| entry(Sign::Add, item))),
        long => lines.extend(value::added(long)),
    }
    lines
}

/// The line of a secret that a new object gets.
pub(crate) fn given_secret(path: &Path) -> Line {
    Line::at(1).with(Tone::Plain, format!("{}: is set", name(path)))
}

/// The lines of a changed field.
pub(crate) fn changed(kind: KindName, change: &Change) -> Vec<Line> {
    let label = Line::at(1).with(Tone::Plain, format!("{}:", name(&change.path)));
    let mut lines = match &change.delta {
        Delta::UnseenSecret => vec![label.with(Tone::Plain, " is sent (the server does not show it to compare)")],
        Delta::Value { after: None | Some(Value::Null), .. } if secret::is_secret(kind, &change.path) => {
            vec![label.with(Tone::Plain, " is removed")]
        }
        _ if secret::is_secret(kind, &change.path) => vec![label.with(Tone::Plain, " changes")],
        Delta::Secret => vec![label.with(Tone::Plain, " changes")],
        Delta::Set { added, removed, .. } => {
            let mut lines = vec![label];
            lines.extend(added.iter().map(|item| entry(Sign::Add, item)));
            lines.extend(removed.iter().map(|item| entry(Sign::Remove, item)));
            lines
        }
        Delta::Value { before, after } => {
            let hide = |value: &Option<Value>| value.clone().map(|value| secret::hide(kind, &change.path, value));
            replaced(label, hide(before).as_ref(), hide(after).as_ref())
        }
    };
    if let (false, Some(first)) = (change.follows.is_empty(), lines.first_mut()) {
        let mut names: Vec<String> = change.follows.iter().map(|(_, to)| escape::line(&to.to_string())).collect();
        names.sort();
        names.dedup();
        *first = std::mem::take(first).with(Tone::Dim, format!("  (follows {})", names.join(", ")));
    }
    lines
}

fn entry(sign: Sign, item: &Value) -> Line {
    Line::signed(2, sign).with(Tone::Plain, value::inline(item))
}

/// Before and after, on the line itself or as a diff under it.
fn replaced(label: Line, before: Option<&Value>, after: Option<&Value>) -> Vec<Line> {
    if let (Some(old), Some(new)) = (before, after)
        && (value::is_long(old) || value::is_long(new))
        && (old.is_string() == new.is_string())
    {
        let mut lines = vec![label];
        lines.extend(value::diff(old, new));
        return lines;
    }
    let shown = |value: Option<&Value>| value.map_or_else(|| "absent".to_owned(), value::inline);
    match (before, after) {
        (None, Some(new)) if value::is_long(new) => {
            let mut lines = vec![label];
            lines.extend(value::added(new));
            lines
        }
        _ => vec![
            label.with(Tone::Dim, format!(" {}", shown(before))).with(Tone::Dim, " → ").with(Tone::Plain, shown(after)),
        ],
    }
}
