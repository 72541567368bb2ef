//! `lint` of this repository and of the realm from before the migration.

use std::path::Path;

use serde_json::Value;

use crate::support::{Output, Project};

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
