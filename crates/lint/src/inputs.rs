//! The realm exports to lint: files, folders, patterns, and standard input.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::str;
use std::sync::Arc;

use rayon::prelude::*;

use crate::clear;
use crate::rule::{Export, NotAnExport};
use realmform_files::{EXPORT, Root, Trouble, named as named_file, piped as whole};
use realmform_model::{Failure, Finding, Source, Span};

#[cfg(test)]
mod tests;

const HELP: &str = "create a realm export with `kc.sh export`, or in the admin console under Realm settings, Action";

/// A file to lint.
#[derive(Debug)]
struct Named {
    path: PathBuf,
    /// Found in a folder, so that it need not be an export at all.
    by_chance: bool,
    /// The folder in which it was found, and which no link of it may leave.
    root: Option<Root>,
}

/// What came of the files.
#[derive(Debug, Default)]
pub struct Linted {
    /// What was found in them.
    pub findings: Vec<Finding>,
    /// Files that could not be linted, and why.
    pub failures: Vec<Failure>,
    /// The files that were linted.
    pub files: Vec<PathBuf>,
}

/// Reads all that is named and hands each realm to `check`: its export, and the files of its users that stand beside it.
/// Files are read side by side.
///
/// `names` are files, folders (all `*.json` in and below), patterns such as `realms/*.json`, or `-` for what `input`
/// gives. Relative ones begin in `directory`.
pub fn lint(
    directory: &Path,
    names: &[PathBuf],
    input: &mut dyn Read,
    check: impl Fn(&[Export]) -> Vec<Finding> + Sync,
) -> Linted {
    let mut linted = Linted::default();
    let mut sources = Vec::new();
    for name in names {
        let found = match name.as_os_str() == "-" {
            true => piped(input).map(|source| sources.push((source, false))),
            false => named(directory, name).map(|found| {
                let read = found.par_iter().map(|named| Ok((read(named)?, named.by_chance)));
                let read: Vec<Result<_, Failure>> = read.collect();
                read.into_iter().for_each(|source| match source {
                    Ok(source) => sources.push(source),
                    Err(failure) => linted.failures.push(failure),
                });
            }),
        };
        linted.failures.extend(found.err());
    }
    sources.sort_by(|(one, _), (other, _)| one.path.cmp(&other.path));
    sources.dedup_by(|(one, _), (other, _)| one.path == other.path);

    let parsed: Vec<_> =
        sources.par_iter().map(|(source, by_chance)| (source, *by_chance, Export::read(source))).collect();
    let mut exports = Vec::new();
    for (source, by_chance, parsed) in parsed {
        match parsed {
            Ok(realms) => {
                linted.files.push(source.path.clone());
                exports.extend(realms);
            }
            // JSON of another sort is often in the same folder.
            Err(error) if by_chance && error.offset.is_none() => {}
            Err(error) => linted.failures.push(not_an_export(source, &error)),
        }
    }
    if linted.files.is_empty() && linted.failures.is_empty() {
        linted.failures.push(Failure::input("none of these files is a realm export").help(HELP));
    }
    let found: Vec<Vec<Finding>> = by_realm(exports).par_iter().map(|realm| check(realm)).collect();
    linted.findings = found.into_iter().flatten().collect();
    linted
}

/// The exports of each realm: users' files stand beside their realm's, as `kc.sh export --dir` writes them.
fn by_realm(exports: Vec<Export>) -> Vec<Vec<Export>> {
    let mut groups: Vec<Vec<Export>> = Vec::new();
    let mut home: BTreeMap<(PathBuf, String), usize> = BTreeMap::new();
    let (realms, users): (Vec<Export>, Vec<Export>) = exports.into_iter().partition(Export::is_realm);
    let key = |export: &Export| {
        let folder = export.source.path.parent().unwrap_or(Path::new(""));
        (folder.to_owned(), export.realm().to_owned())
    };
    for realm in realms {
        home.entry(key(&realm)).or_insert(groups.len());
        groups.push(vec![realm]);
    }
    for part in users {
        match home.get(&key(&part)).and_then(|at| groups.get_mut(*at)) {
            Some(group) => group.push(part),
            None => {
                home.insert(key(&part), groups.len());
                groups.push(vec![part]);
            }
        }
    }
    groups
}

