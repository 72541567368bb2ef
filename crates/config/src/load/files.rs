//! The TOML files of a project's folders, and the CSV files beside them, read whole and in order.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::veiled::veiled;
use realmform_files::{EXPORT, Root, TEXT, Trouble};
use realmform_model::{Finding, Source, Span};

/// The files and what could not be read. Hidden names are passed over: editors and mounts keep copies there.
pub fn read(root: &Path, folders: &[&str]) -> (Vec<Arc<Source>>, Vec<Finding>) {
    read_ending(root, folders, &[TOML])
}

/// The same with the files of rows.
pub fn read_with_rows(root: &Path, folders: &[&str]) -> (Vec<Arc<Source>>, Vec<Finding>) {
    read_ending(root, folders, &[TOML, CSV])
}

/// Whether a file holds rows.
pub fn has_rows(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == CSV)
}

fn read_ending(root: &Path, folders: &[&str], endings: &'static [&'static str]) -> (Vec<Arc<Source>>, Vec<Finding>) {
    let mut reading = Reading { endings, ..Reading::new(Root::of(root)) };
    for folder in folders {
        let path = root.join(folder);
        if reading.root.is_there(&path) {
            reading.visit(&path);
        }
    }
    (reading.files, reading.findings)
}

/// The files that are named, and those of the folders that are. Relative paths begin in the folder of `root`.
///
/// # Errors
/// The first path at which nothing is.
pub fn named(root: &Root, paths: &[PathBuf]) -> Result<(Vec<Arc<Source>>, Vec<Finding>), PathBuf> {
    let mut reading = Reading::new(root.clone());
    for path in paths {
        let place = root.folder().join(path);
        if !root.is_there(&place) {
            return Err(path.clone());
        }
        reading.visit(&place);
    }
    Ok((reading.files, reading.findings))
}

const TOML: &str = "toml";
const CSV: &str = "csv";

struct Reading {
    root: Root,
    /// What the names of files end in.
    endings: &'static [&'static str],
    /// Folders and files by their real place, so that links in a circle end.
    seen: BTreeSet<PathBuf>,
    files: Vec<Arc<Source>>,
    findings: Vec<Finding>,
}

impl Reading {
    fn new(root: Root) -> Self {
        Self { root, endings: &[TOML], seen: BTreeSet::new(), files: Vec::new(), findings: Vec::new() }
    }

    fn visit(&mut self, path: &Path) {
        let real = match self.root.real(path) {
            Ok(real) => real,
            Err(trouble) => return self.unreadable(path, &trouble),
        };
        if !self.seen.insert(real) {
            return;
        }
        let outcome = if self.root.is_folder(path) { self.folder(path) } else { self.file(path) };
        if let Err(trouble) = outcome {
            self.unreadable(path, &trouble);
        }
    }

    fn folder(&mut self, path: &Path) -> Result<(), Trouble> {
        for entry in self.root.list(path)? {
            let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            let wanted =
                entry.extension().is_some_and(|extension| self.endings.iter().any(|ending| extension == *ending))
                    || self.may_hold(&entry);
            if wanted && !hidden {
                self.visit(&entry);
            }
        }
        Ok(())
    }

    /// Whether it is a folder; a link that leads to one elsewhere is refused and not passed over.
    fn may_hold(&self, path: &Path) -> bool {
        self.root.is_folder(path) || matches!(self.root.real(path), Err(Trouble::LinkOut(_)))
    }

    fn file(&mut self, path: &Path) -> Result<(), Trouble> {
        self.root.check_shown(path)?;
        let shown = self.shown(path);
        let file = match has_rows(path) {
            true => Source::new(shown, self.root.text(path, EXPORT)?),
            false => veiled(shown, self.root.text(path, TEXT)?),
        };
        self.files.push(Arc::new(file));
        Ok(())
    }

    fn unreadable(&mut self, path: &Path, trouble: &Trouble) {
        let source = Arc::new(Source::new(self.shown(path), String::new()));
        let what = match trouble {
            Trouble::NotText => "is not UTF-8".to_owned(),
            trouble => format!("cannot be read: {trouble}"),
        };
        let help = trouble.help().unwrap_or_else(|| "make it readable, or remove it from the folder".to_owned());
        let message = format!("`{}` {what}", source.path.display());
        let span = Span { source, offset: 0, length: 0 };
        self.findings.push(Finding::error("config/unreadable", message).at(&span).help(help));
    }

    fn shown(&self, path: &Path) -> PathBuf {
        path.strip_prefix(self.root.folder()).unwrap_or(path).to_owned()
    }
}
