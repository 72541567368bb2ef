//! Tests against the real servers; these first two show that the set-up brings them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

#[path = "../support/mod.rs"]
mod support;

mod drift;
mod faults;
mod fields;
mod import;
mod journal;
mod kinds;
mod lint;
mod locks;
mod logs;
mod lookup_roles;
mod lookups;
mod migration;
mod named_target;
mod ownership;
mod reach;
mod renames;
mod saved;
mod signing_in;
mod story;
mod tables;
mod tokens;
mod undo;

use serde_json::json;

#[test]
fn keycloak_answers() {
    let keycloak = support::keycloak();
    let info = keycloak.admin().server_info();
    assert_eq!(info["systemInfo"]["version"], support::version().as_str());

    let realm = keycloak.fresh_realm("smoke");
    keycloak.import_realm(&json!({ "realm": realm, "enabled": true }));
    let client = json!({
        "clientId": "robot", "secret": "s3cret", "serviceAccountsEnabled": true,
    });
    let created = keycloak.admin().post(&format!("/{realm}/clients"), &client);
    let path = format!("/{realm}/clients/{}", created.id());
    assert_eq!(keycloak.admin().get(&path)["clientId"], "robot");

    let form = |secret| [("grant_type", "client_credentials"), ("client_id", "robot"), ("client_secret", secret)];
    assert_eq!(keycloak.token(&realm, &form("s3cret"))["azp"], "robot");
    assert_eq!(keycloak.token_answer(&realm, &form("wrong")).status, 401);

    keycloak.admin().delete(&path).ok();
    assert_eq!(keycloak.admin().find(&path), None);
}

#[test]
fn databases_answer_and_ask_for_their_password() {
    for database in support::Database::servers() {
        assert_eq!(database.number("1"), 1);
        let wrong = database.url.replacen("://realmform:", "://realmform:not", 1);
        let refused = support::wait(async move {
            use sqlx::Connection;
            match wrong.starts_with("mysql:") {
                true => sqlx::MySqlConnection::connect(&wrong).await.is_err(),
                false => sqlx::PgConnection::connect(&wrong).await.is_err(),
            }
        });
        assert!(refused, "a wrong password must be refused");
    }
}
