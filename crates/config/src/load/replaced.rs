//! Values that were put in place of a `${name}`: where that stands in the file, and which value it was.
//!
//! A parsed value knows its place, one that is made does not: it is kept in the decoration before it, which parsed values
//! have as a place only.

use std::ops::Range;

use toml_edit::Value;

/// Notes where the value stands, and the name of the value that it is as a whole.
pub(super) fn mark(value: &mut Value, place: &Range<usize>, name: Option<&str>) {
    value.decor_mut().set_prefix(format!("{}..{} {}", place.start, place.end, name.unwrap_or_default()));
}

/// Where the value stands in the file.
pub(super) fn place(value: &Value) -> Option<Range<usize>> {
    value.span().or_else(|| {
        let (place, _) = note(value)?;
        let (start, end) = place.split_once("..")?;
        Some(start.parse().ok()?..end.parse().ok()?)
    })
}

/// The name of the value that it is.
pub(super) fn name(value: &Value) -> Option<&str> {
    note(value).map(|(_, name)| name).filter(|name| !name.is_empty())
}

fn note(value: &Value) -> Option<(&str, &str)> {
    value.decor().prefix()?.as_str()?.split_once(' ')
}
