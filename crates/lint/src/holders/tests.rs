//! Who holds what, on small realms; and the time it takes on a large one.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fmt::Write as _;
use std::sync::Arc;

use crate::holders::build;
use crate::policy::Policies;
use crate::rule::{Context, Export};
use realmform_kinds::names;
use realmform_model::Source;

fn with<T>(text: &str, look: impl FnOnce(&Context) -> T) -> T {
    let source = Arc::new(Source::new("realm.json", text.to_owned()));
    let exports = Export::read(&source).unwrap();
    look(&Context::of_export(&exports, &Policies::default()))
}

const REALM: &str = r#"{"realm": "r", "defaultRole": {"name": "default-roles-r"}, "defaultGroups": ["/all"],
"clients": [{"clientId": "shop", "defaultClientScopes": ["extra", "plain"]}, {"clientId": "a.b"}],
"clientScopes": [{"name": "plain"}, {"name": "extra", "protocolMappers": [{"name": "m",
    "protocolMapper": "oidc-hardcoded-role-mapper", "config": {"role": "a.b.admin"}}]}],
"roles": {"realm": [
    {"name": "lead", "composites": {"client": {"a.b": ["admin"]}}},
    {"name": "ring", "composites": {"realm": ["ring", "lead"]}},
    {"name": "default-roles-r", "composites": {"realm": ["user"]}}],
  "client": {"a.b": [{"name": "admin"}]}},
"groups": [{"name": "all"}, {"name": "staff", "realmRoles": ["lead"], "subGroups": [{"name": "berlin"}]}],
"users": [{"username": "ann", "groups": ["/staff/berlin"], "clientRoles": {"a.b": ["admin"]}},
    {"username": "service-account-shop", "serviceAccountClientId": "shop", "realmRoles": ["ring"]}],
"identityProviderMappers": [{"name": "m", "identityProviderAlias": "idp", "config": {"group": "/staff"}}]}"#;

#[test]
fn every_way_to_a_role_is_found_and_the_shortest_told() {
    let told = with(REALM, |context| {
        let holders = context.holders();
        let admin = holders.id(&names::client_role("a.b", "admin")).unwrap();
        let toward = holders.toward(&[admin], |_| false);
        toward.steps().fold(String::new(), |mut told, edge| {
            let place = holders.place(edge, context);
            writeln!(told, "{} at {place}", toward.way(edge)).unwrap();
            told
        })
    });
    insta::assert_snapshot!(told, @"
    realmRole/lead → clientRole/a.b/admin at realm.json:6:56
    user/ann → clientRole/a.b/admin at realm.json:11:84
    protocolMapper/clientScope/extra/m → clientRole/a.b/admin at realm.json:4:64
    realmRole/ring → realmRole/lead → clientRole/a.b/admin at realm.json:7:55
    group/staff → realmRole/lead → clientRole/a.b/admin at realm.json:10:62
    clientScope/extra → protocolMapper/clientScope/extra/m → clientRole/a.b/admin at realm.json:3:76
    serviceAccount/shop → realmRole/ring → realmRole/lead → clientRole/a.b/admin at realm.json:12:91
    group/staff/berlin → group/staff → realmRole/lead → clientRole/a.b/admin at realm.json:10:86
    identityProviderMapper/idp/m → group/staff → realmRole/lead → clientRole/a.b/admin at realm.json:13:86
    client/shop → clientScope/extra → protocolMapper/clientScope/extra/m → clientRole/a.b/admin at realm.json:2:58
    user/ann → group/staff/berlin → group/staff → realmRole/lead → clientRole/a.b/admin at realm.json:11:42
    ");
}

#[test]
fn the_search_does_not_go_on_behind_an_end() {
    with(REALM, |context| {
        let holders = context.holders();
        let admin = holders.id(&names::client_role("a.b", "admin")).unwrap();
        let lead = holders.id(&names::realm_role("lead")).unwrap();
        let toward = holders.toward(&[admin], |id| id == lead);
        let staff = holders.id(&names::group("/staff").unwrap()).unwrap();
        assert!(toward.step(lead).is_some() && toward.step(staff).is_none());
    });
}

#[test]
fn what_everybody_gets_is_reached_from_the_realm() {
    with(REALM, |context| {
        let holders = context.holders();
        let realm = holders.id(&names::realm()).unwrap();
        let reached: Vec<String> =
            holders.reached(realm).iter().map(|(id, way)| format!("{} {}", holders.name(*id), way.len())).collect();
        assert_eq!(reached, ["realmRole/default-roles-r 1", "group/all 1", "realmRole/user 2"]);
    });
}

#[test]
fn a_large_realm_takes_milliseconds() {
    const CLIENTS: usize = 5_000;
    let mut clients = String::new();
    let mut roles = String::new();
    let mut users = String::new();
    for at in 0..CLIENTS {
        let comma = if at == 0 { "" } else { "," };
        write!(clients, r#"{comma}{{"clientId": "c{at}", "defaultClientScopes": ["profile", "email", "roles"]}}"#)
            .unwrap();
        write!(roles, r#"{comma}"c{at}": [{{"name": "x"}}, {{"name": "y"}}, {{"name": "z", "composites": {{"client": {{"c{at}": ["x"]}}}}}}]"#).unwrap();
        write!(users, r#"{comma}{{"serviceAccountClientId": "c{at}", "clientRoles": {{"c{at}": ["x", "y", "z"]}}}}"#)
            .unwrap();
    }
    let text =
        format!(r#"{{"realm": "r", "clients": [{clients}], "roles": {{"client": {{{roles}}}}}, "users": [{users}]}}"#);
    with(&text, |context| {
        let began = std::time::Instant::now();
        let holders = build(context);
        let took = began.elapsed();
        assert_eq!(holders.all().count(), 4 * CLIENTS);
        // Unoptimised, and beside other tests.
        assert!(took.as_millis() < 2_000, "{took:?}");
    });
}
