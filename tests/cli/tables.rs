//! Rows of any table, in SQLite: declared, planned, applied, renamed, owned, undone.

use serde_json::Value;
use sqlx::{ConnectOptions, Connection, Row};

use super::{checked, fine, refused};
use crate::support::Project;

const SCHEMA: &str = "\
    create table country (id integer primary key autoincrement, code text not null unique, name text not null, \
      parent_id integer references country(id), active boolean not null default 1, population bigint, \
      area numeric, meta json, seen timestamp, hue blob, touched integer default 7);\
    create table address (id integer primary key, street text, country_id integer not null references country(id));\
    create table label (country_id integer not null references country(id) on delete cascade, language text not null, \
      \"text\" text not null, primary key (country_id, language));\
    insert into country (id, code, name) values (1, 'eu', 'Europe'), (2, 'yu', 'Yugoslavia'), (3, 'dd', 'East');";

const COUNTRY: &str = "\
[tables.country]
key = \"code\"

[tables.country.references]
parent = { column = \"parent_id\", table = \"country\" }

[tables.country.rows]
";

fn project(tables: &str) -> Project {
    let project = Project::new();
    project.file("realmform.toml", "schema = 1\n\n[targets.embedded]\ndatabase = \"sqlite:app.db\"\n");
    project.file("tables/a.toml", tables);
    sql(&project, SCHEMA);
    project
}

fn runtime<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn sql(project: &Project, text: &str) {
    let options =
        sqlx::sqlite::SqliteConnectOptions::new().filename(project.path().join("app.db")).create_if_missing(true);
    runtime(async {
        let mut connection = options.connect().await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(text.to_owned())).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}

/// All that a query answers, a line for each row.
fn rows(project: &Project, query: &str) -> String {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(project.path().join("app.db"));
    runtime(async {
        let mut connection = options.connect().await.unwrap();
        let rows = sqlx::query(sqlx::AssertSqlSafe(query.to_owned())).fetch_all(&mut connection).await.unwrap();
        let text =
            |row: &sqlx::sqlite::SqliteRow, at: usize| row.get::<Option<String>, _>(at).unwrap_or("-".to_owned());
        let lines = rows.iter().map(|row| (0..row.len()).map(|at| text(row, at)).collect::<Vec<_>>().join(" "));
        let lines = lines.collect::<Vec<_>>().join("\n");
        connection.close().await.unwrap();
        lines
    })
}

const COUNTRIES: &str = "select cast(c.id as text), c.code, c.name, p.code, cast(c.touched as text) from country c \
                         left join country p on p.id = c.parent_id order by c.id";

#[track_caller]
fn is_done(project: &Project) {
    let plan = fine(project, &["plan", "--detailed-exitcode"]);
    assert!(plan.contains("No changes."), "{plan}");
}

#[test]
fn rows_are_inserted_and_updated_parents_first_and_what_is_not_declared_stays() {
    let project = project(&format!(
        "{COUNTRY}bay = {{ name = \"Bavaria\", parent = \"de\" }}\nde = {{ name = \"Germany\", parent = \"eu\" }}\neu = {{ name = \"Europa\" }}\n"
    ));
    insta::assert_snapshot!(fine(&project, &["plan"]), @r#"
    Plan for embedded: database sqlite:app.db

    Rows
      + row/country/bay (code: "bay", name: "Bavaria", parent: "country/de")
      + row/country/de (code: "de", name: "Germany", parent: "country/eu")
      ~ row/country/eu
          name: "Europe" → "Europa"

    Plan: 2 to create, 1 to change.
    "#);
    fine(&project, &["apply", "--yes"]);
    insta::assert_snapshot!(rows(&project, COUNTRIES), @"
    1 eu Europa - 7
    2 yu Yugoslavia - 7
    3 dd East - 7
    4 de Germany eu 7
    5 bay Bavaria de 7
    ");
    is_done(&project);
}

#[test]
fn values_that_mean_the_same_are_no_difference() {
    let project = project(&format!(
        "{COUNTRY}eu = {{ name = \"Europe\", active = true, population = \"0010\", area = \"1.50\", meta = {{ b = 1, a = [true] }}, \
         seen = 2024-01-01T00:00:00Z, hue = '\\xDEAD' }}\n"
    ));
    sql(
        &project,
        "update country set population = 10, area = 1.5, meta = '{\"a\": [true], \"b\": 1}', \
         seen = '2024-01-01 00:00:00', hue = x'dead' where code = 'eu'",
    );
    is_done(&project);
}

#[test]
fn nothing_and_an_empty_text_and_zero_are_three_things() {
    let tables = COUNTRY.replace("key =", "null = \"NULL\"\nkey =") + "eu = { name = \"\", meta = \"NULL\" }\n";
    let project = project(&tables);
    sql(&project, "update country set name = '0', population = null where code = 'eu'");
    let plan = fine(&project, &["plan"]);
    assert!(plan.contains(r#"name: "0" → """#), "{plan}");
    fine(&project, &["apply", "--yes"]);
    assert_eq!(rows(&project, "select name, meta, population from country where code = 'eu'"), " - -");
    is_done(&project);
}

#[test]
fn rows_come_from_a_csv_file_with_quotes_and_empty_fields() {
    let project = project("[tables.country]\nkey = \"code\"\ncsv = \"country.csv\"\n");
    project.file("tables/country.csv", "code,name,population\nfr,\"France, the \"\"Hexagon\"\"\",\nat,Österreich,9\n");
    fine(&project, &["apply", "--yes"]);
    let there = rows(&project, "select code, name, cast(population as text) from country where id > 3 order by code");
    assert_eq!(there, "at Österreich 9\nfr France, the \"Hexagon\" -");
    is_done(&project);
}

#[test]
fn a_mode_that_only_inserts_leaves_what_a_person_changed() {
    let project = project(&COUNTRY.replace("key =", "mode = \"insert\"\nkey =").replace(
        "[tables.country.rows]\n",
        "[tables.country.rows]\neu = { name = \"Other\" }\nus = { name = \"United States\" }\n",
    ));
    fine(&project, &["apply", "--yes"]);
    let there = rows(&project, "select code, name from country where code in ('eu', 'us') order by code");
    assert_eq!(there, "eu Europe\nus United States");
    is_done(&project);
}

#[test]
fn a_rename_keeps_the_id_and_what_names_the_row_follows() {
    let tables = format!(
        "{COUNTRY}eu = {{ name = \"Europe\" }}\nfrg = {{ name = \"Germany\", parent = \"eu\" }}\nbay = {{ name = \"Bavaria\", parent = \"frg\" }}\n\
         [tables.label]\nkey = [\"country\", \"language\"]\n[tables.label.references]\n\
         country = {{ column = \"country_id\", table = \"country\" }}\n[[tables.label.rows]]\ncountry = \"frg\"\nlanguage = \"en\"\ntext = \"West\"\n"
    );
    let project = project(&tables);
    fine(&project, &["apply", "--yes"]);
    let before = rows(&project, "select cast(id as text) from country where code = 'frg'");
    let moved = "\n[[moved]]\nkind = \"row\"\ntable = \"country\"\nfrom = \"frg\"\nto = \"de\"\n";
    project.file("tables/a.toml", &(tables.replace("\"frg\"", "\"de\"").replace("frg =", "de =") + moved));
    insta::assert_snapshot!(fine(&project, &["plan"]), @"
    Plan for embedded: database sqlite:app.db

    Rows
      → row/country/frg → row/country/de (id kept)

    Plan: 1 to rename.
    ");
    fine(&project, &["apply", "--yes"]);
    assert_eq!(rows(&project, "select cast(id as text) from country where code = 'de'"), before);
    assert_eq!(
        rows(&project, "select c.code, l.\"text\" from label l join country c on c.id = l.country_id"),
        "de West"
    );
    is_done(&project);
}

#[test]
fn what_is_not_declared_goes_from_a_table_in_sync_under_its_caps() {
    let project = project(
        &(COUNTRY.replace("key =", "mode = \"sync\"\nkey =")
            + "eu = { name = \"Europe\" }\nyu = { name = \"Yugoslavia\" }\n"),
    );
    project.file("realmform.toml", "schema = 1\n\n[targets.embedded]\ndatabase = \"sqlite:app.db\"\n\n[ownership]\nproject = \"shop\"\nmax_deletions = 0\n");
    let blocked = project.run(&["plan"]);
    assert!(blocked.stdout.contains("the plan deletes 1 of 3 rows of the table `country`"), "{blocked:#?}");
    fine(&project, &["apply", "--yes", "--allow-deletes", "1"]);
    assert_eq!(rows(&project, "select code from country order by code"), "eu\nyu");
    is_done(&project);
}

#[test]
fn a_row_that_is_in_use_is_not_deleted_and_the_plan_says_by_what() {
    let project = project(
        &(COUNTRY.replace("key =", "mode = \"sync\"\nkey =")
            + "eu = { name = \"Europe\" }\ndd = { name = \"East\" }\n"),
    );
    sql(&project, "insert into address (street, country_id) values ('a', 2), ('b', 2), ('c', 1)");
    sql(&project, "insert into label values (2, 'en', 'x'), (2, 'de', 'y')");
    let refused = project.run(&["plan", "--allow-deletes", "9"]);
    insta::assert_snapshot!(refused.stdout, @"
    Plan for embedded: database sqlite:app.db

    Blocked: 1 finding must be resolved before this plan can be applied
      ✗ cannot delete row/country/yu: it is used by 2 rows of address.country_id (table/in-use, tables/a.toml:1:9)
          keep it in the files with `active = false` instead, or change those rows first

    Deletions and what they affect
      - row/country/yu: 2 rows are deleted with it

    Plan: 1 to delete.
    ");
    sql(&project, "delete from address where country_id = 2");
    let cascade = project.run(&["plan"]);
    assert!(
        cascade.stdout.contains("1 of 3 rows of the table `country`, and the database 2 other rows"),
        "{cascade:#?}"
    );
    fine(&project, &["apply", "--yes", "--allow-deletes", "3"]);
    assert_eq!(rows(&project, "select language from label"), "");
    is_done(&project);
}

#[test]
fn a_saved_plan_is_applied_and_taken_back() {
    let tables = COUNTRY.replace("key =", "mode = \"sync\"\nkey =")
        + "eu = { name = \"Europa\" }\nyu = { name = \"Yugoslavia\" }\nus = { name = \"United States\", population = 300 }\n";
    let project = project(&tables);
    let before =
        rows(&project, "select code, name, cast(population as text), cast(touched as text) from country order by code");
    fine(&project, &["plan", "--out", "plan.json"]);
    fine(&project, &["apply", "plan.json", "--yes", "--allow-deletes", "1"]);
    is_done(&project);
    let undo = fine(&project, &["undo", "plan.json", "--out", "undo.json", "--allow-deletes", "1"]);
    insta::assert_snapshot!(undo.split("Sources").next().unwrap(), @r#"
    Plan for embedded: database sqlite:app.db

    Rows
      + row/country/dd
          parent: null
          id: 3
          code: "dd"
          name: "East"
          active: true
          population: null
          area: null
          meta: null
          seen: null
          hue: null
          touched: 7
      ~ row/country/eu
          name: "Europa" → "Europe"

    Deletions and what they affect
      - row/country/us
    "#);
    let digest = undo.lines().find_map(|line| line.trim().strip_prefix("plan: ")).unwrap().to_owned();
    fine(&project, &["apply", "undo.json", "--yes", "--allow-deletes", "1", "--expect", &digest]);
    let after =
        rows(&project, "select code, name, cast(population as text), cast(touched as text) from country order by code");
    assert_eq!(after, before);
}

#[test]
fn a_plan_that_somebody_overtook_is_not_applied() {
    let project = project(&(COUNTRY.to_owned() + "eu = { name = \"Europa\" }\n"));
    fine(&project, &["plan", "--out", "plan.json"]);
    sql(&project, "update country set name = 'Eurasia' where code = 'eu'");
    let refused = project.run(&["apply", "plan.json", "--yes"]);
    assert_ne!(refused.status, 0, "{refused:#?}");
    assert!(refused.stderr.contains("the saved plan is stale"), "{refused:#?}");
    assert_eq!(rows(&project, "select name from country where code = 'eu'"), "Eurasia");
}

#[test]
fn what_does_not_fit_is_told_before_anything_is_written() {
    let wrong = [
        ("[tables.land]\nkey = \"code\"\n[tables.land.rows]\na = {}\n", "table/missing"),
        ("[tables.country]\nkey = \"code\"\n[tables.country.rows]\na = { nmae = \"x\" }\n", "table/no-column"),
        ("[tables.country]\nkey = \"name\"\n[tables.country.rows]\na = {}\n", "table/no-unique-index"),
        (
            "[tables.country]\nkey = \"code\"\n[tables.country.rows]\na = { name = \"x\", population = \"many\" }\n",
            "table/value",
        ),
        (&format!("{COUNTRY}a = {{ name = \"x\", parent = \"nowhere\" }}\n"), "reference/missing"),
        ("[tables.country]\n[tables.country.rows]\na = {}\n", "table/missing-key"),
        ("[tables.country]\nkey = \"code\"\nmode = \"upset\"\n", "table/mode"),
        ("[tables.country]\nkey = \"code\"\ncsv = \"../a.csv\"\n", "table/csv"),
        ("[tables.country]\nkey = \"code\"\ncolumns = 1\n", "config/unknown-key"),
    ];
    for (tables, code) in wrong {
        let project = project(tables);
        let output = project.run(&["plan", "--format", "json"]);
        let told: Value = serde_json::from_str(&output.stdout).unwrap_or_else(|_| panic!("{tables}: {output:#?}"));
        let text = format!("{told} {}", output.stderr);
        assert!(text.contains(code), "{tables}: {output:#?}");
        assert_eq!(rows(&project, "select code from country order by id"), "eu\nyu\ndd");
    }
}

#[test]
fn a_row_that_the_database_refuses_is_named_and_nothing_is_written() {
    let project =
        project(&(COUNTRY.to_owned() + "aa = { name = \"A\" }\nbb = { population = 1 }\ncc = { name = \"C\" }\n"));
    let output = project.run(&["apply", "--yes"]);
    assert_eq!(output.status, 6, "{output:#?}");
    assert!(output.stdout.contains("row/country/bb") || output.stderr.contains("row/country/bb"), "{output:#?}");
    assert_eq!(rows(&project, "select code from country order by id"), "eu\nyu\ndd");
}

#[test]
fn only_chosen_rows_are_written() {
    let project = project(&(COUNTRY.to_owned() + "aa = { name = \"A\" }\nbb = { name = \"B\" }\n"));
    fine(&project, &["apply", "--yes", "--only", "row/country/aa"]);
    assert_eq!(rows(&project, "select code from country where id > 3"), "aa");
    checked(&project, &["plan"]);
    refused(&project, &["plan", "--only", "row/country/zz"]);
}

#[test]
fn a_table_is_an_applications_own_and_declared_once() {
    let project = project(
        "[tables.a]\ntable = \"country\"\nkey = \"code\"\n\n[tables.b]\ntable = \"main.COUNTRY\"\nkey = \"code\"\n",
    );
    let tables = project.read("tables/a.toml");
    project.file("tables/a.toml", "").file("lookups/a.toml", "[lookups.size]\nlabel.en = \"Size\"\n");
    fine(&project, &["apply", "--yes"]);
    project.file("tables/a.toml", &tables);
    let told = |project: &Project| {
        let output = checked(project, &["plan"]);
        assert_eq!(output.status, 4, "{output:#?}");
        output.stderr
    };
    assert!(told(&project).contains("is declared as `tables.a` and as `tables.b`"));
    for (table, why) in
        [("sqlite_master", "belongs to the database itself"), ("SQLITE_sequence", "belongs to the database itself")]
    {
        project.file("tables/a.toml", &format!("[tables.a]\ntable = \"{table}\"\nkey = \"name\"\n"));
        assert!(told(&project).contains(why), "{table}");
    }
    for table in ["lookup", "main.Lookup"] {
        project.file("tables/a.toml", &format!("[tables.a]\ntable = \"{table}\"\nkey = \"code\"\n"));
        assert!(told(&project).contains("is a table that realmform keeps lookups in"), "{table}");
    }
}

#[test]
fn a_column_called_like_a_secret_is_neither_declared_nor_shown() {
    let project = project(
        "[tables.account]\nkey = \"name\"\nmode = \"sync\"\n\n[tables.account.rows]\na = { email = \"a@b\" }\n",
    );
    sql(
        &project,
        "create table account (name text primary key, email text, password_hash text, apiKey text); \
                   insert into account values ('a', 'x', 'CANARY1', 'CANARY2'), ('gone', 'y', 'CANARY3', 'CANARY4')",
    );
    for format in ["text", "json", "markdown", "html"] {
        let output = checked(&project, &["plan", "--format", format, "--allow-deletes", "1"]);
        assert!(output.stdout.contains("row/account/gone") || format == "json", "{output:#?}");
        assert!(!format!("{}{}", output.stdout, output.stderr).contains("CANARY"), "{format}: {output:#?}");
    }
    fine(&project, &["plan", "--out", "plan.json", "--allow-deletes", "1"]);
    assert!(!project.read("plan.json").contains("CANARY"));
    project.file("tables/b.csv", "name,api_key\na,CANARY5\n");
    for table in ["rows = [{ name = \"a\", password = \"CANARY6\" }]\n", "csv = \"b.csv\"\n"] {
        project.file("tables/a.toml", &format!("[tables.account]\nkey = \"name\"\n{table}"));
        for arguments in [&["plan"][..], &["lint"]] {
            let output = checked(&project, arguments);
            assert_eq!(output.status, 4, "{output:#?}");
            assert!(
                output.stdout.contains("config/secret-in-clear") || output.stderr.contains("config/secret-in-clear")
            );
            assert!(!format!("{}{}", output.stdout, output.stderr).contains("CANARY"), "{output:#?}");
        }
    }
}

#[test]
fn a_saved_plan_goes_to_the_tables_of_the_files_alone() {
    let project = project(&(COUNTRY.to_owned() + "eu = { name = \"Europa\" }\n"));
    sql(
        &project,
        "create table other (id integer primary key, code text unique, name text, parent_id integer references other(id)); \
                   insert into other (code, name) values ('eu', 'Europe')",
    );
    let plan = fine(&project, &["plan", "--out", "plan.json"]);
    let digest = |text: &str| text.lines().find_map(|line| line.trim().strip_prefix("plan: ")).unwrap().to_owned();
    project.file(
        "tables/a.toml",
        &(COUNTRY.replace("key =", "table = \"other\"\nkey =") + "eu = { name = \"Europa\" }\n"),
    );
    let other = fine(&project, &["plan", "--out", "other.json"]);
    assert_ne!(digest(&plan), digest(&other), "an approval is for a table");
    let output = checked(&project, &["apply", "plan.json", "--yes"]);
    assert_eq!(output.status, 4, "{output:#?}");
    assert!(output.stdout.contains("plan/other-table"), "{output:#?}");
    assert_eq!(rows(&project, "select name from country where code = 'eu'"), "Europe");
}

#[test]
fn a_row_that_a_declared_row_names_is_not_deleted_whatever_the_database_knows() {
    let tables = COUNTRY.replace("key =", "mode = \"sync\"\nkey =")
        + "eu = { name = \"Europe\" }\nyu = { name = \"Yugoslavia\" }\n\n[tables.note]\nkey = \"code\"\n\n[tables.note.references]\n\
           country = { column = \"country_id\", table = \"country\" }\n\n[tables.note.rows]\na = { country = \"dd\" }\n";
    let project = project(&tables);
    sql(&project, "create table note (code text primary key, country_id integer); insert into note values ('a', 3)");
    let output = checked(&project, &["apply", "--yes", "--allow-deletes", "9"]);
    assert_eq!(output.status, 4, "{output:#?}");
    let told = "cannot delete the undeclared row/country/dd: a row of `tables.note` refers to it";
    assert!(output.stdout.contains(told), "{output:#?}");
    assert_eq!(rows(&project, "select code from country where id = 3"), "dd");
}

#[test]
fn no_row_of_a_declared_table_goes_along_unplanned() {
    let labels = "\n[tables.label]\nkey = [\"country\", \"language\"]\n\n[tables.label.references]\n\
                  country = { column = \"country_id\", table = \"country\" }\n";
    let countries = COUNTRY.replace("key =", "mode = \"sync\"\nkey =")
        + "eu = { name = \"Europe\" }\nyu = { name = \"Yugoslavia\" }\n";
    let project = project(
        &(countries.clone() + labels + "\n[[tables.label.rows]]\ncountry = \"eu\"\nlanguage = \"en\"\ntext = \"x\"\n"),
    );
    sql(&project, "insert into label values (1, 'en', 'x'), (3, 'en', 'y')");
    let output = checked(&project, &["apply", "--yes", "--allow-deletes", "9"]);
    assert_eq!(output.status, 4, "{output:#?}");
    assert!(
        output.stdout.contains("would also delete 1 row of label, whose rows the files declare or ignore"),
        "{output:#?}"
    );
    // Where nothing is declared of them, they are counted, and go.
    project.file("tables/a.toml", &(countries + labels));
    fine(&project, &["apply", "--yes", "--allow-deletes", "9"]);
    assert_eq!(rows(&project, "select cast(country_id as text) from label"), "1");
}

#[test]
fn a_reference_to_a_secret_and_json_with_one_are_no_values_of_a_row() {
    for row in ["meta = { env = \"HUSH\" }", "meta = { password = \"CANARY\" }"] {
        let project = project(&(COUNTRY.to_owned() + &format!("eu = {{ {row} }}\n")));
        sql(&project, "update country set meta = '{\"token\": \"CANARY\"}' where code = 'eu'");
        let output = checked(&project, &["plan"]);
        assert_eq!(output.status, 4, "{output:#?}");
        assert!(!format!("{}{}", output.stdout, output.stderr).contains("CANARY"), "{output:#?}");
    }
    let project = project(&(COUNTRY.to_owned() + "eu = { meta = { a = 1 } }\n"));
    sql(&project, "update country set meta = '{\"token\": \"CANARY\"}' where code = 'eu'");
    let plan = fine(&project, &["plan", "--format", "json"]);
    assert!(plan.contains("meta") && !plan.contains("CANARY"), "{plan}");
}

#[test]
fn what_is_ignored_is_not_declared_however_its_key_is_spelt() {
    for (key, rows) in [("code", "eu = { name = \"x\" }\n"), ("id", "\"007\" = { name = \"x\" }\n")] {
        let project = project(&format!("[tables.country]\nkey = \"{key}\"\n\n[tables.country.rows]\n{rows}"));
        sql(&project, "insert into country (id, code, name) values (7, 'at', 'Austria')");
        let config = project.read("realmform.toml")
            + "\n[ownership]\nproject = \"shop\"\nrow = { ignore = [\"country/eu\", \"country/7\"] }\n";
        project.file("realmform.toml", &config);
        let told = refused(&project, &["plan"]);
        assert!(told.contains("is both declared and ignored"), "{told}");
    }
}

#[test]
fn a_deletion_that_goes_on_from_table_to_table_is_refused() {
    let tables = COUNTRY.replace("key =", "mode = \"sync\"\nkey =")
        + "eu = { name = \"Europe\" }\nyu = { name = \"Yugoslavia\" }\n";
    let project = project(&tables);
    sql(
        &project,
        "create table word (country_id integer, language text, \
           foreign key (country_id, language) references label (country_id, language) on delete cascade); \
         insert into label values (3, 'en', 'y'); insert into word values (3, 'en')",
    );
    let output = checked(&project, &["apply", "--yes", "--allow-deletes", "9"]);
    assert_eq!(output.status, 4, "{output:#?}");
    assert!(output.stdout.contains("row/country/dd: it is used by 1 row of label.country_id"), "{output:#?}");
    let tree = "[tables.tree]\nkey = \"code\"\nmode = \"sync\"\n\n[tables.tree.rows]\nleaf = { name = \"x\" }\nother = { name = \"x\" }\n";
    project.file("tables/a.toml", tree);
    sql(
        &project,
        "create table tree (code text primary key, name text, up text references tree(code) on delete cascade); \
         insert into tree values ('root', 'x', null), ('leaf', 'x', 'root'), ('other', 'x', null)",
    );
    let output = checked(&project, &["apply", "--yes", "--allow-deletes", "9"]);
    assert_eq!(output.status, 4, "{output:#?}");
    assert_eq!(rows(&project, "select code from tree order by code"), "leaf\nother\nroot");
}

#[test]
fn a_csv_file_that_is_none_shows_nothing_of_itself() {
    let project = project("[tables.country]\nkey = \"code\"\ncsv = \"country.csv\"\n");
    project.file("tables/country.csv", "code,name\nde,Germany\nfr,CANARY,CANARY\n");
    let told = refused(&project, &["plan"]);
    assert!(told.contains("line 3 of `tables/country.csv` has 3 fields") && !told.contains("CANARY"), "{told}");
}

#[test]
fn a_row_names_a_lookup_of_the_same_plan_and_none_that_is_nowhere() {
    let tables = |size: &str| {
        format!(
            "[tables.shirt]\nkey = \"code\"\n\n[tables.shirt.references]\nsize = {{ column = \"size_id\", lookup = \"size\" }}\n\n\
             [tables.shirt.rows]\nred = {{ size = \"{size}\" }}\n"
        )
    };
    let project = project(&tables("xl"));
    sql(&project, "create table shirt (code text primary key, size_id integer)");
    project.file(
        "lookups/a.toml",
        "[lookups.size.values]\nl = { label.en = \"L\" }\n\n[lookups.size]\nlabel.en = \"Size\"\n",
    );
    let told = refused(&project, &["plan"]);
    assert!(told.contains("`size` names lookup/size/xl, which is neither declared nor in the database"), "{told}");
    project.file("tables/a.toml", &tables("l"));
    fine(&project, &["apply", "--yes"]);
    assert_eq!(rows(&project, "select l.code from shirt s join lookup l on l.id = s.size_id"), "l");
    is_done(&project);
    project.file("tables/a.toml", &tables("xl"));
    assert!(refused(&project, &["plan"]).contains("names lookup/size/xl"));
}

#[test]
fn what_json_cannot_hold_is_told_and_not_left_out() {
    let project = project(&(COUNTRY.to_owned() + "eu = { meta = { a = 1, since = 1990-10-03 } }\n"));
    let told = refused(&project, &["plan"]);
    assert!(told.contains("`meta` must be a value that a column or JSON can hold"), "{told}");
}

#[test]
fn a_csv_file_without_names_for_its_columns_shows_no_line_of_itself() {
    let project = project("[tables.country]\nkey = \"code\"\ncsv = \"country.csv\"\n");
    for header in ["code,", "code,code", ","] {
        project.file("tables/country.csv", &format!("{header}\nCANARY,CANARY\n"));
        let told = refused(&project, &["plan"]);
        assert!(told.contains("table/csv") && !told.contains("CANARY"), "{told}");
    }
}

#[test]
fn rows_for_one_target_are_laid_over_those_for_all_column_by_column() {
    let project =
        project(&(COUNTRY.to_owned() + "eu = { name = \"Europa\", population = 1 }\nat = { name = \"Austria\" }\n"));
    project.file(
        "tables/b.embedded.toml",
        "[tables.country]\nkey = \"code\"\n\n[tables.country.rows]\neu = { population = 2, area = 3 }\nus = { name = \"United States\" }\n",
    );
    fine(&project, &["apply", "--yes"]);
    let query = "select code, name, cast(population as text), cast(area as text) from country where code in ('at', 'eu', 'us') order by code";
    assert_eq!(rows(&project, query), "at Austria - -\neu Europa 2 3\nus United States - -");
    is_done(&project);
    project.file("tables/b.embedded.toml", "[tables.country]\nkey = \"id\"\n");
    assert!(refused(&project, &["plan"]).contains("has another key here than where it is first declared"));
}
