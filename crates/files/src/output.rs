//! Files that a person names to be written: a regular one is replaced or written anew, a pipe or a terminal is written to.

use std::fs::{File, OpenOptions};
use std::io;
use std::io::Write;
use std::path::Path;

use cap_fs_ext::FileTypeExt;
use cap_std::fs as inside;

use crate::kind::word;
use crate::lexical::is_inside;
use crate::place::Place;
use crate::root::Root;
use crate::trouble::Trouble;
use crate::write::{Rights, prepare};

/// Where a person wants something written.
#[derive(Debug)]
pub struct Output(Kind);

#[derive(Debug)]
enum Kind {
    /// A pipe, a terminal or the like, open.
    Through(File),
    /// A regular file, or none yet.
    Regular(Place),
}

impl Output {
    /// Looks at the path and changes nothing. A link in the project's folder that leads out is refused, since a stranger
    /// may have put it there; anywhere else a person may name what they like.
    ///
    /// # Errors
    /// It leads out, is a directory or the like, or cannot be reached.
    pub fn at(directory: &Path, path: &Path) -> Result<Self, Trouble> {
        if let Some(stream) = stream(path)? {
            return Ok(Self(Kind::Through(stream)));
        }
        let root = if is_inside(path, directory) { Root::of(directory) } else { Root::named(path) };
        let place = match root.locate(path) {
            // What is no file has no path, such as a pipe of the shell's `>(…)`.
            Err(Trouble::Dangling) if root.named.is_some() && path.exists() => return through(path),
            located => located?,
        };
        let kind = match place.metadata() {
            Ok(found) => found.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self(Kind::Regular(place))),
            Err(error) => return Err(error.into()),
        };
        if kind.is_file() {
            Ok(Self(Kind::Regular(place)))
        } else if kind.is_fifo() || kind.is_char_device() {
            through(&place.real)
        } else {
            Err(Trouble::Irregular(word(kind)))
        }
    }

    /// Writes all there is: a regular file whole or not at all, for nobody else to read.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(self, bytes: &[u8]) -> Result<(), Trouble> {
        match self.0 {
            Kind::Through(mut file) => Ok(file.write_all(bytes)?),
            Kind::Regular(place) => prepare(&place, bytes, Rights::Private)?.place(),
        }
    }

    /// Opens it to be written from now on: a regular file from its beginning.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn begin(self) -> Result<File, Trouble> {
        self.open(inside::OpenOptions::new().write(true).create(true).truncate(true))
    }

    /// Opens it to be written from now on: a regular file at its end.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn append(self) -> Result<File, Trouble> {
        self.open(inside::OpenOptions::new().append(true).create(true))
    }

    fn open(self, options: &mut inside::OpenOptions) -> Result<File, Trouble> {
        match self.0 {
            Kind::Through(file) => Ok(file),
            Kind::Regular(place) => Ok(place.open_to_write(options)?.into_std()),
        }
    }
}

fn through(path: &Path) -> Result<Output, Trouble> {
    Ok(Output(Kind::Through(OpenOptions::new().write(true).open(path)?)))
}

/// The process's own output, which is not opened anew: what was written there already would be overwritten.
#[cfg(unix)]
fn stream(path: &Path) -> io::Result<Option<File>> {
    use std::os::fd::AsFd;
    let named = ["/dev/std", "/dev/fd/", "/proc/self/fd/"].iter().find_map(|start| path.to_str()?.strip_prefix(start));
    match named {
        Some("out" | "1") => Ok(Some(io::stdout().as_fd().try_clone_to_owned()?.into())),
        Some("err" | "2") => Ok(Some(io::stderr().as_fd().try_clone_to_owned()?.into())),
        _ => Ok(None),
    }
}

#[cfg(not(unix))]
fn stream(_path: &Path) -> io::Result<Option<File>> {
    Ok(None)
}
