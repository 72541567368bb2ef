//! A live Keycloak as a target: signs in, reads by many small requests at once, and writes the same way.

mod ahead;
mod events;
mod http;
mod lock;
mod missing;
mod read;
mod settings;
mod sight;
mod write;

pub use http::Keycloak;
pub use lock::Lease;
pub use settings::{Credentials, Settings};
