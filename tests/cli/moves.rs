//! Histories of names that contradict themselves, what is declared, or what is live.

use super::{fine, only_names, project, project_on, refused};

fn moved(entries: &[(&str, &str)]) -> String {
    let entry =
        |(from, to): &(&str, &str)| format!("[[moved]]\nkind = \"client\"\nfrom = \"{from}\"\nto = \"{to}\"\n\n");
    entries.iter().map(entry).collect()
}

#[test]
fn a_circle_is_told_once() {
    let project = project();
    project.file("realm/moved.toml", &moved(&[("a", "b"), ("b", "c"), ("c", "a")]));
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    moved/cycle

      × these renames form a cycle: a → b → c → a
       ╭─[realm/moved.toml:1:1]
     1 │ [[moved]]
       · ─────────
     2 │ kind = "client"
       ╰────
      help: remove the block that no longer applies

    1 error.
    "#);
}

#[test]
fn two_targets_for_one_source_name_both_places() {
    let project = project();
    project.file("realm/moved.toml", &moved(&[("old", "new"), ("old", "newer")]));
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    moved/two-targets

      × `old` is renamed to both `new` and `newer`
       ╭─[realm/moved.toml:6:1]
     5 │
     6 │ [[moved]]
       · ─────────
     7 │ kind = "client"
       ╰────
      help: remove one of the two blocks
      ☞ the other block
       ╭─[realm/moved.toml:1:1]
     1 │ [[moved]]
       · ─────────
     2 │ kind = "client"
       ╰────

    1 error.
    "#);
}

#[test]
fn a_source_that_is_still_declared_names_both_places() {
    let project = project();
    only_names(&project);
    project.file("realm/clients.toml", "[clients.old]\nenabled = true\n");
    project.file("realm/moved.toml", &moved(&[("old", "new")]));
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    moved/source-declared

      × client/old is renamed by a `[[moved]]` block but still declared
       ╭─[realm/moved.toml:1:1]
     1 │ [[moved]]
       · ────┬────
       ·     ╰── client/old
     2 │ kind = "client"
       ╰────
      help: declare it under its new name only, or remove the `[[moved]]` block
      ☞ declared here
       ╭─[realm/clients.toml:1:1]
     1 │ [clients.old]
       · ─────────────
     2 │ enabled = true
       ╰────

    1 error.
    "#);
}

#[test]
fn a_move_onto_what_is_there_is_blocked() {
    let project =
        project_on(r#"{"realm": "demo", "clients": [{"id": "1", "clientId": "old"}, {"id": "2", "clientId": "new"}]}"#);
    let before = project.read("realm.json");
    project.file("realm/clients.toml", "[clients.new]\nenabled = true\n");
    project.file("realm/moved.toml", &moved(&[("old", "new")]));
    only_names(&project);
    insta::assert_snapshot!(refused(&project, &["apply", "--yes"]), @r#"
    exit 4
    moved/blocked

      × cannot rename client/old to client/new: both exist
       ╭─[realm/moved.toml:1:1]
     1 │ [[moved]]
       · ────┬────
       ·     ╰── client/old
     2 │ kind = "client"
       ╰────
      help: decide which one to keep: delete client/new if it is empty, or remove this block and leave client/
            old undeclared
      ☞ client/new is declared here
       ╭─[realm/clients.toml:1:1]
     1 │ [clients.new]
       · ─────────────
     2 │ enabled = true
       ╰────

    1 error.
    "#);
    assert_eq!(project.read("realm.json"), before);
}

#[test]
fn a_move_that_is_done_plans_to_nothing() {
    let project = project_on(r#"{"realm": "demo", "clients": [{"id": "2", "clientId": "new"}]}"#);
    project.file("realm/moved.toml", &moved(&[("old", "new")]));
    assert!(fine(&project, &["plan"]).contains("Nothing to compare"));
}

#[test]
fn an_entry_that_says_too_little_or_too_much_is_told() {
    let project = project();
    project.file("realm/moved.toml", "[[moved]]\nkind = \"clinet\"\nfrom = \"a\"\nto = \"b\"\n");
    let told = refused(&project, &["plan"]);
    let (told, list) = told.split_once("help: the kinds that can be renamed are ").unwrap();
    assert!(list.contains("`client"), "{list}");
    insta::assert_snapshot!(told, @r#"
    exit 4
    moved/unknown-kind

      × unknown kind `clinet` in `[[moved]]`; did you mean `client`?
       ╭─[realm/moved.toml:2:1]
     1 │ [[moved]]
     2 │ kind = "clinet"
       · ───────────────
     3 │ from = "a"
       ╰────
    "#);
    project.file("realm/moved.toml", "[[moved]]\nkind = \"clientRole\"\nfrom = \"a:*\"\nto = \"b\"\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    moved/missing-key

      × `client` is missing in `[[moved]]`
       ╭─[realm/moved.toml:1:1]
     1 │ [[moved]]
       · ─────────
     2 │ kind = "clientRole"
       ╰────
      help: add `client = "the-client-of-the-role"`

    moved/pattern

      × `from` contains a `*`, but `to` does not
       ╭─[realm/moved.toml:4:1]
     3 │ from = "a:*"
     4 │ to = "b"
       · ────────
       ╰────
      help: put a `*` in both: it stands for the part that stays the same

    2 errors.
    "#);
}

/// Under its new name the next plan would delete it.
#[test]
fn what_is_ignored_is_not_renamed_out_of_it() {
    let project = crate::project_on(r#"{"realm": "demo", "clients": [{"id": "1", "clientId": "web"}]}"#);
    let ownership = "[ownership]\nproject = \"shop\"\nclient = { mode = \"exclusive\", ignore = [\"web\"] }\n";
    let moved = "[[moved]]\nkind = \"client\"\nfrom = \"web\"\nto = \"weg\"\n[roles.realm.reader]\n";
    let config = project.read("realmform.toml");
    project.file("realm/all.toml", moved).file("realmform.toml", &format!("{config}{ownership}"));
    for command in [&["plan"][..], &["apply", "--yes"]] {
        let output = project.run(command);
        assert_ne!(output.status, 0, "{output:#?}");
        let said = output.stdout + &output.stderr;
        assert!(said.contains("cannot rename client/web to client/weg: the old name is in `ignore`"), "{said}");
    }
    assert!(project.read("realm.json").contains("\"web\""));
    // What was saved before it was ignored is judged by what is ignored now.
    project.file("realmform.toml", &config);
    project.run(&["plan", "--out", "plan.json"]);
    project.file("realmform.toml", &format!("{config}{ownership}"));
    let output = project.run(&["apply", "plan.json"]);
    assert!(output.status == 4 && output.stderr.contains("ownership/renames-ignored"), "{output:#?}");
    assert!(project.read("realm.json").contains("\"web\""));
}
