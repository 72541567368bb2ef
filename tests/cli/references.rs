//! Names of what is nowhere, rings, and names against the policy.

use super::{project, project_on, project_on_database, refused};

#[test]
fn a_role_that_is_nowhere_is_told_with_the_one_that_was_meant() {
    let project = project();
    project.file("realm/roles.toml", "[roles.realm.Instructor]\n");
    project.file("realm/groups.toml", "[groups.\"/staff\"]\nrealmRoles = [\"Instructr\"]\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    reference/missing

      × group/staff refers to `realmRole/Instructr`, which is not declared anywhere and does not exist
       ╭─[realm/groups.toml:2:15]
     1 │ [groups."/staff"]
     2 │ realmRoles = ["Instructr"]
       ·               ─────┬─────
       ·                    ╰── group/staff
       ╰────
      help: did you mean `Instructor`? Otherwise declare `realmRole/Instructr` or remove this line

    1 error.
    "#);
}

#[test]
fn a_role_that_lives_need_not_be_declared() {
    let project = project_on(r#"{"realm": "demo", "roles": {"realm": [{"id": "1", "name": "Instructor"}]}}"#);
    project.file("realm/groups.toml", "[groups.\"/staff\"]\nrealmRoles = [\"Instructor\"]\n");
    let told = super::fine(&project, &["plan"]);
    assert!(told.contains("/staff"), "{told}");
}

#[test]
fn a_role_mapping_to_a_client_that_is_nowhere_is_told_once() {
    let project = project();
    project.file("realm/groups.toml", "[groups.\"/staff\"]\nclientRoles.ghost = [\"read\", \"write\"]\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    reference/missing-client

      × the client `ghost` is not declared anywhere and does not exist
       ╭─[realm/groups.toml:2:13]
     1 │ [groups."/staff"]
     2 │ clientRoles.ghost = ["read", "write"]
       ·             ────────────┬────────────
       ·                         ╰── group/staff
       ╰────
      help: declare `client/ghost` or remove this line

    1 error.
    "#);
}

#[test]
fn roles_that_contain_each_other_are_told_with_the_whole_ring() {
    let project = project();
    let roles = "[roles.realm.a]\ncomposites.realm = [\"b\"]\n[roles.realm.b]\ncomposites.realm = [\"c\"]\n\
                 [roles.realm.c]\ncomposites.realm = [\"a\"]\n";
    project.file("realm/roles.toml", roles);
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    reference/cycle

      × a role contains itself: a → b → c → a
       ╭─[realm/roles.toml:2:12]
     1 │ [roles.realm.a]
     2 │ composites.realm = ["b"]
       ·            ──────┬──────
       ·                  ╰── realmRole/a
     3 │ [roles.realm.b]
       ╰────
      help: remove one of these: `a → b` (realm/roles.toml:2:12), `b → c` (realm/roles.toml:4:12), `c → a`
            (realm/roles.toml:6:12)
      ☞ continues here
       ╭─[realm/roles.toml:4:12]
     3 │ [roles.realm.b]
     4 │ composites.realm = ["c"]
       ·            ─────────────
     5 │ [roles.realm.c]
       ╰────

    1 error.
    "#);
}

#[test]
fn lookups_that_are_their_own_ancestors_are_told_with_the_whole_ring() {
    let project = project_on_database();
    let lookups = "[lookups.place.values]\nearth = { parent = \"place/asia\" }\nasia = { parent = \"place/earth\" }\n";
    project.file("lookups/place.toml", lookups);
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    reference/missing

      × the lookup type `place` is not declared anywhere and does not exist; 2 objects refer to it
       ╭─[lookups/place.toml:2:1]
     1 │ [lookups.place.values]
     2 │ earth = { parent = "place/asia" }
       · ──┬──
       ·   ╰── lookup/place/earth
     3 │ asia = { parent = "place/earth" }
       ╰────
      help: declare it as `[lookups.place]` with its label, or remove these references
      ☞ also referenced here
       ╭─[lookups/place.toml:3:1]
     2 │ earth = { parent = "place/asia" }
     3 │ asia = { parent = "place/earth" }
       · ────
       ╰────

    reference/cycle

      × a lookup is its own ancestor: place/asia → place/earth → place/asia
       ╭─[lookups/place.toml:3:10]
     2 │ earth = { parent = "place/asia" }
     3 │ asia = { parent = "place/earth" }
       ·          ───────────┬──────────
       ·                     ╰── lookup/place/asia
       ╰────
      help: remove one of these: `place/asia → place/earth` (lookups/place.toml:3:10), `place/earth → place/
            asia` (lookups/place.toml:2:11)
      ☞ continues here
       ╭─[lookups/place.toml:2:11]
     1 │ [lookups.place.values]
     2 │ earth = { parent = "place/asia" }
       ·           ─────────────────────
     3 │ asia = { parent = "place/earth" }
       ╰────

    2 errors.
    "#);
    assert!(!project.path().join("lookups.db").exists());
}

#[test]
fn a_parent_that_is_nowhere_is_told_with_the_one_that_was_meant() {
    let project = project_on_database();
    project.file("lookups/place.toml", "[lookups.place]\nvalues.earth = {}\nvalues.asia.parent = \"place/erth\"\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    reference/missing

      × lookup/place/asia refers to `lookup/place/erth`, which is not declared anywhere and does not exist
       ╭─[lookups/place.toml:3:13]
     2 │ values.earth = {}
     3 │ values.asia.parent = "place/erth"
       ·             ──────────┬──────────
       ·                       ╰── lookup/place/asia
       ╰────
      help: did you mean `place/earth`? Otherwise declare `lookup/place/erth` or remove this line

    1 error.
    "#);
}

#[test]
fn values_of_a_type_that_is_nowhere_are_told_once_and_how_to_declare_it() {
    let project = project_on_database();
    project.file("lookups/place.toml", "[lookups.place.values]\nearth = {}\nasia = {}\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @"
    exit 4
    reference/missing

      × the lookup type `place` is not declared anywhere and does not exist; 2 objects refer to it
       ╭─[lookups/place.toml:2:1]
     1 │ [lookups.place.values]
     2 │ earth = {}
       · ──┬──
       ·   ╰── lookup/place/earth
     3 │ asia = {}
       ╰────
      help: declare it as `[lookups.place]` with its label, or remove these references
      ☞ also referenced here
       ╭─[lookups/place.toml:3:1]
     2 │ earth = {}
     3 │ asia = {}
       · ────
       ╰────

    1 error.
    ");
}

#[test]
fn a_name_against_the_policy_comes_with_the_right_one() {
    let project = project();
    let policy = include_str!("../../policies/naming.toml");
    project.file("policies/naming.toml", policy);
    project.file("realm/clients.toml", "[clients.svc-neon-bff]\nenabled = true\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    client/redirect-missing

      ⚠ a login flow is enabled, but the client has no redirect URI
       ╭─[realm/clients.toml:1:1]
     1 │ [clients.svc-neon-bff]
       · ───────────┬──────────
       ·            ╰── client/svc-neon-bff
     2 │ enabled = true
       ╰────
      help: list the redirect URIs in `redirectUris`, or set `standardFlowEnabled` and `implicitFlowEnabled`
            to `false`

    1 warning.
    naming/client

      × `svc-neon-bff`: expected the product, found the type `svc`; write `neon-svc-bff`
       ╭─[realm/clients.toml:1:1]
     1 │ [clients.svc-neon-bff]
       · ───────────┬──────────
       ·            ╰── client/svc-neon-bff
     2 │ enabled = true
       ╰────
      help: rename it to `neon-svc-bff` and add a [[moved]] entry so that it keeps its ID. Product first, then
            the type: a list of clients then sorts by product, and the type says how one is reached
      ☞ the rule
        ╭─[policies/naming.toml:16:1]
     15 │
     16 │ [[naming]]
        · ──────────
     17 │ kind = "client"
        ╰────

    1 error.
    "#);
}
