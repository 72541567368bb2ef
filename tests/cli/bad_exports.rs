//! What `lint` says of files that are no exports, or are spoilt ones: one clear word each, whatever it is.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{checked, refused};
use crate::support::Project;

/// The findings that are more than notes, each with its place; or how the file is refused.
fn told(bytes: &[u8]) -> String {
    let project = Project::new();
    fs::write(project.path().join("export.json"), bytes).unwrap();
    let arguments = ["lint", "export.json", "--format", "json"];
    let output = checked(&project, &arguments);
    if output.status == 1 {
        return refused(&project, &arguments);
    }
    let told: Value = serde_json::from_str(&output.stdout).unwrap();
    let findings = told["findings"].as_array().unwrap().iter().filter(|it| it["severity"] != "info");
    let line = |it: &Value| {
        let [code, object, message] = ["code", "object", "message"].map(|key| it[key].as_str().unwrap());
        format!("\n{}:{} {code} {object}: {message}", it["line"], it["column"])
    };
    format!("exit {}{}", output.status, findings.map(line).collect::<String>())
}

#[test]
fn what_is_not_json_is_told_as_what_it_is() {
    let deep = format!("{{\"realm\": \"a\", \"x\": {}{}}}", "[".repeat(200), "]".repeat(200));
    let files: [(&str, &[u8]); 9] = [
        ("a page", b"<html>Sign in</html>"),
        ("nothing", b""),
        ("blanks", b" \n\n"),
        ("cut off", b"{\"realm\": \"a\",\n \"clients\": [{\"clientId\": \"w"),
        ("Latin-1", b"{\"realm\":\n \"caf\xe9\"}"),
        ("UTF-16", b"\xff\xfe{\0}\0"),
        ("two texts", b"{\"realm\": \"a\"}\n{\"realm\": \"b\"}"),
        ("a comma too many", b"{\"realm\": \"a\",\n}"),
        ("200 levels", deep.as_bytes()),
    ];
    let all: Vec<String> = files.iter().map(|(what, bytes)| format!("{what}: {}", told(bytes))).collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn json_that_is_no_realm_is_told_as_what_it_is() {
    let files = [
        "{}",
        "null",
        "42",
        "\"realm\"",
        "[]",
        "[1]",
        r#"[{"username": "ann"}]"#,
        r#"{"realm": 5}"#,
        r#"{"users": 3}"#,
    ];
    let all: Vec<String> = files.iter().map(|text| format!("{text} {}", told(text.as_bytes()))).collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn lists_of_realms_and_files_of_users_are_taken_for_what_they_are() {
    let client = r#""clients": [{"clientId": "web", "publicClient": true, "redirectUris": ["*"]}]"#;
    insta::assert_snapshot!(told(format!(r#"[{{"realm": "a"}}, {{"realm": "b", {client}}}]"#).as_bytes()));
    let users =
        r#"{"realm": "a", "users": [{"username": "ann", "credentials": [{"type": "password", "value": "x"}]}]}"#;
    insta::assert_snapshot!(told(users.as_bytes()));
}

#[test]
fn a_byte_order_mark_is_not_counted() {
    let users =
        r#"{"realm": "a", "users": [{"username": "ann", "credentials": [{"type": "password", "value": "x"}]}]}"#;
    assert_eq!(told(format!("\u{feff}{users}").as_bytes()), told(users.as_bytes()));
}

#[test]
fn keys_that_are_there_twice_and_values_of_another_type_are_findings() {
    let twice = r#"{"realm": "a", "clients": [
 {"clientId": "api", "bearerOnly": false, "bearerOnly": true},
 {"clientId": "api"}],
"realm": "b"}"#;
    insta::assert_snapshot!(told(twice.as_bytes()));
    let numbers = r#"{"realm": "a", "groups": "x", "roles": [], "users": {"a": 1}, "clients": [
 {"clientId": 5, "redirectUris": 7},
 {"clientId": "api", "bearerOnly": "yes", "redirectUris": [1, 2], "attributes": {"a": 3}}]}"#;
    insta::assert_snapshot!(told(numbers.as_bytes()));
}

#[test]
fn what_cannot_be_read_is_told() {
    let project = Project::new();
    fs::create_dir_all(project.path().join("folder.json/empty")).unwrap();
    project.file("texts/a.txt", "x").file("other/package.json", "{\"name\": \"x\"}");
    std::os::unix::fs::symlink("gone.json", project.path().join("dangling.json")).unwrap();
    let names = ["gone.json", "gone-*.json", "folder.json", "texts", "other", "dangling.json"];
    // Not even root can read the first byte of its own memory.
    if Path::new("/proc/self/mem").exists() {
        std::os::unix::fs::symlink("/proc/self/mem", project.path().join("locked.json")).unwrap();
        assert!(
            refused(&project, &["lint", "locked.json"]).starts_with("exit 1\nerror: cannot read <project>/locked.json")
        );
    }
    assert!(refused(&project, &["lint", "a[.json"]).contains("invalid pattern <project>/a[.json"));
    let all: Vec<String> = names.iter().map(|name| refused(&project, &["lint", name])).collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn no_expression_of_a_policy_hangs_on_a_name() {
    let project = Project::new();
    let expression = "(a+)+b|(a|aa)*c|(.*)*d";
    project.file("rules/a.toml", &format!("[[naming]]\nkind = \"client\"\nregex = \"{expression}\"\n"));
    let name = "a".repeat(100_000);
    project.file(
        "export.json",
        &format!(r#"{{"realm": "a", "clients": [{{"clientId": "{name}", "bearerOnly": true}}]}}"#),
    );
    let started = std::time::Instant::now();
    let output = checked(&project, &["lint", "export.json", "--policy", "rules"]);
    assert_eq!(output.status, 4);
    assert!(output.stdout.contains("does not follow"), "{}", output.stdout);
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
    project.file("rules/a.toml", "[[naming]]\nkind = \"client\"\nregex = \"(a{1000}){1000}\"\n");
    let output = checked(&project, &["lint", "export.json", "--policy", "rules"]);
    assert_eq!(output.status, 4);
    assert!(output.stdout.contains("config/regex") && output.stdout.contains("too large"), "{}", output.stdout);
}

#[test]
fn what_a_terminal_would_obey_is_not_printed() {
    let project = Project::new();
    project.file(
        "e\u{1b}[2J.json",
        r#"{"realm": "a", "clients": [{"clientId": "w\u001b]0;x\u0007\u009b2J", "publicClient": true, "redirectUris": ["*"]}]}"#,
    );
    project.env("CLICOLOR_FORCE", "0");
    let output = checked(&project, &["lint", "e\u{1b}[2J.json"]);
    assert!(output.stdout.contains(r"w\u{1b}]0;x\u{7}\u{9b}2J"), "{}", output.stdout);
    let obeyed = |letter: &char| letter.is_control() && *letter != '\n';
    assert_eq!(output.stdout.chars().find(obeyed), None, "{}", output.stdout);
}
