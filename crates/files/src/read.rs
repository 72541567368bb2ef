//! Reads files, never more than a limit and never without an end.

use std::io::Read;
use std::path::Path;

use cap_std::fs::Metadata;

use crate::kind::word;
use crate::root::Root;
use crate::trouble::Trouble;

/// The most bytes of a text that people write.
pub const TEXT: u64 = 64 << 20;
/// The most bytes of a realm export or of what a program wrote.
pub const EXPORT: u64 = 1 << 30;
/// The most bytes of a secret.
pub const SECRET: u64 = 1 << 20;

impl Root {
    /// The bytes of a file.
    ///
    /// # Errors
    /// It leads out, is no regular file, or is larger than the limit.
    pub fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, Trouble> {
        if self.named.as_deref() == Some(path) {
            return named(path, limit);
        }
        let file = self.locate(path)?.open()?;
        let size = file.metadata()?.len();
        whole(file, size, limit)
    }

    /// The text of a file that declares something: parts of it may be shown, so that no link leads to a hidden file.
    ///
    /// # Errors
    /// See `text` and `check_shown`.
    pub fn declared(&self, path: &Path) -> Result<String, Trouble> {
        self.check_shown(path)?;
        self.text(path, TEXT)
    }

    /// The text of a file that holds a secret: none of other programs, such as `.git/config`, and none of the system's.
    ///
    /// # Errors
    /// See `text` and `check_not_hidden`.
    pub fn secret(&self, path: &Path) -> Result<String, Trouble> {
        self.check_not_hidden(path)?;
        self.text(path, SECRET)
    }

    /// The text of a file.
    ///
    /// # Errors
    /// See `read`; or it is not UTF-8.
    pub fn text(&self, path: &Path, limit: u64) -> Result<String, Trouble> {
        String::from_utf8(self.read(path, limit)?).map_err(|_| Trouble::NotText)
    }
}

/// The bytes of a file that a person names, wherever it is: a regular one, or a pipe.
///
/// # Errors
/// It is anything else, larger than the limit, or cannot be read.
pub fn named(path: &Path, limit: u64) -> Result<Vec<u8>, Trouble> {
    let found = Metadata::from_just_metadata(path.metadata()?);
    let kind = found.file_type();
    if !kind.is_file() && word(kind) != "a named pipe" {
        return Err(Trouble::Irregular(word(kind)));
    }
    whole(std::fs::File::open(path)?, found.len(), limit)
}

/// The same as text.
///
/// # Errors
/// See `named`; or it is not UTF-8.
pub fn named_text(path: &Path, limit: u64) -> Result<String, Trouble> {
    String::from_utf8(named(path, limit)?).map_err(|_| Trouble::NotText)
}

/// What an input gives.
///
/// # Errors
/// It gives more than the limit, or cannot be read.
pub fn piped(input: impl Read, limit: u64) -> Result<Vec<u8>, Trouble> {
    whole(input, 0, limit)
}

fn whole(input: impl Read, size: u64, limit: u64) -> Result<Vec<u8>, Trouble> {
    if size > limit {
        return Err(Trouble::TooLarge(limit));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    // One byte more shows that there is more.
    input.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(Trouble::TooLarge(limit)) } else { Ok(bytes) }
}
