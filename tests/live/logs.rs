//! What a run logs: steps and requests, and never a secret or a token.

use serde_json::Value;

use crate::story::{Story, text};

const TOML: &str = r#"
[clients.svc]
serviceAccountsEnabled = true
secret = { env = "SVC_SECRET" }

[roles.realm."odd\u001b[31mname"]
"#;

fn logged(arguments: &[&str]) -> (Story, String) {
    let story = Story::new(TOML);
    story.project.env("SVC_SECRET", "svc-tell-nobody");
    let output = story.project.run(&[&["apply", "--yes"], arguments].concat());
    assert_eq!(output.status, 0, "{output:#?}");
    (story, output.stderr)
}

#[test]
fn each_step_and_each_request_is_logged_where_that_is_asked_for() {
    let (story, log) = logged(&["-vv"]);
    let path = format!("method=POST path=\"/admin/realms/{}/clients\" status=201", story.realm);
    assert!(log.contains(&path), "{log}");
    let is_done = |line: &str| line.contains("address=\"client/svc\"}: step done ms=");
    assert!(log.contains("request answered method=") && log.lines().any(is_done), "{log}");
    let (_, log) = logged(&["-v"]);
    assert!(log.lines().any(is_done) && !log.contains("method=POST"), "{log}");
    let (_, log) = logged(&[]);
    assert!(!log.contains("address="), "{log}");
}

#[test]
fn a_log_as_json_is_an_object_a_line() {
    let (_, log) = logged(&["-vv", "--log-format", "json"]);
    let lines: Vec<Value> = log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let steps: Vec<String> =
        lines.iter().filter(|line| line["message"] == "step done").map(|line| text(&line["span"]["address"])).collect();
    assert!(steps.contains(&"client/svc".to_owned()), "{log}");
    assert!(lines.iter().filter(|line| line["message"] == "step done").all(|line| line["ms"].is_u64()), "{log}");
    assert!(lines.iter().any(|line| line["message"] == "request answered" && line["status"] == 201), "{log}");
}

#[test]
fn not_even_all_that_can_be_logged_has_a_secret_a_token_or_what_a_terminal_obeys() {
    for format in ["text", "json"] {
        let (story, log) = logged(&["-vvv", "--log-format", format]);
        for secret in ["svc-tell-nobody", "eyJ", story.keycloak.admin_password(), "\u{1b}"] {
            assert!(!log.replace("/admin/realms/", "").contains(secret), "{secret:?} in {log}");
        }
    }
}

#[test]
fn a_filter_that_cannot_be_read_is_told() {
    let story = Story::new(TOML);
    let output = story.project.env("REALMFORM_LOG", "realmform=loudly").run(&["plan"]);
    assert_eq!(output.status, 1, "{output:#?}");
    assert!(output.stderr.contains("invalid REALMFORM_LOG"), "{}", output.stderr);
}
