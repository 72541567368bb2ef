//! References are read as Keycloak reads them, follow a rename, and are removed with the object that they refer to.

use serde_json::{Value, json};

use realmform_model::{Address, Body};

use super::*;
use crate::names;

fn body(value: Value) -> Body {
    value.as_object().cloned().unwrap_or_default()
}

#[test]
fn a_renamed_client_takes_the_key_of_its_roles_along() {
    let slot = Slot::link(&["clientRoles", "*", "[]"], Names::ClientRole);
    let mut group = body(json!({"clientRoles": {"runtime-api": ["doc:read"], "neon-web": ["a"]}}));
    let (from, to) = (names::client("runtime-api"), names::client("athyper-api-runtime"));
    rewrite(&slot, &mut group, &|_| true, &mut |_, target| target.rekeyed(&from, &to));
    assert_eq!(Value::Object(group), json!({"clientRoles": {"athyper-api-runtime": ["doc:read"], "neon-web": ["a"]}}));
}

#[test]
fn what_is_gone_is_in_no_list_any_more() {
    let slots = [
        Slot::link(&["clientRoles", "*", "[]"], Names::ClientRole),
        Slot::link(&["realmRoles", "[]"], Names::Key(names::REALM_ROLE)),
        Slot::followed(&["scopeMappings", "[]", "client"], Names::Key(names::CLIENT)),
        Slot::literal(&["config", "role"], Names::QualifiedRole),
    ];
    let left = |gone: Address| {
        let mut holder = body(json!({
            "clientRoles": {"web": ["a", "b"], "api": ["a"]}, "realmRoles": ["a", "b"],
            "scopeMappings": [{"client": "web"}, {"client": "api"}], "config": {"role": "a"},
        }));
        slots.iter().for_each(|slot| forget(slot, &mut holder, &|it| it.lineage().any(|it| *it == gone)));
        Value::Object(holder).to_string()
    };
    assert_eq!(
        left(names::client_role("web", "a")),
        r#"{"clientRoles":{"web":["b"],"api":["a"]},"realmRoles":["a","b"],"scopeMappings":[{"client":"web"},{"client":"api"}],"config":{"role":"a"}}"#
    );
    assert_eq!(
        left(names::client("web")),
        r#"{"clientRoles":{"api":["a"]},"realmRoles":["a","b"],"scopeMappings":[{"client":"api"}],"config":{"role":"a"}}"#
    );
    assert!(left(names::realm_role("a")).contains(r#""realmRoles":["b"]"#));
}

#[test]
fn a_qualified_role_is_read_as_keycloak_reads_it() {
    let slot = Slot::literal(&["config", "role"], Names::QualifiedRole);
    let mapper = body(json!({"config": {"role": "runtime-api.course.create"}}));
    let known = references(&[slot], &mapper, &|client| client == "runtime-api");
    assert_eq!(known[0].target, names::client_role("runtime-api", "course.create"));
    let unknown = references(&[slot], &mapper, &|_| false);
    assert_eq!(unknown[0].target, names::realm_role("runtime-api.course.create"));
}

#[test]
fn a_policy_names_its_roles_in_a_json_text() {
    let slot = Slot::followed(&["policies", "[]", "config", "roles"], Names::PolicyRoles);
    let mut client =
        body(json!({"policies": [{"config": {"roles": "[{\"id\":\"runtime-api/doc:read\",\"required\":true}]"}}]}));
    let (from, to) = (names::client("runtime-api"), names::client("api"));
    rewrite(&slot, &mut client, &|_| true, &mut |_, target| target.rekeyed(&from, &to));
    assert_eq!(client["policies"][0]["config"]["roles"], "[{\"id\":\"api/doc:read\",\"required\":true}]");
}

#[test]
fn a_mapper_stays_when_the_group_that_it_names_goes() {
    let slot = Slot::followed(&["mappers", "[]", "config", "group"], Names::Key(names::GROUP));
    let mut realm = body(json!({"mappers": [{"name": "m", "config": {"group": "/staff"}}]}));
    let before = realm.clone();
    forget(&slot, &mut realm, &|_| true);
    assert_eq!(realm, before, "only what is an element of a list, or its own field, goes with the object");
}
