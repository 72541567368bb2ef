//! The TOML files of a project's folders, read whole and in order.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use realmform_model::{Finding, Source, Span};

/// The files and what could not be read. Hidden names are passed over: editors and mounts keep copies there.
pub fn read(root: &Path, folders: &[&str]) -> (Vec<Arc<Source>>, Vec<Finding>) {
    let mut reading = Reading::new(root);
    for folder in folders {
        let path = root.join(folder);
        if path.symlink_metadata().is_ok() {
            reading.visit(&path);
        }
    }
    (reading.files, reading.findings)
}

/// The files that are named, and those of the folders that are. Relative paths begin in `root`.
///
/// # Errors
/// The first path at which nothing is.
pub fn named(root: &Path, paths: &[PathBuf]) -> Result<(Vec<Arc<Source>>, Vec<Finding>), PathBuf> {
    let mut reading = Reading::new(root);
    for path in paths {
        let place = root.join(path);
        if place.symlink_metadata().is_err() {
            return Err(path.clone());
        }
        reading.visit(&place);
    }
    Ok((reading.files, reading.findings))
}

struct Reading<'a> {
    root: &'a Path,
    /// Folders and files by their real place, so that links in a circle end.
    seen: BTreeSet<PathBuf>,
    files: Vec<Arc<Source>>,
    findings: Vec<Finding>,
}

impl<'a> Reading<'a> {
    fn new(root: &'a Path) -> Self {
        Self { root, seen: BTreeSet::new(), files: Vec::new(), findings: Vec::new() }
    }

    fn visit(&mut self, path: &Path) {
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(error) => return self.unreadable(path, &error),
        };
        if !self.seen.insert(real) {
            return;
        }
        let outcome = if path.is_dir() { self.folder(path) } else { self.file(path) };
        if let Err(error) = outcome {
            self.unreadable(path, &error);
        }
    }

    fn folder(&mut self, path: &Path) -> io::Result<()> {
        let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        entries.sort();
        for entry in entries {
            let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            let wanted = entry.extension().is_some_and(|extension| extension == "toml") || entry.is_dir();
            if wanted && !hidden {
                self.visit(&entry);
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> io::Result<()> {
        let text = fs::read_to_string(path)?;
        self.files.push(Arc::new(Source::new(self.shown(path), text)));
        Ok(())
    }

    fn unreadable(&mut self, path: &Path, error: &io::Error) {
        let source = Arc::new(Source::new(self.shown(path), String::new()));
        let (what, help) = if error.kind() == io::ErrorKind::InvalidData {
            ("is not UTF-8".to_owned(), "save it as UTF-8")
        } else {
            (format!("cannot be read: {error}"), "make it readable, or remove it from the folder")
        };
        let message = format!("`{}` {what}", source.path.display());
        let span = Span { source, offset: 0, length: 0 };
        self.findings.push(Finding::error("config/unreadable", message).at(&span).help(help));
    }

    fn shown(&self, path: &Path) -> PathBuf {
        path.strip_prefix(self.root).unwrap_or(path).to_owned()
    }
}
