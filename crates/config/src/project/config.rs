//! What `realmform.toml` says, and which target a name means.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use toml_edit::{Document, TableLike};

use super::names::{EMBEDDED, FILE, LIVE, SCHEMA};
use super::table::{Table, read};
use super::values;
use crate::load;
use crate::load::entry::entries;
use crate::load::{ExtraFields, View, secret};
use realmform_model::ownership::Ownership;
use realmform_model::words::{did_you_mean, listed};
use realmform_model::{Failure, Finding, Source, TargetConfig};

/// What `realmform.toml` says.
#[derive(Clone, Debug)]
pub struct Config {
    /// The version of the file's format.
    pub schema: u32,
    /// The targets, by name.
    pub targets: BTreeMap<String, TargetConfig>,
    /// Servers with a mistake in their tables, which the findings name.
    pub unusable: BTreeSet<String>,
    values: values::Table,
    target_values: BTreeMap<String, values::Table>,
    /// Fields that may be declared although realmform does not know them.
    pub fields: ExtraFields,
    /// The target of commands without `--target`.
    pub default_target: String,
    /// What becomes of live objects that are not declared.
    pub ownership: Ownership,
}

/// A target that was asked for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChosenTarget<'a> {
    /// Keycloak and the database that the environment names.
    Live,
    /// A target of the project.
    Configured(&'a TargetConfig),
}

impl Config {
    /// Reads the file, and all that is wrong with it.
    ///
    /// # Errors
    /// It is not TOML, or of another format than this version reads.
    pub fn parse(source: &Arc<Source>) -> Result<(Self, Vec<Finding>), Failure> {
        let document = Document::parse(source.text.as_str()).map_err(|error| {
            let finding = load::syntax(source, &error);
            Failure { span: finding.span, help: finding.help, ..Failure::input(format!("{FILE}: {}", finding.message)) }
        })?;
        let root = document.as_table();
        let source = &secret::blotted(source, &load::hidden::in_file(&source.text, root));
        let schema = schema(source, root)?;
        let (Table { targets, unusable, values, target_values, fields, default_target, ownership }, findings) =
            read(source, root);
        let default_target = default_target.unwrap_or_else(|| EMBEDDED.to_owned());
        Ok((Self { schema, targets, unusable, values, target_values, fields, default_target, ownership }, findings))
    }

    /// How the files are read for the target of this name.
    pub fn view(&self, target: &str) -> View {
        View {
            extra: self.fields.clone(),
            values: values::of(target, &self.values, &self.target_values),
            target: Some(target.to_owned()),
            targets: self.target_names().map(str::to_owned).collect(),
        }
    }

    /// How the files are read for each target: first for this one.
    pub fn views(&self, target: &str) -> Vec<View> {
        let others = self.target_names().filter(|name| *name != target);
        [target].into_iter().chain(others).map(|name| self.view(name)).collect()
    }

    /// The target of this name.
    ///
    /// # Errors
    /// There is none; the failure lists those there are. Or it is a server with a mistake in its table.
    pub fn target(&self, name: &str) -> Result<ChosenTarget<'_>, Failure> {
        if name == LIVE {
            return Ok(ChosenTarget::Live);
        }
        if self.unusable.contains(name) {
            return Err(Failure::input(format!("the target `{name}` cannot be used"))
                .help(format!("fix `[targets.{name}]` in {FILE}; `realmform lint` shows what is wrong")));
        }
        self.targets.get(name).map(ChosenTarget::Configured).ok_or_else(|| {
            if self.targets.is_empty() && name == self.default_target {
                return Failure::input(format!("{FILE} configures no target")).help(format!(
                    "add a target to {FILE}, or pass `--target {LIVE}` to use the Keycloak and the database that the \
                     environment names:\n\n{}",
                    example(name)
                ));
            }
            let suggestion = did_you_mean(name, self.target_names());
            Failure::input(format!("unknown target `{name}`{suggestion}")).help(format!(
                "choose one of {} with --target or `default_target`, or add `[targets.{name}]` to {FILE}",
                listed(self.target_names())
            ))
        })
    }

    fn target_names(&self) -> impl Iterator<Item = &str> {
        self.targets.keys().map(String::as_str).chain([LIVE])
    }
}

/// The lines of a target on disk that needs nothing else.
fn example(name: &str) -> String {
    format!("[targets.{name}]\nexport = \".realmform/realm.json\"\nrealm = \"NAME\"")
}

fn schema(source: &Arc<Source>, root: &dyn TableLike) -> Result<u32, Failure> {
    let Some(entry) = entries(source, root).into_iter().find(|entry| entry.key == "schema") else {
        return Err(Failure::input(format!("`schema` is missing in {FILE}"))
            .help(format!("add `schema = {SCHEMA}` as its first line")));
    };
    let fail = |message: String, help: &str| {
        Err(Failure { span: Some(entry.span.clone()), ..Failure::input(message).help(help) })
    };
    match entry.item.as_integer() {
        Some(number) if number == i64::from(SCHEMA) => Ok(SCHEMA),
        Some(number) if number > i64::from(SCHEMA) => fail(
            format!("{FILE} uses schema {number}, but this version of realmform reads schema {SCHEMA}"),
            "upgrade realmform to the version that this project was written for",
        ),
        _ => fail(format!("`schema` in {FILE} must be {SCHEMA}"), "write `schema = 1`"),
    }
}
