//! What stands in the project's own files and cannot be read.

use super::{project, refused};

#[test]
fn a_file_that_is_not_toml_is_told_with_its_line() {
    let project = project();
    project.file("realm/clients.toml", "[clients.web\nenabled = true\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @"
    exit 4
    config/toml-syntax

      × invalid TOML: unclosed table, expected `]`
       ╭─[realm/clients.toml:1:13]
     1 │ [clients.web
       ·             ▲
     2 │ enabled = true
       ╰────
      help: fix the syntax here. The rest of this file is not read until then

    1 error.
    ");
    assert!(!project.path().join("realm.json").exists());
}

#[test]
fn an_unknown_key_comes_with_the_one_that_was_meant() {
    let project = project();
    project.file("realm/clients.toml", "[clients.web]\nredirectUri = [\"https://example.com/*\"]\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    config/unknown-key

      × unknown field `redirectUri` in a client; did you mean `redirectUris`?
       ╭─[realm/clients.toml:2:1]
     1 │ [clients.web]
     2 │ redirectUri = ["https://example.com/*"]
       · ─────┬─────
       ·      ╰── client/web
       ╰────
      help: to allow a field that realmform does not know yet, add `client = ["redirectUri"]` to `[fields]`
            in realmform.toml

    1 error.
    "#);
}

#[test]
fn an_unknown_kind_comes_with_the_one_that_was_meant() {
    let project = project();
    project.file("realm/clients.toml", "[client.web]\nenabled = true\n");
    let told = refused(&project, &["plan"]);
    let (told, list) = told.split_once("help: known tables: ").unwrap();
    assert!(list.contains("`client"), "{list}");
    insta::assert_snapshot!(told, @"
    exit 4
    config/unknown-kind

      × unknown table `client`; did you mean `clients`?
       ╭─[realm/clients.toml:1:2]
     1 │ [client.web]
       ·  ──────
     2 │ enabled = true
       ╰────
    ");
}

#[test]
fn a_value_of_the_wrong_type_is_told_with_the_right_one() {
    let project = project();
    project.file("realm/clients.toml", "[clients.web]\nenabled = \"true\"\nredirectUris = \"https://example.com/*\"\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    config/wrong-type

      × `enabled` must be a boolean (true or false), found a string
       ╭─[realm/clients.toml:2:1]
     1 │ [clients.web]
     2 │ enabled = "true"
       · ────────┬───────
       ·         ╰── client/web
     3 │ redirectUris = "https://example.com/*"
       ╰────
      help: remove the quotes

    config/wrong-type

      × `redirectUris` must be a list of strings, found a string
       ╭─[realm/clients.toml:3:1]
     2 │ enabled = "true"
     3 │ redirectUris = "https://example.com/*"
       · ───────────────────┬──────────────────
       ·                    ╰── client/web
       ╰────
      help: put it in brackets and quotes: `["…"]`

    2 errors.
    "#);
}

#[test]
fn the_same_object_in_two_files_names_both_places() {
    let project = project();
    project.file("realm/a.toml", "[clients.web]\nenabled = true\n");
    project.file("realm/b.toml", "# another one\n[clients.web]\nenabled = false\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @"
    exit 4
    config/declared-twice

      × `client/web` is declared twice
       ╭─[realm/b.toml:2:1]
     1 │ # another one
     2 │ [clients.web]
       · ──────┬──────
       ·       ╰── client/web
     3 │ enabled = false
       ╰────
      help: merge both declarations into one
      ☞ first declared here
       ╭─[realm/a.toml:1:1]
     1 │ [clients.web]
       · ─────────────
     2 │ enabled = true
       ╰────

    1 error.
    ");
}

#[test]
fn the_same_table_twice_in_one_file_is_no_toml() {
    let project = project();
    project.file("realm/a.toml", "[clients.web]\nenabled = true\n\n[clients.web]\nenabled = false\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @"
    exit 4
    config/toml-syntax

      × invalid TOML: duplicate key `web`: a file can define each table and key only once
       ╭─[realm/a.toml:4:10]
     3 │
     4 │ [clients.web]
       ·          ───
     5 │ enabled = false
       ╰────
      help: fix the syntax here. The rest of this file is not read until then

    1 error.
    ");
}

#[test]
fn a_secret_in_clear_is_refused_and_not_repeated() {
    let project = project();
    project.file("realm/clients.toml", "[clients.bff]\nsecret = \"correct-horse-battery\"\n");
    let told = refused(&project, &["plan"]);
    assert!(!told.contains("correct-horse"), "{told}");
    insta::assert_snapshot!(told, @r#"
    exit 4
    config/secret-in-clear

      × `secret` is a secret and must not be written in clear text
       ╭─[realm/clients.toml:2:1]
     1 │ [clients.bff]
     2 │ secret = "*********************"
       · ───┬──
       ·    ╰── client/bff
       ╰────
      help: replace it with a reference, such as `{ env = "BFF_SECRET" }`, and change the secret: it has been
            exposed

    1 error.
    "#);
}

#[test]
fn a_group_that_is_no_path_is_told_as_a_path() {
    let project = project();
    project.file("realm/groups.toml", "[groups.staff]\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    config/group-path

      × `staff` is not a group path: a path starts with `/` and contains no empty names
       ╭─[realm/groups.toml:1:9]
     1 │ [groups.staff]
       ·         ─────
       ╰────
      help: write `[groups."/staff"]`

    1 error.
    "#);
}

#[test]
fn a_file_that_is_not_utf8_is_told() {
    let project = project();
    project.file("realm/a.toml", "");
    std::fs::write(project.path().join("realm/a.toml"), b"[clients.caf\xe9]\n").unwrap();
    insta::assert_snapshot!(refused(&project, &["plan"]), @"
    exit 4
    config/unreadable

      × `realm/a.toml` is not UTF-8
       ╭─[realm/a.toml:1:1]
       ╰────
      help: save it as UTF-8

    1 error.
    ");
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let project = project();
    project.file("realm/a.toml", "[clients.web]\nenabeld = true\n");
    project.file("realm/b.toml", "[roles.realm.Admin]\ndescriptoin = \"x\"\n");
    let told = refused(&project, &["plan"]);
    assert!(told.contains("enabeld") && told.contains("descriptoin") && told.ends_with("2 errors."), "{told}");
}

#[test]
fn the_project_file_is_read_as_strictly() {
    let project = project();
    project.file("realmform.toml", "schema = 1\n[target.embedded]\nexport = \"realm.json\"\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    config/unknown-key

      × unknown field `target` in realmform.toml; did you mean `targets`?
       ╭─[realmform.toml:2:2]
     1 │ schema = 1
     2 │ [target.embedded]
       ·  ──────
     3 │ export = "realm.json"
       ╰────
      help: known fields: `schema`, `default_target`, `targets`, `values`, `ownership`, `fields`

    1 error.
    error: realmform.toml configures no target
      help: add a target to realmform.toml, or pass `--target live` to use the Keycloak and the database that the environment names:

            [targets.embedded]
            export = ".realmform/realm.json"
            realm = "NAME"
    "#);
    project.file("realmform.toml", "schema = 1\n[targets.embedded\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @"
    exit 1
    error: realmform.toml: invalid TOML: unclosed table, expected `]`
      at realmform.toml:2
      help: fix the syntax here. The rest of this file is not read until then
    ");
    project.file("realmform.toml", "[targets.embedded]\nexport = \"realm.json\"\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @"
    exit 1
    error: `schema` is missing in realmform.toml
      help: add `schema = 1` as its first line
    ");
    project.file("realmform.toml", "schema = 2\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @"
    exit 1
    error: realmform.toml uses schema 2, but this version of realmform reads schema 1
      at realmform.toml:1
      help: upgrade realmform to the version that this project was written for
    ");
}
