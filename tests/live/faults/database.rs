//! Databases that are down, closed, read-only, or something else than they should be.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};

use super::{checked, free_port, plain, postgres};
use crate::support::{Project, wait};

const LOOKUPS: &str = "[lookups.colour]\nlabel.en = \"Colour\"\nvalues.red.label.en = \"Red\"\n";

fn project() -> Project {
    let project = Project::new();
    project.file("realmform.toml", "schema = 1\ndefault_target = \"live\"\n");
    project.file("lookups/colour.toml", LOOKUPS);
    project
}

/// The exit code and what is said of a run that must fail.
#[track_caller]
fn refused(project: &Project, arguments: &[&str]) -> String {
    let output = checked(project.run(arguments));
    assert_ne!(output.status, 0, "{output:#?}");
    let text = plain(&output.stderr).replace(&project.path().display().to_string(), "<project>");
    let name = regex::Regex::new(r"test_\d+").unwrap();
    format!("exit {}\n{}", output.status, name.replace_all(&text, "<database>"))
}

fn postgres_does(url: &str, sql: &str) {
    let (url, sql) = (url.to_owned(), sql.to_owned());
    wait(async move {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        connection.execute(AssertSqlSafe(sql)).await.unwrap();
        connection.close().await.unwrap();
    });
}

fn sqlite_does(file: &std::path::Path, sql: &'static str) {
    let url = format!("sqlite:{}?mode=rwc", file.display());
    wait(async move {
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        connection.execute(sql).await.unwrap();
        connection.close().await.unwrap();
    });
}

/// How many tables there are.
fn tables(url: &str) -> i64 {
    let url = url.to_owned();
    wait(async move {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let count = "select count(*) from information_schema.tables where table_schema = 'public'";
        sqlx::query_scalar(count).fetch_one(&mut connection).await.unwrap()
    })
}

