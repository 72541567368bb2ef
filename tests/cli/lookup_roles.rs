//! Realm roles that come from lookups: of the files, and of the rows of an SQLite file.

use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};

use super::shipped::shipped;
use super::{checked, fine, refused};
use crate::support::{Project, wait};

const CONFIG: &str = "schema = 1\n\n[targets.embedded]\nexport = \"realm.json\"\nrealm = \"demo\"\n\
    database = \"sqlite:lookups.db\"\n\n[targets.realm_only]\nexport = \"other.json\"\nrealm = \"demo\"\n\n\
    [targets.rows_only]\ndatabase = \"sqlite:lookups.db\"\n";

const MAPPING: &str = "[roles_from_lookups]\nroles = { type = \"user_role\", name = \"{Code}\" }\n\
    permissions = \"permission\"\n\
    grants.admin = [\"*\"]\ngrants.\"*_staff\" = [\"*.read\"]\n";

const CATALOGUE: &str = "[lookups.user_role]\nlabel.en = \"Role\"\n\n[lookups.permission]\nlabel.en = \"Permission\"\n\n\
    [lookups.user_role.values]\nadmin = { sort = 1, label.en = \"Administrator\" }\n\n\
    [lookups.permission.values]\n\"course.read\" = { sort = 1, label.en = \"Read courses\" }\n\
    \"course.delete\" = { sort = 2, label.en = \"Delete courses\" }\n";

/// A project whose roles come from the files, or with `source` from the database.
fn project(source: &str) -> Project {
    let project = Project::new();
    project
        .file("realmform.toml", CONFIG)
        .file("lookups/catalogue.toml", CATALOGUE)
        .file("realm/roles.toml", &MAPPING.replace("grants.admin", &format!("source = \"{source}\"\ngrants.admin")));
    project
}

fn sql(project: &Project, statement: &str) {
    let (url, statement) =
        (format!("sqlite:{}/lookups.db", project.path().display()), AssertSqlSafe(statement.to_owned()));
    wait(async move {
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        connection.execute(statement).await.unwrap();
        connection.close().await.unwrap();
    });
}

/// What an admin page does.
fn insert(project: &Project, lookup_type: &str, code: &str) {
    sql(
        project,
        &format!(
            "insert into lookup (lookup_type_id, code) select id, '{code}' from lookup_type where code = '{lookup_type}'"
        ),
    );
}

fn role(project: &Project, name: &str) -> Option<Value> {
    let realm: Value = serde_json::from_str(&project.read("realm.json")).unwrap();
    realm["roles"]["realm"].as_array().unwrap().iter().find(|role| role["name"] == name).cloned()
}

