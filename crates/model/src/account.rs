//! The account that a run signs in with, as far as it lives in the realm that the run changes.

use std::collections::BTreeSet;

use crate::address::Address;

/// Who signs in, in the realm that is planned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Who that is, for messages.
    pub who: String,
    /// The client that the token was issued to.
    pub client: Option<Address>,
    /// The client's service account, if it is that which signs in.
    pub service_account: Option<Address>,
    /// The roles and groups that a person was given at first hand.
    pub held: BTreeSet<Address>,
}
