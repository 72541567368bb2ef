//! The shipped configuration on the realm of examples/legacy-realm: everything gets its new name and stays what it was.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use realmform_kinds::representation::{self, REALM, Version};
use regex::{Captures, Regex};
use serde_json::{Value, json};

use crate::story::{Story, done, list, mapper, names, sorted, text, texts};
use crate::support::{self, Project};
use crate::tokens::USER;

/// Old and new names, as they stand in the keys of `facts`.
const RENAMED: &[(&str, &str)] = &[
    ("svc-neon-server", "neon-svc-bff"),
    ("svc-runtime-worker", "athyper-svc-runtime-worker"),
    ("runtime-api", "athyper-api-runtime"),
    ("neon:PERSONAS:", "neon:PERSONA:"),
    ("neon:MODULES:", "neon:MODULE:"),
    ("/neon/workbenches", "/neon/workbench"),
    ("scope neon-workbench", "scope neon:workbench"),
    ("scope runtime", "scope athyper:runtime"),
];

/// The migrated realm `athyper`, for all who look at it without changing what the files declare.
pub(crate) struct Migrated {
    pub story: Story,
    before: BTreeMap<String, String>,
    plan: String,
}

pub(crate) fn migrated() -> &'static Migrated {
    static MIGRATED: LazyLock<Migrated> = LazyLock::new(|| {
        let story = legacy("athyper", 0);
        shipped(&story);
        let before = facts(&story);
        let plan = story.plan();
        story.apply();
        Migrated { story, before, plan }
    });
    &MIGRATED
}

/// The legacy realm on the server. Its ids are in it, so that a further copy needs a name and ids of its own.
pub(crate) fn legacy(realm: &str, copy: u32) -> Story {
    let mut story = Story::nowhere("");
    story.project = Project::within(story.keycloak.run_dir());
    story.project.file("realmform.toml", "schema = 1\ndefault_target = \"live\"\n");
    story.realm = realm.to_owned();
    story.project.live(story.keycloak, realm);
    story.keycloak.import_realm(&legacy_export(realm, copy));
    story
}

/// What is imported for it.
pub(crate) fn legacy_export(realm: &str, copy: u32) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let export = fs::read_to_string(root.join("examples/legacy-realm/athyper-realm.json")).expect("the legacy realm");
    let ids = Regex::new("([0-9a-f]{8})(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})").expect("a pattern");
    let other = |id: &Captures| {
        let first = u32::from_str_radix(&id[1], 16).expect("eight digits");
        format!("{:08x}{}", first.wrapping_add(copy), &id[2])
    };
    let export = ids.replace_all(&export, other);
    let export = export
        .replace("default-roles-athyper", &format!("default-roles-{realm}"))
        .replace("/realms/athyper/", &format!("/realms/{realm}/"));
    let mut export: Value = serde_json::from_str(&export).expect("the legacy realm as JSON");
    export["realm"] = json!(realm);
    // An older server takes no export with a field that it does not know.
    let server = Version::of(&support::version());
    let is_newer = |field: &str| representation::field(REALM, field).is_some_and(|known| known.since > server);
    export.as_object_mut().expect("a realm").retain(|field, _| !is_newer(field));
    export
}

/// Puts this repository's own configuration into the project.
pub(crate) fn shipped(story: &Story) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["realm", "lookups", "policies"] {
        for file in fs::read_dir(root.join(folder)).expect("a folder of the configuration") {
            let path = file.expect("a file of the configuration").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("its name").to_owned();
            story.project.file(&format!("{folder}/{name}"), &fs::read_to_string(&path).expect("its text"));
        }
    }
    let config = fs::read_to_string(root.join("realmform.toml")).expect("realmform.toml");
    story.project.file("realmform.toml", &config);
}

