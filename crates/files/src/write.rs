//! Writes files: each whole or not at all, and only over regular ones.

use std::io;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use cap_std::fs::{Dir, OpenOptions};

use crate::place::Place;
use crate::root::Root;
use crate::temporary::Temporary;
use crate::trouble::Trouble;

/// The folder of a project that holds what realmform makes.
const OWN: &str = ".realmform";

/// Who may read a file that is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rights {
    /// Those who could before.
    Kept,
    /// Nobody but this account.
    Private,
}

/// The new contents of a file beside it; they go if they do not take its place.
pub struct Prepared {
    new: Temporary,
    name: PathBuf,
}

impl Prepared {
    /// Puts them in the place of the file.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn place(self) -> Result<(), Trouble> {
        Ok(self.new.replace(&self.name)?)
    }
}

impl Root {
    /// Writes the new contents of a file beside it, so that to place them takes no more room.
    ///
    /// # Errors
    /// It leads out, is no regular file, or cannot be written.
    pub fn prepare(&self, path: &Path, bytes: &[u8], rights: Rights) -> Result<Prepared, Trouble> {
        prepare(&self.locate(path)?, bytes, rights)
    }

    /// Replaces a file whole: a run that is interrupted leaves the old one. A link stays one: what it leads to is replaced.
    ///
    /// # Errors
    /// It leads out, is no regular file, or cannot be written.
    pub fn replace(&self, path: &Path, bytes: &[u8], rights: Rights) -> Result<(), Trouble> {
        self.prepare(path, bytes, rights)?.place()
    }

    /// Writes a new file, and makes its folders.
    ///
    /// # Errors
    /// Something is there already, it leads out, or cannot be written.
    pub fn create(&self, path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
        let place = self.locate(path)?;
        if let Some(folder) = place.inner.parent() {
            folders(&place.base, folder)?;
        }
        let mut file = place.base.open_with(&place.inner, OpenOptions::new().write(true).create_new(true))?;
        Ok(file.write_all(bytes)?)
    }

    /// Makes a folder and those above it. `.realmform/` gets a `.gitignore`: what realmform keeps is never committed.
    ///
    /// # Errors
    /// It leads out, or cannot be made.
    pub fn make_folder(&self, path: &Path) -> Result<(), Trouble> {
        if path.as_os_str().is_empty() {
            return Ok(());
        }
        let place = self.locate(path)?;
        folders(&place.base, &place.inner)?;
        let Some(own) = place.inner.ancestors().find(|it| it.ends_with(OWN)) else { return Ok(()) };
        let ignored = place.base.open_with(own.join(".gitignore"), OpenOptions::new().write(true).create_new(true));
        match ignored {
            Ok(mut file) => Ok(file.write_all(b"*\n")?),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a file of ours.
    ///
    /// # Errors
    /// It leads out, or cannot be removed.
    pub fn remove(&self, path: &Path) -> Result<(), Trouble> {
        let place = self.locate(path)?;
        Ok(place.base.remove_file(&place.inner)?)
    }
}

pub(crate) fn prepare(place: &Place, bytes: &[u8], rights: Rights) -> Result<Prepared, Trouble> {
    let old = place.file()?;
    let (folder, name) = place.parted()?;
    let mut new = Temporary::new(folder)?;
    new.file.write_all(bytes)?;
    if let (Some(old), Rights::Kept) = (old, rights) {
        new.file.set_permissions(old.permissions())?;
    }
    Ok(Prepared { new, name: name.to_owned() })
}

fn folders(base: &Dir, inner: &Path) -> io::Result<()> {
    if inner.as_os_str().is_empty() || inner == Path::new(".") { Ok(()) } else { base.create_dir_all(inner) }
}
