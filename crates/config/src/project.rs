//! A project: its `realmform.toml`, and what its files declare.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml_edit::{Document, TableLike};

use crate::load::entry::{Entry, entries};
use crate::load::{ExtraFields, Loaded, secret};
use crate::{load, ownership};
use realmform_files::{Root, Trouble};
use realmform_kinds as kinds;
use realmform_model::ownership::Ownership;
use realmform_model::words::{did_you_mean, listed};
use realmform_model::{Desired, Failure, Finding, Source, Span, TargetConfig, digest};

/// The file that makes a folder a project.
pub const FILE: &str = "realmform.toml";
/// The folders whose TOML declares.
pub const FOLDERS: &[&str] = &["realm", "lookups"];
/// The folder that holds its policies.
pub const POLICIES: &str = "policies";
/// The target that environment variables define, so it is never configured.
pub const LIVE: &str = "live";
/// The format of `realmform.toml` that this version reads.
pub const SCHEMA: u32 = 1;

/// What `realmform.toml` may have at its top.
pub const KEYS: &[&str] = &["schema", "default_target", "targets", "ownership", "fields"];
/// What a target may have.
pub const TARGET_KEYS: &[&str] = &["export", "start", "realm", "database"];

const EMBEDDED: &str = "embedded";

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

/// What `realmform.toml` says.
#[derive(Clone, Debug)]
pub struct Config {
    /// The version of the file's format.
    pub schema: u32,
    /// The targets, by name.
    pub targets: BTreeMap<String, TargetConfig>,
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

impl Project {
    /// Reads `realmform.toml` and the folders beside it.
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
        let source = Arc::new(Source::new(FILE, text));
        let (config, findings) = Config::parse(&source)?;
        Ok(Self { root: root.to_owned(), config, desired: Desired::default(), findings })
    }

    /// The same with what the folders beside it declare.
    #[must_use]
    pub fn loaded(mut self) -> Self {
        let Loaded { mut desired, findings } = load::folder(&self.root, FOLDERS, &self.config.fields);
        self.findings.extend(findings);
        desired.ownership = self.config.ownership.clone();
        self.findings.extend(ownership::contradictions(&desired));
        self.desired = desired;
        self
    }

