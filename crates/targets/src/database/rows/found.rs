//! What a comparison of rows finds.

use std::collections::BTreeMap;

use realmform_model::live::LiveTable;
use realmform_model::{Address, Declared, Finding, Live, Object};

/// What a comparison of rows found.
#[derive(Default)]
pub(in crate::database) struct Found {
    /// Live rows that differ, or that may have to go.
    pub objects: BTreeMap<Address, Object>,
    /// What the files say of rows that differ or are missing.
    pub rows: BTreeMap<Address, Declared>,
    pub tables: BTreeMap<String, LiveTable>,
    /// Rows that are as they are declared.
    pub equal: usize,
    pub findings: Vec<Finding>,
}

impl Found {
    /// Adds it to what was read besides.
    pub(in crate::database) fn join(self, live: &mut Live) {
        live.objects.extend(self.objects);
        live.rows.extend(self.rows);
        live.tables.extend(self.tables);
        live.equal_rows += self.equal;
        live.findings.extend(self.findings);
    }
}
