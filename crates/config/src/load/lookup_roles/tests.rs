//! What `[roles_from_lookups]` makes of files, right and wrong.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::path::Path;
use std::sync::Arc;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::load::{ExtraFields, Loaded, View, folder, sources, viewed};
use realmform_kinds::names;
use realmform_model::address::of_kind;
use realmform_model::{Address, Source, Span};

const CATALOGUE: &str = r#"
[lookups.user_role]
label.en = "Role"

[lookups.user_role.values]
admin = { sort = 1, label = { en = "Administrator", de = "Verwaltung" } }
help_staff = { sort = 2, description = "Answers tickets", label.en = "Help" }
retired = { sort = 3, label.en = "Retired", active = false }

[lookups.permission.values]
"course.read" = { sort = 2, label.en = "Read courses" }
"course.delete" = { sort = 1, label.en = "Delete courses" }
"quiz.read" = { sort = 3, label.en = "Read quizzes" }
"quiz.grade" = { sort = 4, active = false }
"#;

fn of(files: &[(&str, &str)]) -> Loaded {
    sources(
        files.iter().map(|(path, text)| Arc::new(Source::new(*path, (*text).to_owned()))).collect(),
        &ExtraFields::new(),
    )
}

fn read(mapping: &str) -> Loaded {
    of(&[("lookups/a.toml", CATALOGUE), ("realm/roles.toml", mapping)])
}

fn told(loaded: &Loaded) -> String {
    let lines = loaded.findings.iter().map(|finding| {
        let place = finding.span.as_ref().map_or_else(String::new, |span| format!("{span} "));
        let help = finding.help.as_deref().unwrap_or_default();
        format!("{place}{} {}: {}\n  help: {help}\n", finding.severity, finding.code, finding.message)
    });
    lines.collect()
}

#[track_caller]
fn roles(loaded: &Loaded) -> Value {
    assert_eq!(told(loaded), "");
    let roles = of_kind(&loaded.desired.objects, names::REALM_ROLE);
    Value::Object(roles.map(|(address, role)| (address.name.clone(), Value::Object(role.body.clone()))).collect())
}

fn under(span: &Span) -> &str {
    &span.source.text[span.offset..span.offset + span.length]
}

#[test]
fn active_values_are_roles_with_what_their_grants_match() {
    let loaded = read(
        "[roles_from_lookups]\nroles = { type = \"user_role\", name = \"{Code}\" }\npermissions = \"permission\"\n\
         grants.admin = [\"quiz.*\", \"*\"]\ngrants.\"*_staff\" = [\"*.read\", \"!quiz.*\"]\n\
         includes.admin = [\"*\"]\n",
    );
    assert_eq!(
        roles(&loaded),
        json!({
            "Admin": {
                "description": "Administrator",
                "composites": {"realm": ["HelpStaff", "quiz.read", "course.delete", "course.read"]},
            },
            "HelpStaff": {"description": "Answers tickets", "composites": {"realm": ["course.read"]}},
            "course.delete": {"description": "Delete courses"},
            "course.read": {"description": "Read courses"},
            "quiz.read": {"description": "Read quizzes"},
        })
    );
}

#[test]
fn a_role_that_no_grant_is_about_has_no_say_in_its_composites_and_an_empty_list_empties_them() {
    let mapping = "[roles_from_lookups]\nroles = \"user_role\"\npermissions = \"permission\"\ngrants.admin = []\n";
    let roles = roles(&read(mapping));
    assert_eq!(roles["admin"]["composites"], json!({"realm": []}));
    assert_eq!(roles["help_staff"], json!({"description": "Answers tickets"}));
}

#[test]
fn what_is_written_by_hand_wins_and_composites_come_together() {
    let loaded = read(
        "[roles.realm.admin]\ndescription = \"By hand\"\nattributes.rank = \"1\"\n\
         composites = { realm = [\"extra\", \"quiz.read\"], client.shop = [\"buyer\"] }\n\n\
         [roles.realm.\"course.read\"]\ncomposites.realm = [\"quiz.read\"]\n\n\
         [roles_from_lookups]\nroles = \"user_role\"\npermissions = \"permission\"\ngrants.admin = [\"*.read\"]\n",
    );
    let roles = roles(&loaded);
    assert_eq!(
        roles["admin"],
        json!({
            "description": "By hand",
            "attributes": {"rank": ["1"]},
            "composites": {"realm": ["extra", "quiz.read", "course.read"], "client": {"shop": ["buyer"]}},
        })
    );
    assert_eq!(roles["course.read"], json!({"composites": {"realm": ["quiz.read"]}, "description": "Read courses"}));
}

