//! Policies: what names are to be, as data that people read and write in `policies/*.toml`.

mod apply;
mod country;
mod fields;
mod fit;
mod folder;
mod letters;
#[cfg(test)]
mod names;
mod naming;
mod part;
mod pattern;
mod policies;
mod read;
mod require;
mod reserved;
pub mod schema;
pub mod scope;
mod spelling;
#[cfg(test)]
mod tests;
mod tokens;
mod vocabularies;
mod waiver;
mod words;

pub use apply::Extent;
pub(crate) use apply::UNUSED;
pub use folder::{load, load_named, today};
pub use naming::{Judgement, Naming};
pub use part::{CharacterClass, PatternPart};
pub use pattern::{Pattern, Piece};
pub use policies::Policies;
pub use read::{SECTIONS, WordFiles, keys, parse};
pub use realmform_config::project::POLICIES as FOLDER;
pub use require::{Expected, Parts, Require, fill};
pub use reserved::{Addresses, Mapper, Reserved, Roles, What};
pub use scope::Scope;
pub(crate) use vocabularies::COUNTRIES;
pub use vocabularies::Vocabularies;
pub use waiver::Waiver;
