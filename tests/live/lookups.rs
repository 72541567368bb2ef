//! The lookup catalogue in SQLite, PostgreSQL and MariaDB: the six steps of "Lookup Seeder Testing", renames, and repairs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Database, Output, Project, keycloak};

impl Database {
    /// Each type's row id by its code.
    fn types(&self) -> BTreeMap<String, String> {
        let rows = self.rows("select code, cast(id as text) from lookup_type");
        rows.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect()
    }

    /// Each value's row id by type and code.
    fn values(&self) -> BTreeMap<String, String> {
        let rows = self.rows(
            "select t.code, v.code, cast(v.id as text) from lookup v join lookup_type t on t.id = v.lookup_type_id",
        );
        rows.into_iter().map(|row| (format!("{}/{}", row[0], row[1]), row[2].clone())).collect()
    }

    /// Each value's label by type, code and language.
    fn labels(&self) -> BTreeMap<String, String> {
        let rows = self.rows(
            "select t.code, v.code, l.language, l.label from lookup_label l join lookup v on v.id = l.lookup_id \
             join lookup_type t on t.id = v.lookup_type_id",
        );
        rows.into_iter().map(|row| (format!("{}/{}/{}", row[0], row[1], row[2]), row[3].clone())).collect()
    }

    fn count(&self, table: &str) -> usize {
        self.number(&format!("(select count(*) from {table})"))
    }
}

/// A project without a realm: `DATABASE_URL` alone.
pub(crate) fn project() -> Project {
    let project = Project::new();
    project.file("realmform.toml", "schema = 1\ndefault_target = \"live\"\n");
    project
}

/// Does the same on a database of each kind.
pub(crate) fn on_each(story: impl Fn(&Project, &Database)) {
    let of_sqlite = project();
    for database in [Database::sqlite(of_sqlite.path()), Database::postgres(), Database::mariadb()] {
        let project = project();
        project.env("DATABASE_URL", &database.url);
        story(&project, &database);
    }
}

#[track_caller]
fn applied(project: &Project) -> Output {
    let output = project.run(&["apply", "--yes"]);
    assert_eq!(output.status, 0, "{output:#?}");
    output
}

#[track_caller]
fn plan(project: &Project) -> String {
    let output = project.run(&["plan"]);
    assert_eq!(output.status, 0, "{output:#?}");
    output.stdout
}

// --- the six steps -------------------------------------------------------------------------------

/// The types that the seeds name.
const NAMED: &str = "course_level course_status enrollment_status enrollment_type payment_method payment_status job_type \
    job_status job_application_status experience_level event_type event_status event_attendance_status \
    notification_type post_visibility post_type group_role group_privacy page_role friend_request_status reaction_type \
    user_role user_status permission ticket_category ticket_status ticket_priority report_type report_status \
    subscription_status billing_cycle plan_feature quiz_question_type assignment_status content_type resource_type \
    chat_type message_type message_status language timezone media_provider visibility_type";

#[test]
fn the_shipped_catalogue_is_seeded_in_the_six_steps() {
    on_each(|project, database| {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("lookups")).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("lookups/{}", path.file_name().unwrap().to_str().unwrap());
            project.file(&name, &fs::read_to_string(&path).unwrap());
        }

        // 1. On an empty database.
        assert!(plan(project).contains("+ table/lookup_type"));
        applied(project);

        // 2. All types are there.
        let types = database.types();
        for name in NAMED.split_whitespace() {
            assert!(types.contains_key(name), "{name} is missing");
        }

        // 3. All values are there, with the right translations.
        let values = database.values();
        let labels = database.labels();
        assert!(types.len() >= 50 && values.len() >= 200, "{} types, {} values", types.len(), values.len());
        for value in values.keys() {
            for language in ["en", "ar"] {
                let label = labels.get(&format!("{value}/{language}"));
                assert!(label.is_some_and(|label| !label.is_empty()), "{value} has no label in {language}");
            }
        }
        assert_eq!(labels["user_role/admin/en"], "Admin");
        assert_eq!(labels["user_role/admin/ar"], "مدير");
        assert_eq!(labels["user_status/suspended/ar"], "موقوف");
        assert_eq!(database.count("lookup_type_label"), 2 * types.len());

        // 4. Again: nothing twice, and no row written anew.
        let again = applied(project);
        assert!(again.stdout.contains("No changes"), "{}", again.stdout);
        assert_eq!((database.types(), database.values()), (types.clone(), values.clone()));
        assert_eq!(database.labels().len(), labels.len());

        // 5. A value changed in the files.
        let users = project.read("lookups/users.toml");
        let changed =
            users.replace("label.en = \"Suspended\"", "label.en = \"On hold\"").replace("sort = 40", "sort = 45");
        assert_ne!(users, changed);
        project.file("lookups/users.toml", &changed);

        // 6. Again: it is updated, in its row.
        let told = applied(project).stdout;
        assert!(told.contains("~ lookup/user_status/suspended"), "{told}");
        assert_eq!(database.labels()["user_status/suspended/en"], "On hold");
        assert_eq!(database.labels()["user_status/suspended/ar"], "موقوف");
        assert_eq!((database.types(), database.values()), (types.clone(), values.clone()));

        // And a value changed by hand is put right again.
        database.does("update lookup_label set label = 'Boss' where label = 'Admin' and language = 'en'");
        database.does("update lookup set sort_order = 999 where code = 'instructor'");
        let told = plan(project);
        assert!(told.contains("~ lookup/user_role/admin") && told.contains("~ lookup/user_role/instructor"), "{told}");
        applied(project);
        assert_eq!(database.labels()["user_role/admin/en"], "Admin");
        assert_eq!((database.types(), database.values()), (types, values));
    });
}

