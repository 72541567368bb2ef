//! A realm export on disk as a target: read as a whole, changed in place, and replaced whole.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path as FilePath, PathBuf};

use serde_json::{Value, json};

use crate::{Progress, Reader, Writer};
use realmform_kinds::export::{carry_out, from_slice, live as document};
use realmform_model::{Desired, Failure, Live, Outcome, Plan, Secrets, Side};

/// A realm export file, and the one that it starts from while it is not there yet.
#[derive(Debug)]
pub struct ExportFile {
    /// The file.
    pub path: PathBuf,
    /// The file that it begins as, if it does not exist.
    pub start: Option<PathBuf>,
    /// The realm's name, for a file that is still to be made.
    pub realm: Option<String>,
}

impl ExportFile {
    /// The export's JSON; `None` where there is neither the file nor one to start from.
    fn load(&self) -> Result<Option<Value>, Failure> {
        let path = match &self.start {
            Some(start) if !self.path.exists() => start,
            _ => &self.path,
        };
        if !path.exists() {
            return match &self.start {
                Some(start) => Err(Failure::input(format!("realm export {} does not exist", start.display()))
                    .help("fix the path of `start` in realmform.toml, or remove `start`")),
                None => Ok(None),
            };
        }
        parse(path).map(Some)
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

/// Reads a realm export.
///
/// # Errors
/// The file cannot be read, is not JSON, or is something else than one realm's export.
pub fn parse(path: &FilePath) -> Result<Value, Failure> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| {
        Failure::input(format!("cannot read {shown}: {error}")).help("pass the path of a realm export, a JSON file")
    })?;
    from_slice(&bytes, &shown.to_string())
}

impl Reader for ExportFile {
    async fn read(&self, _desired: Option<&Desired>) -> Result<Live, Failure> {
        match self.load()? {
            Some(export) => Ok(document(&export)),
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
        let written = self.load().and_then(|export| {
            let mut export = export.unwrap_or_else(|| json!({"realm": live.realm}));
            carry_out(&mut export, steps.iter().map(|index| &plan.steps[*index]), &live.realm, secrets);
            replace(&self.path, &export)
        });
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

/// Replaces the file whole: a run that is interrupted leaves the old one.
fn replace(path: &FilePath, export: &Value) -> Result<(), Failure> {
    let shown = path.display();
    let failed = |error: &dyn std::fmt::Display| {
        Failure::input(format!("cannot write {shown}: {error}"))
            .help("check the permissions and the free space of its directory")
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(FilePath::new("."));
    crate::folder::create(folder).map_err(|error| failed(&error))?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    serde_json::to_writer_pretty(&mut file, export).map_err(|error| failed(&error))?;
    file.write_all(b"\n").map_err(|error| failed(&error))?;
    file.as_file().sync_all().map_err(|error| failed(&error))?;
    file.persist(path).map_err(|error| failed(&error))?;
    Ok(())
}
