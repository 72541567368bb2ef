//! What a fix did, in a few lines.

use std::collections::BTreeMap;

use realmform_model::words::counted;
use realmform_model::{Address, escape};

/// How many renames are listed one by one.
const MOST: usize = 20;

/// `Renamed 3 objects in 2 files.` and which they are; `Nothing to fix.` where there are none.
pub fn fixed(renames: &[(&Address, &Address)], files: usize) -> String {
    if renames.is_empty() {
        return "Nothing to fix.\n".to_owned();
    }
    let (objects, files) = (counted(renames.len(), "object"), counted(files, "file"));
    let mut text = format!("Renamed {objects} in {files}.\n");
    for (from, to) in renames.iter().take(MOST) {
        text.push_str(&escape::line(&format!("  {from} → {to}")));
        text.push('\n');
    }
    if let Some(more) = renames.len().checked_sub(MOST).filter(|more| *more > 0) {
        text.push_str(&format!("  … and {more} more\n"));
    }
    text
}

/// A line for each object that keeps a wrong name.
pub fn refused(refused: &BTreeMap<Address, String>) -> String {
    let lines = refused.iter().map(|(address, why)| escape::line(&format!("{address} is not renamed: {why}")) + "\n");
    lines.collect()
}
