//! Reads the live state. `plan` gets nothing else, so it cannot write.

use realmform_model::{Desired, Failure, Live};

/// Reads what is there. `plan` is handed nothing else, so it cannot write.
pub trait Reader {
    /// Reads the objects in `desired` and what they refer to; everything if `desired` is `None`.
    ///
    /// # Errors
    /// The server cannot be reached, refuses, or answers nonsense.
    fn read(&self, desired: Option<&Desired>) -> impl Future<Output = Result<Live, Failure>> + Send;
}
