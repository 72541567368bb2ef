//! `[ownership]`: what is deleted when it is not declared, what stands against it, and the marks.

use serde_json::Value;

use crate::support::Project;
use crate::{checked, fine, only_names, plain, project_on, refused, told};

const CONFIG: &str =
    "schema = 1\n\n[targets.embedded]\nexport = \"realm.json\"\nrealm = \"demo\"\n\n[ownership]\nproject = \"shop\"\n";

/// A realm in which others have made things, too.
const EXPORT: &str = r#"{"realm": "demo",
    "roles": {"realm": [
        {"id": "1", "name": "by-hand"},
        {"id": "2", "name": "offline_access"},
        {"id": "3", "name": "keeper", "composite": true, "composites": {"realm": ["by-hand"]}}]},
    "groups": [{"id": "4", "name": "staff", "path": "/staff", "realmRoles": ["by-hand"]}],
    "users": [{"username": "ann", "realmRoles": ["by-hand"], "groups": ["/staff"]}, {"username": "bob", "realmRoles": ["by-hand"]}]}"#;

const ROLES: &str = "[roles.realm.reader]\n\n[roles.realm.writer]\n\n[roles.realm.editor]\n\n[roles.realm.admin]\n";

/// The project with this ownership, and with these roles applied.
fn applied(ownership: &str, toml: &str) -> Project {
    let project = project_on(EXPORT);
    only_names(&project);
    project.file("realmform.toml", &format!("{CONFIG}{ownership}"));
    project.file("realm/realm.toml", toml);
    fine(&project, &["apply", "--yes"]);
    project
}

fn export(project: &Project) -> Value {
    serde_json::from_str(&project.read("realm.json")).unwrap()
}

#[test]
fn additive_leaves_what_is_no_longer_declared() {
    let project = applied("", ROLES);
    project.file("realm/realm.toml", &ROLES.replace("[roles.realm.reader]\n", ""));
    assert!(
        fine(&project, &["plan"]).ends_with("No changes. 3 objects compared; the live state matches the declarations.")
    );
    assert!(!project.read("realm.json").contains("realmform"), "nothing is marked where nothing is ever deleted");
}

