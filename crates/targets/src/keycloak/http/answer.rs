//! Requests and their responses.

use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use realmform_model::Failure;

/// What came back: the body where there was one, and the end of its `Location`.
#[derive(Debug, Default)]
pub(in crate::keycloak) struct Answer {
    pub body: Value,
    pub location: Option<String>,
}

/// A refusal that the caller may know what to make of, or a failure.
#[derive(Debug)]
pub(in crate::keycloak) struct Refused {
    pub status: Option<StatusCode>,
    /// The server may have done it all the same: the answer was lost, or an earlier try was not answered well.
    pub uncertain: bool,
    pub failure: Failure,
}

/// An answer, whole.
pub(in crate::keycloak) struct Heard {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    /// Whether all of it could be read as text.
    pub is_utf8: bool,
    /// It is longer than an answer may be, and was not read.
    pub is_too_large: bool,
}

/// Who asks for what, in an error's words.
pub(in crate::keycloak) struct Asked<'a> {
    pub method: &'a Method,
    pub path: &'a str,
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self { status: None, uncertain: false, failure }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        refused.failure
    }
}

impl std::fmt::Display for Asked<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// An error with all that caused it, in one line.
pub(in crate::keycloak) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = String::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&cause_text);
        }
        next = cause.source();
    }
    if text.is_empty() { error.to_string() } else { text }
}
