//! A project: its `realmform.toml`, and what its files declare.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::load::Loaded;
use crate::{load, ownership};
use realmform_files::{Root, Trouble};
use realmform_model::{Desired, Failure, Finding, digest};

mod config;
mod names;
mod reading;
mod sign_in;
mod table;
mod target;
#[cfg(test)]
mod tests;
mod values;

pub use config::{ChosenTarget, Config};
pub use names::{FILE, FOLDERS, KEYS, LIVE, POLICIES, SCHEMA, TARGET_KEYS, TARGET_SECRETS};

/// A project: its configuration, and what its files declare.
#[derive(Clone, Debug)]
pub struct Project {
    /// The project's folder. Relative paths in the configuration begin here.
    pub root: PathBuf,
    /// What `realmform.toml` says.
    pub config: Config,
    /// What the files under `realm/` and `lookups/` declare.
    pub desired: Desired,
    /// All that is wrong with `realmform.toml` and the files beside it.
    pub findings: Vec<Finding>,
}

impl Project {
    /// Reads `realmform.toml` and the folders beside it, for the default target.
    ///
    /// # Errors
    /// `realmform.toml` is missing, is not TOML, or is of a newer format. All else that is wrong is in the findings.
    pub fn open(root: &Path) -> Result<Self, Failure> {
        Ok(Self::configured(root)?.loaded())
    }

    /// Reads `realmform.toml` alone: the project declares nothing yet.
    ///
    /// # Errors
    /// See `open`.
    pub fn configured(root: &Path) -> Result<Self, Failure> {
        let text = Root::of(root).declared(&root.join(FILE)).map_err(|trouble| no_config(root, &trouble))?;
        let source = Arc::new(load::veiled(FILE, text));
        let (config, findings) = Config::parse(&source)?;
        Ok(Self { root: root.to_owned(), config, desired: Desired::default(), findings })
    }

    /// The same with what the folders beside it declare, for the default target.
    #[must_use]
    pub fn loaded(self) -> Self {
        let target = self.config.default_target.clone();
        self.loaded_for(&target)
    }

    /// The same with what the folders beside it declare for this target.
    #[must_use]
    pub fn loaded_for(mut self, target: &str) -> Self {
        let Loaded { mut desired, findings } = load::folder(&self.root, FOLDERS, &self.config.view(target));
        self.findings.extend(findings);
        desired.ownership = self.config.ownership.clone();
        ownership::of_tables(&mut desired);
        self.findings.extend(ownership::contradictions(&desired));
        self.desired = desired;
        self
    }

    /// A digest of all the files that the project is made of, such as `sha256:…`: another one, another configuration.
    pub fn digest(&self) -> String {
        let (mut files, _) = load::files::read_with_rows(&self.root, &[FOLDERS, &[POLICIES]].concat());
        if let Ok(text) = Root::of(&self.root).declared(&self.root.join(FILE)) {
            files.push(Arc::new(load::veiled(FILE, text)));
        }
        let all: Vec<(String, &str)> =
            files.iter().map(|file| (file.path.display().to_string(), file.text.as_str())).collect();
        digest(serde_json::json!(all).to_string().as_bytes())
    }

    /// A path of the configuration, seen from where realmform runs.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.root.join(path)
    }
}

fn no_config(root: &Path, trouble: &Trouble) -> Failure {
    if trouble.is_absent() {
        return Failure::input(format!("could not find {FILE} in `{}`", root.display())).help(
            "run in the project's folder or pass `-C DIR`; to create a project, run `realmform init` or `realmform import`",
        );
    }
    Failure {
        help: trouble.help(),
        ..Failure::input(format!("cannot read `{}`: {trouble}", root.join(FILE).display()))
    }
}
