//! The interface of a lock, independent of where it is stored.

use realmform_model::Failure;
use realmform_model::lock::Holder;

/// What came of asking for a lock.
#[derive(Debug)]
pub(crate) enum Attempt<T> {
    Held(T),
    Busy(Holder),
}

impl<T> Attempt<T> {
    pub(crate) fn map<U>(self, with: impl FnOnce(T) -> U) -> Attempt<U> {
        match self {
            Self::Held(held) => Attempt::Held(with(held)),
            Self::Busy(holder) => Attempt::Busy(holder),
        }
    }
}

/// What one apply at a time may hold.
pub(crate) trait Locking {
    type Held;

    /// # Errors
    /// The lock can neither be had nor be seen to be another's.
    fn try_lock(&self, holder: &Holder) -> impl Future<Output = Result<Attempt<Self::Held>, Failure>>;

    fn release(held: Self::Held) -> impl Future<Output = ()>;
}
