//! From a plan's file back to the plan. A file that was edited, or that another version wrote, is refused.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::address::{AddressJson, kind};
use super::along::{self, AlongJson};
use super::keep::Saved;
use super::review::ReviewJson;
use super::seal::seal;
use super::tables::{self, TableJson};
use crate::form::{FORMAT, VERSION};
use crate::secrets;
use realmform_model::ownership::Ownership;
use realmform_model::{
    Action, Body, Change, Declared, Deletion, Delta, Desired, Failure, Falls, Link, Move, Path, Places, Plan, Renamed,
    SecretSource, Side, Span, Step,
};

/// Reads the text of a plan's file; `shown` is what the file is called.
///
/// # Errors
/// It is no plan, one of a newer form, one that was edited, or one that was only printed.
pub fn read(shown: &str, text: &str) -> Result<Saved, Failure> {
    let again = "create a plan with `realmform plan --out FILE`";
    let file: Value = serde_json::from_str(text)
        .map_err(|error| Failure::input(format!("{shown} is not a plan: invalid JSON ({error})")).help(again))?;
    if file.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(Failure::input(format!("{shown} is not a plan: its `format` is not `{FORMAT}`")).help(again));
    }
    match file.get("version").and_then(Value::as_u64) {
        Some(VERSION) => {}
        Some(newer) if newer > VERSION => {
            let message = format!(
                "{shown} uses version {newer} of the plan format, but this version of realmform reads version {VERSION}"
            );
            return Err(Failure::input(message).help("apply it with the version of realmform that created it"));
        }
        _ => return Err(Failure::input(format!("`version` is missing in {shown}")).help(again)),
    }
    let Some(known) = file.pointer("/saved/seal").and_then(Value::as_str) else {
        let message = format!("{shown} describes a plan but cannot be applied: the saved data is missing");
        return Err(Failure::input(message)
            .help("`--format json` is for reading only; save a plan to apply with `realmform plan --out FILE`"));
    };
    if known != seal(&file) {
        return Err(Failure::input(format!("{shown} was modified after it was created"))
            .help("only an unmodified plan can be applied: create a new one"));
    }
    let unusable = |why: &str| {
        Failure::input(format!("this version of realmform cannot read the plan {shown}: {why}"))
            .help("create the plan again with this version")
    };
    let file: File = serde_json::from_value(file).map_err(|error| unusable(&error.to_string()))?;
    file.saved().map_err(|why| unusable(&why))
}

#[derive(Deserialize)]
struct File {
    tool: String,
    target: String,
    realm: String,
    makes: Vec<String>,
    compared: usize,
    steps: Vec<StepJson>,
    // Plans of earlier versions have none.
    review: Option<ReviewJson>,
    saved: SavedJson,
}

#[derive(Deserialize)]
struct SavedJson {
    places: Places,
    server: Option<String>,
    #[serde(default)]
    undoes: Option<String>,
    configuration: String,
    objects: Vec<ObjectJson>,
    declared: Vec<DeclaredJson>,
    moves: Vec<MoveJson>,
    // Plans of earlier versions have none.
    #[serde(default)]
    along: Vec<AlongJson>,
    #[serde(default)]
    tables: Vec<TableJson>,
}

#[derive(Deserialize)]
struct SourceJson {
    file: String,
    line: usize,
    column: usize,
}

#[derive(Deserialize)]
struct StepJson {
    action: String,
    #[serde(flatten)]
    address: AddressJson,
    before: Option<Body>,
    after: Option<Body>,
    falls: Option<Falls>,
    #[serde(default, rename = "secretKeys")]
    secrets: Vec<Vec<String>>,
    renamed: Option<RenamedJson>,
    #[serde(default)]
    changes: Vec<ChangeJson>,
    link: Option<LinkJson>,
    dependencies: Vec<usize>,
    source: Option<SourceJson>,
}

#[derive(Deserialize)]
struct RenamedJson {
    #[serde(flatten)]
    address: AddressJson,
    references: usize,
}

