//! What each kind asks of Keycloak: a realm, the TOML that changes it, and the requests of the plan's steps.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use insta::assert_snapshot;
use serde_json::{Value, json};

use realmform_engine::build::build;
use realmform_engine::complete;
use realmform_engine::settle::settle;
use realmform_kinds as kinds;
use realmform_kinds::export;
use realmform_kinds::request::{Ids, MissingId};
use realmform_model::{Live, Secrets, Side};

mod support;

/// The requests of the plan, in its order. Ids that a live run would read or learn are `new:` and the address.
fn asked_of(live: Live, toml: &str) -> String {
    let mut desired = support::desired(toml);
    let settled = settle(live, &desired);
    assert!(settled.findings.is_empty(), "{:?}", settled.findings);
    complete::fill(&mut desired, &settled.live);
    let plan = build("live", &desired, &settled, &Secrets::new());
    let mut ids = Ids::default();
    for (address, object) in &settled.live.objects {
        object.id.iter().for_each(|id| ids.insert(address.clone(), id));
    }
    let mut lines = Vec::new();
    for step in &plan.steps {
        let requests = loop {
            match kinds::endpoint(step.address.kind).unwrap().requests(
                step,
                settled.live.objects.get(&step.address),
                &ids,
            ) {
                Ok(requests) => break requests,
                Err(MissingId(address)) => ids.insert(address.clone(), format!("new:{address}")),
            }
        };
        for request in requests {
            let body = request.body.map_or_else(String::new, |body| format!("\n  {body}"));
            let secrets: String = request.secrets.iter().map(|path| format!("\n  + secret {path}")).collect();
            lines.push(format!("{} {}{body}{secrets}", request.method, request.path));
        }
    }
    lines.join("\n")
}

fn asked(live: &Value, toml: &str) -> String {
    asked_of(export::live(live), toml)
}

fn empty() -> Value {
    json!({"realm": "t", "roles": {"realm": [{"id": "r1", "name": "Admin"}]},
        "clientScopes": [{"id": "s1", "name": "email"}, {"id": "s2", "name": "phone"}]})
}

