//! What a lint rule is: a look at a whole document that yields findings, without I/O.

use std::collections::BTreeMap;

use crate::document::{Address, Body, Path};
use crate::finding::{Finding, Span};

/// One lint rule. A rule is one file under `rules/`.
pub trait Rule: Sync {
    fn check(&self, context: &Context, findings: &mut Vec<Finding>);
}

/// What is linted: the project's TOML or a realm export.
pub struct Context<'a> {
    pub objects: BTreeMap<&'a Address, Subject<'a>>,
    /// Names that are known to exist beside the linted objects: what is live. `None` where nothing live was read, so
    /// that nothing can be called missing.
    pub live: Option<&'a crate::document::Live>,
    pub policies: &'a crate::policy::Policies,
}

/// One linted object.
pub struct Subject<'a> {
    pub body: &'a Body,
    /// Where the object, or a field of it, stands.
    pub place: Box<dyn Fn(&Path) -> Span + 'a>,
}
