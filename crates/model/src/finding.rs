//! Findings: what is wrong with what the user wrote, as data with a place and a next step.

use std::fmt;

use serde::Serialize;

use crate::address::Address;
use crate::source::Span;

/// How bad a finding is. `plan` and `apply` end at `Error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A note: hardening.
    Info,
    /// What a review would want changed.
    Warning,
    /// Exploitable, broken, or against a rule of the project.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// What would mend a finding, as data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// The object needs another name: `to` is its name, or a group's path. `reason` is for the `[[moved]]` block.
    Rename {
        /// The object.
        address: Address,
        /// Its new name.
        to: String,
        /// Why, for the block of history.
        reason: String,
    },
}

/// One thing that is wrong, where, and what to do next.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Family and name: `config/unknown-key`, `naming/…`, `reference/…`, `lookup/…`, `moved/…`.
    pub code: String,
    /// How severe it is.
    pub severity: Severity,
    /// The address, where one object is meant.
    pub object: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
    /// Where it is.
    pub span: Option<Span>,
    /// A second place: the twin, or the rule that decided.
    pub related: Option<(String, Span)>,
    /// What `lint --fix` can do about it.
    pub fix: Option<Fix>,
}

impl Finding {
    /// An error of this code.
    pub fn error(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            severity: Severity::Error,
            object: None,
            message: message.into(),
            help: None,
            span: None,
            related: None,
            fix: None,
        }
    }

    /// A warning of this code.
    pub fn warning(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// With its place.
    #[must_use]
    pub fn at(mut self, span: &Span) -> Self {
        self.span = span.is_known().then(|| span.clone());
        self
    }

    /// With the object that it is about.
    #[must_use]
    pub fn on(mut self, object: impl fmt::Display) -> Self {
        self.object = Some(object.to_string());
        self
    }

    /// With the next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With another place, and what it has to do with it.
    #[must_use]
    pub fn and_at(mut self, what: impl Into<String>, span: &Span) -> Self {
        self.related = span.is_known().then(|| (what.into(), span.clone()));
        self
    }
}
