//! What lint found, in every format: one file for each.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use realmform_model::words::counted;
use realmform_model::{Finding, RuleText, Severity};

mod by_rule;
mod formats;
mod frame;
mod github;
mod gitlab;
mod json;
mod junit;
#[cfg(test)]
mod many;
mod markdown;
#[cfg(test)]
mod sample;
mod sarif;
pub(crate) mod text;

pub use formats::{FORMATS, Format, format_named};

/// What there is to show of one lint.
#[derive(Clone, Copy, Debug)]
pub struct LintReport<'a> {
    /// What was found.
    pub findings: &'a [Finding],
    /// The exports that were linted; none where it was the project.
    pub files: &'a [PathBuf],
    /// The project's own file, for a finding that is in no file.
    pub project: &'a str,
    /// The words of all rules.
    pub rules: &'a [RuleText],
    /// From this severity on, a finding makes the command fail; `None` if none does.
    pub fail_level: Option<Severity>,
}

/// `2 errors, 1 warning`; `no findings`.
fn summary(findings: &[Finding]) -> String {
    summary_of(findings.iter())
}

/// The same of some of them.
fn summary_of<'f>(findings: impl Iterator<Item = &'f Finding> + Clone) -> String {
    let counts: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")]
        .into_iter()
        .map(|(severity, noun)| (findings.clone().filter(|finding| finding.severity == severity).count(), noun))
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| counted(number, noun))
        .collect();
    if counts.is_empty() { "no findings".to_owned() } else { counts.join(", ") }
}

/// A file's name with `/` between its parts, as other tools read it.
fn shown_path(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy().replace(MAIN_SEPARATOR, "/")).collect();
    parts.join("/").replace("//", "/")
}

/// What stands in a URI as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A relative URI for a relative path, a `file:` URI for an absolute one.
fn uri(path: &Path) -> String {
    let encoded = utf8_percent_encode(&shown_path(path), PLAIN).to_string();
    if path.is_absolute() { format!("file://{encoded}") } else { encoded }
}
