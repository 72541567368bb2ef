//! The schema and the loader agree: on the shipped files, on what is refused, and on every field of every kind.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::Path as FilePath;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use toml_edit::{Document, Item};

use realmform_config::load::{self, ExtraFields};
use realmform_config::project::Config;
use realmform_config::schema::{declarations, project};
use realmform_kinds as kinds;
use realmform_kinds::names;
use realmform_lint::policy;
use realmform_lint::policy::schema as policies;
use realmform_model::Source;

fn root() -> &'static FilePath {
    FilePath::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn json_of(item: &Item) -> Value {
    if let Some(table) = item.as_table_like() {
        return table.iter().map(|(key, item)| (key.to_owned(), json_of(item))).collect::<Map<_, _>>().into();
    }
    if let Some(tables) = item.as_array_of_tables() {
        return tables.iter().map(|table| json_of(&Item::Table(table.clone()))).collect();
    }
    if let Some(list) = item.as_array() {
        return list.iter().map(|value| json_of(&Item::Value(value.clone()))).collect();
    }
    let value = item.as_value().unwrap();
    match value {
        toml_edit::Value::Integer(number) => json!(*number.value()),
        toml_edit::Value::Float(number) => json!(*number.value()),
        toml_edit::Value::Boolean(flag) => json!(*flag.value()),
        toml_edit::Value::Datetime(date) => json!(date.value().to_string()),
        _ => json!(value.as_str().unwrap_or_default()),
    }
}

fn wrong(toml: &str) -> Vec<String> {
    wrong_by(&declarations(&ExtraFields::default()), toml)
}

fn wrong_by(schema: &Value, toml: &str) -> Vec<String> {
    let schema = jsonschema::validator_for(schema).unwrap();
    let document = Document::parse(toml.to_owned()).unwrap();
    let value = json_of(document.as_item());
    schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn is_loaded(toml: &str) -> bool {
    let loaded = load::sources(vec![Arc::new(Source::new("x.toml", toml))], &ExtraFields::default());
    loaded.findings.is_empty()
}

#[test]
fn the_shipped_files_are_of_the_schema_and_point_at_it() {
    for folder in ["realm", "lookups"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.starts_with("#:schema ../schemas/declarations.json\n"), "{}", path.display());
            assert_eq!(wrong(&text), Vec::<String>::new(), "{}", path.display());
        }
    }
}

#[test]
fn the_schemas_in_the_repository_are_those_that_are_printed() {
    for (name, schema) in [
        ("declarations", declarations(&ExtraFields::default())),
        ("policies", policies::schema()),
        ("project", project::schema()),
    ] {
        let kept = fs::read_to_string(root().join(format!("schemas/{name}.json"))).unwrap_or_default();
        assert!(kept == format!("{schema:#}\n"), "run `cargo run -- -C / schema {name} > schemas/{name}.json`");
    }
}

#[test]
fn what_the_loader_refuses_the_schema_refuses_and_the_other_way_round() {
    let bad = [
        "[clints.x]\n",
        "[clients.x]\nenabld = true\n",
        "[clients.x]\nenabled = \"yes\"\n",
        "[clients.x]\nredirectUris = \"https://x\"\n",
        "[clients.x]\nsecret = { evn = \"X\" }\n",
        "[clients.x]\nsecret = \"clear\"\n",
        "[clients.x.serviceAccount]\nrealmRole = []\n",
        "[realm]\nsmtpServer.hst = 1\nnope = 1\n",
        "[[moved]]\nkind = \"client\"\nfrm = \"a\"\nto = \"b\"\n",
        "[[moved]]\nkind = \"realm\"\nfrom = \"a\"\nto = \"b\"\n",
        "[organizations.a.domains.\"x.example\"]\nverfied = true\n",
        "[lookups.a]\nlabel = 3\n",
    ];
    for toml in bad {
        assert!(!is_loaded(toml), "the loader takes {toml}");
        assert!(!wrong(toml).is_empty(), "the schema takes {toml}");
    }
    let good = [
        "[clients.x]\nsecret = { env = \"X\" }\nattributes = { a = 1, b = true, c = \"x\" }\n",
        "[groups.\"/a\"]\nattributes.x = \"one\"\nattributes.y = [\"a\", \"b\"]\n",
        "[[moved]]\nkind = \"clientRole\"\nclient = \"a\"\nfrom = \"b\"\nto = \"c\"\nreason = \"d\"\n",
    ];
    for toml in good {
        assert!(is_loaded(toml), "the loader refuses {toml}");
        assert_eq!(wrong(toml), Vec::<String>::new(), "{toml}");
    }
}

