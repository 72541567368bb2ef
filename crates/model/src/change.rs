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
    Value { before: Option<Value>, after: Option<Value> },
    /// A list whose order means nothing: what is added and taken away, and the whole of it afterwards.
    Set { added: Vec<Value>, removed: Vec<Value>, after: Vec<Value> },
    /// A secret, whose values are never shown.
    Secret,
}
