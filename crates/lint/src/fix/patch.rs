//! The changes as one unified diff, which `git apply` and `patch -p1` take.

use std::ops::Range;

use similar::TextDiff;

use crate::fix::text::Edited;

/// A file whose changes cannot be shown: a line near them has characters that a terminal would obey.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot show the change in `{0}`: the patch would contain control characters or commands to a CI")]
pub struct Unshowable(pub String);

/// The patch of all files, in their order.
///
/// # Errors
/// A line that it would show has control characters, ones that turn the text around them, or a command to a CI.
pub fn patch(files: &[Edited]) -> Result<String, Unshowable> {
    let mut patch = String::new();
    for file in files {
        let path = file.source.path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let diff = diff(file, &name("a", &path), &name("b", &path));
        if !is_harmless(&diff) || path.contains(char::is_control) {
            return Err(Unshowable(path));
        }
        patch.push_str(&diff);
    }
    Ok(patch)
}

/// The lines that change and those around them, each as it may be shown: a secret is stars, and `git apply` then refuses
/// the patch.
fn diff(file: &Edited, old: &str, new: &str) -> String {
    let after = file.source.with_text(file.text.as_str());
    let diff = TextDiff::from_lines(file.source.text.as_str(), after.text.as_str());
    let old_places = places((0..diff.old_len()).filter_map(|at| diff.old_slice(at)));
    let new_places = places((0..diff.new_len()).filter_map(|at| diff.new_slice(at)));
    let mut text = String::new();
    for hunk in diff.unified_diff().iter_hunks() {
        if text.is_empty() {
            text = format!("--- {old}\n+++ {new}\n");
        }
        text.push_str(&format!("{}\n", hunk.header()));
        for change in hunk.iter_changes() {
            let place = |at: Option<usize>, places: &[Range<usize>]| at.and_then(|at| places.get(at)).cloned();
            let line = match place(change.old_index(), &old_places) {
                Some(line) => file.source.shown(line),
                None => place(change.new_index(), &new_places).map(|line| after.shown(line)).unwrap_or_default(),
            };
            text.push_str(&format!("{}{line}", change.tag()));
            if change.missing_newline() {
                text.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    text
}

/// Where the lines of a text stand.
fn places<'t>(lines: impl Iterator<Item = &'t str>) -> Vec<Range<usize>> {
    let mut end = 0;
    let place = |line: &str| {
        let start = end;
        end += line.len();
        start..end
    };
    lines.map(place).collect()
}

/// The file's name as git writes it: in quotes where it has to be, and with its end marked where it has blanks.
fn name(side: &str, path: &str) -> String {
    if path.contains(['"', '\\']) {
        return format!("\"{side}/{}\"", path.replace('\\', "\\\\").replace('"', "\\\""));
    }
    let end = if path.contains(' ') { "\t" } else { "" };
    format!("{side}/{path}{end}")
}

/// Line ends are the file's own; all else that is unseen is not shown.
fn is_harmless(diff: &str) -> bool {
    let text = diff.replace("\r\n", "\n");
    realmform_model::escape::is_harmless(&text)
}