#[test]
fn places_lead_to_the_lookup_and_to_the_grant() {
    let loaded = read(
        "[roles_from_lookups]\nroles = \"user_role\"\npermissions = \"permission\"\nlanguage = \"de\"\n\
         grants.admin = [\"course.*\"]\n",
    );
    let admin = &loaded.desired.objects[&names::realm_role("admin")];
    let at = |path: &[&str]| admin.place(&realmform_model::Path::of(path));
    assert_eq!(admin.body["description"], "Verwaltung");
    assert_eq!(under(&admin.span), "admin");
    assert_eq!(at(&["description"]).source.path, Path::new("lookups/a.toml"));
    assert!(under(at(&["description"])).contains("Verwaltung"));
    assert_eq!(under(at(&["composites", "realm", "course.read"])), "\"course.*\"");
    assert_eq!(under(at(&["composites", "realm"])), "\"course.*\"");
    // There is no German label.
    assert_eq!(loaded.desired.objects[&names::realm_role("course.read")].body, realmform_model::Body::new());
}

#[test]
fn names_come_from_the_first_pattern_that_a_value_has_all_parts_of() {
    let catalogue = "[lookups.user_role.values]\nadmin = { metadata.role = \"Boss\" }\nhelp-desk_staff = {}\n";
    let mapping = "[roles_from_lookups]\nroles = { type = \"user_role\", name = [\"shop-{metadata.role}\", \"shop-{Code}-{code}\"] }\n";
    let loaded = of(&[("lookups/a.toml", catalogue), ("realm/roles.toml", mapping)]);
    let roles = roles(&loaded);
    let names: Vec<&String> = roles.as_object().unwrap().keys().collect();
    assert_eq!(names, ["shop-Boss", "shop-HelpDeskStaff-help-desk_staff"]);
}

#[test]
fn roles_are_renamed_with_their_lookups_from_every_name_that_these_had() {
    let moved = "[[moved]]\nkind = \"lookup\"\ntype = \"user_role\"\nfrom = \"root\"\nto = \"superuser\"\n\n\
                 [[moved]]\nkind = \"lookup\"\ntype = \"user_roles\"\nfrom = \"superuser\"\nto = \"admin\"\nreason = \"Plain\"\n\n\
                 [[moved]]\nkind = \"lookupType\"\nfrom = \"user_roles\"\nto = \"user_role\"\n\n\
                 [[moved]]\nkind = \"lookup\"\ntype = \"permission\"\nfrom = \"exam.*\"\nto = \"quiz.*\"\n\n\
                 [[moved]]\nkind = \"lookup\"\ntype = \"other\"\nfrom = \"boss\"\nto = \"admin\"\n";
    let mapping = "[roles_from_lookups]\nroles = { type = \"user_role\", name = \"{Code}\" }\n\
                   permissions = { type = \"permission\", name = \"may-{code}\" }\n";
    let loaded = of(&[("lookups/a.toml", CATALOGUE), ("lookups/moved.toml", moved), ("realm/roles.toml", mapping)]);
    assert_eq!(told(&loaded), "");
    let renames = loaded.desired.moves.iter().filter(|moved| moved.kind == names::REALM_ROLE);
    let shown: Vec<_> = renames.map(|moved| (moved.from.as_str(), moved.to.as_str(), moved.span.to_string())).collect();
    assert_eq!(
        shown,
        [
            ("Superuser", "Admin", "lookups/moved.toml:7:1".to_owned()),
            ("Root", "Superuser", "lookups/moved.toml:1:1".to_owned()),
            ("may-exam.read", "may-quiz.read", "lookups/moved.toml:19:1".to_owned()),
        ]
    );
}

