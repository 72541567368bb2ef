//! A file of TOML as it was read: whatever shows a part of its text, at whatever time, shows no secret of it.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use toml_edit::Document;

use super::extra::ExtraFields;
use super::tables::Csvs;
use super::{hidden, walk};
use realmform_model::Source;

/// The file. That its secrets are found only when something of it is shown costs a plan nothing.
pub fn veiled(path: impl Into<PathBuf>, text: impl Into<String>) -> Source {
    Source::veiled(path, text, secrets)
}

/// What is called like a secret, and what is one of its kind; of a text that does not parse, all values.
fn secrets(text: &str) -> Vec<Range<usize>> {
    let Ok(document) = Document::parse(text) else { return hidden::values(text) };
    let mut secrets = hidden::in_file(text, document.as_table());
    let file = Arc::new(Source::new("", text));
    secrets.extend(walk::page(&file, document.as_table(), &ExtraFields::new(), &Csvs::new()).clear);
    secrets.sort_by_key(|range| (range.start, range.end));
    // Each place once, so that they can be searched by their ends.
    secrets.dedup_by(|next, before| {
        let is_joined = next.start <= before.end;
        if is_joined {
            before.end = before.end.max(next.end);
        }
        is_joined
    });
    secrets
}
