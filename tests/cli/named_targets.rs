//! Servers that `realmform.toml` names: who signs in there comes from the file's references, and from nowhere else.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use super::{checked, fine, refused};
use crate::support::{Project, free_port};

/// A project with these lines in `[targets.prod]`.
fn project(lines: &str) -> Project {
    let project = Project::new();
    project.file("realmform.toml", &format!("schema = 1\ndefault_target = \"prod\"\n\n[targets.prod]\n{lines}"));
    project.file("realm/a.toml", "[realm]\nenabled = true\n");
    // Of another server: nothing of it may be used.
    for (key, value) in [
        ("KEYCLOAK_ADMIN_URL", "http://127.0.0.1:1/admin/realms/other"),
        ("KEYCLOAK_ADMIN_CLIENT_ID", "of-live"),
        ("KEYCLOAK_ADMIN_CLIENT_SECRET", "secret-of-live"),
        ("KEYCLOAK_ADMIN_REALM", "realm-of-live"),
        ("PGPASSWORD", "password-of-live"),
        ("MYSQL_PWD", "password-of-live"),
        ("KEYCLOAK_RETRY", "0"),
    ] {
        project.env(key, value);
    }
    project
}

/// Who asks first, and with what; it is told that it may not.
fn server() -> (u16, Receiver<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
            let (mut asked, mut part) = (Vec::new(), [0; 4096]);
            while let Ok(length @ 1..) = stream.read(&mut part) {
                asked.extend_from_slice(&part[..length]);
            }
            _ = sender.send(String::from_utf8_lossy(&asked).into_owned());
            let answer = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            _ = stream.write_all(answer.as_bytes());
        }
    });
    (port, receiver)
}

/// The request with which a plan signs in.
fn signing_in(lines: &str) -> String {
    let (port, asked) = server();
    let project = project(&lines.replace("SERVER", &format!("http://127.0.0.1:{port}/auth/")));
    project.env("PROD_SECRET", "secret-of-prod").file("keys/prod", "password-of-prod\n");
    let output = checked(&project, &["plan"]);
    assert_eq!(output.status, 3, "{output:#?}");
    asked.recv_timeout(Duration::from_secs(5)).unwrap()
}

#[test]
fn a_client_signs_in_with_what_the_file_refers_to() {
    let asked = signing_in(
        "keycloak = \"SERVER\"\nrealm = \"shop\"\nclient_id = \"realmform\"\nclient_secret = { env = \"PROD_SECRET\" }\n",
    );
    assert!(asked.starts_with("POST /auth/realms/master/protocol/openid-connect/token "), "{asked}");
    assert!(asked.contains("realmform") && asked.contains("secret-of-prod"), "{asked}");
    assert!(!asked.contains("of-live"), "{asked}");
}

#[test]
fn a_user_signs_in_at_the_realm_that_the_file_names() {
    let asked = signing_in(
        "keycloak = \"SERVER\"\nrealm = \"shop\"\nsign_in_realm = \"staff\"\nusername = \"ann\"\npassword = { file = \"keys/prod\" }\n",
    );
    assert!(asked.starts_with("POST /auth/realms/staff/protocol/openid-connect/token "), "{asked}");
    for part in ["client_id=admin-cli", "username=ann", "password=password-of-prod"] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    assert!(!asked.contains("of-live"), "{asked}");
}