/// What a migration must not change, under names that it may: ids, secrets, members, the roles that people hold.
pub(crate) fn facts(story: &Story) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    let mut note = |key: String, value: String| drop(facts.insert(key, value));
    // The user of the token stories comes and joins while others look.
    let joined = |names: Vec<String>| names.into_iter().filter(|name| name != USER).collect::<Vec<_>>().join(" ");
    for client in list(&story.get("/clients?max=100")) {
        let (id, name) = (text(&client["id"]), text(&client["clientId"]));
        note(format!("client {name}"), id.clone());
        if client["publicClient"] == false && client["bearerOnly"] == false {
            note(format!("secret {name}"), text(&story.get(&format!("/clients/{id}/client-secret"))["value"]));
        }
        if client["serviceAccountsEnabled"] == true {
            let user = story.get(&format!("/clients/{id}/service-account-user"));
            note(format!("service account {name}"), text(&user["id"]));
        }
        for role in list(&story.get(&format!("/clients/{id}/roles"))) {
            note(format!("role {name} {}", text(&role["name"])), text(&role["id"]));
        }
    }
    for role in list(&story.get("/roles?first=0&max=500")) {
        note(format!("role {}", text(&role["name"])), text(&role["id"]));
    }
    let groups = story.get("/groups?search=%20&populateHierarchy=false&briefRepresentation=false&first=0&max=500");
    for group in list(&groups) {
        let (id, path) = (text(&group["id"]), text(&group["path"]));
        let members = names(&story.get(&format!("/groups/{id}/members")), "username");
        note(format!("group {path}"), id);
        note(format!("members {path}"), joined(members));
    }
    for scope in list(&story.get("/client-scopes")) {
        note(format!("scope {}", text(&scope["name"])), text(&scope["id"]));
    }
    for organization in list(&story.get("/organizations?max=100")) {
        let (id, name) = (text(&organization["id"]), text(&organization["name"]));
        let members = story.get(&format!("/organizations/{id}/members"));
        note(format!("members of {name}"), joined(names(&members, "username")));
        note(format!("organization {name}"), id);
    }
    for user in list(&story.get("/users?search=example.com")).filter(|user| user["username"] != USER) {
        let (id, name) = (text(&user["id"]), text(&user["username"]));
        let held = story.get(&format!("/users/{id}/role-mappings"));
        let of_clients = held["clientMappings"].as_object().into_iter().flatten();
        let roles = of_clients.flat_map(|(_, client)| list(&client["mappings"]));
        let roles = roles.chain(list(&held["realmMappings"])).map(|role| text(&role["id"]));
        note(format!("roles held by {name}"), joined(sorted(roles)));
        note(format!("user {name}"), id);
    }
    facts
}

