//! The codes that findings of the rules have.

use crate::kinds;

/// Every code there is, such as `naming/client`.
pub fn codes() -> Vec<String> {
    let naming = kinds::ALL.iter().map(|kind| format!("naming/{}", kind.name()));
    let references = ["reference/missing", "reference/missing-client", "reference/cycle"].map(str::to_owned);
    naming.chain(references).collect()
}
