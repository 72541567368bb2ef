//! What the kind of an address is at the Admin API.

use realmform_kinds as kinds;
use realmform_kinds::kind::Endpoint;
use realmform_model::{Address, Failure};

/// # Errors
/// The object lives in a database, so that Keycloak was asked for it by mistake.
pub(super) fn endpoint(address: &Address) -> Result<&'static dyn Endpoint, Failure> {
    kinds::endpoint(address.kind).ok_or_else(|| {
        Failure::input(format!("cannot use {address} in Keycloak: objects of its kind live in a database"))
            .help("this is a bug in realmform; report it with the plan")
    })
}
