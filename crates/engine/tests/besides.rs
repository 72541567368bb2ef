//! What an apply changed besides its plan: a realm before and after, and the TOML that was applied.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use serde_json::{Value, json};

use realmform_engine::besides::besides;
use realmform_engine::build::build;
use realmform_engine::settle::settle;
use realmform_kinds::export;
use realmform_model::Secrets;

mod support;

/// The objects and fields that changed besides the plan, where the server made `after` of `before`.
fn told(before: &Value, toml: &str, after: &Value) -> Vec<String> {
    let desired = support::desired(toml);
    let settled = settle(export::live(before), &desired);
    let plan = build("live", &desired, &settled, &Secrets::new());
    assert!(!plan.is_empty());
    let found = besides(&plan, &settled.live, &settle(export::live(after), &desired).live);
    found.iter().flat_map(|it| it.fields.iter().map(move |change| format!("{} {}", it.address, change.path))).collect()
}

fn realm() -> Value {
    json!({"realm": "t", "displayName": "Old", "oauth2DeviceCodeLifespan": 1234, "attributes": {"mine": "kept"},
        "clients": [{"id": "1", "clientId": "web", "name": "Web", "secret": "a", "redirectUris": ["/x"]},
            {"id": "2", "clientId": "other", "enabled": true}],
        "roles": {"realm": [{"name": "staff"}]}, "groups": [{"name": "a", "realmRoles": []}]})
}

#[test]
fn what_is_planned_is_not_told() {
    let mut after = realm();
    after["displayName"] = json!("New");
    after["groups"][0]["realmRoles"] = json!(["staff"]);
    let toml = "[realm]\ndisplayName = \"New\"\n[groups.\"/a\"]\nrealmRoles = [\"staff\"]\n";
    assert!(told(&realm(), toml, &after).is_empty());
}

#[test]
fn what_the_server_changes_by_the_way_is_told_field_by_field() {
    let mut after = realm();
    after["displayName"] = json!("New");
    after["oauth2DeviceCodeLifespan"] = json!(600);
    after["attributes"] = json!({"new": "1"});
    let found = told(&realm(), "[realm]\ndisplayName = \"New\"\n", &after);
    assert_eq!(found, ["realm attributes.mine", "realm attributes.new", "realm oauth2DeviceCodeLifespan"]);
}

#[test]
fn the_double_of_a_changed_setting_is_no_surprise_and_its_neighbours_are() {
    let mut after = realm();
    after["oauth2DeviceCodeLifespan"] = json!(700);
    after["attributes"] = json!({"mine": "other", "oauth2DeviceCodeLifespan": "700"});
    assert_eq!(told(&realm(), "[realm]\noauth2DeviceCodeLifespan = 700\n", &after), ["realm attributes.mine"]);
}

#[test]
fn a_secret_that_changes_by_the_way_is_told_without_its_value() {
    let mut after = realm();
    after["clients"][0]["name"] = json!("New");
    after["clients"][0]["secret"] = json!("b");
    assert_eq!(told(&realm(), "[clients.web]\nname = \"New\"\n", &after), ["client/web secret"]);
}

#[test]
fn what_the_plan_does_not_touch_is_not_looked_at() {
    let mut after = realm();
    after["clients"][0]["name"] = json!("New");
    after["clients"][1]["enabled"] = json!(false);
    assert!(told(&realm(), "[clients.web]\nname = \"New\"\n", &after).is_empty());
}

#[test]
fn a_setting_that_is_shown_twice_is_changed_once() {
    let mut after = realm();
    after["oauth2DeviceCodeLifespan"] = json!(60);
    after["attributes"]["oauth2DeviceCodeLifespan"] = json!("60");
    assert!(told(&realm(), "[realm]\noauth2DeviceCodeLifespan = 60\n", &after).is_empty());
}

#[test]
fn a_list_that_became_empty_may_be_left_out() {
    let mut before = realm();
    before["clients"] = json!([{"id": "1", "clientId": "web"}]);
    before["roles"]["client"] = json!({"web": [{"name": "read"}]});
    before["groups"][0]["clientRoles"] = json!({"web": ["read"]});
    let mut after = before.clone();
    after["groups"][0].as_object_mut().unwrap().remove("clientRoles");
    assert!(told(&before, "[groups.\"/a\"]\nclientRoles = {}\n", &after).is_empty());
}

#[test]
fn what_follows_a_field_by_its_nature_is_not_told() {
    let mut after = realm();
    after["otpPolicyDigits"] = json!(8);
    after["otpSupportedApplications"] = json!(["totpAppFreeOTPName"]);
    assert!(told(&realm(), "[realm]\notpPolicyDigits = 8\n", &after).is_empty());
}

#[test]
fn what_follows_a_client_that_becomes_public_is_not_told_and_other_fields_are() {
    let mut after = realm();
    after["clients"][0]["publicClient"] = json!(true);
    after["clients"][0]["secret"] = Value::Null;
    after["clients"][0]["description"] = json!("New");
    assert_eq!(told(&realm(), "[clients.web]\npublicClient = true\n", &after), ["client/web description"]);
}
