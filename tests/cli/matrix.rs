//! `realmform matrix`: of the files, of what lives, and of some roles.

use super::shipped::shipped;
use super::{checked, fine, project, project_on, refused};

const EXPORT: &str = r#"{"realm": "demo", "enabled": true,
    "clients": [{"clientId": "shop", "enabled": true}],
    "roles": {
        "realm": [
            {"name": "boss", "composite": true, "composites": {"realm": ["staff", "a.write"]}},
            {"name": "staff", "composite": true, "composites": {"realm": ["a.read", "boss"], "client": {"shop": ["buy"]}}},
            {"name": "a.read"}, {"name": "a.write"}, {"name": "lonely"},
            {"name": "default-roles-demo", "composite": true, "composites": {"realm": ["offline_access"]}},
            {"name": "offline_access"}],
        "client": {"shop": [{"name": "buy"}]}}}"#;

#[test]
fn what_lives_is_followed_to_its_end_also_in_a_circle() {
    let project = project_on(EXPORT);
    project.file("realm/roles.toml", "[roles.realm.lonely]\n");
    let output = checked(&project, &["matrix", "--target", "embedded", "--format", "csv"]);
    assert_eq!(output.status, 0, "{output:#?}");
    assert_eq!(
        output.stdout,
        "group,permission,boss,staff\n\
         roles,boss,,direct\n\
         roles,staff,direct,\n\
         shop,shop/buy,inherited,direct\n\
         a,a.read,inherited,direct\n\
         a,a.write,direct,inherited\n"
    );
    assert!(output.stderr.contains("left out 1 role of Keycloak's own"), "{}", output.stderr);
    assert!(output.stderr.contains("left out 1 role that no role contains"), "{}", output.stderr);

    let default = fine(&project, &["matrix", "--target", "embedded", "--role", "default*", "--format", "csv"]);
    assert!(default.contains("other,offline_access,direct"), "{default}");
}

#[test]
fn the_shipped_matrix_is_read_at_a_glance() {
    let project = shipped();
    let staff = ["matrix", "--role", "Instructor", "--role", "Rec*"];
    insta::assert_snapshot!(fine(&project, &staff));
    let page = fine(&project, &["matrix", "--format", "markdown"]);
    assert!(page.contains("| <code>payment.read</code> | ● | · | · | · |"), "{page}");
    assert!(page.contains("| <code>post.read</code> | ● | ○ | ● | ○ |"), "{page}");
    let table = fine(&project, &["matrix", "--format", "csv"]);
    assert_eq!(table.lines().count(), 1 + 1 + 88, "a head, a role in roles, and the permissions");
}

#[test]
fn a_role_that_is_nowhere_and_files_that_are_wrong_are_told() {
    let project = shipped();
    let said = refused(&project, &["matrix", "--role", "Instrctor"]);
    assert!(said.contains("did you mean `Instructor`?") && said.contains("exit 1"), "{said}");
    project.file("realm/more.toml", "[roles.realm.x]\nname = 3\n");
    let said = refused(&project, &["matrix"]);
    assert!(said.contains("exit 4") && said.contains("config/unknown-key"), "{said}");
}

#[test]
fn without_roles_in_roles_there_is_nothing_to_see() {
    let project = project();
    project.file("realm/roles.toml", "[roles.realm.lonely]\n");
    assert_eq!(fine(&project, &["matrix"]), "files: 0 roles and 0 permissions");
}

#[test]
fn roles_of_rows_are_seen_in_the_target_and_the_files_say_that_they_lack_them() {
    let project = project();
    project
        .file("realm/roles.toml", "[roles_from_lookups]\nroles = \"role\"\npermissions = \"may\"\nsource = \"database\"\ngrants.admin = [\"*\"]\n")
        .file("lookups/a.toml", "[lookups.role.values]\nadmin = {}\n[lookups.may.values]\nread = {}\n");
    let output = checked(&project, &["matrix", "--format", "csv"]);
    assert_eq!(output.stdout, "group,permission,admin\nother,read,direct\n");
    assert!(output.stderr.contains("--target"), "{}", output.stderr);
}