#[test]
fn every_field_of_every_kind_is_in_the_schema() {
    let schema = declarations(&ExtraFields::default());
    for kind in kinds::ALL {
        for place in kind.places().iter().filter(|place| !place.toml.is_empty()) {
            let node = place.toml.iter().fold(&schema, |node, key| match *key {
                "*" => &node["additionalProperties"],
                key => &node["properties"][key],
            });
            for (field, _) in kind.fields() {
                assert!(node["properties"][field].is_object(), "{}: {field}", kind.name());
            }
        }
    }
}

#[test]
fn a_field_that_the_project_allows_is_allowed() {
    let extra = ExtraFields::from([(names::CLIENT, ["newer".to_owned()].into())]);
    let schema = jsonschema::validator_for(&declarations(&extra)).unwrap();
    assert!(schema.is_valid(&json!({"clients": {"x": {"newer": [1]}}})));
    assert!(!schema.is_valid(&json!({"clients": {"x": {"newest": [1]}}})));
}

/// What the readers of policies and of `realmform.toml` say of a text.
fn is_policy(toml: &str) -> bool {
    let words = |_: &FilePath, _: &FilePath| Ok(Source::new("words", "{\"a\": [\"x\"]}"));
    let (_, findings) = policy::parse(vec![Arc::new(Source::new("policies/x.toml", toml))], &words);
    findings.is_empty()
}

fn is_project(toml: &str) -> bool {
    let read = Config::parse(&Arc::new(Source::new("realmform.toml", toml)));
    read.is_ok_and(|(_, findings)| findings.is_empty())
}

/// The blocks of TOML in a page of the manual.
fn blocks(page: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let blocks = text.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned());
    blocks.collect()
}

#[test]
fn the_shipped_policies_and_project_are_of_their_schemas_and_point_at_them() {
    let check = |path: &FilePath, head: &str, schema: &Value| {
        let text = fs::read_to_string(path).unwrap();
        assert!(text.starts_with(head), "{}", path.display());
        assert_eq!(wrong_by(schema, &text), Vec::<String>::new(), "{}", path.display());
    };
    for entry in fs::read_dir(root().join("policies")).unwrap() {
        check(&entry.unwrap().path(), "#:schema ../schemas/policies.json\n", &policies::schema());
    }
    check(&root().join("realmform.toml"), "#:schema schemas/project.json\n", &project::schema());
}

#[test]
fn every_policy_of_the_manual_is_of_the_schema() {
    let mut whole = 0;
    for block in blocks("docs/policies.md").into_iter().chain(blocks("README.md")) {
        let block = match block.starts_with("parts.") {
            true => format!("[[naming]]\nkind = \"client\"\nname = \"<name>\"\n{block}"),
            false => block,
        };
        let is_policy = policy::SECTIONS.iter().any(|section| block.contains(&format!("[{section}]")));
        if is_policy {
            assert_eq!(wrong_by(&policies::schema(), &block), Vec::<String>::new(), "{block}");
            whole += 1;
        }
    }
    assert!(whole >= 6, "{whole} blocks");
    let projects: Vec<String> = blocks("README.md").into_iter().filter(|it| it.contains("schema = 1")).collect();
    assert!(!projects.is_empty());
    assert!(projects.iter().all(|block| wrong_by(&project::schema(), block).is_empty()), "{projects:?}");
}

