//! What a fix did, in a few lines.

use std::collections::BTreeMap;

use super::{count, escape};
use crate::document::Address;
use crate::fix::Fixed;

/// How many renames are listed one by one.
const MOST: usize = 20;

/// `Renamed 3 objects in 2 files.` and which they are; `Nothing to fix.` where there are none.
pub fn fixed(fixed: &Fixed) -> String {
    if fixed.renames.is_empty() {
        return "Nothing to fix.\n".to_owned();
    }
    let (objects, files) = (count::of(fixed.renames.len(), "object"), count::of(fixed.files.len(), "file"));
    let mut text = format!("Renamed {objects} in {files}.\n");
    for rename in fixed.renames.iter().take(MOST) {
        text.push_str(&escape::line(&format!("  {} → {}", rename.from, rename.to)));
        text.push('\n');
    }
    if let Some(more) = fixed.renames.len().checked_sub(MOST).filter(|more| *more > 0) {
        text.push_str(&format!("  … and {more} more\n"));
    }
    text
}

/// A line for each object that keeps a wrong name.
pub fn refused(refused: &BTreeMap<Address, String>) -> String {
    let lines = refused.iter().map(|(address, why)| escape::line(&format!("{address} is not renamed: {why}")) + "\n");
    lines.collect()
}