// --- renames, parents, repairs -------------------------------------------------------------------

const PLACES: &str = "[lookups.place]\nlabel.en = \"Place\"\n\n[lookups.place.values]\n\
    asia = { label.en = \"Asia\", parent = \"place/earth\" }\n\
    earth = { label.en = \"Earth\", sort = 1 }\n\
    malaysia = { label.en = \"Malaysia\", parent = \"place/asia\", metadata = { code = \"MY\", tags = [\"a\"] } }\n";

#[test]
fn a_parent_stands_before_its_children() {
    on_each(|project, database| {
        project.file("lookups/place.toml", PLACES);
        applied(project);
        let parents = database
            .rows("select c.code, p.code from lookup c left join lookup p on p.id = c.parent_id order by c.code");
        let pair = |child: &str, parent: &str| vec![child.to_owned(), parent.to_owned()];
        assert_eq!(parents, [pair("asia", "earth"), pair("earth", ""), pair("malaysia", "asia")]);
        // In another type's value too, and away again.
        let moved = PLACES.replace("parent = \"place/asia\"", "parent = \"planet/earth\"");
        project.file("lookups/planet.toml", "[lookups.planet]\nvalues.earth.label.en = \"The Earth\"\n");
        project.file("lookups/place.toml", &moved);
        applied(project);
        let parent = "select t.code from lookup c join lookup p on p.id = c.parent_id \
                      join lookup_type t on t.id = p.lookup_type_id where c.code = 'malaysia'";
        assert_eq!(database.rows(parent), [["planet"]]);
    });
}

#[test]
fn a_renamed_type_and_value_keep_their_rows() {
    on_each(|project, database| {
        project.file("lookups/place.toml", PLACES);
        applied(project);
        let (types, values) = (database.types(), database.values());

        let renamed = PLACES.replace("lookups.place", "lookups.region").replace("asia =", "orient =");
        let renamed = renamed.replace("place/", "region/").replace("region/asia", "region/orient");
        let moved = "[[moved]]\nkind = \"lookupType\"\nfrom = \"place\"\nto = \"region\"\n\n\
                     [[moved]]\nkind = \"lookup\"\ntype = \"region\"\nfrom = \"asia\"\nto = \"orient\"\n";
        project.file("lookups/place.toml", &renamed).file("lookups/moved.toml", moved);
        let told = plan(project);
        assert!(told.contains("→ lookupType/place → lookupType/region"), "{told}");
        assert!(told.contains("2 to rename") && !told.contains("to create"), "{told}");
        applied(project);

        assert_eq!(database.types(), [("region".to_owned(), types["place"].clone())].into());
        let now = database.values();
        assert_eq!(now["region/orient"], values["place/asia"]);
        assert_eq!(now["region/malaysia"], values["place/malaysia"]);
        assert_eq!(now.len(), values.len());
        // Done: the history plans to nothing.
        assert!(plan(project).contains("No changes"));
    });
}

#[test]
fn what_was_deleted_by_hand_is_made_again() {
    on_each(|project, database| {
        project.file("lookups/place.toml", PLACES);
        applied(project);
        let values = database.values();
        database.does("delete from lookup_label where lookup_id in (select id from lookup where code = 'malaysia')");
        database.does("delete from lookup where code = 'malaysia'");
        assert!(plan(project).contains("+ lookup/place/malaysia"));
        applied(project);
        let now = database.values();
        assert_eq!(now["place/asia"], values["place/asia"]);
        assert_eq!(database.labels()["place/malaysia/en"], "Malaysia");
        database.does("drop table lookup_label");
        assert!(plan(project).contains("+ table/lookup_label"));
        applied(project);
        assert_eq!(database.labels().len(), 3);
        assert_eq!(database.values(), now);
    });
}

#[test]
fn what_is_not_declared_stays() {
    on_each(|project, database| {
        project.file("lookups/place.toml", PLACES);
        applied(project);
        database.does("insert into lookup_type (code) values ('theirs')");
        database
            .does("insert into lookup (lookup_type_id, code) select id, 'own' from lookup_type where code = 'place'");
        assert!(plan(project).contains("No changes"));
        project.file("lookups/place.toml", &PLACES.replace("Malaysia", "Malaysia (MY)"));
        applied(project);
        assert!(database.types().contains_key("theirs") && database.values().contains_key("place/own"));
    });
}