#[test]
fn managed_deletes_what_this_project_made_and_declares_no_longer() {
    let project = applied("realmRole = \"managed\"\n", ROLES);
    project.file("realm/realm.toml", &ROLES.replace("[roles.realm.reader]\n", ""));
    insta::assert_snapshot!(fine(&project, &["plan"]), @"
    Plan for embedded: realm demo in realm.json

    Deletions and what they affect
      - realmRole/reader

    Plan: 1 to delete.
    ");
    fine(&project, &["apply", "--yes"]);
    let names: Vec<String> = export(&project)["roles"]["realm"]
        .as_array()
        .unwrap()
        .iter()
        .map(|role| role["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["by-hand", "offline_access", "keeper", "admin", "editor", "writer"]);
    assert!(
        fine(&project, &["plan"]).ends_with("No changes. 3 objects compared; the live state matches the declarations.")
    );
}

#[test]
fn exclusive_deletes_all_but_what_keycloak_made_and_tells_what_falls() {
    let project = applied("realmRole = { mode = \"exclusive\", ignore = [\"keep*\"] }\n", "[roles.realm.by-hand]\n");
    project.file("realm/realm.toml", "[realm]\nenabled = true\n\n[roles.realm.reader]\n");
    insta::assert_snapshot!(fine(&project, &["plan"]), @"
    Plan for embedded: realm demo in realm.json

    Realm
      ~ realm
          enabled: absent → true

    Realm roles
      + realmRole/reader

    Deletions and what they affect
      - realmRole/by-hand: 2 users lose it, 1 group loses it, 1 composite role contains it

    Whom it affects
      - realmRole/by-hand: 2 users and 1 group lose it

    New objects are marked as owned by project `shop`.
    Plan: 1 to create, 1 to change, 1 to delete.
    ");
    fine(&project, &["apply", "--yes"]);
    let export = export(&project).to_string();
    assert!(!export.contains("by-hand"), "{export}");
    assert!(export.contains("offline_access") && export.contains("keeper"), "{export}");
}

#[test]
fn a_rename_keeps_the_mark() {
    let project = applied("realmRole = \"managed\"\n", ROLES);
    let renamed = ROLES.replace("reader", "visitor");
    let moved = "[[moved]]\nkind = \"realmRole\"\nfrom = \"reader\"\nto = \"visitor\"\n";
    project.file("realm/realm.toml", &format!("{renamed}\n{moved}"));
    fine(&project, &["apply", "--yes"]);
    insta::assert_snapshot!(fine(&project, &["owned"]), @r#"
    realmRole/admin
    realmRole/editor
    realmRole/visitor
    realmRole/writer
    Project shop owns 4 objects.
    "#);
    project.file("realm/realm.toml", &ROLES.replace("[roles.realm.reader]\n", ""));
    insta::assert_snapshot!(fine(&project, &["plan"]), @"
    Plan for embedded: realm demo in realm.json

    Deletions and what they affect
      - realmRole/visitor

    Plan: 1 to delete.
    ");
}

#[test]
fn what_was_there_before_is_taken_over_and_given_up() {
    let toml = format!("{ROLES}\n[roles.realm.by-hand]\n");
    let project = applied("realmRole = \"managed\"\n", &toml);
    insta::assert_snapshot!(fine(&project, &["owned"]), @r#"
    realmRole/admin
    realmRole/editor
    realmRole/reader
    realmRole/writer
    Project shop owns 4 objects.
    "#);
    let output = checked(&project, &["adopt", "realmRole/*", "--yes"]);
    insta::assert_snapshot!(format!("{}\n{}", output.stdout, told(&project, &output)), @r#"
    Plan for embedded: realm demo in realm.json

    Realm roles
      ~ realmRole/by-hand
          attributes."realmform.project": absent → ["shop"]

    Plan: 1 to change.
    Done.

    exit 0
    note: skipped 1 matching object without a declaration: the next plan would delete an adopted object that is not declared
    [1/1] ~ realmRole/by-hand
    "#);
    insta::assert_snapshot!(fine(&project, &["owned", "--format", "json"]), @r#"
    {
      "project": "shop",
      "objects": [
        {
          "address": "realmRole/admin",
          "kind": "realmRole",
          "names": [
            "admin"
          ],
          "declared": true,
          "preventDestroy": false
        },
        {
          "address": "realmRole/by-hand",
          "kind": "realmRole",
          "names": [
            "by-hand"
          ],
          "declared": true,
          "preventDestroy": false
        },
        {
          "address": "realmRole/editor",
          "kind": "realmRole",
          "names": [
            "editor"
          ],
          "declared": true,
          "preventDestroy": false
        },
        {
          "address": "realmRole/reader",
          "kind": "realmRole",
          "names": [
            "reader"
          ],
          "declared": true,
          "preventDestroy": false
        },
        {
          "address": "realmRole/writer",
          "kind": "realmRole",
          "names": [
            "writer"
          ],
          "declared": true,
          "preventDestroy": false
        }
      ]
    }
    "#);
    fine(&project, &["disown", "realmRole/by-*", "realmRole/reader", "--yes"]);
    insta::assert_snapshot!(fine(&project, &["owned"]), @r#"
    realmRole/admin
    realmRole/editor
    realmRole/writer
    Project shop owns 3 objects.
    "#);
    // What was given up stays.
    project.file("realm/realm.toml", "[roles.realm.writer]\n\n[roles.realm.editor]\n\n[roles.realm.admin]\n");
    assert!(
        fine(&project, &["plan"]).ends_with("No changes. 3 objects compared; the live state matches the declarations.")
    );
    assert_eq!(fine(&project, &["disown", "realmRole/by-*", "--yes"]), "Nothing to do.");
    insta::assert_snapshot!(refused(&project, &["adopt", "realmRole/none"]), @r#"
    exit 1
    error: no live object matches `realmRole/none`
      help: use addresses as plans show them, such as `client/neon-*`
    "#);
}

#[test]
fn what_is_protected_is_not_deleted_until_that_is_taken_back() {
    let protected = ROLES.replace("[roles.realm.reader]\n", "[roles.realm.reader]\nprevent_destroy = true\n");
    let project = applied("realmRole = \"managed\"\n", &protected);
    project.file("realm/realm.toml", &ROLES.replace("[roles.realm.reader]\n", ""));
    let output = checked(&project, &["plan", "--out", "plan.json"]);
    insta::assert_snapshot!(format!("{}\n{}", plain(&project, &output.stdout), told(&project, &output)), @r#"
    Plan for embedded: realm demo in realm.json

    Blocked: 1 finding must be resolved before this plan can be applied
      ✗ cannot delete the undeclared realmRole/reader, which an earlier apply marked with `prevent_destroy` (ownership/prevent-destroy, realmform.toml:9:1)
          declare it. To delete it, declare it with `prevent_destroy = false`, apply, then remove the declaration

    Deletions and what they affect
      - realmRole/reader

    Plan: 1 to delete.
    exit 4
    ownership/prevent-destroy

      × cannot delete the undeclared realmRole/reader, which an earlier apply marked with `prevent_destroy`
       ╭─[realmform.toml:9:1]
     8 │ project = "shop"
     9 │ realmRole = "managed"
       · ──────────┬──────────
       ·           ╰── realmRole/reader
       ╰────
      help: declare it. To delete it, declare it with `prevent_destroy = false`, apply, then remove the
            declaration

    1 error.
    "#);
    assert!(!project.path().join("plan.json").exists(), "such a plan is not saved");
    assert_eq!(checked(&project, &["apply", "--yes"]).status, 4);
    assert!(project.read("realm.json").contains("reader"));

    project.file("realm/realm.toml", &protected.replace("= true", "= false"));
    insta::assert_snapshot!(fine(&project, &["apply", "--yes"]), @r#"
    Plan for embedded: realm demo in realm.json

    Realm roles
      ~ realmRole/reader
          attributes."realmform.prevent_destroy":
            - "true"

    Plan: 1 to change.
    Applied 1 step.
    Verified: No changes. 1 object compared; the live state matches the declarations.
    "#);
    project.file("realm/realm.toml", &ROLES.replace("[roles.realm.reader]\n", ""));
    fine(&project, &["apply", "--yes"]);
    assert!(!project.read("realm.json").contains("reader"));
}

#[test]
fn too_many_at_once_have_to_be_agreed_to() {
    let project = applied("realmRole = \"managed\"\n", ROLES);
    project.file("realm/realm.toml", "[roles.realm.reader]\n");
    let output = checked(&project, &["apply", "--yes"]);
    insta::assert_snapshot!(format!("{}\n{}", plain(&project, &output.stdout), told(&project, &output)), @r#"
    Plan for embedded: realm demo in realm.json

    Blocked: 1 finding must be resolved before this plan can be applied
      ✗ the plan deletes 3 of 6 objects of the kind realmRole, but `max_deletions` is 30 % (ownership/too-many-deletions, realmform.toml:9:1)
          if this is intended, run again with `--allow-deletes 3`

    Deletions and what they affect
      - realmRole/admin
      - realmRole/editor
      - realmRole/writer

    Plan: 3 to delete.
    exit 4
    ownership/too-many-deletions

      × the plan deletes 3 of 6 objects of the kind realmRole, but `max_deletions` is 30 %
       ╭─[realmform.toml:9:1]
     8 │ project = "shop"
     9 │ realmRole = "managed"
       · ─────────────────────
       ╰────
      help: if this is intended, run again with `--allow-deletes 3`

    1 error.
    "#);
    assert_eq!(checked(&project, &["apply", "--yes", "--allow-deletes", "2"]).status, 4);
    fine(&project, &["apply", "--yes", "--allow-deletes", "3"]);
    assert!(
        fine(&project, &["plan"]).ends_with("No changes. 1 object compared; the live state matches the declarations.")
    );
}

#[test]
fn what_is_still_named_or_holds_what_stays_is_not_deleted() {
    let toml = "[groups.\"/a\"]\n\n[groups.\"/a/b\"]\nrealmRoles = [\"reader\"]\n\n[groups.\"/c/tmp-d\"]\n\n[groups.\"/e\"]\n\n[roles.realm.reader]\n\n[clients.web]\n\n[roles.client.web.x]\n";
    let owned = "max_deletions = 5\nrealmRole = \"managed\"\nclient = \"managed\"\ngroup = \"managed\"\n";
    let project = applied(owned, toml);
    // By hand, a group in one of the project's.
    let mut now = export(&project);
    let groups = now["groups"].as_array_mut().unwrap();
    groups.iter_mut().find(|group| group["name"] == "e").unwrap()["subGroups"] =
        serde_json::json!([{"id": "9", "name": "f", "path": "/e/f"}]);
    project.file("realm.json", &now.to_string());
    project.file(
        "realmform.toml",
        &format!(
            "{CONFIG}{}",
            owned.replace("group = \"managed\"", "group = { mode = \"managed\", ignore = [\"tmp-*\"] }")
        ),
    );
    project.file("realm/realm.toml", "[groups.\"/a/b\"]\nrealmRoles = [\"reader\"]\n\n[roles.client.web.x]\n");
    insta::assert_snapshot!(told(&project, &checked(&project, &["plan"])), @r#"
    exit 4
    ownership/holds-declared

      × cannot delete client/web: this would also delete clientRole/web/x, which is declared
       ╭─[realm/realm.toml:4:1]
     3 │
     4 │ [roles.client.web.x]
       · ──────────┬─────────
       ·           ╰── clientRole/web/x
       ╰────
      help: declare client/web as well, or remove this declaration

    ownership/holds-ignored

      × cannot delete group/c: this would also delete group/c/tmp-d, which is ignored
        ╭─[realmform.toml:12:39]
     11 │ client = "managed"
     12 │ group = { mode = "managed", ignore = ["tmp-*"] }
        ·                                       ───┬───
        ·                                          ╰── group/c/tmp-d
        ╰────
      help: ignore group/c as well, or declare it

    ownership/holds-others

      × cannot delete group/e: this would also delete group/e/f, which was not created by this project
        ╭─[realmform.toml:12:1]
     11 │ client = "managed"
     12 │ group = { mode = "managed", ignore = ["tmp-*"] }
        · ────────────────────────┬───────────────────────
        ·                         ╰── group/e/f
        ╰────
      help: declare group/e, or move its contents elsewhere and delete it by hand

    ownership/still-named

      × cannot delete the undeclared realmRole/reader: group/a/b refers to it
       ╭─[realm/realm.toml:2:15]
     1 │ [groups."/a/b"]
     2 │ realmRoles = ["reader"]
       ·               ────┬───
       ·                   ╰── group/a/b
       ╰────
      help: declare realmRole/reader, or remove this reference

    4 errors.
    "#);
}

#[test]
fn what_is_another_projects_is_left_to_it() {
    let project = applied("realmRole = \"managed\"\n", ROLES);
    project.file(
        "realmform.toml",
        &format!(
            "{}\nrealmRole = {{ mode = \"exclusive\", ignore = [\"by-hand\", \"keeper\"] }}\n",
            CONFIG.replace("shop", "cafe")
        ),
    );
    project.file("realm/realm.toml", &ROLES.replace("[roles.realm.reader]\n", ""));
    insta::assert_snapshot!(told(&project, &checked(&project, &["plan"])), @r#"
    exit 4
    ownership/of-another-project

      × cannot delete the undeclared realmRole/reader, which belongs to the project `shop`
        ╭─[realmform.toml:10:1]
      9 │
     10 │ realmRole = { mode = "exclusive", ignore = ["by-hand", "keeper"] }
        · ─────────────────────────────────┬────────────────────────────────
        ·                                  ╰── realmRole/reader
        ╰────
      help: add it to `ignore`, or release it with `realmform disown` in the other project

    1 error.
    "#);
}

#[test]
fn declared_and_ignored_is_a_contradiction_with_both_places() {
    let project = project_on(EXPORT);
    project.file("realmform.toml", &format!("{CONFIG}realmRole = {{ ignore = [\"read*\"] }}\n"));
    project.file("realm/realm.toml", "[roles.realm.reader]\nattributes.\"realmform.project\" = \"x\"\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    config/declared-and-ignored

      × `realmRole/reader` is both declared and ignored
       ╭─[realm/realm.toml:1:1]
     1 │ [roles.realm.reader]
       · ──────────┬─────────
       ·           ╰── realmRole/reader
     2 │ attributes."realmform.project" = "x"
       ╰────
      help: remove the declaration, or narrow the pattern
      ☞ ignored here
       ╭─[realmform.toml:9:25]
     8 │ project = "shop"
     9 │ realmRole = { ignore = ["read*"] }
       ·                         ───────
       ╰────

    config/reserved-attribute

      × `attributes."realmform.project"` is reserved for realmform
       ╭─[realm/realm.toml:2:12]
     1 │ [roles.realm.reader]
     2 │ attributes."realmform.project" = "x"
       ·            ────────────┬────────────
       ·                        ╰── realmRole/reader
       ╰────
      help: remove it. To mark an object, run `realmform adopt`

    2 errors.
    "#);
}

#[test]
fn the_name_of_the_lock_is_no_name_for_an_object() {
    let project = project_on(EXPORT);
    project.file("realm/realm.toml", "[clientScopes.realmform-lock]\ndescription = \"Mine\"\n");
    for command in [&["plan"][..], &["apply", "--yes"]] {
        let told = refused(&project, command);
        assert!(told.contains("the name of clientScope/realmform-lock is reserved for realmform"), "{told}");
    }
}

#[test]
fn a_saved_plan_deletes_exactly_what_was_reviewed() {
    let project = applied("realmRole = \"managed\"\n", ROLES);
    project.file("realm/realm.toml", &ROLES.replace("[roles.realm.reader]\n", ""));
    fine(&project, &["plan", "--out", "plan.json"]);
    // The files say otherwise by now.
    project.file("realm/realm.toml", ROLES);
    let page = fine(&project, &["show", "plan.json", "--format", "markdown"]);
    let (page, sources) = page.split_once("<details>").unwrap();
    assert!(sources.contains("realmRole/reader: realmform.toml:9:1"), "{sources}");
    insta::assert_snapshot!(page, @"
    <!-- realmform-plan:embedded -->
    ### Plan for <code>embedded</code>: realm <code>demo</code> in <code>realm.json</code>

    **Plan: 1 to delete.**

    #### 🗑️ Deletions and what they affect

    ```diff
    - realmRole/reader
    ```
    ");
    insta::assert_snapshot!(fine(&project, &["apply", "plan.json"]), @"
    Plan for embedded: realm demo in realm.json

    Deletions and what they affect
      - realmRole/reader

    Plan: 1 to delete.
    Applied 1 step.
    Verified: nothing is left to do.
    ");
    assert!(!project.read("realm.json").contains("reader"));
    insta::assert_snapshot!(refused(&project, &["apply", "plan.json"]), @r#"
    exit 5
    error: the saved plan is stale: 1 object changed since the plan was created; nothing was applied

      realmRole/reader: deleted since

    help: do not apply it again: everything that this plan would change is already in place
    "#);
}

#[test]
fn rows_come_before_the_realm_and_go_after_it() {
    let project = Project::new();
    let config = "schema = 1\n[targets.embedded]\nexport = \"realm.json\"\ndatabase = \"sqlite:lookups.db\"\n[ownership]\n\
        project = \"shop\"\nmax_deletions = 9\nlookup = \"managed\"\nrealmRole = \"managed\"\n";
    project.file("realmform.toml", config).file("realm.json", r#"{"realm": "demo"}"#);
    let one =
        |name: &str| format!("[lookups.role]\n\n[lookups.role.values.{name}]\nsort = 1\n\n[roles.realm.{name}]\n");
    project.file("realm/all.toml", &one("old"));
    fine(&project, &["apply", "--yes"]);
    project.file("realm/all.toml", &one("new"));
    fine(&project, &["apply", "--yes", "--journal", "journal.jsonl"]);
    let done: Vec<String> = project
        .read("journal.jsonl")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line["event"] == "done")
        .map(|line| format!("{} {}", line["action"].as_str().unwrap(), line["address"].as_str().unwrap()))
        .collect();
    assert_eq!(
        done,
        ["create lookup/role/new", "create realmRole/new", "delete realmRole/old", "delete lookup/role/old"]
    );
}

#[test]
fn a_choice_is_about_deletions_too() {
    let project = applied("max_deletions = 9\nrealmRole = \"managed\"\n", ROLES);
    project.file("realm/realm.toml", "[roles.realm.reader]\n");
    let plan = fine(&project, &["plan", "--only", "realmRole/writer"]);
    assert!(plan.contains("- realmRole/writer") && plan.ends_with("Plan: 1 to delete."), "{plan}");
    let plan = fine(&project, &["plan", "--except", "realmRole/writer"]);
    assert!(!plan.contains("writer") && plan.ends_with("Plan: 2 to delete."), "{plan}");
}

#[test]
fn drift_is_told_without_a_server_too() {
    let project = applied("realmRole = { ignore = [\"keep*\"] }\n", ROLES);
    let mut now = export(&project);
    now["roles"]["realm"].as_array_mut().unwrap().retain(|role| role["name"] != "reader");
    project.file("realm.json", &now.to_string());
    insta::assert_snapshot!(fine(&project, &["plan", "--drift"]), @"
    Plan for embedded: realm demo in realm.json

    Realm roles
      + realmRole/reader

    Plan: 1 to create.

    Drift
      not declared  realmRole/by-hand
      missing       realmRole/reader
    Drift: 1 missing, 1 not declared (2 objects).
    ");
    let json: Value = serde_json::from_str(&fine(&project, &["plan", "--drift", "--format", "json"])).unwrap();
    let schema: Value = serde_json::from_str(include_str!("../../docs/plan.schema.json")).unwrap();
    jsonschema::validate(&schema, &json).unwrap();
    assert_eq!(json["drift"]["objects"][0]["address"], "realmRole/by-hand");
}

#[test]
fn a_saved_plan_that_would_take_more_along_than_was_reviewed_is_stale() {
    let toml = "[realm]\nenabled = true\n\n[groups.\"/staff-of-shop\"]\n\n[roles.realm.reader]\n";
    let project = applied("max_deletions = 9\nrealmRole = \"managed\"\ngroup = \"managed\"\n", toml);
    project.file("realm/realm.toml", "[realm]\nenabled = true\n");
    fine(&project, &["plan", "--out", "plan.json"]);
    let reviewed = export(&project);
    let mut now = reviewed.clone();
    now["users"][0]["realmRoles"] = serde_json::json!(["by-hand", "reader"]);
    project.file("realm.json", &now.to_string());
    let told = checked(&project, &["apply", "plan.json"]);
    assert_eq!(told.status, 0, "users come and go: {told:#?}");
    insta::assert_snapshot!(told.stderr.lines().next().unwrap_or_default(), @r#"note: a deletion affects more than when the plan was created: realmRole/reader: now 1 user loses it"#);

    let mut now = reviewed;
    let groups = now["groups"].as_array_mut().unwrap();
    groups.iter_mut().find(|group| group["name"] == "staff-of-shop").unwrap()["subGroups"] =
        serde_json::json!([{"id": "9", "name": "new", "path": "/staff-of-shop/new"}]);
    project.file("realm.json", &now.to_string());
    insta::assert_snapshot!(refused(&project, &["apply", "plan.json"]), @r#"
    exit 5
    error: the saved plan is stale: 1 object changed since the plan was created; nothing was applied

      group/staff-of-shop: now 1 subgroup is deleted with it

    help: create a new plan with `realmform plan --out FILE`, have it reviewed, and apply it
    "#);
}

#[test]
fn import_tells_what_is_protected_and_no_marks() {
    let project = applied("realmRole = \"managed\"\n", "[roles.realm.reader]\nprevent_destroy = true\n");
    fine(&project, &["import", "--out", "again"]);
    assert_eq!(project.read("again/realm/roles.toml").matches("prevent_destroy = true").count(), 1);
    assert!(!project.read("again/realm/roles.toml").contains("realmform.project"));
}
