//! Rows of any table, in SQLite, PostgreSQL and MariaDB: values of each type, renames, deletions, and the way back.

use crate::lookups::on_each;
use crate::support::{Database, Project};

#[track_caller]
fn does(project: &Project, arguments: &[&str]) -> String {
    let output = project.run(arguments);
    assert_eq!(output.status, 0, "{arguments:?}: {output:#?}");
    output.stdout
}

#[track_caller]
fn is_done(project: &Project) {
    let plan = does(project, &["plan"]);
    assert!(plan.contains("No changes."), "{plan}");
}

/// What a table of every type is made with, and what a row of it is declared as: first in one spelling, then in another
/// that means the same.
fn types(database: &Database) -> (&'static str, [&'static str; 2]) {
    match database.url.split(':').next() {
        Some("sqlite") => (
            "create table sample (code text not null unique, small smallint, big bigint, amount numeric, real_number real, \
             ok boolean, day date, moment timestamp, doc json, bytes blob, plain text)",
            [
                "small = 7, big = 9223372036854775807, amount = \"12.50\", real_number = 0.1, ok = true, day = 2024-02-03, \
                 moment = 2024-02-03T10:00:00Z, doc = { b = 1, a = [1, { c = true }] }, bytes = '\\xDEAD', plain = \" A \"",
                "small = \"007\", big = \"9223372036854775807\", amount = 12.5, real_number = \"1e-1\", ok = \"1\", day = \"2024-02-03\", \
                 moment = \"2024-02-03 10:00:00\", doc = '{\"a\": [1, {\"c\": true}], \"b\": 1}', bytes = '\\xdead', plain = \" A \"",
            ],
        ),
        Some("postgres" | "postgresql") => (
            "create extension if not exists citext; create type mood as enum ('sad', 'glad'); \
             create domain positive as integer check (value > 0); \
             create table sample (code varchar(20) not null unique, small smallint, big bigint, amount numeric(10, 2), \
             exact numeric, real_number double precision, single real, ok boolean, day date, clock time, moment timestamptz, \
             wall timestamp, span interval, doc json, docb jsonb, id uuid, feeling mood, list integer[], words text[], \
             bytes bytea, padded char(5), loose citext, number positive, net inet, cash money, plain text, \
             upper_code text generated always as (upper(code)) stored, touched timestamptz default now())",
            [
                "small = 7, big = 9223372036854775807, amount = 12.345, exact = \"1.0\", real_number = 1e3, single = 0.1, ok = true, \
                 day = 2024-02-03, clock = 10:00:00, moment = 2024-02-03T10:00:00+02:00, wall = 2024-02-03T10:00:00, \
                 span = \"90 minutes\", doc = { b = 1, a = [1, 2.50] }, docb = { b = 1, a = 1.0 }, \
                 id = \"550E8400-E29B-41D4-A716-446655440000\", feeling = \"glad\", list = \"{1,2}\", words = '{\"a b\",c}', \
                 bytes = '\\xDEAD', padded = \"ab\", loose = \"Ab\", number = 7, net = \"10.0.0.1/32\", cash = \"12.50\", plain = \" A \"",
                "small = \"007\", big = \"9223372036854775807\", amount = \"12.3450\", exact = \"1.000\", real_number = \"1000\", \
                 single = \"0.1\", ok = \"t\", day = \"20240203\", clock = \"10:00\", moment = \"2024-02-03 08:00:00Z\", \
                 wall = \"2024-02-03 10:00\", span = \"1:30\", doc = '{\"a\": [1, 2.5], \"b\": 1}', docb = '{\"a\":1,\"b\":1.00}', \
                 id = \"550e8400e29b41d4a716446655440000\", feeling = \"glad\", list = \"{ 1, 2 }\", words = '{a b, c}', bytes = '\\xdead', \
                 padded = \"ab   \", loose = \"Ab\", number = \"7\", net = \"10.0.0.1\", cash = \"$12.50\", plain = \" A \"",
            ],
        ),
        _ => (
            "create table sample (code varchar(20) not null unique, small smallint, big bigint unsigned, amount decimal(10, 2), \
             real_number double, ok boolean, day date, clock time, moment datetime(3), stamp timestamp null, doc json, \
             feeling enum('sad', 'glad'), bytes varbinary(10), padded char(5), loose varchar(20) collate utf8mb4_general_ci, \
             year_number year, plain text, upper_code varchar(20) generated always as (upper(code)) stored) \
             engine=InnoDB default character set utf8mb4",
            [
                "small = 7, big = \"18446744073709551615\", amount = 12.345, real_number = 1e3, ok = true, day = 2024-02-03, \
                 clock = 10:00:00, moment = 2024-02-03T10:00:00.5+02:00, stamp = 2024-02-03T10:00:00Z, doc = { b = 1, a = [1, true] }, \
                 feeling = \"glad\", bytes = '\\xDEAD', padded = \"ab\", loose = \"Ab\", year_number = 2024, plain = \" A \"",
                "small = \"007\", big = \"18446744073709551615\", amount = \"12.3450\", real_number = \"1000\", ok = \"1\", day = \"20240203\", \
                 clock = \"10:00\", moment = \"2024-02-03 08:00:00.500\", stamp = \"2024-02-03 10:00:00\", doc = '{\"a\": [1, true], \"b\": 1}', \
                 feeling = \"glad\", bytes = '\\xdead', padded = \"ab  \", loose = \"Ab\", year_number = \"2024\", plain = \" A \"",
            ],
        ),
    }
}

