//! What stands in the project's own files and cannot be read.

use super::{project, refused};

#[test]
fn a_file_that_is_not_toml_is_told_with_its_line() {
    let project = project();
    project.file("realm/clients.toml", "[clients.web\nenabled = true\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    config/toml-syntax

      × this is not TOML: unclosed table, expected `]`
       ╭─[realm/clients.toml:1:13]
     1 │ [clients.web
       ·             ▲
     2 │ enabled = true
       ╰────
      help: mend it here; what else is in this file is read after that

    1 error.
    "#);
    assert!(!project.path().join("realm.json").exists());
}

#[test]
fn an_unknown_key_comes_with_the_one_that_was_meant() {
    let project = project();
    project.file("realm/clients.toml", "[clients.web]\nredirectUri = [\"https://example.com/*\"]\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    config/unknown-key

      × `redirectUri` is no field of a client; did you mean `redirectUris`?
       ╭─[realm/clients.toml:2:1]
     1 │ [clients.web]
     2 │ redirectUri = ["https://example.com/*"]
       · ─────┬─────
       ·      ╰── client/web
       ╰────
      help: a field that is newer than realmform is allowed in realmform.toml: `[fields]` `client =
            ["redirectUri"]`

    1 error.
    "#);
}

#[test]
fn an_unknown_kind_comes_with_the_one_that_was_meant() {
    let project = project();
    project.file("realm/clients.toml", "[client.web]\nenabled = true\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    config/unknown-kind

      × `client` is nothing that can be declared; did you mean `clients`?
       ╭─[realm/clients.toml:1:2]
     1 │ [client.web]
       ·  ──────
     2 │ enabled = true
       ╰────
      help: what can be declared: `clientScopes`, `clients`, `groups`, `lookups`, `moved`, `organizations`,
            `realm`, `roles`

    1 error.
    "#);
}

#[test]
fn a_value_of_the_wrong_type_is_told_with_the_right_one() {
    let project = project();
    project.file("realm/clients.toml", "[clients.web]\nenabled = \"true\"\nredirectUris = \"https://example.com/*\"\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    config/wrong-type

      × `enabled` is a text; it must be true or false
       ╭─[realm/clients.toml:2:1]
     1 │ [clients.web]
     2 │ enabled = "true"
       · ────────┬───────
       ·         ╰── client/web
     3 │ redirectUris = "https://example.com/*"
       ╰────
      help: write it without quotes

    config/wrong-type

      × `redirectUris` is a text; it must be a list of texts
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
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
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
      help: keep one of the two, with the fields of both
      ☞ declared here first
       ╭─[realm/a.toml:1:1]
     1 │ [clients.web]
       · ─────────────
     2 │ enabled = true
       ╰────

    1 error.
    "#);
}

#[test]
fn the_same_table_twice_in_one_file_is_no_toml() {
    let project = project();
    project.file("realm/a.toml", "[clients.web]\nenabled = true\n\n[clients.web]\nenabled = false\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    config/toml-syntax

      × this is not TOML: duplicate key `web`: a table or a key is written once in a file
       ╭─[realm/a.toml:4:10]
     3 │
     4 │ [clients.web]
       ·          ───
     5 │ enabled = false
       ╰────
      help: mend it here; what else is in this file is read after that

    1 error.
    "#);
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

      × `secret` is a secret and stands here in clear
       ╭─[realm/clients.toml:2:1]
     1 │ [clients.bff]
     2 │ secret = "*********************"
       · ───┬──
       ·    ╰── client/bff
       ╰────
      help: say where it is to be had, as `{ env = "BFF_SECRET" }`; and change it, as it was seen

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

      × `staff` is no path of a group: it begins with `/` and has no empty names
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
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    config/unreadable

      × `realm/a.toml` is not UTF-8
       ╭─[realm/a.toml:1:1]
       ╰────
      help: save it as UTF-8, which is what TOML is written in

    1 error.
    "#);
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

      × `target` is no key of realmform.toml; did you mean `targets`?
       ╭─[realmform.toml:2:2]
     1 │ schema = 1
     2 │ [target.embedded]
       ·  ──────
     3 │ export = "realm.json"
       ╰────
      help: known here: `schema`, `default_target`, `targets`, `ownership`, `fields`

    1 error.
    error: no target `embedded`
      help: there are `live`; a new one is `[targets.embedded]` in realmform.toml
    "#);
    project.file("realmform.toml", "schema = 1\n[targets.embedded\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    error: realmform.toml: this is not TOML: unclosed table, expected `]`
      at realmform.toml:2
      help: mend it here; what else is in this file is read after that
    "#);
    project.file("realmform.toml", "[targets.embedded]\nexport = \"realm.json\"\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    error: realmform.toml does not say its format
      help: begin it with `schema = 1`
    "#);
    project.file("realmform.toml", "schema = 2\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    error: realmform.toml has schema 2; this realmform reads schema 1
      at realmform.toml:1
      help: use the newer realmform that the project was written for
    "#);
}
