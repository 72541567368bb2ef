//! Stories of renames: what is live, what the history says, and what is settled or refused.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use insta::assert_snapshot;
use serde_json::{Value, json};

use realmform_engine::build::build;
use realmform_engine::settle::{Settled, settle};
use realmform_kinds::export;
use realmform_kinds::names;
use realmform_model::Secrets;
use realmform_render::text;

mod support;

use support::desired;

fn moved(kind: &str, from: &str, to: &str) -> String {
    format!("[[moved]]\nkind = \"{kind}\"\nfrom = \"{from}\"\nto = \"{to}\"\n")
}

fn role_moved(client: &str, from: &str, to: &str) -> String {
    format!("{}client = \"{client}\"\n", moved("clientRole", from, to))
}

fn settled(live: &Value, toml: &str) -> Settled {
    settle(export::live(live), &desired(toml))
}

/// The renames as `old → new`, then the findings.
fn told(live: &Value, toml: &str) -> String {
    let settled = settled(live, toml);
    let renames = settled.renames.iter().map(|(to, renaming)| format!("{} → {to}", renaming.origin));
    let findings = settled.findings.iter().map(|it| format!("{}: {}", it.code, it.message));
    renames.chain(findings).collect::<Vec<_>>().join("\n")
}

fn clients(ids: &[&str]) -> Value {
    let list: Vec<_> = ids.iter().map(|id| json!({"id": format!("id-of-{id}"), "clientId": id})).collect();
    json!({"realm": "t", "clients": list})
}

fn realm_roles(names: &[&str]) -> Value {
    let list: Vec<_> = names.iter().map(|name| json!({"name": name})).collect();
    json!({"realm": "t", "roles": {"realm": list}})
}

#[test]
fn a_chain_collapses_from_wherever_the_live_name_stands_in_it() {
    let history = moved("client", "a", "b") + &moved("client", "b", "c");
    assert_snapshot!(told(&clients(&["a"]), &history), @"client/a → client/c");
    assert_snapshot!(told(&clients(&["b"]), &history), @"client/b → client/c");
    assert_eq!(told(&clients(&["c"]), &history), "");
}

