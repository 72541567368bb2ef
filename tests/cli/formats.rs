//! `lint` on exports from files and pipes, in every format, and the list of its rules.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use super::{checked, fine, project, refused};
use crate::support::Project;

const SECRET: &str = "tell-nobody-0123456789";

/// A realm with one client that shows a secret right beside what is wrong with it, all on one line.
fn export() -> String {
    let filler = r#""description": "x", "#.repeat(20_000);
    format!(
        r#"{{"realm": "shop", {filler}"clients": [{{"clientId": "web", "secret": "{SECRET}", "redirectUris": ["*"]}}]}}"#
    )
}

fn piped(project: &Project, arguments: &[&str], text: &str) -> (i32, String, String) {
    let mut command = project.command(project.path(), arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let text = text.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = project.ended(arguments, child.wait_with_output().unwrap());
    writer.join().unwrap().unwrap();
    (output.status, output.stdout, output.stderr)
}

#[test]
fn no_format_shows_a_secret_of_an_export_and_each_tells_the_finding() {
    let project = project();
    project.file("export.json", &export());
    for format in realmform_render::findings::FORMATS.iter().map(|format| format.name) {
        let output = checked(&project, &["lint", "export.json", "--format", format]);
        assert_eq!(output.status, 4, "{format}: {}", output.stderr);
        assert!(!output.stdout.contains(SECRET) && !output.stderr.contains(SECRET), "{format}");
        assert!(output.stdout.contains("redirect-anywhere"), "{format}: {}", output.stdout);
    }
}

#[test]
fn an_export_may_come_through_a_pipe() {
    let (status, stdout, stderr) = piped(&project(), &["lint", "-", "--format", "json"], &export());
    assert_eq!((status, stderr.as_str()), (4, ""));
    let told: Value = serde_json::from_str(&stdout).unwrap();
    let found =
        told["findings"].as_array().unwrap().iter().find(|it| it["code"] == "client/redirect-anywhere").unwrap();
    assert_eq!((&found["file"], &found["line"]), (&Value::from("-"), &Value::from(1)));
    // Columns are counted in characters; the place is the one URI.
    let column = export().find("\"*\"").unwrap() + 1;
    assert_eq!(found["column"], column);
    assert_eq!(piped(&project(), &["lint", "-"], "{\"realm\"").0, 1);
}

#[test]
fn one_bad_file_does_not_hide_the_findings_of_another() {
    let project = project();
    project.file("realms/good.json", &export()).file("realms/cut.json", r#"{"realm": "#);
    let output = checked(&project, &["lint", "realms"]);
    assert_eq!(output.status, 1);
    assert!(output.stdout.contains("redirect-anywhere") && output.stderr.contains("cut.json is truncated"));
}

#[test]
fn the_rules_are_listed_and_each_is_explained() {
    let project = project();
    let told: Value = serde_json::from_str(&fine(&project, &["rules", "--json"])).unwrap();
    let rules = told["rules"].as_array().unwrap();
    assert!(rules.len() > 90, "{}", rules.len());
    for rule in rules.iter().step_by(10) {
        let code = rule["code"].as_str().unwrap();
        assert!(fine(&project, &["explain", code]).contains(rule["title"].as_str().unwrap()), "{code}");
    }
    assert!(fine(&project, &["explain", "naming/client"]).contains("naming/*"));
    assert!(fine(&project, &["rules", "saml/*"]).lines().all(|line| !line.starts_with("client/")));
    assert_eq!(fine(&project, &["explain", "implicit-flow"]), fine(&project, &["explain", "client/implicit-flow"]));
    let both = ["client/pkce-missing", "identity-provider/pkce-missing"].map(|code| fine(&project, &["explain", code]));
    assert_eq!(fine(&project, &["explain", "pkce-missing"]), both.join("\n\n"));
    insta::assert_snapshot!(refused(&project, &["explain", "client/pkce-mising"]), @r"
    exit 1
    error: unknown rule `client/pkce-mising`; did you mean `client/pkce-missing`?
      help: run `realmform rules` to list all rules; `config/…` findings are about the files themselves
    ");
}
