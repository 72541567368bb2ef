//! What the export's file becomes: the odd corners that servers and editors leave in it.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use serde_json::{Value, json};

use realmform_engine::build::build;
use realmform_engine::settle::settle;
use realmform_kinds::export::{carry_out, from_slice, live};
use realmform_model::{Plan, Secrets};

mod support;

/// The export after the plan, and the plan that is made then.
fn applied(export: &Value, toml: &str) -> (Value, Plan) {
    let desired = support::desired(toml);
    let mut secrets = Secrets::new();
    for (address, declared) in &desired.objects {
        for path in declared.secrets.keys() {
            secrets.insert((address.clone(), path.clone()), "wanted".to_owned().into());
        }
    }
    let plan = |json: &Value| build("embedded", &desired, &settle(live(json), &desired), &secrets);
    let mut export = export.clone();
    let first = plan(&export);
    carry_out(&mut export, &first.steps, "T", &secrets);
    let again = plan(&export);
    (export, again)
}

#[test]
fn a_masked_secret_is_not_compared_and_goes_with_another_change() {
    let before = json!({"realm": "T", "clients": [{"id": "1", "clientId": "web", "secret": "**********"}]});
    let (after, again) = applied(&before, "[clients.web]\nname = \"Web\"\nsecret = { env = \"S\" }");
    assert_eq!(after["clients"][0]["secret"], "wanted");
    assert!(again.is_empty());
    let (after, again) = applied(&before, "[clients.web]\nsecret = { env = \"S\" }");
    assert_eq!(after["clients"][0]["secret"], "**********");
    assert_eq!(again.unseen.len(), 1);
}

#[test]
fn a_secret_that_differs_is_set_once() {
    let before = json!({"realm": "T", "clients": [{"id": "1", "clientId": "web", "secret": "other"}]});
    let (after, again) = applied(&before, "[clients.web]\nsecret = { env = \"S\" }");
    assert_eq!(after["clients"][0]["secret"], "wanted");
    assert!(again.is_empty());
}

#[test]
fn a_service_account_is_made_with_the_roles_that_the_server_gives_it() {
    let before = json!({"realm": "T", "roles": {"realm": [{"name": "Admin"}, {"name": "default-roles-t"}]}});
    let toml = "[clients.SVC]\nserviceAccountsEnabled = true\n[clients.SVC.serviceAccount]\n\
                realmRoles = [\"Admin\", \"default-roles-t\"]\n";
    let (after, again) = applied(&before, toml);
    let expected = json!([{"serviceAccountClientId": "SVC", "realmRoles": ["default-roles-t", "Admin"],
        "username": "service-account-svc", "enabled": true}]);
    assert_eq!(after["users"], expected);
    assert!(again.is_empty());
}

#[test]
fn the_paths_of_groups_below_a_renamed_one_follow() {
    let before = json!({"realm": "T", "groups": [{"id": "1", "name": "a", "path": "/a", "subGroups": [
        {"id": "2", "name": "b", "path": "/a/b", "subGroups": [{"id": "3", "name": "c", "path": "/a/b/c"}]}]}],
        "defaultGroups": ["/a/b"], "identityProviderMappers": [{"name": "m", "config": {"group": "/a/b/c"}}]});
    let (after, again) = applied(&before, "[[moved]]\nkind = \"group\"\nfrom = \"/a\"\nto = \"/x\"");
    assert_eq!(after.pointer("/groups/0/subGroups/0/subGroups/0/path").unwrap(), "/x/b/c");
    assert_eq!(after["defaultGroups"], json!(["/x/b"]));
    assert_eq!(after["identityProviderMappers"][0]["config"]["group"], "/x/b/c");
    assert!(again.is_empty());
}

#[test]
fn a_renamed_role_is_followed_by_its_spelling_whatever_client_comes_with_it() {
    let before = json!({"realm": "T", "clients": [{"id": "1", "clientId": "web"}],
        "roles": {"client": {"web": [{"id": "2", "name": "app.doc"}]}},
        "identityProviderMappers": [{"name": "m", "config": {"role": "web.app.doc"}}]});
    let toml =
        "[clients.\"web.app\"]\n[[moved]]\nkind = \"clientRole\"\nclient = \"web\"\nfrom = \"app.doc\"\nto = \"read\"";
    let (after, again) = applied(&before, toml);
    assert_eq!(after["identityProviderMappers"][0]["config"]["role"], "web.read");
    assert!(again.is_empty());
}

