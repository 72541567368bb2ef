//! Where the value of a secret comes from.

use std::fmt;

/// The source of a secret's value; never the value itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretSource {
    /// The environment variable of this name.
    Env(String),
    /// The content of this file, without the line's end; relative to the project's folder.
    File(String),
    /// What this command prints, without the line's end.
    Command(Vec<String>),
    /// Made up once, when there is none, and kept by the server.
    Generate,
}

impl fmt::Display for SecretSource {
    /// `environment variable X`, `file secrets/x`, ``command `pass show x` ``, `generated`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "environment variable {name}"),
            Self::File(path) => write!(f, "file {path}"),
            Self::Command(words) => write!(f, "command `{}`", words.join(" ")),
            Self::Generate => f.write_str("generated"),
        }
    }
}
