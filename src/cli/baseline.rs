//! `plan --baseline` and `apply --baseline`: findings of an earlier lint, which block no plan and are not shown.

use std::path::{Path, PathBuf};

use super::console::tell;
use super::paths::within;
use realmform_lint::baseline::Baseline;
use realmform_model::Failure;
use realmform_model::words::counted;

/// Reads the baseline, if there is to be one.
///
/// # Errors
/// It cannot be read, or is none.
pub(super) fn open(directory: &Path, file: Option<&PathBuf>) -> Result<Option<Baseline>, Failure> {
    file.map(|file| Baseline::open(&within(directory, file))).transpose()
}

/// How many findings the baseline has kept out of a plan.
pub(super) fn tell_known(number: usize) {
    if number > 0 {
        tell(&format!("note: {} of the baseline left out\n", counted(number, "finding")));
    }
}
