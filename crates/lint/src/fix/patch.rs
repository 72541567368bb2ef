//! The changes as one unified diff, which `git apply` and `patch -p1` take.

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
        let diff = TextDiff::from_lines(file.source.text.as_str(), file.text.as_str());
        let diff = diff.unified_diff().header(&name("a", &path), &name("b", &path)).to_string();
        if !is_harmless(&diff) || path.contains(char::is_control) {
            return Err(Unshowable(path));
        }
        patch.push_str(&diff);
    }
    Ok(patch)
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
