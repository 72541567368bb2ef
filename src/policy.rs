//! Policies: what names are to be, as data that people read and write in `policies/*.toml`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::document::Address;
use crate::finding::{Finding, Source};

mod fields;
mod fit;
mod naming;
mod part;
mod pattern;
mod read;
mod require;
mod reserved;
mod scope;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

pub use naming::{Judgement, Naming};
pub use part::{Class, Part};
pub use pattern::{Pattern, Piece};
pub use read::parse;
pub use require::{Expected, Parts, Require, fill};
pub use reserved::{Addresses, Mapper, Reserved, Roles, What};
pub use scope::{Scope, matches};

/// The folder of a project that holds its policies.
pub const FOLDER: &str = "policies";

/// All that the policy files say.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    /// Words by the vocabulary's name; the countries are always among them.
    pub vocabularies: BTreeMap<String, Vec<String>>,
    /// In the order of the files' names, and of the rules in a file.
    pub naming: Vec<Naming>,
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
    let mut unreadable = |path: &Path, error: std::io::Error| {
        let finding = Finding::error("config/unreadable", format!("cannot read {}: {error}", path.display()));
        findings.push(finding.help("make it readable, or take it out of the policies"));
    };
    let mut paths = Vec::new();
    match std::fs::read_dir(folder) {
        Ok(entries) => {
            let all = entries.flatten().map(|entry| entry.path());
            paths.extend(all.filter(|path| path.extension().is_some_and(|extension| extension == "toml")));
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => unreadable(folder, error),
    }
    paths.sort();
    let mut sources = Vec::new();
    for path in paths {
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let path = path.strip_prefix(root).unwrap_or(&path).to_owned();
                sources.push(Arc::new(Source { path, text }));
            }
            Err(error) => unreadable(&path, error),
        }
    }
    let (policies, wrong) = parse(sources);
    findings.extend(wrong);
    (policies, findings)
}
