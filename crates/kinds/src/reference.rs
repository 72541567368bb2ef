//! References from a body to other objects: each kind lists them once; they are read and rewritten here.

mod read;
mod slot;
#[cfg(test)]
mod tests;
mod text;
mod write;

pub use read::{references, references_in, visit};
pub use slot::{Names, Reference, Slot};
pub use text::{ANY, IsClient, bare_alternative, client, client_ids, is_bare, linked, qualified_role};
pub use write::{forget, rewrite};