fn not_an_export(source: &Arc<Source>, error: &NotAnExport) -> Failure {
    let place = error.offset.map(|offset| Span::of(source, offset..offset));
    let line = place.as_ref().map(|place| format!(" in line {}", place.line_column().0)).unwrap_or_default();
    let help = if error.is_cut_off { "copy or export the file again: it is incomplete" } else { HELP };
    Failure::input(format!("{} {error}{line}", source.path.display())).help(help)
}

/// The files that a name on the command line means.
fn named(directory: &Path, name: &Path) -> Result<Vec<Named>, Failure> {
    let path = if directory == Path::new(".") { name.to_owned() } else { directory.join(name) };
    if path.is_dir() {
        let (root, mut found) = (Root::named(&path), Vec::new());
        folder(&root, &path, &mut found).map_err(|trouble| unreadable(&path, &trouble))?;
        if found.is_empty() {
            return Err(Failure::input(format!("no *.json files in {}", path.display())).help(HELP));
        }
        return Ok(found.into_iter().map(|path| Named { path, by_chance: true, root: Some(root.clone()) }).collect());
    }
    let pattern = path.to_string_lossy();
    if path.exists() || !pattern.contains(['*', '?', '[']) {
        return Ok(vec![Named { path, by_chance: false, root: None }]);
    }
    let paths = glob::glob(&pattern).map_err(|error| {
        Failure::input(format!("invalid pattern {pattern}: {error}"))
            .help("`*` matches any part of a name, `**` matches folders")
    })?;
    let fixed: PathBuf = path.iter().take_while(|part| !part.to_string_lossy().contains(['*', '?', '['])).collect();
    let (root, mut found) = (Root::named(&fixed), Vec::new());
    for path in paths {
        let path = path.map_err(|error| {
            let shown = error.path().to_owned();
            unreadable(&shown, &std::io::Error::from(error).into())
        })?;
        found.push(Named { path, by_chance: false, root: Some(root.clone()) });
    }
    match found.is_empty() {
        true => Err(Failure::input(format!("no file matches {pattern}")).help("check the pattern and the folder")),
        false => Ok(found),
    }
}

/// All `*.json` in and below a folder, but for what is hidden.
fn folder(root: &Root, path: &Path, found: &mut Vec<PathBuf>) -> Result<(), Trouble> {
    for entry in root.list(path)? {
        let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        // A link to a folder is not followed, so that circles end.
        let is_folder = !entry.is_symlink() && root.is_folder(&entry);
        if !hidden && is_folder {
            folder(root, &entry, found)?;
        } else if !hidden && entry.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
            found.push(entry);
        }
    }
    Ok(())
}

fn read(named: &Named) -> Result<Arc<Source>, Failure> {
    let read = match &named.root {
        Some(root) => root.read(&named.path, EXPORT),
        None => named_file(&named.path, EXPORT),
    };
    source(named.path.clone(), read.map_err(|trouble| unreadable(&named.path, &trouble))?)
}

fn piped(input: &mut dyn Read) -> Result<Arc<Source>, Failure> {
    let bytes = whole(input, EXPORT).map_err(|trouble| unreadable(Path::new("-"), &trouble))?;
    source("-".into(), bytes)
}

fn unreadable(path: &Path, trouble: &Trouble) -> Failure {
    Failure::input(format!("cannot read {}: {trouble}", path.display()))
        .help(trouble.help().unwrap_or_else(|| "pass the path of a realm export, a JSON file".to_owned()))
}

fn source(path: PathBuf, bytes: Vec<u8>) -> Result<Arc<Source>, Failure> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let what = match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "is UTF-16, not UTF-8".to_owned(),
            _ => {
                let line = bytes[..good].iter().filter(|byte| **byte == b'\n').count() + 1;
                format!(
                    "is not UTF-8: invalid byte {:#04x} in line {line}",
                    bytes.get(good).copied().unwrap_or_default()
                )
            }
        };
        Failure::input(format!("{} {what}", path.display())).help("save it as UTF-8")
    })?;
    // Nobody sees the byte order mark, so no column counts it.
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(Arc::new(Source::veiled(path, text, clear::ranges)))
}
