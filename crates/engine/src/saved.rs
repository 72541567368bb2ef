//! A plan as a file: what `plan --out` writes, `show` renders, and `apply FILE` carries out.

mod address;
mod along;
mod digest;
mod fingerprint;
mod keep;
mod read;
mod review;
mod seal;
mod stale;
mod tables;
mod view;
mod write;

pub use keep::Saved;
pub use read::read;
pub(crate) use stale::differences;
pub use stale::{Stale, Why, grown, stale};
pub(crate) use view::View;
pub use write::write;