#[test]
fn what_the_policies_reader_refuses_their_schema_refuses_and_the_other_way_round() {
    let waiver = "[[waive]]\ncode = \"client/full-scope\"\nobject = \"*\"\n";
    let naming = "[[naming]]\nkind = \"client\"\nname = \"x\"\n";
    let bad = [
        "[[nameing]]\n",
        "naming = 3\n",
        "[[naming]]\nkind = \"clint\"\nname = \"x\"\n",
        "[[naming]]\nname = \"x\"\n",
        "[[naming]]\nkind = \"client\"\n",
        "[[naming]]\nkind = \"client\"\nname = \"x\"\nregex = \"x\"\n",
        "[[naming]]\nkind = \"client\"\nname = 3\n",
        &format!("{naming}severty = \"info\"\n"),
        &format!("{naming}severity = \"bad\"\n"),
        &format!("{naming}parts.a = {{ regx = \"x\" }}\n"),
        &format!("{naming}parts.a = 3\n"),
        "[vocabularies]\na = []\n",
        "[vocabularies]\na = 3\n",
        "[vocabularies]\na = { fil = \"x\" }\n",
        waiver,
        &format!("{waiver}reason = \"\"\n"),
        &format!("{waiver}reason = \"x\"\nuntil = \"soon\"\n"),
        &format!("{waiver}reason = \"x\"\nuntil = 2027-03-31T10:00:00Z\n"),
        &format!("{waiver}reason = \"x\"\ntill = 2027-03-31\n"),
        "[[waive]]\ncode = \"client/ful-scope\"\nobject = \"*\"\nreason = \"x\"\n",
        "[[waive]]\ncode = \"waiver/unused\"\nobject = \"*\"\nreason = \"x\"\n",
        "[levels]\n\"client/full-scop\" = \"off\"\n",
        "[levels]\n\"client/full-scope\" = \"of\"\n",
        "[[reserved]]\nrole = \"x\"\n",
        "[[reserved]]\nonly = []\n",
        "[[reserved]]\nrole = \"x\"\nscope = \"x\"\nonly = []\n",
        "[[reserved]]\nmapper = \"x\"\nonly = []\n",
        "[[reserved]]\nrole = \"x\"\nonly = []\nfullScope = \"yes\"\n",
        "[[require]]\nkind = \"client\"\n",
        "[[require]]\nkind = [\"client\"]\nunset = \"secret\"\n",
        "[[require]]\nkind = \"client\"\nset = 3\n",
        "[[require]]\nkind = \"group\"\nroles = 3\n",
    ];
    for toml in bad {
        assert!(!is_policy(toml), "the reader takes {toml}");
        assert!(!wrong_by(&policies::schema(), toml).is_empty(), "the schema takes {toml}");
    }
    let good = [
        "",
        &format!("{waiver}reason = \"x\"\nuntil = 2027-03-31\n"),
        &format!("{waiver}reason = \"x\"\nuntil = \"2027-03-31\"\n"),
        "[vocabularies]\na = \"x\"\nb = { file = \"w.json\", key = \"a\" }\n[[naming]]\nkind = [\"client\", \"group\"]\n\
         product = \"x\"\nname = [\"<a>\", \"<c>-<d>\"]\nparts.c = \"a | kebab-case\"\nparts.d = { regex = \"[0-9]\" }\n",
        "[levels]\n\"client/*\" = \"off\"\n\"waiver/unused\" = \"info\"\n\"naming/client\" = \"warning\"\n",
        "[[reserved]]\nmapper = { protocolMapper = \"oidc-*\", config = { role = \"a\" } }\nonly = \"client/x\"\nwhy = \"x\"\n",
        "[[reserved]]\nrole = [\"a/b\"]\nonly = []\nfullScope = true\nseverity = \"warning\"\n",
        "[[require]]\nkind = \"client\"\nname = \"a\"\nset.publicClient = true\nset.attributes.a = \"b\"\nunset = [\"secret\"]\n",
        "[[require]]\nkind = \"group\"\npath = \"/<a>\"\nrole = \"c/<a>\"\nroles = [\"c/<A>\"]\n",
        "[[require]]\nkind = \"serviceAccount\"\ngroups = \"/svc\"\n[[require]]\nkind = \"clientRole\"\nbelongsTo = \"a\"\n",
    ];
    for toml in good {
        assert!(is_policy(toml), "the reader refuses {toml}");
        assert_eq!(wrong_by(&policies::schema(), toml), Vec::<String>::new(), "{toml}");
    }
}

