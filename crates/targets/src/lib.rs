//! What a plan is made against and carried out on: export files, Keycloak, databases. The only network, disk and SQL.

pub mod database;
pub mod export;
mod file_lock;
pub mod keycloak;
pub mod lock;
mod locking;
mod reader;
pub mod target;
mod writer;

pub use reader::Reader;
pub use writer::{Progress, Writer};