#[derive(Deserialize)]
struct ChangeJson {
    keys: Vec<String>,
    delta: String,
    // What is absent has no key, and `null` is a value: so `Option` alone would not do.
    #[serde(flatten)]
    values: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct FollowsJson {
    objects: [AddressJson; 2],
}

#[derive(Deserialize)]
struct LinkJson {
    keys: Vec<String>,
    targets: Vec<AddressJson>,
}

#[derive(Deserialize)]
struct ObjectJson {
    #[serde(flatten)]
    address: AddressJson,
    before: Option<Body>,
}

#[derive(Deserialize)]
struct DeclaredJson {
    #[serde(flatten)]
    address: AddressJson,
    body: Body,
    implied: bool,
    secrets: Vec<SecretJson>,
    source: Option<SourceJson>,
}

#[derive(Deserialize)]
struct SecretJson {
    keys: Vec<String>,
    source: SecretSourceJson,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum SecretSourceJson {
    Env(String),
    File(String),
    Command(Vec<String>),
    Generate(bool),
}

#[derive(Deserialize)]
struct MoveJson {
    kind: String,
    within: Option<String>,
    from: String,
    to: String,
    source: Option<SourceJson>,
}

impl File {
    fn saved(self) -> Result<Saved, String> {
        let makes = self.makes.iter().map(|side| match side.as_str() {
            "realm" => Ok(Side::Realm),
            "database" => Ok(Side::Database),
            other => Err(format!("unknown side `{other}`")),
        });
        let makes = makes.collect::<Result<_, _>>()?;
        let steps = self
            .steps
            .into_iter()
            .enumerate()
            .map(|(index, step)| step.step(index).map_err(|why| format!("step {index}: {why}")));
        let mut plan = Plan {
            steps: steps.collect::<Result<_, _>>()?,
            makes,
            compared: self.compared,
            target: self.target,
            realm: self.realm,
            // Only for people to read.
            unseen: Vec::new(),
            places: self.saved.places.clone(),
            review: self.review.map(ReviewJson::review).transpose()?.unwrap_or_default(),
            // Worked out anew: what the file says of itself proves nothing.
            sources: None,
        };
        let SavedJson { places, server, undoes, configuration, objects, declared, tables, moves, along } = self.saved;
        let before = objects.into_iter().map(|object| Ok((object.address.address()?, object.before)));
        let objects = declared.into_iter().map(|declared| {
            let secrets = declared.secrets.into_iter();
            let secrets = secrets.map(|secret| Ok::<_, String>((Path(secret.keys), secret.source.source()?)));
            let known = Declared {
                body: declared.body,
                implied: declared.implied,
                secrets: secrets.collect::<Result<_, _>>()?,
                span: span(declared.source),
                ..Declared::default()
            };
            Ok((declared.address.address()?, known))
        });
        let moves = moves.into_iter().map(|moved| {
            Ok(Move {
                kind: kind(&moved.kind)?,
                within: moved.within,
                from: moved.from,
                to: moved.to,
                reason: None,
                span: span(moved.source),
            })
        });
        let before = before.collect::<Result<_, String>>()?;
        let desired = Desired {
            objects: objects.collect::<Result<_, String>>()?,
            moves: moves.collect::<Result<_, String>>()?,
            tables: tables::read(tables)?,
            // What comes from lookups is among the objects.
            lookup_roles: None,
            // What is deleted is among the steps.
            ownership: Ownership::default(),
            sees_all: false,
        };
        plan.review.secrets = secrets::sent(&plan, &desired);
        let along = along::read(along)?;
        Ok(Saved { plan, tool: self.tool, places, server, undoes, configuration, desired, before, along })
    }
}

impl StepJson {
    fn step(self, index: usize) -> Result<Step, String> {
        let missing = |key: &str| format!("`{key}` is missing");
        let link = |link: Option<LinkJson>| {
            let link = link.ok_or_else(|| missing("link"))?;
            let targets = link.targets.into_iter().map(AddressJson::address).collect::<Result<_, _>>()?;
            Ok::<_, String>(Link { path: Path(link.keys), targets })
        };
        if self.dependencies.iter().any(|before| *before >= index) {
            return Err("it depends on a later step".to_owned());
        }
        let action = match self.action.as_str() {
            "create" => Action::Create {
                body: self.after.ok_or_else(|| missing("after"))?,
                secrets: self.secrets.into_iter().map(Path).collect(),
            },
            "change" | "rename" => {
                let renamed = self.renamed.map(|renamed| {
                    Ok::<_, String>(Renamed { from: renamed.address.address()?, references: renamed.references })
                });
                let changes = self.changes.into_iter().map(ChangeJson::change).collect::<Result<_, _>>()?;
                Action::Update { renamed: renamed.transpose()?, changes }
            }
            "grant" => Action::Grant(link(self.link)?),
            "revoke" => Action::Revoke(link(self.link)?),
            "delete" => Action::Delete(Deletion {
                before: self.before.ok_or_else(|| missing("before"))?,
                falls: self.falls.ok_or_else(|| missing("falls"))?,
            }),
            other => return Err(format!("unknown action `{other}`")),
        };
        Ok(Step { address: self.address.address()?, action, after: self.dependencies, span: span(self.source) })
    }
}

impl ChangeJson {
    fn change(mut self) -> Result<Change, String> {
        let list = |value: Option<Value>| match value {
            Some(Value::Array(items)) => Ok(items),
            _ => Err(format!("a list is missing in the change of `{}`", self.keys.join("."))),
        };
        let delta = match self.delta.as_str() {
            "secret" => Delta::Secret,
            "unseenSecret" => Delta::UnseenSecret,
            "value" => Delta::Value { before: self.values.remove("before"), after: self.values.remove("after") },
            "set" => Delta::Set {
                added: list(self.values.remove("added"))?,
                removed: list(self.values.remove("removed"))?,
                after: list(self.values.remove("after"))?,
            },
            other => return Err(format!("unknown delta `{other}`")),
        };
        let follows: Vec<FollowsJson> = match self.values.remove("follows") {
            Some(follows) => serde_json::from_value(follows).map_err(|error| error.to_string())?,
            None => Vec::new(),
        };
        let follows =
            follows.into_iter().map(|FollowsJson { objects: [from, to] }| Ok((from.address()?, to.address()?)));
        Ok(Change { path: Path(self.keys), delta, follows: follows.collect::<Result<_, String>>()? })
    }
}

impl SecretSourceJson {
    fn source(self) -> Result<SecretSource, String> {
        match self {
            Self::Env(name) => Ok(SecretSource::Env(name)),
            Self::File(path) => Ok(SecretSource::File(path)),
            Self::Command(words) => Ok(SecretSource::Command(words)),
            Self::Generate(true) => Ok(SecretSource::Generate),
            Self::Generate(false) => Err("`generate` cannot be false".to_owned()),
        }
    }
}

fn span(source: Option<SourceJson>) -> Span {
    source.map_or_else(Span::default, |source| Span::remembered(source.file, source.line, source.column))
}
