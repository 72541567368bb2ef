//! Policies: what names are to be, as data that people read and write in `policies/*.toml`.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use realmform_model::{Address, Finding, Severity, Source};

mod apply;
mod country;
mod fields;
mod fit;
mod letters;
#[cfg(test)]
mod names;
mod naming;
mod part;
mod pattern;
mod read;
mod require;
mod reserved;
pub mod schema;
mod scope;
mod spelling;
#[cfg(test)]
mod tests;
mod tokens;
mod waiver;
mod words;

pub use apply::{Extent, UNUSED};
pub use naming::{Judgement, Naming};
pub use part::{Class, Part};
pub use pattern::{Pattern, Piece};
pub use read::{SECTIONS, WordFiles, keys, parse};
pub use require::{Expected, Parts, Require, fill};
pub use reserved::{Addresses, Mapper, Reserved, Roles, What};
pub use scope::Scope;
pub use waiver::Waiver;

/// The folder of a project that holds its policies.
pub const FOLDER: &str = "policies";

/// The vocabulary that is always there: the countries' two letters, in lower case.
pub const COUNTRIES: &str = "iso3166-1-alpha-2";

/// All that the policy files say.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    /// Words by the vocabulary's name; the countries are always among them.
    pub vocabularies: BTreeMap<String, Vec<String>>,
    /// In the order of the files' names, and of the rules in a file.
    pub naming: Vec<Naming>,
    /// Findings that are taken out.
    pub waivers: Vec<Waiver>,
    /// How bad findings are, by their code or a pattern of codes; `None` is off.
    pub levels: BTreeMap<String, Option<Severity>>,
    /// What only some may have.
    pub reserved: Vec<Reserved>,
    /// What objects must be.
    pub require: Vec<Require>,
}

impl Policies {
    /// The rule that decides over an object: the first whose scope holds it.
    pub fn naming_for(&self, address: &Address) -> Option<&Naming> {
        self.naming.iter().find(|rule| rule.scope.holds(address))
    }

    /// The vocabulary that has the word, upper and lower case being the same.
    pub fn vocabulary_of(&self, word: &str) -> Option<&str> {
        let mut vocabularies = self.vocabularies.iter();
        let found = vocabularies.find(|(_, words)| words.iter().any(|known| known.eq_ignore_ascii_case(word)));
        found.map(|(name, _)| name.as_str())
    }
}

/// Reads the `*.toml` of a folder, named as they are seen from `root`. A folder that is not there holds no policies.
pub fn load(folder: &Path, root: &Path) -> (Policies, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut unreadable = |path: &Path, error: io::Error| {
        let finding = Finding::error("config/unreadable", format!("cannot read {}: {error}", path.display()));
        findings.push(finding.help("make it readable, or remove it from the policies"));
    };
    let mut paths = Vec::new();
    match fs::read_dir(folder) {
        Ok(entries) => {
            let all = entries.flatten().map(|entry| entry.path());
            paths.extend(all.filter(|path| path.extension().is_some_and(|extension| extension == "toml")));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => unreadable(folder, error),
    }
    paths.sort();
    let mut sources = Vec::new();
    for path in paths {
        match fs::read_to_string(&path) {
            Ok(text) => {
                let path = path.strip_prefix(root).unwrap_or(&path).to_owned();
                sources.push(Arc::new(Source::new(path, text)));
            }
            Err(error) => unreadable(&path, error),
        }
    }
    let (policies, wrong) = parse(sources, &|policy, file| word_file(root, policy, file));
    findings.extend(wrong);
    (policies, findings)
}

/// A file of words; its path begins in the folder of the policy that names it.
fn word_file(root: &Path, policy: &Path, file: &Path) -> io::Result<Source> {
    let named = policy.parent().unwrap_or(Path::new("")).join(file);
    let path = root.join(&named);
    // A device or a pipe would never end.
    if fs::metadata(&path)?.is_file() {
        Ok(Source::new(without_detours(&named), fs::read_to_string(path)?))
    } else {
        Err(io::Error::other("not a regular file"))
    }
}

/// `words.txt` for `policies/../words.txt`.
fn without_detours(path: &Path) -> PathBuf {
    let mut straight = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir if matches!(straight.components().next_back(), Some(Component::Normal(_))) => {
                straight.pop();
            }
            Component::CurDir => {}
            _ => straight.push(component),
        }
    }
    straight
}

/// The day, as waivers count it: the same everywhere, whatever the machine's time zone.
pub fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}