#[test]
fn an_account_that_is_not_named_is_not_taken_from_the_environment() {
    let project = project("keycloak = \"https://sso.example.com\"\nrealm = \"shop\"\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    config/no-credentials

      × the target `prod` names no account to sign in with
       ╭─[realmform.toml:4:10]
     3 │
     4 │ [targets.prod]
       ·          ────
     5 │ keycloak = "https://sso.example.com"
       ╰────
      help: add `client_id = "realmform"` and `client_secret = { env = "PROD_CLIENT_SECRET" }`, or `username`
            and `password = { env = "PROD_PASSWORD" }`; variables of the target `live` are not used

    1 error.
    error: the target `prod` cannot be used
      help: fix `[targets.prod]` in realmform.toml; `realmform lint` shows what is wrong
    "#);
    for command in [&["unlock"][..], &["import", "--out", "new"], &["apply", "--yes"], &["owned"]] {
        let said = refused(&project, command);
        assert!(said.contains("names no account to sign in with"), "{command:?}: {said}");
    }
}

#[test]
fn a_secret_that_cannot_be_had_is_told_with_its_key_and_its_target() {
    let project = project(
        "keycloak = \"https://sso.example.com\"\nrealm = \"shop\"\nclient_id = \"a\"\nclient_secret = { env = \"PROD_SECRET\" }\n",
    );
    insta::assert_snapshot!(refused(&project, &["plan"]), @"
    exit 1
    error: `client_secret` of the target `prod`: environment variable PROD_SECRET is not set
      help: set PROD_SECRET; in a pipeline, take it from the secret store
    ");
}

#[test]
fn what_is_wrong_with_a_server_is_told_with_place_and_help() {
    let project = Project::new();
    project.file("realm/a.toml", "[realm]\nenabled = true\n");
    project.file(
        "realmform.toml",
        r#"schema = 1
[targets.both]
export = "realm.json"
keycloak = "https://sso.example.com"
realm = "a"
client_id = "c"
client_secret = { env = "BOTH" }
[targets.url]
keycloak = "https://sso.example.com/admin/realms/a"
start = "b.json"
username = "ann"
password = { env = "URL_PASSWORD" }
[targets.clear]
keycloak = "https://ann:hunter2@sso.example.com"
realm = "../a"
client_id = "c"
client_secret = "hunter2"
[targets.of-live]
keycloak = "https://sso.example.com"
realm = "a"
client_id = "c"
client_secret = { env = "KEYCLOAK_ADMIN_CLIENT_SECRET" }
username = "ann"
[targets.stray]
client_id = "c"
database_password = { env = "DB" }
database = "sqlite:a.db"
[targets.half]
keycloak = "https://sso.example.com"
realm = "a"
username = "ann"
"#,
    );
    let output = checked(&project, &["lint"]);
    assert_eq!(output.status, 4, "{output:#?}");
    assert!(!format!("{output:?}").contains("hunter2"), "{output:#?}");
    let told: Vec<&str> = output.stdout.lines().map(str::trim).filter(|line| line.starts_with('×')).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    × the target `both` sets both `export` and `keycloak`
    × the target `url` sets `start` but not `export`
    × invalid `keycloak`: it must not name a realm
    × the target `url` sets `keycloak` but not `realm`
    × `keycloak` contains a password in clear text
    × `client_secret` is a secret and must not be written in clear text
    × invalid `realm` in the target `clear`: `../a` cannot be part of an address
    × `KEYCLOAK_ADMIN_CLIENT_SECRET` is what a run or its pipeline signs in with, and cannot be the source of
    × the target `of-live` names both a client with a secret and a user
    × the target `stray` sets `database_password` but no database server as `database`
    × the target `stray` sets `client_id` but not `keycloak`
    × the target `half` sets `username` but not `password`
    ");
}

#[test]
fn a_database_gets_the_password_of_its_target_alone() {
    let (port, asked) = server();
    let lines = format!("database = \"postgres://app@127.0.0.1:{port}/app?sslmode=disable\"\n");
    let project = project(&lines);
    project.file("lookups/a.toml", "[lookups.colour]\n").env("DATABASE_TIMEOUT", "1");
    let output = checked(&project, &["plan"]);
    assert_eq!(output.status, 3, "{output:#?}");
    assert!(!asked.recv_timeout(Duration::from_secs(5)).unwrap().contains("of-live"));
}

#[test]
fn other_targets_work_whether_the_server_does_or_not() {
    let project = project("");
    let port = free_port();
    project.file(
        "realmform.toml",
        &format!(
            "schema = 1\n[targets.prod]\nkeycloak = \"http://127.0.0.1:{port}\"\nrealm = \"shop\"\nclient_id = \"c\"\n\
             client_secret = {{ env = \"PROD_SECRET\" }}\n[targets.dev]\nexport = \"realm.json\"\nrealm = \"shop\"\n"
        ),
    );
    project.env("PROD_SECRET", "secret-of-prod");
    assert!(fine(&project, &["plan", "--target", "dev"]).contains("dev"));
    assert_eq!(checked(&project, &["plan", "--target", "prod"]).status, 3);
}
