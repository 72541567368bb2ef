//! A place that was found to lie inside: opened from its base, so that no link that appears later leads out.

use std::io;
use std::path::{Path, PathBuf};

use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt, OpenOptionsSyncExt};
use cap_std::fs::{Dir, File, Metadata, OpenOptions};

use crate::kind::regular;
use crate::trouble::Trouble;

/// A path without links below a folder that may be used.
#[derive(Debug)]
pub(crate) struct Place {
    pub base: Dir,
    /// From the base; `.` for the base itself.
    pub inner: PathBuf,
    /// The same from the root of the file system.
    pub real: PathBuf,
}

impl Place {
    pub(crate) fn metadata(&self) -> io::Result<Metadata> {
        self.base.symlink_metadata(&self.inner)
    }

    /// What is there, if it is a regular file.
    ///
    /// # Errors
    /// It is anything else, or cannot be seen.
    pub(crate) fn file(&self) -> Result<Option<Metadata>, Trouble> {
        match self.metadata() {
            Ok(found) => regular(found.file_type()).map(|()| Some(found)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens a regular file to read. It is looked at before, for to open a device can do something, and after, for
    /// another may stand there by then.
    pub(crate) fn open(&self) -> Result<File, Trouble> {
        regular(self.metadata()?.file_type())?;
        let mut options = OpenOptions::new();
        options.read(true).nonblock(true).follow(FollowSymlinks::No);
        let file = self.base.open_with(&self.inner, &options)?;
        regular(file.metadata()?.file_type())?;
        Ok(file)
    }

    /// Opens a regular file to write, and makes it where there is none.
    pub(crate) fn open_to_write(&self, options: &mut OpenOptions) -> Result<File, Trouble> {
        self.file()?;
        let file = self.base.open_with(&self.inner, options.nonblock(true).follow(FollowSymlinks::No))?;
        regular(file.metadata()?.file_type())?;
        Ok(file)
    }

    /// The folder that it is in, and its name there.
    pub(crate) fn parted(&self) -> Result<(Dir, &Path), Trouble> {
        let name = self.inner.file_name().ok_or(Trouble::Irregular("a directory"))?;
        let folder = self.inner.parent().filter(|folder| !folder.as_os_str().is_empty());
        Ok((self.base.open_dir(folder.unwrap_or(Path::new(".")))?, Path::new(name)))
    }
}
