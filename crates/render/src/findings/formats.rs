//! The list of formats of findings. A new one is a file beside this and its line here.

use super::{LintReport, github, gitlab, json, junit, markdown, sarif, text};

/// A format of findings.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// As `--format` takes it.
    pub name: &'static str,
    /// What it is for, as `--help` says it.
    pub about: &'static str,
    /// From a report to the text.
    pub render: fn(&LintReport) -> String,
}

/// Every format there is. The first is the one for people.
pub const FORMATS: &[Format] = &[
    Format { name: "text", about: "For a terminal, with the affected lines", render: text::render },
    Format { name: "json", about: "For programs", render: json::render },
    Format { name: "sarif", about: "SARIF 2.1.0, for code scanning", render: sarif::render },
    Format {
        name: "github",
        about: "Workflow commands, which GitHub Actions shows next to the affected lines",
        render: github::render,
    },
    Format {
        name: "gitlab",
        about: "Code Quality report of GitLab, for artifacts:reports:codequality",
        render: gitlab::render,
    },
    Format { name: "junit", about: "JUnit XML, for CI servers", render: junit::render },
    Format { name: "markdown", about: "For a comment on a pull request", render: markdown::render },
];

/// The format of this name.
pub fn format_named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
