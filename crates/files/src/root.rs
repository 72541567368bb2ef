//! A project's folder as a border: where a path leads once its links are followed, and whether it may lead there.

use std::io;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::allowed::allowed;
use crate::lexical::{absolute, is_hidden, is_inside, parent};
use crate::place::Place;
use crate::trouble::Trouble;

/// Folders in which the system shows processes, with their environment, and devices.
const SYSTEM: &[&str] = &["/proc", "/sys", "/dev"];

/// A folder whose files may be used, and what else may be. Paths are given as the process sees them.
#[derive(Clone, Debug)]
pub struct Root {
    folder: PathBuf,
    /// As errors call the folder.
    called: String,
    /// Files, and folders with all that is in them, besides the folder.
    allowed: Vec<PathBuf>,
    /// A file that a person named, whatever it is and wherever it leads.
    pub(crate) named: Option<PathBuf>,
}

impl Root {
    /// A project's folder, and what the process allows outside of it.
    pub fn of(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), called: "the project".to_owned(), allowed: allowed().to_vec(), named: None }
    }

    /// What a person names: a folder and what is in it, or a file, whatever it is, and what stands beside it.
    pub fn named(path: &Path) -> Self {
        let folder = if path.is_dir() { path } else { parent(path) };
        let mut root = Self::of(folder);
        root.called = format!("the directory {}", folder.display());
        if folder != path {
            root.named = Some(path.to_owned());
            root.allowed.push(path.to_owned());
        }
        root
    }

    /// The same, with what a person names elsewhere; what is written as a path inside stays under the rule.
    #[must_use]
    pub fn with_named(self, path: &Path) -> Self {
        if is_inside(path, &self.folder) { self } else { self.with(path) }
    }

    /// The same, with another file or folder that may be used.
    #[must_use]
    pub fn with(mut self, path: &Path) -> Self {
        self.allowed.push(path.to_owned());
        self
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether anything is at the path, be it a link that leads nowhere or out.
    pub fn is_there(&self, path: &Path) -> bool {
        path.symlink_metadata().is_ok()
    }

    /// Whether a folder inside is at the path.
    pub fn is_folder(&self, path: &Path) -> bool {
        self.locate(path).and_then(|place| Ok(place.metadata()?)).is_ok_and(|found| found.is_dir())
    }

    /// Where the path leads, without links, if it is inside.
    ///
    /// # Errors
    /// It leads out, or cannot be followed.
    pub fn real(&self, path: &Path) -> Result<PathBuf, Trouble> {
        self.locate(path).map(|place| place.real)
    }

    /// Whether what the path leads to may be shown: no link leads to a hidden file, such as `.git/config`.
    ///
    /// # Errors
    /// One does; or it leads out.
    pub fn check_shown(&self, path: &Path) -> Result<(), Trouble> {
        let folder = absolute(&self.folder)?;
        let written = absolute(path)?;
        match is_hidden(written.strip_prefix(&folder).unwrap_or(&written)) {
            true => Ok(()),
            false => self.check_not_hidden(path),
        }
    }

    /// Whether the path leads to what is not hidden, however it is written, nor to what the system makes of processes and
    /// devices. What is hidden may be used where it is named itself, or a hidden folder that it is in.
    ///
    /// # Errors
    /// It is hidden, or leads out.
    pub fn check_not_hidden(&self, path: &Path) -> Result<(), Trouble> {
        let place = self.locate(path)?.real;
        let system = |path: &Path| SYSTEM.iter().find(|folder| path.starts_with(folder));
        let bases = || std::iter::once(&self.folder).chain(&self.allowed).filter_map(|base| real(base).ok());
        if let Some(folder) = system(&place)
            && !bases().any(|base| system(&base).is_some() && place.starts_with(base))
        {
            return Err(Trouble::System(folder));
        }
        let is_seen = |base: PathBuf| place.strip_prefix(base).is_ok_and(|inner| !is_hidden(inner));
        if bases().any(is_seen) { Ok(()) } else { Err(Trouble::Hidden) }
    }

    /// Whether a regular file may be at the path: there is one, or there is nothing yet.
    ///
    /// # Errors
    /// It leads out, or is anything else.
    pub fn check(&self, path: &Path) -> Result<(), Trouble> {
        self.locate(path)?.file().map(drop)
    }

    /// The paths in a folder, by name.
    ///
    /// # Errors
    /// It leads out, or cannot be read.
    pub fn list(&self, path: &Path) -> Result<Vec<PathBuf>, Trouble> {
        let place = self.locate(path)?;
        let names = place.base.read_dir(&place.inner)?.map(|entry| Ok(path.join(entry?.file_name())));
        let mut paths = names.collect::<io::Result<Vec<_>>>()?;
        paths.sort();
        Ok(paths)
    }

    pub(crate) fn locate(&self, path: &Path) -> Result<Place, Trouble> {
        let real = real(path)?;
        for base in std::iter::once(&self.folder).chain(&self.allowed) {
            let Ok(base) = self::real(base) else { continue };
            if !real.starts_with(&base) {
                continue;
            }
            // A file is opened from its folder, and what does not exist yet is made from what does.
            let base = base.ancestors().find(|folder| folder.is_dir()).unwrap_or(&base);
            let inner = real.strip_prefix(base).unwrap_or(Path::new(""));
            let inner = if inner.as_os_str().is_empty() { Path::new(".") } else { inner }.to_owned();
            return Ok(Place { base: Dir::open_ambient_dir(base, ambient_authority())?, inner, real });
        }
        match is_inside(path, &self.folder) {
            true => Err(Trouble::LinkOut(self.called.clone())),
            false => Err(Trouble::Outside(self.called.clone())),
        }
    }
}

/// Where a path leads, as far as it exists; what does not exist yet follows as it is written.
fn real(path: &Path) -> Result<PathBuf, Trouble> {
    let mut missing = Vec::new();
    let mut there = path;
    loop {
        match there.canonicalize() {
            Ok(mut real) => {
                real.extend(missing.iter().rev());
                return Ok(real);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if there.symlink_metadata().is_ok() {
                    return Err(Trouble::Dangling);
                }
                // `..` after what does not exist leads nowhere.
                missing.push(there.file_name().ok_or(error)?);
                there = parent(there);
            }
            Err(error) => return Err(error.into()),
        }
    }
}
