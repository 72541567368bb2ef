//! Files: the one room that opens them. What a project names is a regular file inside its folder, or it is refused.

mod allowed;
mod kind;
mod lexical;
mod lock;
mod output;
mod place;
mod read;
mod root;
mod temporary;
mod trouble;
mod write;

pub use allowed::{SETTING, allow};
pub use lock::{Held, Taken};
pub use output::Output;
pub use read::{EXPORT, SECRET, TEXT, named, named_text, piped};
pub use root::Root;
pub use trouble::Trouble;
pub use write::{Prepared, Rights};

#[cfg(test)]
mod tests;
