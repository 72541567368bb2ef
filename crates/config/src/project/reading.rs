//! What the readers of `realmform.toml`'s tables have in common: the file, what is wrong with it, and where secrets stand.

use std::ops::Range;
use std::sync::Arc;

use crate::load::entry::{Entry, entries};
use realmform_model::{Finding, Source};

/// A reading of the file.
pub(super) struct Reading<'s> {
    /// The file.
    pub source: &'s Arc<Source>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// Where secrets stand in clear.
    pub clear: Vec<Range<usize>>,
}

impl<'s> Reading<'s> {
    pub(super) fn of(source: &'s Arc<Source>) -> Self {
        Self { source, findings: Vec::new(), clear: Vec::new() }
    }

    /// What was read, or nothing and a finding.
    pub(super) fn keep<T>(&mut self, read: Result<T, Box<Finding>>) -> Option<T> {
        read.map_err(|finding| self.findings.push(*finding)).ok()
    }

    /// The entries of a table; what is none has a finding.
    pub(super) fn inside<'e>(&mut self, entry: &'e Entry<'e>) -> Vec<Entry<'e>> {
        self.keep(entry.table()).map(|table| entries(self.source, table)).unwrap_or_default()
    }
}
