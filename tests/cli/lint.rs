//! `lint` of this repository and of the realm from before the migration.

use std::path::Path;

use serde_json::Value;

use crate::support::{Output, Project};
use crate::{checked, fine, project, refused};

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

fn in_repository(arguments: &[&str]) -> Output {
    Project::new().run_at(Path::new(REPOSITORY), arguments)
}

#[test]
fn this_repository_has_no_findings() {
    let output = in_repository(&["lint"]);
    assert_eq!((output.status, output.stdout.as_str()), (0, "No findings.\n"), "{}", output.stderr);
}

#[test]
fn the_legacy_realm_has_its_old_names_told() {
    let export = format!("{REPOSITORY}/examples/legacy-realm/athyper-realm.json");
    let output = in_repository(&["lint", &export, "--format", "json"]);
    assert_eq!((output.status, output.stderr.as_str()), (4, ""));
    let told: Value = serde_json::from_str(&output.stdout).unwrap();
    let findings = told["findings"].as_array().unwrap();
    let naming = |it: &&Value| it["code"].as_str().is_some_and(|code| code.starts_with("naming/"));
    let of = |object: &str| findings.iter().filter(naming).find(|it| it["object"] == object);
    for old in ["client/svc-neon-server", "client/svc-runtime-worker", "client/runtime-api"] {
        let finding = of(old).unwrap_or_else(|| panic!("{old}: {told:#}"));
        assert_eq!(finding["code"], "naming/client");
    }
    assert!(findings.iter().any(|it| it["object"].as_str().unwrap_or("").contains("neon:PERSONAS:")));
    assert!(of("client/neon-web").is_none(), "{told:#}");
    let text = in_repository(&["lint", &export]);
    assert_eq!(text.status, 4);
    assert!(text.stdout.contains("svc-neon-server"));
}

#[test]
fn a_level_can_be_asked_for() {
    let output = in_repository(&["lint", "--fail-level", "info"]);
    assert_eq!(output.status, 0, "{output:#?}");
    let output = in_repository(&["lint", "--policy", "/no/such/folder"]);
    assert_eq!(output.status, 1);
    assert!(output.stderr.contains("/no/such/folder"));
}

#[test]
fn a_long_list_is_summed_up_by_rule_and_the_total_stays_last() {
    let export = format!("{REPOSITORY}/examples/legacy-realm/athyper-realm.json");
    let text = in_repository(&["lint", &export]).stdout;
    let (_, end) = text.split_once("\nBy rule\n").unwrap();
    let lines: Vec<&str> = end.lines().collect();
    let (total, rules) = lines.split_last().unwrap();
    assert!(total.contains(" errors, ") && total.ends_with('.'), "{end}");
    let most = |line: &&str| line.split(char::is_whitespace).filter_map(|word| word.parse::<usize>().ok()).sum();
    let counts: Vec<usize> = rules.iter().map(most).filter(|count| *count > 0).collect();
    assert!(counts.len() > 5 && counts.is_sorted_by(|one, next| one >= next), "{end}");
    let found: usize = total.split(' ').filter_map(|word| word.parse::<usize>().ok()).sum();
    assert_eq!(counts.iter().sum::<usize>(), found, "{end}");
    let few = in_repository(&["lint", &export, "--only", "realm"]).stdout;
    assert!(!few.contains("By rule"), "{few}");
}

/// Two clients and a role with wrong names, and a note that nobody asked for.
const WRONG: &str = "[clients.Web_Shop]\n[clients.Web_Cart]\n[roles.realm.Big_Boss]\n";

fn wrong() -> Project {
    let project = project();
    project.file("realm/wrong.toml", WRONG).file(
        "policies/naming.toml",
        "[[naming]]\nkind = [\"client\", \"realmRole\"]\nname = \"<name>\"\nparts.name = \"kebab-case\"\n\
         [levels]\n\"client/*\" = \"off\"\n\"realm/*\" = \"off\"\n",
    );
    project
}

#[test]
fn only_findings_on_chosen_objects_count_and_are_shown() {
    let project = wrong();
    let output = checked(&project, &["lint", "--only", "client/Web_*"]);
    assert_eq!(output.status, 4);
    assert!(output.stdout.contains("client/Web_Shop") && !output.stdout.contains("realmRole/"), "{}", output.stdout);
    assert!(output.stdout.ends_with("2 errors.\n1 finding on other objects left out.\n"), "{}", output.stdout);
    project.file("realm/fine.toml", "[clients.fine]\n");
    assert_eq!(
        fine(&project, &["lint", "--only", "client/fine"]),
        "No findings.\n3 findings on other objects left out."
    );
    let json = checked(&project, &["lint", "--only", "realmRole/*", "--format", "json"]);
    let told: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(
        (told["findings"].as_array().map(Vec::len), &told["findings"][0]["object"]),
        (Some(1), &"realmRole/Big_Boss".into())
    );
    assert_eq!(json.stderr, "2 findings on other objects left out.\n");
}

#[test]
fn an_export_is_judged_in_part_too() {
    let project = wrong();
    project.file("old.json", r#"{"realm": "demo", "clients": [{"clientId": "Web_Shop"}, {"clientId": "fine"}]}"#);
    assert_eq!(checked(&project, &["lint", "old.json", "--only", "client/W*"]).status, 4);
    assert!(fine(&project, &["lint", "old.json", "--only", "client/fine"]).ends_with("on other objects left out."));
}

#[test]
fn a_pattern_that_matches_nothing_is_an_error_and_a_broken_file_is_told() {
    let project = wrong();
    project.file("old.json", r#"{"realm": "demo", "clients": [{"clientId": "web"}]}"#);
    for arguments in [&["lint", "--only", "clients/Web_Shop"][..], &["lint", "--fix", "--only", "clients/Web_Shop"]] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused(&project, arguments), @"
            exit 1
            error: no object matches `clients/Web_Shop`; did you mean `client/Web_Shop`?
              help: use addresses as findings show them, such as `client/neon-web` or `clientRole/neon-*`; `*` matches any characters
            ");
        }
    }
    assert_eq!(project.read("realm/wrong.toml"), WRONG);
    let said = refused(&project, &["lint", "old.json", "--only", "client/wed"]);
    assert!(said.contains("no object matches `client/wed`; did you mean `client/web`?"), "{said}");
    project.file("realm/broken.toml", "[clients");
    let output = checked(&project, &["lint", "--only", "client/none"]);
    assert!(output.status == 4 && output.stdout.contains("config/toml-syntax"), "{output:#?}");
}
