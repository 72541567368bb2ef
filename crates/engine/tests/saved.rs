//! Plans come back from their files as they were, and only then.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::sync::Arc;

use serde_json::{Value, json};

use realmform_config::load::{ExtraFields, sources};
use realmform_engine::build::build;
use realmform_engine::form;
use realmform_engine::saved::{Saved, Why, read, stale, write};
use realmform_engine::secrets;
use realmform_engine::settle::settle;
use realmform_kinds::export::live;
use realmform_kinds::names;
use realmform_model::review::{Audience, Lint, Lookalike, Outside, Reach, Review, Risk};
use realmform_model::{Desired, Path, Places, Secrets, Source};
use realmform_render as render;

const TOML: &str = r#"
[realm]
displayName = "Test"

[clients.new-web]
name = "Web"
redirectUris = ["https://b.example", "https://c.example"]
attributes."a.b" = "x"
secret = { env = "WEB_SECRET" }

[clients.new-web.protocolMappers.audience]
protocolMapper = "oidc-audience-mapper"
config."included.client.audience" = "api"

[clients.api]
bearerOnly = true

[roles.client.api."doc:read"]
[roles.client.new-web."a/b"]
description = "Slashes are no levels"

[groups."/a/b/c"]
clientRoles.api = ["doc:read"]

[[moved]]
kind = "client"
from = "web"
to = "new-web"

[[moved]]
kind = "group"
from = "/a/old"
to = "/a/b"
"#;

fn export() -> Value {
    json!({"realm": "T", "clients": [
            {"id": "1", "clientId": "web", "name": "Old", "redirectUris": ["https://a.example", "https://b.example"]},
            {"id": "2", "clientId": "other", "protocolMappers": [{"id": "3", "name": "m",
                "protocolMapper": "oidc-audience-mapper", "config": {"included.client.audience": "web"}}]}],
        "groups": [{"id": "4", "name": "a", "path": "/a", "subGroups": [
            {"id": "5", "name": "old", "path": "/a/old", "subGroups": [{"id": "6", "name": "c", "path": "/a/old/c"}]}]}],
        "roles": {"realm": [], "client": {"web": [{"id": "7", "name": "a/b", "description": "Old"}]}}})
}

fn desired() -> Desired {
    let loaded = sources(vec![Arc::new(Source::new("realm/a.toml", TOML))], &ExtraFields::new());
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    loaded.desired
}

fn saved() -> Saved {
    let desired = desired();
    let settled = settle(live(&export()), &desired);
    let wanted = (names::client("new-web"), Path::of(&["secret"]));
    let secrets = Secrets::from([(wanted, "another".to_owned().into())]);
    let mut plan = build("embedded", &desired, &settled, &secrets);
    plan.review = Review { secrets: secrets::sent(&plan, &desired), ..review() };
    let places = Places { realm: Some("realm.json".into()), database: None };
    Saved::of(&plan, &desired, &settled.live, places, Some("26.7.3".into()), "sha256:0".into())
}

/// All that a reviewer can be told of a plan that nothing blocks.
fn review() -> Review {
    let lint = |code: &str| Lint {
        code: code.to_owned(),
        severity: "warning".to_owned(),
        object: None,
        message: "found".to_owned(),
    };
    let (role, client) = (names::realm_role("lead"), names::client("shop"));
    Review {
        risks: vec![Risk { address: client.clone(), path: Path::of(&["redirectUris"]), what: "redirect URI x".into() }],
        added: vec![lint("a/b")],
        mended: vec![lint("a/c")],
        reach: vec![Reach {
            address: role.clone(),
            gain: Audience { users: 3, more: true, groups: 2, clients: 1 },
            lose: Audience::default(),
        }],
        uncounted: Some("no".into()),
        lookalikes: vec![Lookalike { created: role.clone(), live: role, why: "so".into(), block: "[[moved]]".into() }],
        outside: vec![Outside { address: client, what: "must change".into() }],
        ..Review::default()
    }
}

#[test]
fn a_plan_comes_back_as_it_was() {
    let saved = saved();
    let text = write(&saved).unwrap();
    let again = read("plan.json", &text).unwrap();
    assert_eq!(write(&again).unwrap(), text);
    assert_eq!(render::text::plan(&again.plan), render::text::plan(&saved.plan));
    assert_eq!(form::plan(&again.plan, "x"), form::plan(&saved.plan, "x"));
    assert_eq!(again.before, saved.before);
    let secret = &again.desired.objects[&names::client("new-web")].secrets;
    assert_eq!(*secret, saved.desired.objects[&names::client("new-web")].secrets);
    assert_eq!(secret.len(), 1);
}

