//! Databases that are down, closed, read-only, or something else than they should be.

use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{checked, free_port, plain};
use crate::support::{Database, Project};

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

#[test]
fn a_database_that_is_down_is_told() {
    for scheme in ["postgres", "mysql", "mariadb"] {
        let project = project();
        project.env("DATABASE_URL", &format!("{scheme}://app:hush-hush@127.0.0.1:{}/app", free_port()));
        let told = refused(&project, &["plan"]);
        assert!(!told.contains("hush-hush"), "{told}");
        insta::allow_duplicates! { insta::assert_snapshot!(told.replace(scheme, "<scheme>"), @r#"
        exit 3
        error: cannot connect to <scheme>://app@127.0.0.1:PORT/app: Connection refused (os error 111)
          help: check that the database is running, and that DATABASE_URL has the right host and port
        "#); }
    }
}

#[test]
fn a_wrong_password_of_a_database_is_told_and_not_repeated() {
    for database in Database::servers() {
        let project = project();
        project.env("DATABASE_URL", &database.of("realmform:hush-hush"));
        let told = refused(&project, &["plan"]);
        assert!(!told.contains("hush-hush"), "{told}");
        match database.is_mariadb() {
            true => insta::assert_snapshot!(told, @"
            exit 3
            error: mysql://realmform@127.0.0.1:PORT/<database> rejected the credentials: Access denied for user 'realmform'@'127.0.0.1' (using password: YES)
              help: fix the user and password in DATABASE_URL, and check that the user may sign in from this host
            "),
            false => insta::assert_snapshot!(told, @r#"
            exit 3
            error: postgres://realmform@127.0.0.1:PORT/<database> rejected the credentials: password authentication failed for user "realmform"
              help: fix the user and password in DATABASE_URL
            "#),
        }
    }
}

#[test]
fn a_database_that_is_not_there_is_told() {
    for database in Database::servers() {
        let project = project();
        project.env("DATABASE_URL", &format!("{}_nowhere", database.url));
        let told = refused(&project, &["plan"]);
        match database.is_mariadb() {
            true => insta::assert_snapshot!(told, @"
            exit 3
            error: database mysql://realmform@127.0.0.1:PORT/<database>_nowhere does not exist: Unknown database '<database>_nowhere'
              help: create it with `create database`, or fix the name in DATABASE_URL
            "),
            false => insta::assert_snapshot!(told, @r#"
            exit 3
            error: database postgres://realmform@127.0.0.1:PORT/<database>_nowhere does not exist: database "<database>_nowhere" does not exist
              help: create it with `createdb`, or fix the name in DATABASE_URL
            "#),
        }
    }
}

#[test]
fn a_host_that_is_not_there_is_told() {
    let project = project();
    project.env("DATABASE_URL", "mysql://app:hush-hush@nowhere.invalid/app?ssl-mode=REQUIRED");
    let told = refused(&project, &["plan"]);
    assert!(told.contains("cannot connect to mysql://app@nowhere.invalid:3306/app"), "{told}");
    assert!(told.contains("has the right host and port") && !told.contains("hush-hush"), "{told}");
}

#[test]
fn a_database_that_is_read_only_is_planned_and_left_as_it_is() {
    let read_only = "set default_transaction_read_only = on";
    for database in Database::servers() {
        let name = database.name();
        let project = project();
        match database.is_mariadb() {
            // Who may do everything is not held back by it.
            true => {
                let account = format!("create user writer_{name} identified by 'hush-hush'; ");
                database.does(&format!("{account} grant all on {name}.* to writer_{name}; set global read_only = 1"));
                project.env("DATABASE_URL", &database.of(&format!("writer_{name}:hush-hush")));
            }
            false => {
                database.does(&format!("alter database {name} {read_only}"));
                project.env("DATABASE_URL", &database.url);
            }
        }
        assert_eq!(checked(project.run(&["plan", "--detailed-exitcode"])).status, 2);
        let told = refused(&project, &["apply", "--yes"]);
        match database.is_mariadb() {
            true => insta::assert_snapshot!(told, @"
            exit 6
            Apply failed: 0 of 6 steps done, 1 failed, 5 not started.

            Failed
              + table/lookup_type
                  error: table/lookup_type: mysql://writer_<database>@127.0.0.1:PORT/<database> is read-only: The MariaDB server is running with the --read-only option so it cannot execute this statement
                    help: point DATABASE_URL at the primary, or let the server write

            Not started
              + table/lookup
              + table/lookup_label
              + table/lookup_type_label
              + lookupType/colour
              + lookup/colour/red

            Run `realmform apply` again to continue.
            "),
            false => insta::assert_snapshot!(told, @"
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
            "),
        }
        assert_eq!(database.tables(), 0);
        if database.is_mariadb() {
            database.does("set global read_only = 0");
        }
    }
}

#[test]
fn a_user_with_too_few_rights_is_told() {
    for database in Database::servers() {
        let name = database.name();
        database.does(&match database.is_mariadb() {
            true => {
                format!(
                    "create user viewer_{name} identified by 'hush-hush'; grant select on {name}.* to viewer_{name}; \
 grant read_only admin on *.* to viewer_{name}"
                )
            }
            false => format!(
                "create role viewer_{name} login password 'hush-hush'; revoke all on schema public from public; \
                 grant usage on schema public to viewer_{name}"
            ),
        });
        let project = project();
        project.env("DATABASE_URL", &database.of(&format!("viewer_{name}:hush-hush")));
        let told = refused(&project, &["apply", "--yes"]);
        match database.is_mariadb() {
            true => insta::assert_snapshot!(told, @"
            exit 6
            Apply failed: 0 of 6 steps done, 1 failed, 5 not started.

            Failed
              + table/lookup_type
                  error: table/lookup_type: missing privileges at mysql://viewer_<database>@127.0.0.1:PORT/<database>: CREATE command denied to user 'viewer_<database>'@'127.0.0.1' for table `<database>`.`lookup_type`
                    help: grant the user `create`, `references` and `index` on the database for new tables, and `select`, `insert`, `update` and `delete` on existing tables

            Not started
              + table/lookup
              + table/lookup_label
              + table/lookup_type_label
              + lookupType/colour
              + lookup/colour/red

            Run `realmform apply` again to continue.
            "),
            false => insta::assert_snapshot!(told, @"
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
            "),
        }
        assert_eq!(database.tables(), 0);
    }
}

#[test]
fn a_user_who_may_not_enter_the_database_is_told() {
    let database = Database::mariadb();
    let name = database.name();
    database.does(&format!("create user stranger_{name} identified by 'hush-hush'"));
    let project = project();
    project.env("DATABASE_URL", &database.of(&format!("stranger_{name}:hush-hush")));
    insta::assert_snapshot!(refused(&project, &["plan"]), @"
    exit 3
    error: mysql://stranger_<database>@127.0.0.1:PORT/<database> does not let this user into the database: Access denied for user 'stranger_<database>'@'%' to database '<database>'
      help: fix the database's name in DATABASE_URL, or grant the user rights on it
    ");
}

#[test]
fn a_table_in_the_way_is_told_and_left_as_it_is() {
    for database in Database::servers() {
        let project = project();
        database.does("create table lookup_type (name text); insert into lookup_type values ('theirs')");
        project.env("DATABASE_URL", &database.url);
        let told = refused(&project, &["apply", "--yes"]);
        let (scheme, _) = database.url.split_once("://").unwrap();
        insta::allow_duplicates! { insta::assert_snapshot!(told.replace(scheme, "<scheme>"), @r#"
        exit 1
        error: table `lookup_type` already exists at <scheme>://realmform@127.0.0.1:PORT/<database>, without the columns `id`, `code`, `description`, `created_at`, `updated_at`
          help: rename it, or point DATABASE_URL at another database or schema
        "#); }
        assert_eq!(database.tables(), 1);
    }
}

#[test]
fn a_type_in_the_way_leaves_nothing_half_done() {
    let project = project();
    let database = Database::postgres();
    // Tables are types too: it is seen only when ours are made.
    database.does("create type lookup_label as enum ('theirs')");
    project.env("DATABASE_URL", &database.url);
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
    assert_eq!(database.tables(), 0);
}

#[test]
fn a_row_that_does_not_fit_leaves_the_new_tables_of_mariadb_and_no_row() {
    let project = project();
    let database = Database::mariadb();
    let long = "r".repeat(256);
    project.file("lookups/colour.toml", &LOOKUPS.replace("values.red", &format!("values.{long}")));
    project.env("DATABASE_URL", &database.url);
    let told = refused(&project, &["apply", "--yes"]).replace(&long, "<long>");
    insta::assert_snapshot!(told, @"
    exit 6
    [1/6] + table/lookup_type
    [2/6] + table/lookup
    [3/6] + table/lookup_label
    [4/6] + table/lookup_type_label
    Apply incomplete: 4 of 6 steps done, 1 failed, 1 not started.

    Done: 4 created
      + table/lookup_type
      + table/lookup
      + table/lookup_label
      + table/lookup_type_label

    Failed
      + lookup/colour/<long>
          error: lookup/colour/<long>: mysql://realmform@127.0.0.1:PORT/<database> rejected a value that is too long: Data too long for column 'code' at row 1
            at lookups/colour.toml:3
            help: shorten it: a code or a language holds 255 characters, another text 65,535 bytes; no row was written, but this database keeps the 4 new tables

    Not started
      + lookupType/colour

    Run `realmform apply` again to continue.
    ");
    assert_eq!((database.tables(), database.number("(select count(*) from lookup_type)")), (4, 0));
    // What is left is planned, and done.
    project.file("lookups/colour.toml", LOOKUPS);
    let output = checked(project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(output.stdout.contains("Applied 2 steps."), "{output:#?}");
}

#[test]
fn a_deadlock_is_told_and_takes_everything_back() {
    let project = project();
    let database = Database::mariadb();
    let declared = |sort: u8| format!("{LOOKUPS}values.red.sort = {sort}\nvalues.tan.sort = {sort}\n");
    project.file("lookups/colour.toml", &declared(1)).env("DATABASE_URL", &database.url);
    assert_eq!(checked(project.run(&["apply", "--yes"])).status, 0);
    let ids = database.rows("select cast(id as text) from lookup order by code");
    let (red, tan) = (&ids[0][0], &ids[1][0]);
    database.does("create table heavy (n int primary key, x int) engine=InnoDB");
    database.does("insert into heavy with recursive n as (select 1 as n union all select n + 1 from n where n < 500) select n, 0 from n");
    // Of two sessions that wait for each other, the server ends the one that has written less.
    let take = |id: &str| format!("update lookup set sort_order = 5 where id = {id}");
    let other = database.session(&format!("begin; update heavy set x = 1; {}", take(tan)));
    project.file("lookups/colour.toml", &declared(7));
    let mut apply = project.command(project.path(), &["apply", "--yes"]);
    let mut apply = apply.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let waits = "(select count(*) from information_schema.innodb_trx where trx_state = 'LOCK WAIT')";
    let began = Instant::now();
    while database.number(waits) == 0 {
        assert!(apply.try_wait().unwrap().is_none(), "{:?}", apply.wait_with_output());
        assert!(began.elapsed() < Duration::from_secs(60), "it never came to that");
        // InnoDB shows what it showed within the last tenth of a second.
        std::thread::sleep(Duration::from_millis(250));
    }
    let other = other.does(&take(red)).does("rollback");
    let output = apply.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(6));
    let told = plain(&String::from_utf8(output.stderr).unwrap());
    insta::assert_snapshot!(told.replace(database.name(), "<database>"), @"
    Apply failed: 0 of 2 steps done, 1 failed, 1 not started.

    Failed
      ~ lookup/colour/tan
          error: lookup/colour/tan: mysql://realmform@127.0.0.1:PORT/<database>: another session changed the same rows meanwhile: Deadlock found when trying to get lock; try restarting transaction
            at lookups/colour.toml:5
            help: create the plan again; this transaction was taken back as a whole

    Not started
      ~ lookup/colour/red

    Run `realmform apply` again to continue.
    ");
    assert_eq!(database.rows("select cast(sort_order as text) from lookup"), [["1"], ["1"]]);
    other.close();
    assert_eq!(checked(project.run(&["apply", "--yes", "--lock-timeout", "30s"])).status, 0);
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
    let database = Database::sqlite(project.path());
    let file = project.path().join("lookups.db");
    database.does("create table lookup_type (name text)");
    let before = std::fs::read(&file).unwrap();
    project.env("DATABASE_URL", &database.url);
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
    let database = Database::sqlite(project.path());
    database.does("create table other (id integer); create index lookup_label on other (id)");
    project.env("DATABASE_URL", &database.url);
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
    let tables = database.rows("select name from sqlite_schema where type = 'table' order by name");
    assert_eq!(tables, [["other"]]);
}

#[test]
fn a_database_that_fails_leaves_the_realm_untouched() {
    let story = super::Story::new("both");
    let database = Database::postgres();
    let name = database.name();
    database.does(&format!("alter database {name} set default_transaction_read_only = on"));
    story.project.file("lookups/colour.toml", LOOKUPS).env("DATABASE_URL", &database.url);
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 6, "{output:#?}");
    assert!(output.stderr.contains("+ realmRole/reader"), "{}", output.stderr);
    let role = format!("/{}/roles/reader", story.realm);
    assert_eq!(super::keycloak().admin().find(&role), None);
    database.does(&format!("begin read write; alter database {name} reset default_transaction_read_only; commit"));
    story.converges();
    assert!(super::keycloak().admin().find(&role).is_some());
}
