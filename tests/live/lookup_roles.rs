//! A role that somebody made in an admin page, which is a row of the database, on a real Keycloak and a PostgreSQL.

use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::story::Story;
use crate::support::{postgres, wait};

const TOML: &str = r#"
[roles_from_lookups]
roles = { type = "user_role", name = "{Code}" }
permissions = "permission"
source = "database"
grants.admin = ["*"]
grants."*_staff" = ["*.read"]

[lookups.user_role]
label.en = "Role"

[lookups.user_role.values]
admin = { sort = 1, label.en = "Administrator" }

[lookups.permission]
label.en = "Permission"

[lookups.permission.values]
"course.read" = { sort = 1, label.en = "Read courses" }
"course.delete" = { sort = 2, label.en = "Delete courses" }
"#;

fn sql(url: &str, statement: &'static str) {
    let url = url.to_owned();
    wait(async move {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        connection.execute(AssertSqlSafe(statement)).await.unwrap();
        connection.close().await.unwrap();
    });
}

fn composites(story: &Story, role: &str) -> Vec<String> {
    let list = story.get(&format!("/roles/{role}/composites"));
    let mut names: Vec<String> =
        list.as_array().unwrap().iter().map(|role| role["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_row_becomes_a_role_and_a_renamed_lookup_keeps_the_id_of_its_role() {
    let story = Story::new(TOML);
    let url = postgres().fresh_database();
    story.project.env("DATABASE_URL", &url);
    story.apply();
    assert_eq!(composites(&story, "Admin"), ["course.delete", "course.read"]);

    sql(
        &url,
        "insert into lookup (lookup_type_id, code) select id, 'help_staff' from lookup_type where code = 'user_role'",
    );
    sql(
        &url,
        "insert into lookup (lookup_type_id, code) select id, 'quiz.read' from lookup_type where code = 'permission'",
    );
    let plan = story.plan();
    assert!(plan.contains("+ realmRole/HelpStaff") && plan.contains("+ realmRole/quiz.read"), "{plan}");
    story.apply();
    assert_eq!(composites(&story, "HelpStaff"), ["course.read", "quiz.read"]);
    assert_eq!(composites(&story, "Admin"), ["course.delete", "course.read", "quiz.read"]);

    // What somebody adds by hand to a role that comes from a row goes again.
    let deletes: Value = story.get("/roles/course.delete");
    story.post("/roles/HelpStaff/composites", &Value::Array(vec![deletes.clone()]));
    assert!(story.plan().contains("- revoke realmRole/HelpStaff"), "{}", story.plan());
    story.apply();
    assert_eq!(composites(&story, "HelpStaff"), ["course.read", "quiz.read"]);

    let matrix = story.project.run(&["matrix", "--target", "live", "--format", "csv"]);
    assert!(matrix.stdout.contains("course,course.read,direct,direct"), "{matrix:#?}");

    story.declare(&format!(
        "{}\n[[moved]]\nkind = \"lookup\"\ntype = \"permission\"\nfrom = \"course.delete\"\nto = \"course.remove\"\n",
        TOML.replace("course.delete", "course.remove")
    ));
    let plan = story.plan();
    assert!(plan.contains("→ realmRole/course.delete → realmRole/course.remove"), "{plan}");
    story.apply();
    assert_eq!(story.get("/roles/course.remove")["id"], deletes["id"]);
    assert_eq!(composites(&story, "Admin"), ["course.read", "course.remove", "quiz.read"]);
}
