//! What a change would lose that it does not speak of: warned of, or refused where it can be sent along.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use serde_json::{Value, json};

use realmform_engine::build::build;
use realmform_engine::lost;
use realmform_engine::settle::settle;
use realmform_kinds::export;
use realmform_model::{Finding, Live, Plan, Secrets};

mod support;

fn planned(live: &Value, toml: &str) -> (Plan, Live) {
    let desired = support::desired(toml);
    let settled = settle(export::live(live), &desired);
    let plan = build("live", &desired, &settled, &Secrets::new());
    (plan, settled.live)
}

fn messages(findings: Vec<Finding>) -> Vec<String> {
    findings.into_iter().map(|finding| finding.message).collect()
}

#[test]
fn a_client_that_is_confidential_no_longer_loses_its_service_account_and_its_authorization_settings() {
    let live = json!({"realm": "t", "clients": [
        {"id": "1", "clientId": "api", "publicClient": false, "serviceAccountsEnabled": true, "authorizationServicesEnabled": true},
        {"id": "2", "clientId": "svc", "publicClient": false, "serviceAccountsEnabled": true},
        {"id": "3", "clientId": "web", "publicClient": true}]});
    let told = |toml: &str| {
        let (plan, live) = planned(&live, toml);
        let found = lost::warnings(&plan, &live);
        assert!(found.iter().all(|it| it.code == "settings/lost" && !it.is_error() && it.help.is_some()), "{found:?}");
        messages(found)
    };
    let account = "this change of client/api deletes its service account, with the roles that it has";
    let settings =
        "this change of client/api deletes its authorization settings: resources, scopes, policies and permissions";
    for flag in ["publicClient = true", "bearerOnly = true", "serviceAccountsEnabled = false"] {
        assert_eq!(told(&format!("[clients.api]\n{flag}")), [account, settings], "{flag}");
    }
    assert_eq!(told("[clients.api]\nauthorizationServicesEnabled = false"), [settings]);
    assert_eq!(told("[clients.svc]\npublicClient = true").len(), 1);
    assert!(told("[clients.api]\nname = \"API\"").is_empty());
    assert!(told("[clients.web]\nbearerOnly = true").is_empty(), "it has neither");
}

#[test]
fn a_secret_that_the_server_would_forget_stops_a_change_of_its_neighbours() {
    let live = json!({"realm": "t", "smtpServer": {"host": "a", "authTokenClientSecret": "**********"}});
    let told = |toml: &str| {
        let (plan, live) = planned(&live, toml);
        messages(lost::secrets(&plan, &live))
    };
    assert_eq!(
        told("[realm]\nsmtpServer.host = \"b\""),
        ["changing `smtpServer.host` of realm would lose the live `smtpServer.authTokenClientSecret`"]
    );
    assert!(told("[realm]\nsmtpServer.host = \"b\"\nsmtpServer.authTokenClientSecret = { env = \"X\" }").is_empty());
    assert!(told("[realm]\ndisplayName = \"T\"").is_empty());
}
