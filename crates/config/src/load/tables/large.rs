//! More rows than one table can declare.

use realmform_model::{Finding, Span};

pub(super) fn too_large(at: &Span) -> Finding {
    Finding::error("table/too-large", "the declared rows of one table are larger than 1 GiB together")
        .at(at)
        .help("split the table, or load this data by other means")
}
