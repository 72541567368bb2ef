//! Failures: why a server, a database, a file or the tool itself could not do what it was asked to do.

use crate::source::Span;

/// Why a server, a database or a file did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// Whose fault it is, which gives the exit code.
    pub class: FailureClass,
    /// What happened and where, in words: method and path, the server's own words. Never a secret.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
    /// The place in the TOML that asked for it.
    pub span: Option<Span>,
}

/// The classes that have exit codes of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureClass {
    /// Bad input, or the tool's own trouble: exit 1.
    Input,
    /// A server that cannot be reached or that refuses the credentials: exit 3.
    Server,
    /// Another apply holds the target: exit 7.
    Locked,
}

impl Failure {
    /// A failure of what the user gave.
    pub fn input(message: impl Into<String>) -> Self {
        Self { class: FailureClass::Input, message: message.into(), help: None, span: None }
    }

    /// A failure of a server.
    pub fn server(message: impl Into<String>) -> Self {
        Self { class: FailureClass::Server, message: message.into(), help: None, span: None }
    }

    /// With the next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