#[test]
fn a_database_that_is_down_is_told() {
    let project = project();
    project.env("DATABASE_URL", &format!("postgres://app:hush-hush@127.0.0.1:{}/app", free_port()));
    let told = refused(&project, &["plan"]);
    assert!(!told.contains("hush-hush"), "{told}");
    insta::assert_snapshot!(told, @r#"
    exit 3
    error: cannot connect to postgres://app@127.0.0.1:PORT/app: Connection refused (os error 111)
      help: check that the database is running, and that DATABASE_URL has the right host and port
    "#);
}

#[test]
fn a_wrong_password_of_a_database_is_told_and_not_repeated() {
    let project = project();
    let url = postgres().fresh_database();
    let (head, tail) = url.split_once('@').unwrap();
    let head = head.rsplit_once(':').unwrap().0;
    project.env("DATABASE_URL", &format!("{head}:hush-hush@{tail}"));
    let told = refused(&project, &["plan"]);
    assert!(!told.contains("hush-hush"), "{told}");
    insta::assert_snapshot!(told, @r#"
    exit 3
    error: postgres://realmform@127.0.0.1:PORT/<database> rejected the credentials: password authentication failed for user "realmform"
      help: fix the user and password in DATABASE_URL
    "#);
}

#[test]
fn a_database_that_is_not_there_is_told() {
    let project = project();
    project.env("DATABASE_URL", &format!("{}_nowhere", postgres().fresh_database()));
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 3
    error: database postgres://realmform@127.0.0.1:PORT/<database>_nowhere does not exist: database "<database>_nowhere" does not exist
      help: create it with `createdb`, or fix the name in DATABASE_URL
    "#);
}

#[test]
fn a_database_that_is_read_only_is_planned_and_left_as_it_is() {
    let project = project();
    let url = postgres().fresh_database();
    let name = url.rsplit_once('/').unwrap().1;
    postgres_does(&url, &format!("alter database {name} set default_transaction_read_only = on"));
    project.env("DATABASE_URL", &url);
    assert_eq!(checked(project.run(&["plan", "--detailed-exitcode"])).status, 2);
    insta::assert_snapshot!(refused(&project, &["apply", "--yes"]), @r#"
    exit 6
    Apply failed: 0 of 6 steps done, 1 failed, 5 not started.

    Failed
      + table/lookup_type
          error: table/lookup_type: postgres://realmform@127.0.0.1:PORT/<database> is read-only: cannot execute CREATE TABLE in a read-only transaction
            help: point DATABASE_URL at the primary, or allow the user's transactions to write

    Not started
      + table/lookup
      + table/lookup_label
      + table/lookup_type_label
      + lookupType/colour
      + lookup/colour/red

    Run `realmform apply` again to continue.
    "#);
    assert_eq!(tables(&url), 0);
}

#[test]
fn a_user_with_too_few_rights_is_told() {
    let project = project();
    let url = postgres().fresh_database();
    let name = url.rsplit_once('/').unwrap().1;
    let (make, revoke) = ("create role", "revoke all on schema public from public");
    let grant = "grant usage on schema public to";
    postgres_does(&url, &format!("{make} viewer_{name} login password 'v'; {revoke}; {grant} viewer_{name}"));
    let (_, host) = url.split_once('@').unwrap();
    project.env("DATABASE_URL", &format!("postgres://viewer_{name}:v@{host}"));
    insta::assert_snapshot!(refused(&project, &["apply", "--yes"]), @r#"
    exit 6
    Apply failed: 0 of 6 steps done, 1 failed, 5 not started.

    Failed
      + table/lookup_type
          error: table/lookup_type: missing privileges at postgres://viewer_<database>@127.0.0.1:PORT/<database>: permission denied for schema public
            help: grant the user `create` on the schema for new tables, and `select`, `insert`, `update` and `delete` on existing tables

    Not started
      + table/lookup
      + table/lookup_label
      + table/lookup_type_label
      + lookupType/colour
      + lookup/colour/red

    Run `realmform apply` again to continue.
    "#);
    assert_eq!(tables(&url), 0);
}

#[test]
fn a_table_in_the_way_is_told_and_left_as_it_is() {
    let project = project();
    let url = postgres().fresh_database();
    postgres_does(&url, "create table lookup_type (name text); insert into lookup_type values ('theirs')");
    project.env("DATABASE_URL", &url);
    insta::assert_snapshot!(refused(&project, &["apply", "--yes"]), @r#"
    exit 1
    error: table `lookup_type` already exists at postgres://realmform@127.0.0.1:PORT/<database>, without the columns `id`, `code`, `description`, `created_at`, `updated_at`
      help: rename it, or point DATABASE_URL at another database or schema
    "#);
    assert_eq!(tables(&url), 1);
}

#[test]
fn a_type_in_the_way_leaves_nothing_half_done() {
    let project = project();
    let url = postgres().fresh_database();
    // Tables are types too: it is seen only when ours are made.
    postgres_does(&url, "create type lookup_label as enum ('theirs')");
    project.env("DATABASE_URL", &url);
    insta::assert_snapshot!(refused(&project, &["apply", "--yes"]), @r#"
    exit 6
    Apply failed: 0 of 6 steps done, 1 failed, 5 not started.

    Failed
      + table/lookup_label
          error: table/lookup_label: an object with that name already exists at postgres://realmform@127.0.0.1:PORT/<database>: type "lookup_label" already exists
            help: rename it, or point DATABASE_URL at another database or schema; if it was created meanwhile, create the plan again

    Not started
      + table/lookup_type
      + table/lookup
      + table/lookup_type_label
      + lookupType/colour
      + lookup/colour/red

    Run `realmform apply` again to continue.
    "#);
    assert_eq!(tables(&url), 0);
}

#[test]
fn a_file_that_is_no_database_is_told_and_left_as_it_is() {
    let project = project();
    let text = "This is a letter, and no database at all. ".repeat(40);
    project.file("letter.db", &text);
    project.env("DATABASE_URL", &format!("sqlite:{}/letter.db", project.path().display()));
    insta::assert_snapshot!(refused(&project, &["apply", "--yes"]), @r#"
    exit 1
    error: sqlite:<project>/letter.db is not an SQLite database: file is not a database
      help: fix the path; the file was not changed
    "#);
    assert_eq!(project.read("letter.db"), text);
}

#[test]
fn a_table_in_the_way_in_sqlite_is_told() {
    let project = project();
    let file = project.path().join("lookups.db");
    sqlite_does(&file, "create table lookup_type (name text)");
    let before = std::fs::read(&file).unwrap();
    project.env("DATABASE_URL", &format!("sqlite:{}", file.display()));
    insta::assert_snapshot!(refused(&project, &["apply", "--yes"]), @r#"
    exit 1
    error: table `lookup_type` already exists at sqlite:<project>/lookups.db, without the columns `id`, `code`, `description`, `created_at`, `updated_at`
      help: rename it, or point DATABASE_URL at another database or schema
    "#);
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn an_index_in_the_way_in_sqlite_leaves_nothing_half_done() {
    let project = project();
    let file = project.path().join("lookups.db");
    sqlite_does(&file, "create table other (id integer); create index lookup_label on other (id)");
    project.env("DATABASE_URL", &format!("sqlite:{}", file.display()));
    insta::assert_snapshot!(refused(&project, &["apply", "--yes"]), @r#"
    exit 6
    Apply failed: 0 of 6 steps done, 1 failed, 5 not started.

    Failed
      + table/lookup_label
          error: table/lookup_label: an object with that name already exists at sqlite:<project>/lookups.db: there is already an index named lookup_label
            help: rename it, or point DATABASE_URL at another database; if it was created meanwhile, create the plan again

    Not started
      + table/lookup_type
      + table/lookup
      + table/lookup_type_label
      + lookupType/colour
      + lookup/colour/red

    Run `realmform apply` again to continue.
    "#);
    let url = format!("sqlite:{}", file.display());
    let tables: Vec<String> = wait(async move {
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        let names = "select name from sqlite_schema where type = 'table' order by name";
        sqlx::query_scalar(names).fetch_all(&mut connection).await.unwrap()
    });
    assert_eq!(tables, ["other"]);
}

#[test]
fn a_database_that_fails_leaves_the_realm_untouched() {
    let story = super::Story::new("both");
    let url = postgres().fresh_database();
    let name = url.rsplit_once('/').unwrap().1;
    postgres_does(&url, &format!("alter database {name} set default_transaction_read_only = on"));
    story.project.file("lookups/colour.toml", LOOKUPS).env("DATABASE_URL", &url);
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 6, "{output:#?}");
    assert!(output.stderr.contains("+ realmRole/reader"), "{}", output.stderr);
    let role = format!("/{}/roles/reader", story.realm);
    assert_eq!(super::keycloak().admin().find(&role), None);
    postgres_does(
        &url,
        &format!("begin read write; alter database {name} reset default_transaction_read_only; commit"),
    );
    story.converges();
    assert!(super::keycloak().admin().find(&role).is_some());
}