#[test]
fn words_that_sql_would_trip_over_arrive_as_they_are() {
    on_each(|project, database| {
        let words = "Robert'); drop table lookup; -- \\ % _ \u{1f600} \"quoted\"";
        let text = serde_json::to_string(words).unwrap();
        project.file("lookups/place.toml", &format!("[lookups.place]\nvalues.earth.label.en = {text}\n"));
        applied(project);
        assert_eq!(database.labels()["place/earth/en"], words);
        assert!(plan(project).contains("No changes"));
    });
}

#[test]
fn codes_that_differ_in_case_accents_or_a_space_at_the_end_are_different_values() {
    on_each(|project, database| {
        let codes = ["open", "Open", "OPEN ", "OPEN", "öpen"];
        let values: String = codes.iter().map(|code| format!("\"{code}\".label.en = \"{code}\"\n")).collect();
        project.file("lookups/state.toml", &format!("[lookups.state]\n[lookups.state.values]\n{values}"));
        applied(project);
        let values = database.values();
        assert_eq!(values.len(), codes.len(), "{values:?}");
        assert!(plan(project).contains("No changes"));
        for code in codes {
            assert_eq!(database.labels()[&format!("state/{code}/en")], code);
        }
    });
}

#[test]
fn metadata_changes_within_and_keeps_what_else_is_there() {
    on_each(|project, database| {
        project.file("lookups/place.toml", PLACES);
        applied(project);
        project.file("lookups/place.toml", &PLACES.replace("code = \"MY\"", "code = \"MYS\", area = 330803.5"));
        applied(project);
        let text = &database.rows("select cast(metadata as text) from lookup where code = 'malaysia'")[0][0];
        let metadata: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(metadata, json!({"code": "MYS", "area": 330_803.5, "tags": ["a"]}));
        assert!(plan(project).contains("No changes"));
    });
}

#[test]
fn an_apply_that_is_killed_within_its_transaction_leaves_all_as_it_was() {
    for database in Database::servers() {
        let project = project();
        project.env("DATABASE_URL", &database.url).file("lookups/place.toml", PLACES);
        applied(&project);
        let before = (database.values(), database.labels());
        let changed = PLACES.replace("\"Asia\"", "\"Orient\"").replace("\"Malaysia\"", "\"MY\"");
        project.file("lookups/place.toml", &changed);
        // It changes a row, and waits at another one.
        let row = "select * from lookup where code = 'malaysia' for update";
        let other = database.session(&format!("begin; {row}"));
        let mut apply = project.command(project.path(), &["apply", "--yes"]).spawn().unwrap();
        let waiting = match database.is_mariadb() {
            true => "(select count(*) from information_schema.innodb_trx where trx_state = 'LOCK WAIT')",
            false => {
                "(select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database())"
            }
        };
        let began = Instant::now();
        while database.number(waiting) == 0 {
            assert!(began.elapsed() < Duration::from_secs(60), "it never came to that");
            // InnoDB shows what it showed within the last tenth of a second.
            std::thread::sleep(Duration::from_millis(250));
        }
        apply.kill().unwrap();
        apply.wait().unwrap();
        other.close();
        assert_eq!((database.values(), database.labels()), before);
        let output = project.run(&["apply", "--yes", "--lock-timeout", "60s"]);
        assert_eq!(output.status, 0, "{output:#?}");
        assert_eq!(database.labels()["place/asia/en"], "Orient");
        assert_eq!(database.labels()["place/malaysia/en"], "MY");
        assert_eq!(database.values(), before.0);
    }
}

// --- the target's sides --------------------------------------------------------------------------

#[test]
fn a_target_has_a_database_a_realm_or_both() {
    let project = project();
    project.file("lookups/place.toml", PLACES).file("realm/roles.toml", "[roles.realm.reader]\n");
    let database = Database::postgres();
    let realm = keycloak().fresh_realm("sides");
    keycloak().import_realm(&json!({"realm": realm, "enabled": true}));

    project.env("DATABASE_URL", &database.url);
    let told = plan(&project);
    assert!(told.contains("lookup/place/earth") && !told.contains("realmRole"), "{told}");

    project.env("DATABASE_URL", "").live(keycloak(), &realm);
    let told = plan(&project);
    assert!(!told.contains("lookup") && told.contains("+ realmRole/reader"), "{told}");
    applied(&project);

    project.env("DATABASE_URL", &database.url);
    let told = plan(&project);
    assert!(told.contains("lookup/place/earth") && !told.contains("realmRole"), "{told}");
    applied(&project);
    assert_eq!(database.values().len(), 3);
    assert!(plan(&project).contains("No changes"));
}
