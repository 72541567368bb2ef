//! Targets that plans read and write: export files, Keycloak, databases. The only network, disk and SQL access.

pub mod database;
pub mod export;
mod file_lock;
mod hush;
pub mod keycloak;
pub mod lock;
mod locking;
mod loopback;
pub mod people;
pub mod plaintext;
mod reader;
pub mod target;
mod writer;

pub use reader::Reader;
pub use writer::{Progress, Writer};
