//! What each kind of object is: its place in TOML and in an export, its fields, what it names, and the requests that
//! create, change, rename and delete it. As data: nothing here does I/O.

mod administration;
pub mod built_in;
pub mod default_role;
pub mod doubles;
pub mod export;
pub mod flows;
pub mod fresh;
pub mod kind;
mod kinds;
pub mod local;
pub mod lookup_roles;
pub mod marks;
pub mod names;
pub mod parts;
pub mod place;
pub mod reference;
pub mod representation;
pub mod request;
pub mod scope_mappings;
pub mod secret;
pub mod steps;
pub mod twins;
pub mod wider;

pub use kinds::client_scope::LOCK;
pub use kinds::row;
pub use kinds::{
    ALL, changes, endpoint, endpoints, is_built_in, is_fixed, is_row, join_verb, link_at, named, of, owner_key,
    owner_keys, renamed, stand, whole,
};