#[test]
fn every_id_secret_and_member_is_the_same_under_the_new_name() {
    let Migrated { story, before, .. } = migrated();
    let after = facts(story);
    assert!(before.len() > 100, "{before:#?}");
    for (key, value) in before {
        let renamed = RENAMED.iter().find(|(old, _)| key.contains(old));
        let key = renamed.map_or_else(|| key.clone(), |(old, new)| key.replace(old, new));
        assert_eq!(after.get(&key), Some(value), "{key}");
    }
    assert_eq!(after["secret neon-svc-bff"], "legacy-throwaway-bff-secret");
    assert_eq!(after["secret athyper-svc-runtime-worker"], "legacy-throwaway-worker-secret");
    let old = after.keys().filter(|key| {
        let is_old = |name: &str| key.split(' ').any(|word| word == name);
        is_old("svc-neon-server") || is_old("svc-runtime-worker") || is_old("runtime-api") || key.contains("PERSONAS")
    });
    assert_eq!(old.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn what_is_to_be_there_is_there() {
    let Migrated { story, .. } = migrated();
    let api = names(&story.get(&format!("{}/roles", story.client_path("athyper-api-runtime"))), "name");
    assert_eq!(api.len(), 21, "{api:?}");
    for client in ["mesh-api-gateway", "mesh-svc-router", "athyper-svc-content", "athyper-svc-notification"] {
        assert_eq!(story.client(client)["clientId"], client);
    }
    assert_eq!(story.group_roles("/neon/persona/requester"), ["neon-web.neon:PERSONA:requester"]);
    assert_eq!(story.group("/neon/workbench")["attributes"]["owner"], json!(["platform-team"]));
    assert_eq!(
        story.service_account_roles("neon-svc-bff"),
        [
            "athyper-api-runtime.content:read",
            "athyper-api-runtime.content:sign:url",
            "athyper-api-runtime.doc:read",
            "athyper-api-runtime.doc:write",
            "athyper-api-runtime.runtime:invoke",
        ]
    );
    let web = story.client("neon-web");
    assert_eq!((&web["directAccessGrantsEnabled"], &web["fullScopeAllowed"]), (&json!(false), &json!(false)));
}

#[test]
fn the_plan_tells_the_renames_and_how_many_names_follow() {
    let renames: Vec<&str> = migrated().plan.lines().map(str::trim).filter(|line| line.starts_with('→')).collect();
    insta::assert_snapshot!(renames.join("\n"), @"
    → clientScope/runtime → clientScope/athyper:runtime (id kept)
    → clientScope/neon-workbench → clientScope/neon:workbench (id kept, 1 reference follows)
    → client/runtime-api → client/athyper-api-runtime (id kept, 4 references follow)
    → client/svc-runtime-worker → client/athyper-svc-runtime-worker (id kept)
    → client/svc-neon-server → client/neon-svc-bff (id kept)
    → clientRole/neon-web/neon:MODULES:ACC → clientRole/neon-web/neon:MODULE:ACC (id kept)
    → clientRole/neon-web/neon:MODULES:DOC → clientRole/neon-web/neon:MODULE:DOC (id kept)
    → clientRole/neon-web/neon:MODULES:PAY → clientRole/neon-web/neon:MODULE:PAY (id kept)
    → clientRole/neon-web/neon:MODULES:WF → clientRole/neon-web/neon:MODULE:WF (id kept)
    → clientRole/neon-web/neon:PERSONAS:agent → clientRole/neon-web/neon:PERSONA:agent (id kept, 2 references follow)
    → clientRole/neon-web/neon:PERSONAS:manager → clientRole/neon-web/neon:PERSONA:manager (id kept)
    → clientRole/neon-web/neon:PERSONAS:module_admin → clientRole/neon-web/neon:PERSONA:module_admin (id kept)
    → clientRole/neon-web/neon:PERSONAS:reporter → clientRole/neon-web/neon:PERSONA:reporter (id kept)
    → clientRole/neon-web/neon:PERSONAS:requester → clientRole/neon-web/neon:PERSONA:requester (id kept)
    → clientRole/neon-web/neon:PERSONAS:tenant_admin → clientRole/neon-web/neon:PERSONA:tenant_admin (id kept, 1 reference follows)
    → clientRole/neon-web/neon:PERSONAS:viewer → clientRole/neon-web/neon:PERSONA:viewer (id kept)
    → group/neon/workbenches → group/neon/workbench (id kept)
    ");
}

#[test]
fn names_that_the_server_does_not_rewrite_have_followed() {
    let Migrated { story, .. } = migrated();
    assert_followed(story);
    let web = story.client("neon-web");
    assert_eq!(mapper(&web, "runtime-audience")["config"]["included.client.audience"], "athyper-api-runtime");
}

/// Where the old names stood as plain text, and where the server keeps ids.
#[track_caller]
fn assert_followed(story: &Story) {
    let config = |owner: &Value, name: &str, key: &str| text(&mapper(owner, name)["config"][key]);
    let worker = story.client("athyper-svc-runtime-worker");
    assert_eq!(config(&worker, "agent-short-name", "role"), "neon-web.neon:PERSONA:agent");
    assert_eq!(config(&worker, "worker-may-read-workflows", "role"), "athyper-api-runtime.wf:read");
    let workbench = story.scope("neon:workbench");
    let of_client = config(&workbench, "workbench-runtime-roles", "usermodel.clientRoleMapping.clientId");
    assert_eq!(of_client, "athyper-api-runtime");
    let runtime = story.scope("athyper:runtime");
    assert_eq!(config(&runtime, "runtime-api-audience", "included.client.audience"), "athyper-api-runtime");

    let policies = story.get("/client-policies/policies");
    let conditions: BTreeMap<String, &Value> = list(&policies["policies"])
        .flat_map(|policy| list(&policy["conditions"]))
        .map(|condition| (text(&condition["condition"]), &condition["configuration"]))
        .collect();
    assert_eq!(texts(&conditions["client-roles"]["roles"]), ["neon:PERSONA:agent", "neon:WORKBENCH:ADMIN"]);
    assert_eq!(texts(&conditions["client-scopes"]["scopes"]), ["neon:workbench"]);
    let roles = &conditions["client-updater-source-roles"]["roles"];
    assert_eq!(texts(roles), ["neon-web.neon:PERSONA:tenant_admin"]);
    assert_eq!(texts(&conditions["client-updater-source-groups"]["groups"]), ["neon-admins"]);
    assert_eq!(list(&policies["policies"]).count(), 2);

    let mappers = story.get("/identity-provider/instances/partner-idp/mappers");
    let roles: Vec<String> = list(&mappers).map(|mapper| text(&mapper["config"]["role"])).collect();
    assert_eq!(sorted(roles), ["athyper-api-runtime.runtime:read", "neon-web.neon:PERSONA:viewer"]);

    let settings = story.get(&format!("{}/authz/resource-server/settings", story.client_path("neon-svc-bff")));
    let policy = |name: &str, key: &str| {
        let found = list(&settings["policies"]).find(|policy| policy["name"] == name);
        text(&found.unwrap_or_else(|| panic!("no policy {name} in {settings}"))["config"][key])
    };
    let readers = policy("document-readers", "roles");
    assert!(readers.contains("neon-web/neon:PERSONA:manager"), "{readers}");
    assert!(readers.contains("athyper-api-runtime/doc:read"), "{readers}");
    assert_eq!(policy("worker-only", "clients"), "[\"athyper-svc-runtime-worker\"]");
    assert!(policy("neon-users-group", "groups").contains("/neon-users"));
    assert!(list(&settings["resources"]).any(|resource| resource["name"] == "Invoices"));

    assert_eq!(
        story.composites(&story.role("platform-operator")),
        ["athyper-api-runtime.runtime:read", "athyper-api-runtime.runtime:write", "neon-web.neon:WORKBENCH:OPS",]
    );
    let api = story.client_path("athyper-api-runtime");
    let mapped = story.get(&format!("{}/scope-mappings{api}", story.client_path("neon-web")));
    assert_eq!(names(&mapped, "name"), ["runtime:read"]);
}

#[test]
fn a_second_apply_does_nothing() {
    let Migrated { story, .. } = migrated();
    story.is_converged();
    let before = facts(story);
    let said = done(story.project.run(&["apply", "--yes", "--target", "live"]));
    assert!(!said.contains("Applied"), "{said}");
    assert_eq!(facts(story), before);
}

#[test]
fn a_run_that_stopped_between_a_rename_and_what_follows_it_is_taken_up() {
    let story = legacy("athyper-stopped", 1);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    story.project.file("realm/moved.toml", &fs::read_to_string(root.join("realm/moved.toml")).expect("moved.toml"));
    // What the server does itself, the stopped run had done.
    story.put(&story.client_path("runtime-api"), &json!({"clientId": "athyper-api-runtime"}));
    for role in list(&story.get(&format!("{}/roles", story.client_path("neon-web")))) {
        let (id, name) = (text(&role["id"]), text(&role["name"]));
        let renamed = name.replace("PERSONAS", "PERSONA");
        if renamed != name {
            story.put(&format!("/roles-by-id/{id}"), &json!({"name": renamed, "description": role["description"]}));
        }
    }
    let scope = text(&story.scope("neon-workbench")["id"]);
    story.put(&format!("/client-scopes/{scope}"), &json!({"name": "neon:workbench"}));

    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Realm
      ~ realm
          clientPolicies.policies:  (follows clientRole/neon-web/neon:PERSONA:agent, clientRole/neon-web/neon:PERSONA:tenant_admin, clientScope/neon:workbench)
              … 10 unchanged lines
                        "roles": [
                          "neon:WORKBENCH:ADMIN",
            -             "neon:PERSONAS:agent"
            +             "neon:PERSONA:agent"
                        ]
                      }
              … 5 unchanged lines
                        "type": "Default",
                        "scopes": [
            -             "neon-workbench"
            +             "neon:workbench"
                        ]
                      }
              … 14 unchanged lines
                        "is-negative-logic": false,
                        "roles": [
            -             "neon-web.neon:PERSONAS:tenant_admin"
            +             "neon-web.neon:PERSONA:tenant_admin"
                        ]
                      }
              … 16 unchanged lines

    Client scopes
      → clientScope/runtime → clientScope/athyper:runtime (id kept)

    Clients
      → client/svc-runtime-worker → client/athyper-svc-runtime-worker (id kept)
      → client/svc-neon-server → client/neon-svc-bff (id kept)

    Client roles
      → clientRole/neon-web/neon:MODULES:ACC → clientRole/neon-web/neon:MODULE:ACC (id kept)
      → clientRole/neon-web/neon:MODULES:DOC → clientRole/neon-web/neon:MODULE:DOC (id kept)
      → clientRole/neon-web/neon:MODULES:PAY → clientRole/neon-web/neon:MODULE:PAY (id kept)
      → clientRole/neon-web/neon:MODULES:WF → clientRole/neon-web/neon:MODULE:WF (id kept)

    Groups
      → group/neon/workbenches → group/neon/workbench (id kept)

    Protocol mappers
      ~ protocolMapper/client/athyper-svc-runtime-worker/agent-short-name
          config.role: "neon-web.neon:PERSONAS:agent" → "neon-web.neon:PERSONA:agent"  (follows clientRole/neon-web/neon:PERSONA:agent)
      ~ protocolMapper/client/athyper-svc-runtime-worker/worker-may-read-workflows
          config.role: "runtime-api.wf:read" → "athyper-api-runtime.wf:read"  (follows clientRole/athyper-api-runtime/wf:read)
      ~ protocolMapper/clientScope/athyper:runtime/runtime-api-audience
          config."included.client.audience": "runtime-api" → "athyper-api-runtime"  (follows client/athyper-api-runtime)
      ~ protocolMapper/client/neon-web/runtime-audience
          config."included.client.audience": "runtime-api" → "athyper-api-runtime"  (follows client/athyper-api-runtime)
      ~ protocolMapper/clientScope/neon:workbench/workbench-runtime-roles
          config."usermodel.clientRoleMapping.clientId": "runtime-api" → "athyper-api-runtime"  (follows client/athyper-api-runtime)

    Risks
      ! protocolMapper/clientScope/athyper:runtime/runtime-api-audience config."included.client.audience": audience athyper-api-runtime
      ! protocolMapper/client/neon-web/runtime-audience config."included.client.audience": audience athyper-api-runtime
      ! protocolMapper/client/athyper-svc-runtime-worker/agent-short-name config.role: role in every token: neon-web.neon:PERSONA:agent
      ! protocolMapper/client/athyper-svc-runtime-worker/worker-may-read-workflows config.role: role in every token: athyper-api-runtime.wf:read
      + error reference/missing: protocolMapper/client/athyper-svc-runtime-worker/worker-may-read-workflows refers to `clientRole/athyper-api-runtime/wf:read`, which is not declared anywhere and does not exist
      - error reference/missing: protocolMapper/client/athyper-svc-runtime-worker/agent-short-name, protocolMapper/client/athyper-svc-runtime-worker/worker-may-read-workflows, realm and 1 more
      - error reference/missing-client: protocolMapper/clientScope/athyper:runtime/runtime-api-audience: the client `runtime-api` is not declared anywhere and does not exist; 3 objects refer to it

    Whom it affects
      ! client/athyper-svc-runtime-worker: every application that uses the client ID `svc-runtime-worker` must change to `athyper-svc-runtime-worker`
      ! client/neon-svc-bff: every application that uses the client ID `svc-neon-server` must change to `neon-svc-bff`

    Plan: 6 to change, 8 to rename.
    This plan adds 1 lint finding and resolves 5.
    "#);
    story.apply();
    assert_followed(&story);
    let web = story.client("neon-web");
    assert_eq!(mapper(&web, "runtime-audience")["config"]["included.client.audience"], "athyper-api-runtime");
}
