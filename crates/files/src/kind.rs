//! What stands at a path: a regular file, or what else.

use cap_fs_ext::FileTypeExt;
use cap_std::fs::FileType;

use crate::trouble::Trouble;

/// What it is, with its article.
pub(crate) fn word(kind: FileType) -> &'static str {
    if kind.is_dir() {
        "a directory"
    } else if kind.is_symlink() {
        "a symbolic link"
    } else if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

/// # Errors
/// It is anything but a regular file.
pub(crate) fn regular(kind: FileType) -> Result<(), Trouble> {
    if kind.is_file() { Ok(()) } else { Err(Trouble::Irregular(word(kind))) }
}