#[test]
fn the_file_is_of_its_schema() {
    let file: Value = serde_json::from_str(&write(&saved()).unwrap()).unwrap();
    let schema: Value = serde_json::from_str(include_str!("../../../docs/plan.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let wrong: Vec<String> =
        schema.iter_errors(&file).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for pointer in ["/steps/0/action", "/saved/seal", "/saved/objects/0/names"] {
        let mut broken = file.clone();
        *broken.pointer_mut(pointer).unwrap() = json!(7);
        assert!(!schema.is_valid(&broken), "{pointer}");
    }
}

#[test]
fn an_edited_file_is_refused_whatever_was_edited() {
    let file: Value = serde_json::from_str(&write(&saved()).unwrap()).unwrap();
    let edited = |change: fn(&mut Value)| {
        let mut file = file.clone();
        change(&mut file);
        read("plan.json", &file.to_string()).unwrap_err().message
    };
    let changed = "plan.json was modified after it was created";
    assert_eq!(edited(|file| file["target"] = json!("live")), changed);
    assert_eq!(edited(|file| file["steps"] = json!([])), changed);
    assert_eq!(edited(|file| file["saved"]["moves"] = json!([])), changed);
    assert_eq!(edited(|file| file["saved"]["objects"][0]["before"]["name"] = json!("x")), changed);
    assert!(edited(|file| file["version"] = json!(2)).contains("version 2 of the plan format"));
    assert!(edited(|file| file["version"] = json!("1")).contains("`version` is missing"));
    assert!(edited(|file| file["format"] = json!("tfplan")).contains("`format`"));
    assert!(edited(|file| file["saved"] = json!({})).contains("the saved data is missing"));
    assert!(read("plan.json", "{").unwrap_err().message.contains("invalid JSON"));
    // Layout is no change.
    assert!(read("plan.json", &file.to_string()).is_ok());
}

/// What is stale, after the realm became another.
fn since(change: impl Fn(&mut Value)) -> Vec<(String, String)> {
    let mut export = export();
    change(&mut export);
    let found = stale(&saved(), &settle(live(&export), &desired()));
    let told = |why: &Why| match why {
        Why::Fields(changes) => changes.iter().map(|change| format!("{} {:?}", change.path, change.delta)).collect(),
        other => format!("{other:?}"),
    };
    found.iter().map(|stale| (stale.address.to_string(), told(&stale.why))).collect()
}

#[test]
fn a_plan_fits_as_long_as_what_it_touches_is_as_it_was() {
    assert_eq!(since(|_| {}), []);
    // Elsewhere, and in another order.
    assert_eq!(since(|export| export["clients"][1]["name"] = json!("Changed")), []);
    assert_eq!(
        since(|export| export["clients"][0]["redirectUris"] = json!(["https://b.example", "https://a.example"])),
        []
    );
}

#[test]
fn each_field_that_changed_since_is_named_with_both_values() {
    let told = since(|export| {
        export["clients"][0]["name"] = json!("Newer");
        export["clients"][0]["rootUrl"] = json!("https://new.example");
        export["clients"][0]["redirectUris"] = json!(["https://a.example", "https://z.example"]);
    });
    let expected = [
        r#"name Value { before: Some(String("Old")), after: Some(String("Newer")) }"#,
        r#"redirectUris Set { added: [String("https://z.example")], removed: [String("https://b.example")], "#,
        r#"rootUrl Value { before: None, after: Some(String("https://new.example")) }"#,
    ];
    let [(address, fields)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(address, "client/new-web");
    expected.iter().for_each(|field| assert!(fields.contains(field), "{field} in {fields}"));
}

#[test]
fn what_came_went_or_lost_its_old_name_is_named() {
    let told = since(|export| {
        let api = json!({"id": "8", "clientId": "api"});
        export["clients"].as_array_mut().unwrap().push(api);
    });
    assert_eq!(told, [("client/api".to_owned(), "Appeared".to_owned())]);
    let told = since(|export| export["clients"][1]["protocolMappers"] = json!([]));
    assert_eq!(told, [("protocolMapper/client/other/m".to_owned(), "Gone".to_owned())]);
    let told = since(|export| export["clients"][0]["clientId"] = json!("new-web"));
    assert!(told[0].1.starts_with("NotUnder"), "{told:?}");
}