#[test]
fn a_star_stands_for_the_same_text_on_both_sides() {
    let live = realm_roles(&["x:READ:a", "x:READ:b", "x:WRITE:a"]);
    assert_snapshot!(told(&live, &moved("realmRole", "x:READ:*", "x:GET:*")), @r#"
    realmRole/x:READ:a → realmRole/x:GET:a
    realmRole/x:READ:b → realmRole/x:GET:b
    "#);
}

#[test]
fn a_pattern_takes_up_what_it_made_so_that_the_next_run_finds_nothing() {
    let history = moved("realmRole", "old-*", "*");
    assert_snapshot!(told(&realm_roles(&["old-old-a"]), &history), @"realmRole/old-old-a → realmRole/a");
    assert_eq!(told(&realm_roles(&["a"]), &history), "");
}

#[test]
fn a_pattern_that_would_never_end_is_a_finding() {
    assert_snapshot!(told(&realm_roles(&["a1"]), &moved("realmRole", "a*", "ab*")), @"moved/never-done: the rename `a*` → `ab*` matches its own result, so every run would repeat it");
}

#[test]
fn two_names_that_are_both_there_block_the_move() {
    assert_snapshot!(told(&clients(&["a", "b"]), &moved("client", "a", "b")), @"moved/blocked: cannot rename client/a to client/b: both exist");
}

#[test]
fn two_live_sources_of_one_name_are_a_finding() {
    let history = moved("client", "a", "c") + &moved("client", "b", "c");
    assert_snapshot!(told(&clients(&["a", "b"]), &history), @"
    client/a → client/c
    moved/two-sources: client/b and client/a both exist, and both would be renamed to client/c
    ");
}

#[test]
fn a_swap_is_a_finding() {
    let history = moved("client", "a", "b") + &moved("client", "b", "a");
    assert_snapshot!(told(&clients(&["a", "b"]), &history), @"moved/cycle: these renames form a cycle: a → b → a");
}

#[test]
fn two_targets_of_one_source_are_a_finding() {
    let history = moved("client", "a", "b") + &moved("client", "a", "c");
    assert_snapshot!(told(&clients(&["a"]), &history), @"moved/two-targets: `a` is renamed to both `b` and `c`");
}

#[test]
fn a_source_that_is_still_declared_is_a_finding() {
    assert_snapshot!(told(&clients(&["a"]), &(moved("client", "a", "b") + "[clients.a]\n")), @"moved/source-declared: client/a is renamed by a `[[moved]]` block but still declared");
}

#[test]
fn a_source_is_still_declared_also_under_the_other_name_of_its_client() {
    let history = moved("client", "old", "new") + &role_moved("old", "read", "get");
    assert_snapshot!(told(&clients(&[]), &(history + "[clients.new]\n[roles.client.new.read]\n")), @"moved/source-declared: clientRole/new/read is renamed by a `[[moved]]` block but still declared");
}

#[test]
fn a_source_is_still_declared_also_where_a_group_below_implies_it() {
    let history = moved("group", "/a", "/b");
    assert_snapshot!(told(&clients(&[]), &(history + "[groups.\"/a/inner\"]\n")), @"moved/source-declared: group/a is renamed by a `[[moved]]` block but still declared");
}

#[test]
fn a_group_takes_along_what_is_below_it() {
    let live = json!({"realm": "t", "users": [{"username": "jane", "groups": ["/a/b/c"]}], "groups": [
        {"name": "a", "subGroups": [{"name": "b", "subGroups": [{"name": "c"}]}]}]});
    let settled = settled(&live, &(moved("group", "/a", "/x") + &moved("group", "/x/b", "/x/y")));
    let groups: Vec<_> = settled.live.objects.keys().filter(|it| it.kind == names::GROUP).collect();
    assert_snapshot!(groups.iter().map(|it| it.path()).collect::<Vec<_>>().join(" "), @"/x /x/y /x/y/c");
    assert_eq!(settled.live.objects[&names::realm()].body["users"][0]["groups"], json!(["/x/y/c"]));
}

#[test]
fn history_keeps_its_order_when_a_group_above_is_renamed_later() {
    let live = json!({"realm": "t", "groups": [{"name": "a", "subGroups": [{"name": "b"}]}]});
    let history = moved("group", "/a/b", "/a/y") + &moved("group", "/a", "/x");
    assert_snapshot!(told(&live, &history), @r#"
    group/a → group/x
    group/a/b → group/x/y
    "#);
}

#[test]
fn a_role_moves_within_a_client_that_is_renamed_by_either_of_its_names() {
    let live = json!({"realm": "t", "clients": [{"clientId": "old"}],
        "roles": {"client": {"old": [{"name": "read"}, {"name": "write"}]}}});
    let history =
        moved("client", "old", "new") + &role_moved("old", "read", "get") + &role_moved("new", "write", "put");
    assert_snapshot!(told(&live, &history), @r#"
    client/old → client/new
    clientRole/old/read → clientRole/new/get
    clientRole/old/write → clientRole/new/put
    "#);
}

#[test]
fn a_role_of_another_client_stays() {
    let live = json!({"realm": "t", "clients": [{"clientId": "other"}],
        "roles": {"client": {"other": [{"name": "read"}]}}});
    assert_eq!(told(&live, &role_moved("web", "read", "get")), "");
}

/// A realm in which everything names the client `old` and its role `read`.
fn named_everywhere() -> Value {
    json!({"realm": "t",
        "clients": [{"id": "1", "clientId": "old", "secret": "**********"}, {"id": "2", "clientId": "web",
            "protocolMappers": [
                {"id": "3", "name": "aud", "config": {"included.client.audience": "old"}},
                {"id": "4", "name": "role", "config": {"role": "old.read"}}]}],
        "roles": {"client": {"old": [{"id": "5", "name": "read"}]}, "realm": [{"id": "9", "name": "Boss"}]},
        "groups": [{"id": "6", "name": "g", "clientRoles": {"old": ["read"]}}],
        "clientPolicies": {"policies": [{"name": "p", "conditions": [
            {"condition": "client-roles", "configuration": {"roles": ["read"]}},
            {"condition": "client-updater-source-roles", "configuration": {"roles": ["old.read", "Boss"]}}]}]}})
}

#[test]
fn what_names_a_renamed_object_follows_it() {
    let history = moved("client", "old", "new")
        + &role_moved("old", "read", "fetch")
        + &role_moved("old", "fetch", "get")
        + &moved("realmRole", "Boss", "Chief");
    let desired = desired(&history);
    let settled = settle(export::live(&named_everywhere()), &desired);
    let plan = build("embedded", &desired, &settled, &Secrets::new());
    assert_snapshot!(text::plain(&text::plan(&plan)), @r#"
    Plan for embedded

    Realm
      ~ realm
          clientPolicies.policies:  (follows clientRole/new/get, realmRole/Chief)
              … 6 unchanged lines
                      "configuration": {
                        "roles": [
            -             "read"
            +             "get"
                        ]
                      }
              … 3 unchanged lines
                      "configuration": {
                        "roles": [
            -             "old.read",
            -             "Boss"
            +             "new.get",
            +             "Chief"
                        ]
                      }
              … 4 unchanged lines

    Clients
      → client/old → client/new (id kept, 4 references follow)

    Client roles
      → clientRole/old/read → clientRole/new/get (id kept, 3 references follow)

    Realm roles
      → realmRole/Boss → realmRole/Chief (id kept, 1 reference follows)

    Protocol mappers
      ~ protocolMapper/client/web/aud
          config."included.client.audience": "old" → "new"  (follows client/new)
      ~ protocolMapper/client/web/role
          config.role: "old.read" → "new.get"  (follows clientRole/new/get)

    Plan: 3 to change, 3 to rename.
    "#);
}

#[test]
fn names_that_an_interrupted_run_left_behind_are_found() {
    let mut live = named_everywhere();
    live["clients"][0]["clientId"] = json!("new");
    live["roles"]["client"] = json!({"new": [{"id": "5", "name": "get"}]});
    live["groups"] = json!([]);
    let history = moved("client", "old", "new") + &role_moved("old", "read", "get");
    let desired = desired(&history);
    let plan = build("embedded", &desired, &settle(export::live(&live), &desired), &Secrets::new());
    assert_snapshot!(text::plain(&text::plan(&plan)), @r#"
    Plan for embedded

    Realm
      ~ realm
          clientPolicies.policies:  (follows clientRole/new/get)
              … 6 unchanged lines
                      "configuration": {
                        "roles": [
            -             "read"
            +             "get"
                        ]
                      }
              … 3 unchanged lines
                      "configuration": {
                        "roles": [
            -             "old.read",
            +             "new.get",
                          "Boss"
                        ]
              … 5 unchanged lines

    Protocol mappers
      ~ protocolMapper/client/web/aud
          config."included.client.audience": "old" → "new"  (follows client/new)
      ~ protocolMapper/client/web/role
          config.role: "old.read" → "new.get"  (follows clientRole/new/get)

    Plan: 3 to change.
    "#);
}