#[test]
fn a_new_client_carries_its_scopes_and_gets_its_secret_when_it_is_sent() {
    assert_snapshot!(asked(&empty(), r#"
        [clients.web]
        name = "Web"
        secret = { env = "WEB_SECRET" }
        defaultClientScopes = ["email"]
    "#), @r#"
    POST /clients
      {"name":"Web","defaultClientScopes":["email"],"clientId":"web","implicitFlowEnabled":false}
      + secret secret
    "#);
}

#[test]
fn a_new_bearer_only_client_is_not_public() {
    assert_snapshot!(asked(&empty(), "[clients.api]\nbearerOnly = true"), @r#"
    POST /clients
      {"bearerOnly":true,"clientId":"api","implicitFlowEnabled":false,"publicClient":false}
    "#);
}

#[test]
fn a_changed_client_is_put_whole_with_its_id_and_without_its_secret() {
    let live = json!({"realm": "t", "clients": [{"id": "c1", "clientId": "old web", "name": "Web", "enabled": true,
        "secret": "hidden", "attributes": {"a": "1", "b": "2"}, "authorizationServicesEnabled": true,
        "authorizationSettings": {"policies": []}, "protocolMappers": [{"id": "m1", "name": "m"}]}]});
    assert_snapshot!(asked(&live, r#"
        [clients.web]
        name = "New"
        [[moved]]
        kind = "client"
        from = "old web"
        to = "web"
    "#), @r#"
    PUT /clients/c1
      {"name":"New","enabled":true,"attributes":{"a":"1","b":"2"},"authorizationServicesEnabled":true,"clientId":"web"}
    "#);
    assert_snapshot!(asked(&live, "[clients.\"old web\"]\nattributes = {}\nsecret = { env = \"S\" }"), @r#"
    PUT /clients/c1
      {"name":"Web","enabled":true,"attributes":{"a":"","b":""},"authorizationServicesEnabled":true,"clientId":"old web"}
    "#);
}

#[test]
fn scopes_of_a_client_that_is_there_are_assigned_one_by_one() {
    let mut live = empty();
    live["clients"] = json!([{"id": "c1", "clientId": "web", "defaultClientScopes": ["email", "service_account"]}]);
    assert_snapshot!(asked(&live, r#"
        [clients.web]
        defaultClientScopes = ["phone"]
        optionalClientScopes = ["email"]
    "#), @r#"
    DELETE /clients/c1/default-client-scopes/s1
    PUT /clients/c1/default-client-scopes/s2
    PUT /clients/c1/optional-client-scopes/s1
    "#);
}

#[test]
fn a_role_is_made_bare_and_then_filled() {
    assert_snapshot!(asked(&empty(), r#"
        [clients.web]
        [roles.client.web."doc:read"]
        description = "Read"
        [roles.realm.Boss]
        attributes.level = ["1"]
        composites.realm = ["Admin"]
        composites.client.web = ["doc:read"]
    "#), @r#"
    POST /clients
      {"clientId":"web","implicitFlowEnabled":false}
    POST /clients/new%3Aclient%2Fweb/roles
      {"description":"Read","name":"doc:read"}
    POST /roles
      {"attributes":{"level":["1"]},"name":"Boss"}
    POST /roles-by-id/new%3ArealmRole%2FBoss/composites
      [{"id":"new:clientRole/web/doc:read","name":"doc:read"}]
    POST /roles-by-id/new%3ArealmRole%2FBoss/composites
      [{"id":"r1","name":"Admin"}]
    "#);
}

#[test]
fn a_changed_role_is_put_whole_without_its_composites() {
    let live = json!({"realm": "t", "roles": {"realm": [{"id": "r1", "name": "Admin"}, {"id": "r2", "name": "Boss",
        "description": "stays", "composites": {"realm": ["Admin"]}, "attributes": {"a": ["1"]}}]}});
    assert_snapshot!(asked(&live, r#"
        [roles.realm.Chief]
        attributes.b = ["2"]
        [[moved]]
        kind = "realmRole"
        from = "Boss"
        to = "Chief"
    "#), @r#"
    PUT /roles-by-id/r2
      {"description":"stays","attributes":{"a":["1"],"b":["2"]},"name":"Chief"}
    "#);
}

#[test]
fn empty_composites_take_away_those_of_clients_too() {
    let live = json!({"realm": "t", "clients": [{"id": "c1", "clientId": "web"}],
        "roles": {"client": {"web": [{"id": "r3", "name": "read"}]}, "realm": [{"id": "r1", "name": "Admin"},
            {"id": "r2", "name": "Boss", "composites": {"realm": ["Admin"], "client": {"web": ["read"]}}}]}});
    assert_snapshot!(asked(&live, "[roles.realm.Boss]\ncomposites = {}"), @r#"
    DELETE /roles-by-id/r2/composites
      [{"id":"r3","name":"read"}]
    DELETE /roles-by-id/r2/composites
      [{"id":"r1","name":"Admin"}]
    "#);
}

#[test]
fn groups_are_made_from_the_top_and_get_their_roles_after() {
    assert_snapshot!(asked(&empty(), r#"
        [clients.web]
        [roles.client.web.read]
        [groups."/neon/w b"]
        attributes.owner = ["team"]
        realmRoles = ["Admin"]
        clientRoles.web = ["read"]
    "#), @r#"
    POST /clients
      {"clientId":"web","implicitFlowEnabled":false}
    POST /clients/new%3Aclient%2Fweb/roles
      {"name":"read"}
    POST /groups
      {"name":"neon"}
    POST /groups/new%3Agroup%2Fneon/children
      {"attributes":{"owner":["team"]},"name":"w b"}
    POST /groups/new%3Agroup%2Fneon%2Fw%20b/role-mappings/clients/new%3Aclient%2Fweb
      [{"id":"new:clientRole/web/read","name":"read"}]
    POST /groups/new%3Agroup%2Fneon%2Fw%20b/role-mappings/realm
      [{"id":"r1","name":"Admin"}]
    "#);
}

#[test]
fn a_changed_group_is_put_with_its_name_and_all_its_attributes() {
    let live = json!({"realm": "t", "roles": {"realm": [{"id": "r1", "name": "Admin"}]},
        "groups": [{"id": "g1", "name": "neon", "path": "/neon", "description": "stays", "attributes": {"a": ["1"]},
            "realmRoles": ["Admin"], "subGroups": []}]});
    assert_snapshot!(asked(&live, "[groups.\"/neon\"]\nattributes.b = [\"2\"]\nrealmRoles = []"), @r#"
    PUT /groups/g1
      {"description":"stays","attributes":{"a":["1"],"b":["2"]},"name":"neon"}
    DELETE /groups/g1/role-mappings/realm
      [{"id":"r1","name":"Admin"}]
    "#);
}

#[test]
fn a_scope_and_its_mappers() {
    let toml = r#"
        [clients.api]
        [clientScopes.runtime]
        description = "Runtime"
        [clientScopes.runtime.protocolMappers.aud]
        protocolMapper = "oidc-audience-mapper"
        config."included.client.audience" = "api"
    "#;
    assert_snapshot!(asked(&empty(), toml), @r#"
    POST /client-scopes
      {"description":"Runtime","name":"runtime","protocol":"openid-connect"}
    POST /clients
      {"clientId":"api","implicitFlowEnabled":false}
    POST /client-scopes/new%3AclientScope%2Fruntime/protocol-mappers/models
      {"protocolMapper":"oidc-audience-mapper","config":{"included.client.audience":"api"},"name":"aud","protocol":"openid-connect"}
    "#);
    let live = json!({"realm": "t", "clients": [{"id": "c1", "clientId": "api"}], "clientScopes": [{"id": "s1",
        "name": "runtime", "protocol": "openid-connect", "protocolMappers": [{"id": "m1", "name": "aud",
            "protocolMapper": "oidc-audience-mapper", "config": {"included.client.audience": "x", "y": "z"}}]}]});
    assert_snapshot!(asked(&live, toml), @r#"
    PUT /client-scopes/s1
      {"protocol":"openid-connect","description":"Runtime","name":"runtime"}
    PUT /client-scopes/s1/protocol-mappers/models/m1
      {"protocolMapper":"oidc-audience-mapper","config":{"included.client.audience":"api","y":"z"},"id":"m1","name":"aud"}
    "#);
}

#[test]
fn a_mapper_of_a_client() {
    let live = json!({"realm": "t", "clients": [{"id": "c1", "clientId": "web", "protocolMappers": [
        {"id": "m1", "name": "a b", "protocol": "openid-connect", "config": {"role": "Admin"}}]}]});
    assert_snapshot!(asked(&live, r#"
        [clients.web.protocolMappers."a b"]
        config.role = "Boss"
        [clients.web.protocolMappers.new]
        protocolMapper = "oidc-hardcoded-role-mapper"
    "#), @r#"
    PUT /clients/c1/protocol-mappers/models/m1
      {"protocol":"openid-connect","config":{"role":"Boss"},"id":"m1","name":"a b"}
    POST /clients/c1/protocol-mappers/models
      {"protocolMapper":"oidc-hardcoded-role-mapper","name":"new","protocol":"openid-connect"}
    "#);
}

#[test]
fn a_service_account_gives_back_what_it_was_born_with() {
    let mut live = empty();
    live["clients"] = json!([{"id": "c1", "clientId": "svc"}]);
    live["roles"]["realm"] = json!([{"id": "r1", "name": "Admin"}, {"id": "r9", "name": "default-roles-t"}]);
    assert_snapshot!(asked(&live, r#"
        [clients.svc]
        serviceAccountsEnabled = true
        [clients.svc.serviceAccount]
        realmRoles = ["Admin"]
    "#), @r#"
    PUT /clients/c1
      {"serviceAccountsEnabled":true,"clientId":"svc"}
    DELETE /users/new%3AserviceAccount%2Fsvc/role-mappings/realm
      [{"id":"r9","name":"default-roles-t"}]
    POST /users/new%3AserviceAccount%2Fsvc/role-mappings/realm
      [{"id":"r1","name":"Admin"}]
    "#);
}

#[test]
fn an_organization_is_put_whole_with_its_alias_and_domains() {
    let live = json!({"realm": "t", "organizations": [{"id": "o1", "name": "demo", "alias": "al", "enabled": true,
        "redirectUrl": "https://x", "domains": [{"name": "a.example", "verified": true}]}]});
    assert_snapshot!(asked(&live, r#"
        [organizations.demo]
        domains."b.example".verified = false
        [organizations.new]
        domains."c.example" = {}
    "#), @r#"
    PUT /organizations/o1
      {"alias":"al","enabled":true,"redirectUrl":"https://x","domains":[{"name":"b.example","verified":false}],"name":"demo"}
    POST /organizations
      {"domains":[{"name":"c.example"}],"alias":"new","name":"new","enabled":true}
    "#);
}

#[test]
fn the_realm_is_sent_whole_and_client_policies_go_where_they_live() {
    let mut live = empty();
    live["attributes"] = json!({"a": "1"});
    live["smtpServer"] = json!({"host": "h", "password": "**********"});
    live["clientPolicies"] = json!({"policies": [], "globalPolicies": [{"name": "g"}]});
    assert_snapshot!(asked(&live, r#"
        [realm]
        displayName = "T"
        attributes.b = "2"
        smtpServer.host = "mail"
        defaultDefaultClientScopes = ["email"]
        [[realm.clientPolicies.policies]]
        name = "p"
    "#), @r#"
    PUT /client-policies/policies
      {"policies":[{"name":"p"}],"globalPolicies":[{"name":"g"}]}
    PUT 
      {"roles":{"realm":[{"id":"r1","name":"Admin"}]},"clientScopes":[{"id":"s1","name":"email"},{"id":"s2","name":"phone"}],"attributes":{"a":"1","b":"2"},"smtpServer":{"host":"mail","password":"**********"},"displayName":"T"}
    PUT /default-default-client-scopes/s1
    "#);
}

#[test]
fn a_realm_that_is_not_there_is_made_first() {
    let absent = Live { realm: "t".into(), absent: [Side::Realm].into(), ..Live::default() };
    assert_snapshot!(asked_of(absent, "[realm]\ndisplayName = \"T\"\n[clientScopes.s]\n"), @r#"
    POST 
      {"displayName":"T","enabled":true}
    POST /client-scopes
      {"name":"s","protocol":"openid-connect"}
    "#);
}

#[test]
fn a_group_moves_to_another_parent_in_place() {
    let live = json!({"realm": "t", "groups": [
        {"id": "g1", "name": "old", "path": "/old", "attributes": {"realmform.project": ["p"]}, "subGroups": [
            {"id": "g2", "name": "a/b", "path": "/old/a/b", "description": "kept", "subGroups": [{"id": "g3", "name": "c"}]}]},
        {"id": "g4", "name": "new", "path": "/new"}]});
    assert_snapshot!(asked(&live, r#"
        [groups."/new/d"]
        attributes.k = "v"
        [groups."/new/d/c"]
        [[moved]]
        kind = "group"
        from = "/old/a~/b"
        to = "/new/d"
    "#), @r#"
    POST /groups/g4/children
      {"description":"kept","attributes":{"k":["v"]},"name":"d","id":"g2"}
    PUT /groups/g2
      {"description":"kept","attributes":{"k":["v"]},"name":"d"}
    "#);
}

#[test]
fn texts_of_locales_and_default_groups_are_written_apart_from_the_realm() {
    let live = json!({"realm": "t", "localizationTexts": {"en": {"hello": "Hi", "gone": "x"}}, "defaultGroups": ["/all"],
        "groups": [{"id": "g1", "name": "all", "path": "/all"}, {"id": "g2", "name": "staff", "path": "/staff"}]});
    assert_snapshot!(asked(&live, r#"
        [realm]
        localizationTexts.en.hello = "Hello"
        localizationTexts.en.new = "New"
        localizationTexts.de.hello = "Hallo"
        defaultGroups = ["/staff"]
    "#), @r#"
    POST /localization/de
      {"hello":"Hallo"}
    POST /localization/en
      {"hello":"Hello","new":"New"}
    DELETE /default-groups/g1
    PUT /default-groups/g2
    "#);
    assert_snapshot!(asked(&live, "[realm]\nlocalizationTexts.en = {}\n"), @"
    DELETE /localization/en/gone
    DELETE /localization/en/hello
    ");
}

#[test]
fn scope_mappings_of_clients_and_scopes_are_granted_and_revoked() {
    let live = json!({"realm": "t", "clients": [{"id": "c1", "clientId": "shop"}, {"id": "c2", "clientId": "api"}],
        "roles": {"realm": [{"id": "r1", "name": "boss"}, {"id": "r2", "name": "old"}],
            "client": {"api": [{"id": "r3", "name": "read"}]}},
        "clientScopes": [{"id": "s1", "name": "orders"}],
        "scopeMappings": [{"client": "shop", "roles": ["old"]}],
        "clientScopeMappings": {"api": [{"clientScope": "orders", "roles": ["read"]}]}});
    assert_snapshot!(asked(&live, r#"
        [clients.shop]
        scopeMappings.realm = ["boss"]
        scopeMappings.client.api = ["read"]
        [clientScopes.orders]
        scopeMappings.client = {}
    "#), @r#"
    DELETE /client-scopes/s1/scope-mappings/clients/c2
      [{"id":"r3","name":"read"}]
    DELETE /clients/c1/scope-mappings/realm
      [{"id":"r2","name":"old"}]
    POST /clients/c1/scope-mappings/clients/c2
      [{"id":"r3","name":"read"}]
    POST /clients/c1/scope-mappings/realm
      [{"id":"r1","name":"boss"}]
    "#);
}

#[test]
fn a_scope_that_joins_one_list_of_a_client_leaves_the_other() {
    let live = json!({"realm": "t", "clientScopes": [{"id": "s1", "name": "email"}, {"id": "s2", "name": "phone"}],
        "defaultDefaultClientScopes": ["email"], "defaultOptionalClientScopes": [],
        "clients": [{"id": "c1", "clientId": "shop", "defaultClientScopes": ["email", "phone"]}]});
    assert_snapshot!(asked(&live, r#"
        [realm]
        defaultOptionalClientScopes = ["email"]
        [clients.shop]
        optionalClientScopes = ["phone"]
        [clients.new]
        publicClient = true
    "#), @r#"
    DELETE /default-default-client-scopes/s1
    PUT /default-optional-client-scopes/s1
    POST /clients
      {"publicClient":true,"clientId":"new","implicitFlowEnabled":false}
    DELETE /clients/c1/default-client-scopes/s2
    PUT /clients/c1/optional-client-scopes/s2
    "#);
}

#[test]
fn flows_of_a_client_are_sent_by_id_and_taken_away_by_an_empty_text() {
    let live = json!({"realm": "t", "authenticationFlows": [{"id": "f1", "alias": "mine"}, {"id": "f2", "alias": "other"}],
        "clients": [{"id": "c1", "clientId": "shop", "authenticationFlowBindingOverrides": {"browser": "f1", "direct_grant": "f2"}}]});
    assert_snapshot!(asked(&live, "[clients.shop]\nauthenticationFlowBindingOverrides.browser = \"other\"\n"), @r#"
    PUT /clients/c1
      {"authenticationFlowBindingOverrides":{"browser":"f2","direct_grant":"f2"},"clientId":"shop"}
    "#);
    assert_snapshot!(asked(&live, "[clients.shop]\nauthenticationFlowBindingOverrides = {}\n"), @r#"
    PUT /clients/c1
      {"authenticationFlowBindingOverrides":{"browser":"","direct_grant":""},"clientId":"shop"}
    "#);
}

#[test]
fn what_is_not_in_a_table_that_is_declared_in_full_goes() {
    let live = json!({"realm": "t", "organizations": [{"id": "o1", "name": "acme", "alias": "acme", "enabled": true,
            "domains": [{"name": "a.example", "verified": true}, {"name": "b.example", "verified": false}]}],
        "groups": [{"id": "g1", "name": "staff", "attributes": {"k": ["v"], "old": ["x"], "realmform.project": ["p"]},
            "clientRoles": {"api": ["read"], "web": ["use"]}}],
        "clients": [{"id": "c1", "clientId": "api"}, {"id": "c2", "clientId": "web"}],
        "roles": {"client": {"api": [{"id": "r1", "name": "read"}], "web": [{"id": "r2", "name": "use"}]}}});
    assert_snapshot!(asked(&live, "[organizations.acme]\ndomains.\"B.example\" = {}\n"), @r#"
    PUT /organizations/o1
      {"alias":"acme","enabled":true,"domains":[{"name":"b.example","verified":false}],"name":"acme"}
    "#);
    assert_snapshot!(asked(&live, r#"
        [groups."/staff"]
        complete = ["attributes", "clientRoles"]
        attributes.k = "v"
        clientRoles.api = ["read"]
    "#), @r#"
    PUT /groups/g1
      {"attributes":{"k":["v"],"old":[],"realmform.project":["p"]},"name":"staff"}
    DELETE /groups/g1/role-mappings/clients/c2
      [{"id":"r2","name":"use"}]
    "#);
}

#[test]
fn attributes_of_a_realm_that_come_back_are_set_to_what_they_come_back_as() {
    let live = json!({"realm": "t", "attributes": {"mine": "1", "cibaInterval": "9", "parRequestUriLifespan": "60"}});
    assert_snapshot!(asked(&live, "[realm]\nattributes = {}\n"), @r#"
    PUT 
      {"attributes":{"cibaInterval":"5","parRequestUriLifespan":"60"}}
    "#);
    let none = json!({"realm": "t", "attributes": {"cibaInterval": "5", "parRequestUriLifespan": "60"}});
    assert_snapshot!(asked(&none, "[realm]\nattributes = {}\n"), @"");
    assert_snapshot!(asked(&json!({"realm": "t", "eventsExpiration": 60}), "[realm]\neventsExpiration = 0\n"), @r#"
    PUT 
      {"eventsExpiration":0}
    "#);
    assert_snapshot!(asked(&json!({"realm": "t"}), "[realm]\neventsExpiration = 0\n"), @"");
}