#[test]
fn values_of_every_type_arrive_and_mean_the_same_in_another_spelling() {
    on_each(|project, database| {
        let (table, [first, other]) = types(database);
        database.does(table);
        let declared = |row: &str| {
            format!("[tables.sample]\nkey = \"code\"\nnull = \"NULL\"\n\n[tables.sample.rows]\na = {{ {row} }}\n")
        };
        project.file("tables/a.toml", &declared(first));
        does(project, &["apply", "--yes"]);
        is_done(project);
        project.file("tables/a.toml", &declared(other));
        is_done(project);
        // Each field by itself is emptied, and is empty.
        let names: Vec<&str> =
            first.split(", ").filter_map(|field| field.split_once(" = ").map(|(name, _)| name.trim())).collect();
        let names = names.into_iter().filter(|name| name.chars().all(|it| it.is_ascii_lowercase() || it == '_'));
        let names: Vec<&str> = names.filter(|name| table.contains(&format!("{name} "))).collect();
        assert!(names.len() > 8, "{names:?}");
        let nothing: Vec<String> = names.iter().map(|name| format!("{name} = \"NULL\"")).collect();
        project.file("tables/a.toml", &declared(&nothing.join(", ")));
        does(project, &["apply", "--yes"]);
        is_done(project);
        for name in names {
            assert_eq!(database.number(&format!("(select count(*) from sample where {name} is null)")), 1, "{name}");
        }
    });
}

const SHOP: &str = "create table country (id integer not null primary key, code varchar(20) not null unique, name varchar(50) not null, \
                    parent_id integer, foreign key (parent_id) references country(id))";

fn shop(database: &Database) -> String {
    let id = if database.is_mariadb() { "integer not null auto_increment primary key" } else { "integer primary key" };
    let id =
        if database.url.starts_with("postgres") { "integer generated by default as identity primary key" } else { id };
    let engine = if database.is_mariadb() { "set session default_storage_engine = InnoDB; " } else { "" };
    engine.to_owned() + &SHOP.replace("integer not null primary key", id)
}

const USES: &str = "create table address (id integer primary key, country_id integer not null, foreign key (country_id) references country(id)); \
                    create table label (country_id integer not null, \
                    language varchar(5) not null, words varchar(50) not null, primary key (country_id, language), \
                    foreign key (country_id) references country(id) on delete cascade)";

fn declared(rows: &str) -> String {
    format!(
        "[tables.country]\nkey = \"code\"\nmode = \"sync\"\n\n[tables.country.references]\n\
         parent = {{ column = \"parent_id\", table = \"country\" }}\n\n[tables.country.rows]\n{rows}\n\
         [tables.label]\nkey = [\"country\", \"language\"]\n\n[tables.label.references]\n\
         country = {{ column = \"country_id\", table = \"country\" }}\n\n"
    )
}

fn countries(database: &Database) -> Vec<Vec<String>> {
    let text = if database.is_mariadb() { "char" } else { "text" };
    database.rows(&format!(
        "select cast(c.id as {text}), c.code, c.name, coalesce(p.code, '-') from country c \
         left join country p on p.id = c.parent_id order by c.code"
    ))
}