#[test]
fn a_group_moves_with_all_that_is_in_it_and_names_of_it_follow() {
    let before = json!({"realm": "T", "groups": [
        {"id": "1", "name": "a", "path": "/a", "subGroups": [
            {"id": "2", "name": "b/c", "path": "/a/b/c", "subGroups": [{"id": "3", "name": "d", "path": "/a/b/c/d"}]}]},
        {"id": "4", "name": "x", "path": "/x", "subGroups": []}], "defaultGroups": ["/a/b~/c/d"]});
    let toml = "[groups.\"/y/z/d\"]\n[[moved]]\nkind = \"group\"\nfrom = \"/a/b~/c\"\nto = \"/y/z\"\n\
                [[moved]]\nkind = \"group\"\nfrom = \"/x\"\nto = \"/y\"\n";
    let (after, again) = applied(&before, toml);
    assert_eq!(after["groups"][0]["subGroups"], json!([]));
    assert_eq!(after.pointer("/groups/1/name").unwrap(), "y");
    assert_eq!(after.pointer("/groups/1/subGroups/0/id").unwrap(), "2");
    assert_eq!(after.pointer("/groups/1/subGroups/0/subGroups/0/path").unwrap(), "/y/z/d");
    assert_eq!(after["defaultGroups"], json!(["/y/z/d"]));
    assert!(again.is_empty());
}

#[test]
fn default_groups_are_written_by_their_paths_as_keycloak_writes_them() {
    let before = json!({"realm": "T", "defaultGroups": ["/a", "/p/x/y"], "groups": [{"name": "a", "path": "/a"},
        {"name": "/b", "path": "//b"}, {"name": "p", "path": "/p", "subGroups": [{"name": "x/y", "path": "/p/x/y"}]}]});
    let toml = "[realm]\ndefaultGroups = [\"/p/x~/y\", \"/~/b\", \"/new/deep\"]\n[groups.\"/new/deep\"]\n";
    let (after, again) = applied(&before, toml);
    assert_eq!(after["defaultGroups"], json!(["/p/x/y", "//b", "/new/deep"]));
    assert!(again.is_empty());
}

#[test]
fn scope_mappings_are_in_the_lists_of_the_realm() {
    let before = json!({"realm": "T", "clients": [{"id": "1", "clientId": "web"}, {"id": "2", "clientId": "api"}],
        "roles": {"realm": [{"name": "boss"}, {"name": "old"}], "client": {"api": [{"name": "read"}]}},
        "scopeMappings": [{"client": "web", "roles": ["old"]}, {"client": "api", "roles": ["boss"]}]});
    let toml = "[clients.web]\nscopeMappings.realm = [\"boss\"]\nscopeMappings.client.api = [\"read\"]\n";
    let (after, again) = applied(&before, toml);
    let expected = json!([{"client": "web", "roles": ["boss"]}, {"client": "api", "roles": ["boss"]}]);
    assert_eq!(after["scopeMappings"], expected);
    assert_eq!(after["clientScopeMappings"], json!({"api": [{"client": "web", "roles": ["read"]}]}));
    assert!(after["clients"][0].get("scopeMappings").is_none());
    assert!(again.is_empty());
}

#[test]
fn flows_of_clients_are_ids_in_an_export() {
    let before = json!({"realm": "T", "authenticationFlows": [{"id": "f1", "alias": "mine"}], "clients": [{"id": "1", "clientId": "web"}]});
    let (after, again) = applied(&before, "[clients.web]\nauthenticationFlowBindingOverrides.browser = \"mine\"\n");
    assert_eq!(after["clients"][0]["authenticationFlowBindingOverrides"], json!({"browser": "f1"}));
    assert!(again.is_empty());
}

#[test]
fn a_group_whose_name_looks_like_a_path_is_left_alone() {
    let before = json!({"realm": "T", "groups": [{"id": "1", "name": "a/b", "path": "/a~/b", "subGroups": []}]});
    let (after, again) = applied(&before, "[groups.\"/a/b\"]\ndescription = \"mine\"");
    assert_eq!(after["groups"][0], before["groups"][0]);
    assert_eq!(after["groups"][1]["subGroups"][0]["description"], "mine");
    assert!(again.is_empty());
}

#[test]
fn an_organization_gets_the_domain_that_is_not_verified() {
    let before = json!({"realm": "T", "organizations": [{"id": "1", "name": "o", "domains": []}]});
    let (after, again) = applied(&before, "[organizations.o]\ndomains.\"a.example\".verified = false");
    assert_eq!(after["organizations"][0]["domains"], json!([{"name": "a.example", "verified": false}]));
    assert!(again.is_empty());
}

#[test]
fn a_byte_order_mark_before_the_json_is_passed_over() {
    assert_eq!(from_slice(b"\xef\xbb\xbf{\"realm\": \"T\"}", "x.json").unwrap(), json!({"realm": "T"}));
}

#[test]
fn what_is_no_export_is_told_as_what_it_is() {
    let told = |text: &str| from_slice(text.as_bytes(), "x.json").unwrap_err().message;
    assert_eq!(told(" \n"), "x.json is empty");
    assert_eq!(told("[]"), "x.json is an empty list: it has no realm");
    assert_eq!(told("7"), "x.json is not a realm export: expected a JSON object");
    assert_eq!(told("{\"users\": []}"), "x.json is a file of users, not a realm export");
    assert_eq!(told("{\"realm\": 1}"), "x.json is not a realm export: the field `realm` is missing");
    assert!(told("{\"realm\"").starts_with("x.json is truncated: "));
    assert!(told("{realm}").starts_with("x.json is not valid JSON: "));
}
