//! What is read of `realmform.toml`, and how it is told what is wrong with it.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use super::*;
use realmform_kinds::{self as kinds, names, representation};
use realmform_model::{FailureClass, Source};
use std::sync::Arc;

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
    // One that this version has learnt.
    let (_, findings) = parse("schema = 1\n[fields]\nclient = ['redirectUris']\n");
    assert_eq!(told(&findings), "");
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

/// A list that is declared is the whole list: as a field, a section would be emptied past every guard.
#[test]
fn what_holds_other_objects_is_no_newer_field() {
    let tables = kinds::ALL.iter().filter(|kind| kind.places().iter().any(|place| !place.toml.is_empty()));
    let mut refused = 0;
    for kind in tables.filter(|kind| kind.endpoint().is_some()) {
        let class = representation::of_kind(*kind).unwrap_or_else(|| panic!("{} has no representation", kind.name()));
        let all = representation::fields(class).map(|(name, _)| name).chain(kind.apart().iter().copied());
        for name in all.filter(|name| kind.fields().iter().all(|(field, _)| field != name)) {
            let (config, findings) = parse(&format!("schema = 1\n[fields]\n{} = ['{name}', 'newer']\n", kind.name()));
            let [finding] = findings.as_slice() else { panic!("{} {name}: {findings:?}", kind.name()) };
            assert_eq!(finding.code, "config/known-field", "{} {name}", kind.name());
            assert_eq!(config.fields[&kind.name()].iter().collect::<Vec<_>>(), ["newer"], "{} {name}", kind.name());
            refused += 1;
        }
    }
    assert!(refused > 100, "{refused}");
    let (_, findings) = parse("schema = 1\n[fields]\nrealm = ['users', 'clients']\nclient = ['protocolMappers']\n");
    insta::assert_snapshot!(told(&findings), @"
    realmform.toml:3:1 config/known-field: `clients` is no new field of a realm: it has tables of its own, or the server sets it
      help: remove it: `[fields]` is for fields that your Keycloak has and this version of realmform does not know
    realmform.toml:3:1 config/known-field: `users` is no new field of a realm: realmform does not manage users
      help: remove it: `[fields]` is for fields that your Keycloak has and this version of realmform does not know
    realmform.toml:4:1 config/known-field: `protocolMappers` is no new field of a client: it has tables of its own, or the server sets it
      help: remove it: `[fields]` is for fields that your Keycloak has and this version of realmform does not know
    ");
}