#[test]
fn what_the_projects_reader_refuses_its_schema_refuses_and_the_other_way_round() {
    let bad = [
        "",
        "schema = 2\n",
        "schema = \"1\"\n",
        "schema = 1\ntarget = 1\n",
        "schema = 1\ntargets.live.export = \"x\"\n",
        "schema = 1\ntargets.a.exprt = \"x\"\n",
        "schema = 1\ntargets.a.export = 1\n",
        "schema = 1\ntargets.a.start = \"x\"\n",
        "schema = 1\ntargets.a.keycloak = \"https://a\"\n",
        "schema = 1\n[targets.a]\nkeycloak = \"https://a\"\nrealm = \"a\"\nusername = \"b\"\npassword = \"c\"\n",
        "schema = 1\n[targets.a]\nkeycloak = \"https://a\"\nrealm = \"a\"\nclient_id = \"b\"\n",
        "schema = 1\n[targets.a]\nkeycloak = \"https://a\"\nrealm = \"a\"\nexport = \"x\"\nusername = \"b\"\npassword = { env = \"C\" }\n",
        "schema = 1\ntargets.a.client_id = \"x\"\n",
        "schema = 1\nfields.clint = [\"x\"]\n",
        "schema = 1\nfields.client = \"x\"\n",
    ];
    for toml in bad {
        assert!(!is_project(toml), "the reader takes {toml}");
        assert!(!wrong_by(&project::schema(), toml).is_empty(), "the schema takes {toml}");
    }
    let good = [
        "schema = 1\n",
        "schema = 1\ndefault_target = \"a\"\n[targets.a]\nexport = \"x\"\nstart = \"y\"\nrealm = \"z\"\ndatabase = \"sqlite:a\"\n",
        "schema = 1\n[fields]\nclient = [\"newer\"]\n",
        "schema = 1\n[targets.a]\nkeycloak = \"https://a.example\"\nrealm = \"a\"\nsign_in_realm = \"b\"\nclient_id = \"c\"\n\
         client_secret = { env = \"A\" }\ndatabase = \"postgres://a@b/c\"\ndatabase_password = { file = \"d\" }\n",
        "schema = 1\n[targets.a]\nkeycloak = \"https://a.example\"\nrealm = \"a\"\nusername = \"b\"\n\
         password = { command = [\"pass\"] }\n",
    ];
    for toml in good {
        assert!(is_project(toml), "the reader refuses {toml}");
        assert_eq!(wrong_by(&project::schema(), toml), Vec::<String>::new(), "{toml}");
    }
}

#[test]
fn every_key_that_the_readers_know_is_told_of() {
    let policies = policies::schema();
    for section in policy::SECTIONS {
        assert_ne!(policies["properties"][section], json!({}), "{section}");
        for key in policy::keys(section) {
            assert_ne!(policies["properties"][section]["items"]["properties"][key], json!({}), "{section}: {key}");
        }
    }
    let project = project::schema();
    assert!(realmform_config::project::KEYS.iter().all(|key| project["properties"][key] != json!({})));
    let target = &project["properties"]["targets"]["additionalProperties"]["properties"];
    assert!(realmform_config::project::TARGET_KEYS.iter().all(|key| target[key]["title"] != ""), "{target}");
}
