//! Servers and proxies whose errors repeat what they were sent: no secret of the run is told on.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Asked, Reply, Story};

const SECRET: &str = "CANARY-7f\"3k\\ü+/=9";

/// What a debug page shows of a request: as it came, and as a developer would look at it.
fn page(asked: &Asked) -> String {
    let body = String::from_utf8_lossy(&asked.body).into_owned();
    let bearer = asked.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let bearer = bearer.map(|(_, value)| value.clone()).unwrap_or_default();
    let sent: Value = serde_json::from_str(&body).unwrap_or_default();
    let secret = sent["secret"].as_str().unwrap_or_default().to_owned();
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let basic = STANDARD.encode(format!("api:{secret}"));
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let cut: String = secret.chars().take(10).collect();
    [
        bearer.clone(),
        bearer[..bearer.len().min(60)].to_owned(),
        secret.clone(),
        json!(secret).to_string(),
        hex,
        basic,
        form,
        cut,
        body,
    ]
    .join(" | ")
}

#[test]
fn a_server_that_repeats_a_request_tells_no_secret() {
    for field in ["errorMessage", "anything"] {
        let story = Story::new("echo");
        story.project.file("realm/clients.toml", "[clients.api]\nsecret = { env = \"API_SECRET\" }\n");
        story.project.env("API_SECRET", SECRET);
        let fake = story.through(move |asked| match asked.is("POST", "/clients") {
            true => Reply::Json(400, json!({ field: page(asked) })),
            false => Reply::Real,
        });
        let log = story.project.path().join("log.txt");
        let log_file = log.display().to_string();
        let output = story.project.run(&["apply", "--yes", "--journal", "journal.jsonl", "--log-file", &log_file]);
        let journal = std::fs::read_to_string(story.project.path().join("journal.jsonl")).unwrap();
        let log = std::fs::read_to_string(log).unwrap();
        assert!(output.stderr.contains("returned 400 Bad Request: "), "{output:#?}");
        assert!(output.stderr.contains("(secret)"), "{output:#?}");
        for told in [output.stdout, output.stderr, journal, log] {
            for part in ["CANARY", "43414e415259", "Q0FOQVJZ", "NBTkFSW", "DQU5BUlk", "eyJ"] {
                assert!(!told.contains(part), "{part}: {told}");
            }
        }
        assert_eq!(fake.count("POST", "/clients"), 1);
        story.converges();
    }
}

#[test]
fn a_sign_in_that_is_refused_with_what_was_sent_tells_no_password() {
    let story = Story::new("echotoken");
    story.through(|asked| match asked.is("POST", "/token") {
        true => {
            let words = format!("you sent {}", String::from_utf8_lossy(&asked.body));
            Reply::Json(400, json!({"error": "invalid_request", "error_description": words}))
        }
        false => Reply::Real,
    });
    story.project.env("KEYCLOAK_ADMIN_PASSWORD", "CANARY 7f\"3k+/=9");
    let told = story.refused(&["plan"]);
    assert!(told.contains("you sent grant_type=password&") && told.contains("password=(secret)"), "{told}");
    assert!(!told.contains("CANARY"), "{told}");
}
