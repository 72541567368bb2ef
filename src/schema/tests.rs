//! The schema and the loader agree: on the shipped files, on what is refused, and on every field of every kind.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::Path as FilePath;
use std::sync::Arc;

use toml_edit::{Document, Item};

use super::*;
use crate::finding::Source;
use crate::load;

fn root() -> &'static FilePath {
    FilePath::new(env!("CARGO_MANIFEST_DIR"))
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
        _ => json!(value.as_str().unwrap_or_default()),
    }
}

fn wrong(toml: &str) -> Vec<String> {
    let schema = jsonschema::validator_for(&declarations(&ExtraFields::default())).unwrap();
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
fn the_schema_in_the_repository_is_the_one_that_is_printed() {
    let kept = fs::read_to_string(root().join("schemas/declarations.json")).unwrap_or_default();
    let printed = format!("{:#}\n", declarations(&ExtraFields::default()));
    assert!(kept == printed, "run `cargo run -- schema > schemas/declarations.json` outside a project with [fields]");
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
    let extra = ExtraFields::from([(crate::document::KindName::Client, ["newer".to_owned()].into())]);
    let schema = jsonschema::validator_for(&declarations(&extra)).unwrap();
    assert!(schema.is_valid(&json!({"clients": {"x": {"newer": [1]}}})));
    assert!(!schema.is_valid(&json!({"clients": {"x": {"newest": [1]}}})));
}
