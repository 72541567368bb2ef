//! A realm export on disk as a target: read as a whole, changed in place, and replaced whole.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::{Path as FilePath, PathBuf};

use serde_json::{Value, json};

use crate::{Progress, Reader, Writer};
use files::{read_only_one_or, unreadable};
use realmform_files::{Rights, Root};
use realmform_kinds::export::file::name;
use realmform_kinds::export::{carry_out, document};
use realmform_model::{Desired, Failure, Live, Outcome, Plan, Secrets, Side, Step};

mod files;

pub use files::{Read, read, read_all};

/// A realm export file, and the one that it starts from while it is not there yet.
#[derive(Debug)]
pub struct ExportFile {
    /// The project's folder, which neither file may leave.
    pub root: Root,
    /// The file.
    pub path: PathBuf,
    /// The file that it begins as, if it does not exist.
    pub start: Option<PathBuf>,
    /// The realm's name, for a file that is still to be made.
    pub realm: Option<String>,
}

impl ExportFile {
    /// The export; `None` where there is neither the file nor one to start from.
    fn load(&self) -> Result<Option<Read>, Failure> {
        self.inside(&self.path)?;
        let path = match &self.start {
            Some(start) if !self.root.is_there(&self.path) => start,
            _ => &self.path,
        };
        if !self.root.is_there(path) {
            self.inside(path)?;
            return match &self.start {
                Some(start) => Err(Failure::input(format!("realm export {} does not exist", start.display()))
                    .help("fix the path of `start` in realmform.toml, or remove `start`")),
                None => Ok(None),
            };
        }
        if path == &self.path && self.root.is_folder(path) {
            return Err(Failure::input(format!("cannot read {}: it is a directory", path.display()))
                .help("set `start` to the directory, and `export` to the path of a new file"));
        }
        read_only_one_or(&self.root, path, self.realm.as_deref(), "set `realm = \"NAME\"` in the target to choose one")
            .map(Some)
    }

    /// Whether the path stays inside, be there anything or not.
    fn inside(&self, path: &FilePath) -> Result<(), Failure> {
        match self.root.real(path) {
            Err(trouble) if !trouble.is_absent() => Err(unreadable(path, &trouble)),
            _ => Ok(()),
        }
    }

    /// Does the steps to the export, and writes it whole.
    fn change(&self, steps: &[&Step], realm: &str, secrets: &Secrets) -> Result<(), Failure> {
        let is_new = !self.root.is_there(&self.path);
        let Some(mut read) = self.load()? else {
            let mut export = json!({"realm": realm});
            carry_out(&mut export, steps.iter().copied(), realm, secrets);
            return self.replace(&export);
        };
        if let (false, Some(users)) = (is_new, read.users.first()) {
            let message = format!("cannot write {}: {} has users of the realm", self.path.display(), users.display());
            return Err(Failure::input(message).help(
                "set `start` to this export, and `export` to the path of a new file, which gets the users, too",
            ));
        }
        let mut export = read.export.realm;
        carry_out(&mut export, steps.iter().copied(), realm, secrets);
        let is_in_list = !is_new && read.realms.len() > 1;
        // In a list of realms it takes the place of its own.
        let position = read.realms.iter().position(|realm| name(realm) == name(&export));
        match position.and_then(|at| read.realms.get_mut(at)) {
            Some(place) if is_in_list => *place = export,
            _ => return self.replace(&export),
        }
        self.replace(&Value::Array(read.realms))
    }

    /// Replaces the file whole: a run that is interrupted leaves the old one.
    fn replace(&self, export: &Value) -> Result<(), Failure> {
        let failed = |error: &dyn Display, help: Option<String>| {
            let help = help.unwrap_or_else(|| "check the permissions and the free space of its directory".to_owned());
            Failure::input(format!("cannot write {}: {error}", self.path.display())).help(help)
        };
        let mut bytes = serde_json::to_vec_pretty(export).map_err(|error| failed(&error, None))?;
        bytes.push(b'\n');
        let made = self.path.parent().map_or(Ok(()), |folder| self.root.make_folder(folder));
        made.and_then(|()| self.root.replace(&self.path, &bytes, Rights::Private))
            .map_err(|trouble| failed(&trouble, trouble.help()))
    }

    fn name(&self) -> Result<String, Failure> {
        self.realm.clone().ok_or_else(|| {
            let message = format!(
                "realm export {} does not exist, and the name of the new realm is not set",
                self.path.display()
            );
            Failure::input(message).help("set `realm = \"NAME\"` in the target to create it with that name")
        })
    }
}

impl Reader for ExportFile {
    async fn read(&self, _desired: Option<&Desired>) -> Result<Live, Failure> {
        match self.load()? {
            Some(read) => Ok(document(&read.export)),
            None => Ok(Live { realm: self.name()?, absent: [Side::Realm].into(), ..Live::default() }),
        }
    }
}

impl Writer for ExportFile {
    async fn write(
        &mut self,
        plan: &Plan,
        steps: &BTreeSet<usize>,
        live: &Live,
        secrets: &Secrets,
        progress: &dyn Progress,
    ) -> Outcome {
        steps.iter().for_each(|index| progress.begun(plan, *index));
        let chosen: Vec<&Step> = steps.iter().map(|index| &plan.steps[*index]).collect();
        let written = self.change(&chosen, &live.realm, secrets);
        let indexes: Vec<usize> = steps.iter().copied().collect();
        match (written, indexes.split_first()) {
            (Ok(()), _) => {
                indexes.iter().for_each(|&index| progress.done(plan, index));
                Outcome { done: indexes, ..Outcome::default() }
            }
            (Err(failure), Some((first, rest))) => {
                progress.failed(plan, *first, &failure);
                Outcome { failed: vec![(*first, failure)], remaining: rest.to_vec(), ..Outcome::default() }
            }
            (Err(_), None) => Outcome::default(),
        }
    }
}