#[test]
fn rows_are_made_renamed_deleted_and_brought_back() {
    on_each(|project, database| {
        database.does(&format!("{}; {USES}", shop(database)));
        project.file(
            "tables/a.toml",
            &(declared("frg = { name = \"Germany\", parent = \"eu\" }\nbay = { name = \"Bavaria\", parent = \"frg\" }\neu = { name = \"Europe\" }\n")
                + "[[tables.label.rows]]\ncountry = \"frg\"\nlanguage = \"en\"\nwords = \"it's\"\n"),
        );
        does(project, &["apply", "--yes"]);
        is_done(project);
        let before = countries(database);
        let id = before.iter().find(|row| row[1] == "frg").map(|row| row[0].clone()).unwrap();

        // A rename keeps the id, and what names the row follows; what is not declared any more goes.
        let moved = "[[moved]]\nkind = \"row\"\ntable = \"country\"\nfrom = \"frg\"\nto = \"de\"\n";
        project.file(
            "tables/a.toml",
            &(declared("de = { name = \"Germany\", parent = \"eu\" }\neu = { name = \"Europa\" }\n")
                + "[[tables.label.rows]]\ncountry = \"de\"\nlanguage = \"en\"\nwords = \"it's\"\n\n"
                + moved),
        );
        does(project, &["plan", "--out", "plan.json"]);
        does(project, &["apply", "plan.json", "--yes"]);
        is_done(project);
        let after = countries(database);
        assert_eq!(after.iter().find(|row| row[1] == "de").map(|row| row[0].clone()), Some(id), "{after:?}");
        assert_eq!(after.len(), 2, "{after:?}");

        // And back.
        let undo = does(project, &["undo", "plan.json", "--out", "undo.json"]);
        let digest = undo.lines().find_map(|line| line.trim().strip_prefix("plan: ")).unwrap().to_owned();
        does(project, &["apply", "undo.json", "--yes", "--expect", &digest]);
        let names = |rows: &[Vec<String>]| rows.iter().map(|row| row[1..].to_vec()).collect::<Vec<_>>();
        assert_eq!(names(&countries(database)), names(&before));
    });
}

#[test]
fn a_row_in_use_stays_and_the_plan_counts_by_what() {
    on_each(|project, database| {
        database.does(&format!("{}; {USES}", shop(database)));
        project.file("tables/a.toml", &declared("eu = { name = \"Europe\" }\nyu = { name = \"Yugoslavia\" }\n"));
        does(project, &["apply", "--yes"]);
        database.does("insert into address select 1, id from country where code = 'yu'");
        database.does("insert into label select id, 'en', 'x' from country where code = 'yu'");
        project.file("tables/a.toml", &declared("eu = { name = \"Europe\" }\n"));
        assert_eq!(database.number("(select count(*) from address)"), 1);
        let refused = project.run(&["apply", "--yes", "--allow-deletes", "5"]);
        assert_eq!(refused.status, 4, "{refused:#?}");
        assert!(refused.stdout.contains("row/country/yu: it is used by 1 row of address.country_id"), "{refused:#?}");
        assert!(refused.stdout.contains("row/country/yu: 1 row is deleted with it"), "{refused:#?}");
        database.does("delete from address");
        does(project, &["apply", "--yes", "--allow-deletes", "2"]);
        assert_eq!(countries(database).len(), 1);
        assert_eq!(database.number("(select count(*) from label)"), 0);
    });
}

#[test]
fn what_an_account_cannot_read_or_write_is_said_and_nothing_is_written() {
    on_each(|project, database| {
        database.does(&shop(database));
        project.file("tables/a.toml", "[tables.country]\nkey = \"code\"\n\n[tables.country.rows]\nok = { name = \"Fine\" }\nno = { name = \"NULL\" }\n");
        project.file("tables/a.toml", &project.read("tables/a.toml").replace("key =", "null = \"NULL\"\nkey ="));
        let output = project.run(&["apply", "--yes"]);
        assert_eq!(output.status, 6, "{output:#?}");
        assert!(format!("{}{}", output.stdout, output.stderr).contains("row/country/no"), "{output:#?}");
        assert_eq!(database.number("(select count(*) from country)"), 0);
    });
}

#[test]
fn a_table_and_a_part_of_it_are_not_both_declared() {
    let project = crate::lookups::project();
    let database = Database::postgres();
    project.env("DATABASE_URL", &database.url);
    database.does(
        "create table part (code text unique, name text) partition by list (code); \
         create table part_a partition of part for values in ('a', 'b'); insert into part values ('a', 'x'), ('b', 'x')",
    );
    let table = |name: &str| {
        format!("[tables.{name}]\nkey = \"code\"\nmode = \"sync\"\n\n[tables.{name}.rows]\na = {{ name = \"x\" }}\n\n")
    };
    project.file("tables/a.toml", &(table("part") + &table("part_a")));
    let output = project.run(&["apply", "--yes", "--allow-deletes", "9"]);
    assert_eq!(output.status, 4, "{output:#?}");
    assert!(output.stderr.contains("`tables.part_a` is a part of `tables.part`"), "{output:#?}");
    project.file("tables/a.toml", &table("part"));
    does(&project, &["apply", "--yes", "--allow-deletes", "9"]);
    assert_eq!(database.number("(select count(*) from part)"), 1);
}