    /// A digest of all the files that the project is made of, such as `sha256:…`: another one, another configuration.
    pub fn digest(&self) -> String {
        let (mut files, _) = load::files::read(&self.root, &[FOLDERS, &[POLICIES]].concat());
        if let Ok(text) = Root::of(&self.root).declared(&self.root.join(FILE)) {
            files.push(Arc::new(Source::new(FILE, text)));
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
            "run in the project's folder or pass `-C DIR`; to create a project, run `realmform import EXPORT.json --out DIR`",
        );
    }
    Failure {
        help: trouble.help(),
        ..Failure::input(format!("cannot read `{}`: {trouble}", root.join(FILE).display()))
    }
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
        let schema = schema(source, root)?;
        let clear = load::hidden::in_clear(root);
        let source = if clear.is_empty() { source } else { &Arc::new(secret::blotted(source, &clear)) };
        let mut reading = ProjectReader::read(source, root);
        if !reading.clear.is_empty() {
            reading = ProjectReader::read(&Arc::new(secret::blotted(source, &reading.clear)), root);
        }
        let ProjectReader { targets, fields, default_target, ownership, findings, .. } = reading;
        let default_target = default_target.unwrap_or_else(|| EMBEDDED.to_owned());
        Ok((Self { schema, targets, fields, default_target, ownership }, findings))
    }

    /// The target of this name.
    ///
    /// # Errors
    /// There is none; the failure lists those there are.
    pub fn target(&self, name: &str) -> Result<ChosenTarget<'_>, Failure> {
        if name == LIVE {
            return Ok(ChosenTarget::Live);
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

#[derive(Default)]
struct ProjectReader {
    targets: BTreeMap<String, TargetConfig>,
    fields: ExtraFields,
    default_target: Option<String>,
    ownership: Ownership,
    findings: Vec<Finding>,
    clear: Vec<std::ops::Range<usize>>,
}

impl ProjectReader {
    fn read(source: &Arc<Source>, root: &dyn TableLike) -> Self {
        let mut reading = Self::default();
        let mut default_span = Span::default();
        for entry in entries(source, root) {
            match entry.key {
                "schema" => {}
                "default_target" => {
                    default_span = entry.span.clone();
                    reading.default_target = reading.keep(entry.text());
                }
                "targets" => {
                    for target in reading.inside(source, &entry) {
                        reading.target(source, &target);
                    }
                }
                "ownership" => {
                    reading.ownership = ownership::read(source, &entry, &mut reading.findings);
                }
                "fields" => {
                    for kind in reading.inside(source, &entry) {
                        reading.extra_fields(&kind);
                    }
                }
                _ => {
                    reading.findings.push(entry.unknown(FILE, KEYS));
                }
            }
        }
        if let Some(name) = &reading.default_target
            && name != LIVE
            && !reading.targets.contains_key(name)
        {
            let known = || reading.targets.keys().map(String::as_str).chain([LIVE]);
            let message = format!("`default_target` names the unknown target `{name}`{}", did_you_mean(name, known()));
            let help = format!("set it to one of {}", listed(known()));
            reading.findings.push(Finding::error("config/unknown-target", message).at(&default_span).help(help));
        }
        reading
    }

    fn keep<T>(&mut self, read: Result<T, Box<Finding>>) -> Option<T> {
        read.map_err(|finding| self.findings.push(*finding)).ok()
    }

    fn inside<'e>(&mut self, source: &Arc<Source>, entry: &'e Entry<'e>) -> Vec<Entry<'e>> {
        self.keep(entry.table()).map(|table| entries(source, table)).unwrap_or_default()
    }

    fn target(&mut self, source: &Arc<Source>, entry: &Entry) {
        if entry.key == LIVE {
            let message = format!("the target `{LIVE}` is built in and cannot be configured");
            self.findings.push(
                Finding::error("config/reserved-target", message).at(&entry.key_span).help(
                    "set KEYCLOAK_ADMIN_URL and DATABASE_URL in the environment, or give this target another name",
                ),
            );
            return;
        }
        let mut target = TargetConfig::default();
        for field in self.inside(source, entry) {
            match field.key {
                "export" => target.export = self.keep(field.text()).map(PathBuf::from),
                "start" => target.start = self.keep(field.text()).map(PathBuf::from),
                "realm" => target.realm = self.keep(field.text()),
                "database" => target.database = self.keep(field.text()).filter(|url| self.is_open(url, &field)),
                _ => {
                    self.findings.push(field.unknown(&format!("the target `{}`", entry.key), TARGET_KEYS));
                }
            }
        }
        if target.export.is_none() && target.start.is_some() {
            let message = format!("the target `{}` sets `start` but not `export`", entry.key);
            let finding = Finding::error("config/start-without-export", message).at(&entry.key_span);
            self.findings.push(finding.help("add `export = \".realmform/realm.json\"`"));
        }
        self.targets.insert(entry.key.to_owned(), target);
    }

    /// Whether the URL can stand in a file: a password may not.
    fn is_open(&mut self, database: &str, entry: &Entry) -> bool {
        // Where it cannot be parsed, a server's URL still shows by its `@`.
        let closed = match url::Url::parse(database) {
            Ok(url) => url.password().is_some() || url.query_pairs().any(|(key, _)| key == "password"),
            Err(_) => database.contains('@'),
        };
        if closed {
            self.clear.extend(secret::places(entry.item));
            let message = "`database` contains a password in clear text";
            self.findings.push(
                Finding::error("config/secret-in-clear", message)
                    .at(&entry.key_span)
                    .help(format!("use the target `{LIVE}` with DATABASE_URL in the environment, and change the password: it has been exposed")),
            );
        }
        !closed
    }

    fn extra_fields(&mut self, entry: &Entry) {
        let names: BTreeMap<_, _> = kinds::ALL
            .iter()
            .filter(|kind| kind.places().iter().any(|place| !place.toml.is_empty()))
            .map(|kind| (kind.name().as_str(), kind.name()))
            .collect();
        let Some(kind) = names.get(entry.key) else {
            let suggestion = did_you_mean(entry.key, names.keys().copied());
            let message = format!("unknown kind `{}`{suggestion}", entry.key);
            let help = format!("the kinds with fields are {}", listed(names.keys().copied()));
            self.findings.push(Finding::error("config/unknown-kind", message).at(&entry.key_span).help(help));
            return;
        };
        if let Some(texts) = self.keep(entry.texts()) {
            self.fields.insert(*kind, texts.into_iter().collect::<BTreeSet<_>>());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use super::*;
    use realmform_kinds::names;
    use realmform_model::FailureClass;

    fn source(text: &str) -> Arc<Source> {
        Arc::new(Source::new(FILE, text))
    }

    fn parse(text: &str) -> (Config, Vec<Finding>) {
        Config::parse(&source(text)).unwrap()
    }

    fn told(findings: &[Finding]) -> String {
        let lines = findings.iter().map(|finding| {
            let place = finding.span.as_ref().map_or_else(String::new, ToString::to_string);
            format!("{place} {}: {}\n  help: {}", finding.code, finding.message, finding.help.as_deref().unwrap_or("-"))
        });
        crate::redact::redacted(&lines.collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn this_repository_is_a_project() {
        let project = Project::open(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))).unwrap();
        assert_eq!(told(&project.findings), "");
        let ChosenTarget::Configured(target) = project.config.target(&project.config.default_target).unwrap() else {
            panic!("the default target is on disk");
        };
        assert!(project.path(target.start.as_deref().unwrap()).is_file());
        assert_eq!(target.export.as_deref(), Some(Path::new(".realmform/realm.json")));
        assert_eq!(target.database.as_deref(), Some("sqlite:.realmform/lookups.db"));
        assert!(!project.desired.objects.is_empty());
    }

    #[test]
    fn a_folder_without_its_file_is_no_project() {
        let root = tempfile::tempdir().unwrap();
        let failure = Project::open(root.path()).unwrap_err();
        assert_eq!(failure.class, FailureClass::Input);
        assert!(failure.message.starts_with("could not find realmform.toml in"));
        assert!(failure.help.unwrap().contains("-C DIR"));
    }

    #[test]
    fn an_unknown_target_lists_those_there_are() {
        let (config, _) = parse("schema = 1\ntargets.embedded = {}\ntargets.staging.realm = 'a'");
        let failure = config.target("stagin").unwrap_err();
        assert_eq!(failure.message, "unknown target `stagin`; did you mean `staging`?");
        assert!(failure.help.unwrap().starts_with("choose one of `embedded`, `staging`, `live` with"));
        assert_eq!(config.target("live").unwrap(), ChosenTarget::Live);
        assert_eq!(config.default_target, "embedded");
    }

    #[test]
    fn a_project_without_targets_is_told_what_to_write() {
        let (config, findings) = parse("schema = 1");
        assert_eq!(told(&findings), "");
        let failure = config.target(&config.default_target).unwrap_err();
        assert_eq!(failure.message, "realmform.toml configures no target");
        insta::assert_snapshot!(failure.help.unwrap());
        assert_eq!(config.target("live").unwrap(), ChosenTarget::Live);
        assert_eq!(config.target("staging").unwrap_err().message, "unknown target `staging`");
    }

    #[test]
    fn the_format_is_told_first() {
        let told = |text| Config::parse(&source(text)).unwrap_err().to_string();
        assert_eq!(told(""), "`schema` is missing in realmform.toml");
        assert_eq!(told("schema = 2"), "realmform.toml uses schema 2, but this version of realmform reads schema 1");
        assert_eq!(told("schema = '1'"), "`schema` in realmform.toml must be 1");
        assert_eq!(told("schema = 0"), "`schema` in realmform.toml must be 1");
        assert!(told("schema").starts_with("realmform.toml: invalid TOML"));
    }

    #[test]
    fn extra_fields_are_told_by_kind() {
        let (config, findings) = parse("schema = 1\n[fields]\nclient = ['newField']\n");
        assert_eq!(told(&findings), "");
        assert!(config.fields[&names::CLIENT].contains("newField"));
    }

    #[test]
    fn what_is_wrong_is_told_with_place_and_help() {
        let (_, findings) = parse(
            r#"schema = 1
default_target = "embeded"
target = {}
[targets.live]
realm = "a"
[targets.embedded]
exprot = "a"
start = "b"
realm = 1
database = "postgres://athyper:hunter2@db/athyper"
[fields]
clients = ["a"]
client = "a"
component = []
"#,
        );
        insta::assert_snapshot!(told(&findings));
        assert!(!format!("{findings:?}").contains("hunter2"));
    }
}