#[test]
fn a_rename_that_leaves_the_name_of_the_role_as_it_is_renames_no_role() {
    let catalogue = "[lookups.user_role.values]\nadmin = { metadata.role = \"Admin\" }\n";
    let mapping = "[roles_from_lookups]\nroles = { type = \"user_role\", name = \"{metadata.role}\" }\n\n\
                   [[moved]]\nkind = \"lookup\"\ntype = \"user_role\"\nfrom = \"root\"\nto = \"admin\"\n";
    let loaded = of(&[("lookups/a.toml", catalogue), ("realm/roles.toml", mapping)]);
    assert_eq!(loaded.desired.moves.len(), 1);
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_what_to_write() {
    assert_snapshot!(told(&read(
        "[roles_from_lookups]\nrole = \"x\"\nsource = \"datbase\"\nlanguage = 3\npermissions = 4\n\
         roles = { type = \"user_role\", name = [\"{cod}\", \"x\", \"{code\"], other = 1 }\n\
         grants.admin = \"*\"\ngrants.course.read = [1]\nincludes = []\n",
    )));
}

#[test]
fn a_table_that_lacks_its_types_says_which() {
    assert_snapshot!(told(&read("[roles_from_lookups]\nsource = \"files\"\n")));
    assert_snapshot!(told(&read("[roles_from_lookups]\nroles = \"user_role\"\ngrants.admin = [\"*\"]\n")));
    assert_snapshot!(told(&read("[roles_from_lookups]\npermissions = \"permission\"\nincludes.a = [\"b\"]\n")));
    assert_snapshot!(told(&read("roles_from_lookups = 3\n")));
    assert_snapshot!(told(&read("[roles_from_lookups]\nroles = { name = \"{code}\" }\n")));
}

#[test]
fn roles_that_cannot_be_made_are_findings_and_an_unknown_type_ends_it() {
    let loaded = read("[roles_from_lookups]\nroles = \"user_roles\"\npermissions = \"permission\"\n");
    assert_snapshot!(told(&loaded));
    assert_eq!(of_kind(&loaded.desired.objects, names::REALM_ROLE).count(), 0);

    let catalogue =
        "[lookups.user_role.values]\na_b = {}\na-b = {}\noffline_access = { metadata.role = \"offline_access\" }\n";
    let mapping = "[roles_from_lookups]\nroles = { type = \"user_role\", name = [\"{metadata.role}\", \"{Code}\"] }\n";
    assert_snapshot!(told(&of(&[("lookups/a.toml", catalogue), ("realm/roles.toml", mapping)])));

    let mapping = "[roles_from_lookups]\nroles = { type = \"user_role\", name = \"{metadata.role}\" }\n";
    let catalogue = "[lookups.user_role.values]\na = {}\nb = { metadata.role = \"b\" }\n";
    let loaded = of(&[("lookups/a.toml", catalogue), ("realm/roles.toml", mapping)]);
    assert_snapshot!(told(&loaded));
    assert_eq!(of_kind(&loaded.desired.objects, names::REALM_ROLE).count(), 1, "the others are made all the same");
}

#[test]
fn twice_is_once_too_often_and_an_overlay_lays_its_entries_over() {
    let mapping = "[roles_from_lookups]\nroles = \"user_role\"\npermissions = \"permission\"\ngrants.admin = [\"*\"]\n\
                   grants.help_staff = [\"quiz.read\"]\n";
    let twice = of(&[("lookups/a.toml", CATALOGUE), ("realm/a.toml", mapping), ("realm/b.toml", mapping)]);
    assert_snapshot!(told(&twice));

    let view = View { target: Some("prod".into()), targets: vec!["prod".into()], ..View::default() };
    let over = "[roles_from_lookups]\ngrants.admin = [\"course.delete\"]\n";
    let files = [("lookups/a.toml", CATALOGUE), ("realm/roles.toml", mapping), ("realm/roles.prod.toml", over)];
    let files = files.map(|(path, text)| Arc::new(Source::new(path, text.to_owned())));
    let roles = roles(&viewed(files.into(), &view));
    assert_eq!(roles["admin"]["composites"]["realm"], json!(["course.delete"]));
    assert_eq!(roles["help_staff"]["composites"]["realm"], json!(["quiz.read"]));
}

#[test]
fn roles_of_a_database_wait_for_it() {
    let mapping = "[roles_from_lookups]\nroles = \"user_role\"\nsource = \"database\"\n";
    assert_eq!(roles(&read(mapping)), json!({}));
}

/// Codes can be words that secrets are called by.
#[test]
fn a_role_is_no_secret_whatever_it_is_called() {
    let catalogue = "[lookups.user_role.values]\npassword_token = {}\n[lookups.permission.values]\nread = {}\n";
    let mapping = "[roles_from_lookups]\nroles = \"user_role\"\npermissions = \"permission\"\n\
                   grants.password_token = [\"read\", 3]\n";
    let loaded = of(&[("lookups/a.toml", catalogue), ("realm/roles.toml", mapping)]);
    let source = &loaded.findings[0].span.as_ref().unwrap().source;
    assert_eq!(source.shown(0..source.text.len()), mapping);
}

/// The shipped roles were written by hand once: what lookups give is the same, to the order of each list.
#[test]
fn the_shipped_roles_are_those_that_were_written_by_hand() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let shipped = folder(root, &["realm", "lookups"], &View::default());
    let by_hand = of(&[("by_hand.toml", include_str!("by_hand.toml"))]);
    assert_eq!(told(&by_hand), "");
    let bodies = |loaded: &Loaded| -> Vec<(Address, Value)> {
        let roles = of_kind(&loaded.desired.objects, names::REALM_ROLE);
        roles.map(|(address, role)| (address.clone(), Value::Object(role.body.clone()))).collect()
    };
    let (ours, theirs) = (bodies(&shipped), bodies(&by_hand));
    assert_eq!(ours.len(), 92);
    assert_eq!(ours, theirs);
}