fn composites(project: &Project, name: &str) -> Vec<String> {
    let role = role(project, name).unwrap();
    let list = role["composites"]["realm"].as_array().unwrap();
    let mut names: Vec<String> = list.iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

#[track_caller]
fn nothing_to_do(project: &Project) {
    let plan = fine(project, &["plan"]);
    assert!(plan.contains("No changes"), "{plan}");
}

#[test]
fn a_role_of_an_admin_page_reaches_the_realm_with_what_its_grants_say() {
    let project = project("database");
    fine(&project, &["apply", "--yes"]);
    assert_eq!(composites(&project, "Admin"), ["course.delete", "course.read"]);
    nothing_to_do(&project);

    insert(&project, "user_role", "help_staff");
    insert(&project, "permission", "quiz.read");
    let plan = fine(&project, &["plan"]);
    for step in
        ["+ realmRole/HelpStaff", "+ realmRole/quiz.read", "+ grant realmRole/Admin: composites.realm quiz.read"]
    {
        assert!(plan.contains(step), "{step}: {plan}");
    }
    fine(&project, &["apply", "--yes"]);
    assert_eq!(composites(&project, "HelpStaff"), ["course.read", "quiz.read"]);
    nothing_to_do(&project);
}

#[test]
fn roles_of_the_files_care_for_no_row() {
    let project = project("files");
    fine(&project, &["apply", "--yes"]);
    insert(&project, "user_role", "help_staff");
    nothing_to_do(&project);
    assert_eq!(role(&project, "HelpStaff"), None);
}

#[test]
fn a_retired_value_gives_no_role_and_its_role_goes_where_the_project_owns_it() {
    let project = project("database");
    project.file("realmform.toml", &format!("{CONFIG}\n[ownership]\nproject = \"p\"\nrealmRole = \"managed\"\n"));
    fine(&project, &["apply", "--yes"]);
    insert(&project, "permission", "quiz.read");
    fine(&project, &["apply", "--yes"]);
    assert!(role(&project, "quiz.read").is_some());

    sql(&project, "update lookup set is_active = 0 where code = 'quiz.read'");
    let catalogue = CATALOGUE.replace("label.en = \"Delete courses\"", "label.en = \"Delete courses\", active = false");
    project.file("lookups/catalogue.toml", &catalogue);
    let plan = fine(&project, &["plan"]);
    assert!(plan.contains("- realmRole/quiz.read") && plan.contains("- realmRole/course.delete"), "{plan}");
    fine(&project, &["apply", "--yes"]);
    assert_eq!(role(&project, "quiz.read"), None);
    assert_eq!(composites(&project, "Admin"), ["course.read"]);
    nothing_to_do(&project);
}

#[test]
fn without_ownership_the_role_of_a_retired_value_stays_and_nobody_is_granted_it_any_more() {
    let project = project("files");
    fine(&project, &["apply", "--yes"]);
    let catalogue = CATALOGUE.replace("label.en = \"Delete courses\"", "label.en = \"Delete courses\", active = false");
    project.file("lookups/catalogue.toml", &catalogue);
    fine(&project, &["apply", "--yes"]);
    assert!(role(&project, "course.delete").is_some());
    assert_eq!(composites(&project, "Admin"), ["course.read"]);
}

#[test]
fn a_lookup_that_is_renamed_renames_its_role_in_place() {
    for source in ["files", "database"] {
        let project = project(source);
        fine(&project, &["apply", "--yes"]);
        let id = role(&project, "course.delete").unwrap()["id"].clone();
        let moved =
            "\n[[moved]]\nkind = \"lookup\"\ntype = \"permission\"\nfrom = \"course.delete\"\nto = \"course.remove\"\n";
        project.file("lookups/catalogue.toml", &(CATALOGUE.replace("course.delete", "course.remove") + moved));
        let plan = fine(&project, &["plan"]);
        assert!(plan.contains("→ realmRole/course.delete → realmRole/course.remove"), "{plan}");
        assert!(plan.contains("2 to rename") && !plan.contains("to create"), "{plan}");
        fine(&project, &["apply", "--yes"]);
        assert_eq!(role(&project, "course.remove").unwrap()["id"], id);
        assert_eq!(composites(&project, "Admin"), ["course.read", "course.remove"]);
        nothing_to_do(&project);
    }
}

#[test]
fn a_row_that_the_plan_deletes_gives_no_role() {
    let project = project("database");
    fine(&project, &["apply", "--yes"]);
    insert(&project, "user_role", "help_staff");
    project.file("realmform.toml", &format!("{CONFIG}\n[ownership]\nproject = \"p\"\nlookup = \"exclusive\"\n"));
    let plan = fine(&project, &["plan"]);
    assert!(plan.contains("- lookup/user_role/help_staff") && !plan.contains("HelpStaff"), "{plan}");
}

#[test]
fn where_the_rows_are_missing_nothing_is_planned_and_where_the_realm_is_nothing_is_missing() {
    let project = project("database");
    let said = refused(&project, &["plan", "--target", "realm_only"]);
    assert!(said.contains("target `realm_only` has none") && said.contains("exit 1"), "{said}");
    let plan = fine(&project, &["plan", "--target", "rows_only"]);
    assert!(plan.contains("+ lookup/user_role/admin") && !plan.contains("realmRole"), "{plan}");
}

#[test]
fn a_target_of_one_side_has_the_roles_of_the_files_and_no_findings_of_the_other_side() {
    let project = self::project("files");
    project.file("realm/roles.toml", &MAPPING.replace("grants.\"*_staff\" = [\"*.read\"]\n", ""));
    for (target, wanted) in [("realm_only", "+ realmRole/Admin"), ("rows_only", "+ lookup/user_role/admin")] {
        let output = checked(&project, &["plan", "--target", target]);
        assert!(output.status == 0 && output.stdout.contains(wanted), "{output:#?}");
        assert!(!output.stderr.contains("lookup/") && !output.stdout.contains("lookup/unknown"), "{output:#?}");
    }
}

#[test]
fn rows_that_make_no_role_are_warnings_and_the_others_are_made() {
    let project = project("database");
    fine(&project, &["apply", "--yes"]);
    insert(&project, "user_role", "Admin");
    insert(&project, "user_role", "help_staff");
    let output = checked(&project, &["plan"]);
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(output.stderr.contains("`Admin` comes from lookup/user_role/admin"), "{}", output.stderr);
    assert!(output.stdout.contains("+ realmRole/HelpStaff"), "{}", output.stdout);
}

#[test]
fn a_grant_of_what_is_not_there_is_found_and_stops_no_plan_of_other_things() {
    let project = project("files");
    fine(&project, &["apply", "--yes"]);
    let mapping = MAPPING.replace("[\"*\"]", "[\"*\", \"cuorse.read\"]") + "grants.editr = []\n";
    project.file("realm/roles.toml", &mapping).file("realm/scopes.toml", "[clientScopes.other]\n");
    let found = checked(&project, &["lint"]);
    assert!(found.status == 4 && found.stdout.contains("2 errors, 1 warning."), "{found:#?}");
    let output = checked(&project, &["plan"]);
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(
        output.stderr.contains("2 errors and 1 warning on objects that this plan does not change"),
        "{}",
        output.stderr
    );
    // The role itself is another matter.
    let catalogue = CATALOGUE.replace("\"Administrator\"", "\"Boss\"");
    project.file("lookups/catalogue.toml", &catalogue);
    let said = refused(&project, &["plan"]);
    assert!(said.contains("did you mean `course.read`?"), "{said}");
}

#[test]
fn a_plan_that_is_saved_is_applied_as_it_was_and_a_row_does_not_make_it_stale() {
    let project = project("database");
    fine(&project, &["apply", "--yes"]);
    insert(&project, "user_role", "help_staff");
    fine(&project, &["plan", "--out", "plan.json"]);
    insert(&project, "user_role", "desk_staff");
    fine(&project, &["apply", "plan.json", "--yes"]);
    assert!(role(&project, "HelpStaff").is_some() && role(&project, "DeskStaff").is_none());
}

#[test]
fn owned_and_diff_know_the_roles_of_rows() {
    let project = project("database");
    project.file("realmform.toml", &format!("{CONFIG}\n[ownership]\nproject = \"p\"\nrealmRole = \"managed\"\n"));
    fine(&project, &["apply", "--yes"]);
    insert(&project, "user_role", "help_staff");
    fine(&project, &["apply", "--yes"]);
    let owned = fine(&project, &["owned"]);
    assert!(owned.contains("realmRole/HelpStaff\n"), "declared, as its row says: {owned}");
    let diff = fine(&project, &["diff", "target:embedded", "."]);
    assert!(diff.contains("No changes"), "{diff}");
}

#[test]
fn a_fix_of_names_leaves_lookups_that_give_roles_alone() {
    let project = project("files");
    project
        .file("policies/names.toml", "[[naming]]\nkind = \"lookup\"\nname = \"<code>\"\nparts.code = \"snake_case\"\n")
        .file(
            "lookups/more.toml",
            "[lookups.place]\nlabel.en = \"Place\"\n\n[lookups.place.values]\nNew-York = { label.en = \"New York\" }\n",
        );
    let output = checked(&project, &["lint", "--fix"]);
    let files = project.read("lookups/catalogue.toml");
    assert!(files.contains("\"course.read\""), "{files}");
    assert!(project.read("lookups/more.toml").contains("new_york"), "{output:#?}");
    assert!(output.stdout.contains("realm roles come from it"), "{output:#?}");
}

/// The shipped project plans to nothing where it was applied with its roles written by hand.
#[test]
fn the_shipped_project_is_the_one_that_was_written_by_hand() {
    let project = shipped();
    let ours = project.read("realm/roles.toml");
    project.file("realm/roles.toml", include_str!("../../crates/config/src/load/lookup_roles/by_hand.toml"));
    fine(&project, &["apply", "--yes"]);
    project.file("realm/roles.toml", &ours);
    nothing_to_do(&project);
}
