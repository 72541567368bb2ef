//! A field that differs between the live and the desired state.

use serde_json::Value;

use crate::address::Address;
use crate::path::Path;

/// A changed field.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The field.
    pub path: Path,
    /// What becomes of it.
    pub delta: Delta,
    /// The renames that this rewrite follows: old and new addresses.
    pub follows: Vec<(Address, Address)>,
}

/// How a field differs.
#[derive(Clone, Debug, PartialEq)]
pub enum Delta {
    /// Before and after; `None` is absent.
    Value {
        /// `None` if it was not set.
        before: Option<Value>,
        /// `None` if it is cleared.
        after: Option<Value>,
    },
    /// A list whose order means nothing: what is added and taken away, and the whole of it afterwards.
    Set {
        /// Values that are new.
        added: Vec<Value>,
        /// Values that go.
        removed: Vec<Value>,
        /// The whole list afterwards.
        after: Vec<Value>,
    },
    /// A secret, whose values are never shown.
    Secret,
    /// A secret that the server does not show, so that nobody knows whether it differs: it is sent.
    UnseenSecret,
}

impl Delta {
    /// Whether a secret is sent.
    pub fn is_secret(&self) -> bool {
        matches!(self, Self::Secret | Self::UnseenSecret)
    }
}
