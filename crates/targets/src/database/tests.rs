//! The target on SQLite files: written, read again, refused and rolled back.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path as FilePath;
use std::sync::Mutex;

use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row};

use super::*;
use realmform_kinds::names;
use realmform_model::{Action, Address, Body, Change, Delta, FailureClass, Path, Renamed, Step};

mod endless;
mod ledger;
mod statements;

/// Remembers which steps it was told of.
#[derive(Default)]
struct Told {
    begun: Mutex<Vec<usize>>,
    done: Mutex<Vec<usize>>,
    failed: Mutex<Vec<usize>>,
}

impl Progress for Told {
    fn begun(&self, _plan: &Plan, step: usize) {
        self.begun.lock().unwrap().push(step);
    }

    fn done(&self, _plan: &Plan, step: usize) {
        self.done.lock().unwrap().push(step);
    }

    fn failed(&self, _plan: &Plan, step: usize, _failure: &Failure) {
        self.failed.lock().unwrap().push(step);
    }
}

fn lookup_type(code: &str) -> Address {
    Address::top(names::LOOKUP_TYPE, code)
}

fn body(value: Value) -> Body {
    value.as_object().unwrap().clone()
}

fn create(address: Address, value: Value) -> (Address, Action) {
    (address, Action::Create { body: body(value), secrets: Vec::new() })
}

fn update(address: Address, from: Option<Address>, changes: &[(&[&str], Value)]) -> (Address, Action) {
    let change = |(path, after): &(&[&str], Value)| Change {
        path: Path::of(path),
        delta: Delta::Value { before: None, after: Some(after.clone()).filter(|after| !after.is_null()) },
        follows: Vec::new(),
    };
    let renamed = from.map(|from| Renamed { from, references: 0 });
    (address, Action::Update { renamed, changes: changes.iter().map(change).collect() })
}

fn plan(steps: impl IntoIterator<Item = (Address, Action)>) -> Plan {
    let step = |(address, action)| Step { address, action, after: Vec::new(), span: realmform_model::Span::default() };
    Plan { steps: steps.into_iter().map(step).collect(), ..Plan::default() }
}

fn table_steps(with_ledger: bool) -> Vec<(Address, Action)> {
    let step = |table: Address| {
        let body = describe(&table.name);
        (table, Action::Create { body, secrets: Vec::new() })
    };
    tables(with_ledger).into_iter().map(step).collect()
}

fn at(file: &FilePath) -> Database {
    Database::open(&format!("sqlite:{}", file.display())).unwrap()
}

async fn write(database: &mut Database, plan: &Plan) -> Outcome {
    database.write(plan, &plan.all(), &Live::default(), &Secrets::new(), &Told::default()).await
}

async fn written(database: &mut Database, steps: impl IntoIterator<Item = (Address, Action)>) -> Live {
    let outcome = write(database, &plan(steps)).await;
    assert!(outcome.failed.is_empty(), "{:?}", outcome.failed);
    database.read(None).await.unwrap()
}

/// A small catalogue with a parent that comes after its child.
async fn catalogue(database: &mut Database) -> Live {
    let mut steps = table_steps(false);
    steps.extend([
        create(lookup_type("country"), json!({"label": {"en": "Country", "ar": "الدولة"}, "description": "Where"})),
        create(lookup_type("region"), json!({})),
        create(
            names::lookup("country", "de"),
            json!({"parent": "region/europe", "sort": 10, "label": {"en": "Germany"}}),
        ),
        create(
            names::lookup("region", "europe"),
            json!({"active": false, "metadata": {"area": {"km2": 10.5}, "eu": true}}),
        ),
    ]);
    written(database, steps).await
}

async fn sql(file: &FilePath, sql: &str) -> Vec<String> {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let mut connection = options.connect().await.unwrap();
    let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn what_is_written_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut database = at(&folder.path().join("new/folder/catalogue.db"));
    let live = catalogue(&mut database).await;
    assert!(live.absent.is_empty());
    assert_eq!(tables(false).iter().filter(|table| live.objects.contains_key(table)).count(), 4);
    assert_eq!(
        live.objects[&lookup_type("country")].body,
        body(json!({"description": "Where", "label": {"ar": "الدولة", "en": "Country"}}))
    );
    assert_eq!(live.objects[&lookup_type("region")].body, Body::new());
    assert_eq!(
        live.objects[&names::lookup("country", "de")].body,
        body(json!({"sort": 10, "active": true, "parent": "region/europe", "label": {"en": "Germany"}}))
    );
    assert_eq!(
        live.objects[&names::lookup("region", "europe")].body,
        body(json!({"sort": 0, "active": false, "metadata": {"eu": true, "area": {"km2": 10.5}}}))
    );
}

#[tokio::test]
async fn many_rows_go_in_batches_and_each_step_is_told_of_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut database = at(&folder.path().join("catalogue.db"));
    let mut steps = table_steps(false);
    steps.push(create(lookup_type("number"), json!({})));
    for number in 0..250 {
        let parent = format!("number/n{}", 249 - number);
        let fields =
            if number % 2 == 0 { json!({"parent": parent, "sort": number}) } else { json!({"parent": parent}) };
        steps.push(create(names::lookup("number", format!("n{number}")), fields));
    }
    let plan = plan(steps);
    let told = Told::default();
    let outcome = database.write(&plan, &plan.all(), &Live::default(), &Secrets::new(), &told).await;
    let all = (0..plan.steps.len()).collect::<Vec<_>>();
    assert_eq!(outcome.done, all);
    assert_eq!(*told.begun.lock().unwrap(), all);
    assert_eq!(*told.done.lock().unwrap(), all);
    assert!(told.failed.lock().unwrap().is_empty());
    let live = database.read(None).await.unwrap();
    assert_eq!(live.objects[&names::lookup("number", "n3")].body["parent"], "number/n246");
    assert_eq!(live.objects[&names::lookup("number", "n248")].body["sort"], 248);
}

#[tokio::test]
async fn of_steps_that_begin_together_only_the_one_that_failed_is_told_to_fail_and_none_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let mut database = at(&folder.path().join("catalogue.db"));
    catalogue(&mut database).await;
    let told = Told::default();
    database
        .write(
            &with_a_name_that_is_taken(),
            &with_a_name_that_is_taken().all(),
            &Live::default(),
            &Secrets::new(),
            &told,
        )
        .await;
    assert_eq!(*told.begun.lock().unwrap(), [0, 1, 2]);
    assert!(told.done.lock().unwrap().is_empty());
    assert_eq!(*told.failed.lock().unwrap(), [1]);
}

/// On the catalogue: its second step renames a type to what another one is called.
fn with_a_name_that_is_taken() -> Plan {
    plan([
        create(names::lookup("country", "fr"), json!({})),
        update(lookup_type("country"), Some(lookup_type("region")), &[]),
        create(names::lookup("country", "it"), json!({})),
    ])
}

#[tokio::test]
async fn a_row_that_appeared_meanwhile_is_updated_in_its_declared_fields_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut database = at(&folder.path().join("catalogue.db"));
    let before = catalogue(&mut database).await;
    let address = names::lookup("country", "de");
    let again = create(address.clone(), json!({"active": false, "label": {"ar": "ألمانيا"}}));
    let after = written(&mut database, [again]).await;
    assert_eq!(after.objects.len(), before.objects.len());
    assert_eq!(after.objects[&address].id, before.objects[&address].id);
    assert_eq!(
        after.objects[&address].body,
        body(
            json!({"sort": 10, "active": false, "parent": "region/europe", "label": {"en": "Germany", "ar": "ألمانيا"}})
        )
    );
}

#[tokio::test]
async fn renames_keep_ids_values_and_children() {
    let folder = tempfile::tempdir().unwrap();
    let mut database = at(&folder.path().join("catalogue.db"));
    let before = catalogue(&mut database).await;
    let steps = [
        update(lookup_type("area"), Some(lookup_type("region")), &[]),
        update(names::lookup("area", "eu"), Some(names::lookup("region", "europe")), &[(&["sort"], json!(7))]),
    ];
    let after = written(&mut database, steps).await;
    assert_eq!(after.objects[&lookup_type("area")].id, before.objects[&lookup_type("region")].id);
    let (old, new) = (names::lookup("region", "europe"), names::lookup("area", "eu"));
    assert_eq!(after.objects[&new].id, before.objects[&old].id);
    assert_eq!(after.objects[&new].body["sort"], 7);
    assert_eq!(after.objects[&names::lookup("country", "de")].body["parent"], "area/eu");
    assert!(!after.objects.contains_key(&old));
}

#[tokio::test]
async fn fields_change_one_by_one_and_go_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut database = at(&folder.path().join("catalogue.db"));
    catalogue(&mut database).await;
    let (country, germany) = (lookup_type("country"), names::lookup("country", "de"));
    let europe = names::lookup("region", "europe");
    let steps = [
        update(country.clone(), None, &[(&["label", "ar"], Value::Null), (&["description"], Value::Null)]),
        update(
            germany.clone(),
            None,
            &[
                (&["label", "en"], json!("Deutschland")),
                (&["parent"], Value::Null),
                (&["sort"], Value::Null),
                (&["metadata"], json!({"iso": "DE"})),
            ],
        ),
        update(
            europe.clone(),
            None,
            &[
                (&["metadata", "area", "km2"], json!(11)),
                (&["metadata", "eu"], Value::Null),
                (&["active"], Value::Null),
                (&["parent"], json!("country/de")),
            ],
        ),
    ];
    let live = written(&mut database, steps).await;
    assert_eq!(live.objects[&country].body, body(json!({"label": {"en": "Country"}})));
    assert_eq!(
        live.objects[&germany].body,
        body(json!({"sort": 0, "active": true, "metadata": {"iso": "DE"}, "label": {"en": "Deutschland"}}))
    );
    assert_eq!(
        live.objects[&europe].body,
        body(json!({"sort": 0, "active": true, "parent": "country/de", "metadata": {"area": {"km2": 11}}}))
    );
}

#[tokio::test]
async fn a_step_that_fails_takes_everything_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut database = at(&folder.path().join("catalogue.db"));
    catalogue(&mut database).await;
    let outcome = write(&mut database, &with_a_name_that_is_taken()).await;
    assert_eq!((outcome.done, outcome.remaining), (vec![], vec![0, 2]));
    let (step, failure) = &outcome.failed[0];
    assert_eq!(*step, 1);
    assert!(failure.message.starts_with("lookupType/country: violates a constraint of sqlite:"), "{failure}");
    assert!(failure.message.ends_with("UNIQUE constraint failed: lookup_type.code"), "{failure}");
    let live = database.read(None).await.unwrap();
    assert!(!live.objects.contains_key(&names::lookup("country", "fr")));
}

#[tokio::test]
async fn the_step_in_a_batch_that_fails_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalogue.db");
    let mut database = at(&file);
    catalogue(&mut database).await;
    let numbers = |parent: &str| {
        let parents = (0..150).map(|number| if number == 120 { parent.to_owned() } else { "country/de".to_owned() });
        let step = |(number, parent)| create(names::lookup("country", format!("c{number}")), json!({"parent": parent}));
        plan(parents.enumerate().map(step))
    };
    let outcome = write(&mut database, &numbers("country/atlantis")).await;
    assert_eq!(outcome.failed[0].0, 120);
    let message = &outcome.failed[0].1.message;
    assert_eq!(message, "lookup/country/c120: its parent `country/atlantis` does not exist in the database");

    sql(
        &file,
        "create trigger no before insert on lookup when new.code = 'c33' begin select raise(abort, 'not c33'); end",
    )
    .await;
    let outcome = write(&mut database, &numbers("country/de")).await;
    assert_eq!(outcome.failed[0].0, 33);
    assert!(outcome.failed[0].1.message.contains("not c33"), "{}", outcome.failed[0].1);
    assert_eq!(database.read(None).await.unwrap().objects.len(), 8);
}

#[tokio::test]
async fn a_file_that_is_not_there_is_an_absent_side_and_stays_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new/catalogue.db");
    let mut database = at(&file);
    let live = database.read(None).await.unwrap();
    assert!(live.absent.contains(&Side::Database) && live.objects.is_empty());
    assert!(!folder.path().join("new").exists());

    let mut steps = table_steps(false);
    steps.push(create(names::lookup("nothing", "x"), json!({})));
    let outcome = write(&mut database, &plan(steps)).await;
    assert_eq!(outcome.failed[0].0, 4);
    assert!(!file.exists());
}

#[tokio::test]
async fn a_file_may_not_be_written_or_be_something_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalogue.db");
    catalogue(&mut at(&file)).await;
    let mut database = Database::open(&format!("sqlite:{}?mode=ro", file.display())).unwrap();
    assert_eq!(database.read(None).await.unwrap().objects.len(), 8);
    let outcome = write(&mut database, &plan([create(lookup_type("x"), json!({}))])).await;
    let failure = &outcome.failed[0].1;
    assert_eq!(failure.class, FailureClass::Server);
    assert!(failure.message.contains("is read-only: attempt to write a readonly database"), "{failure}");

    let file = folder.path().join("letter.txt");
    std::fs::write(&file, "Dear all, this is a letter and not a database at all.\n".repeat(40)).unwrap();
    let failure = at(&file).read(None).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::Input);
    assert!(failure.message.ends_with("is not an SQLite database: file is not a database"), "{failure}");

    let failure = at(folder.path()).read(None).await.unwrap_err();
    assert!(failure.message.contains("cannot open sqlite:"), "{failure}");
}

#[tokio::test]
async fn a_table_in_the_way_is_told_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalogue.db");
    sql(&file, "create table lookup (id integer, code text, is_active boolean, title text)").await;
    let failure = at(&file).read(None).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::Input);
    let expected = format!(
        "table `lookup` already exists at sqlite:{}, without the columns `lookup_type_id`, `description`, `sort_order`, \
         `parent_id`, `metadata`, `created_at`, `updated_at`",
        file.display()
    );
    assert_eq!(failure.message, expected);
    assert!(failure.help.unwrap().starts_with("rename it"));

    let mut database = at(&folder.path().join("other.db"));
    catalogue(&mut database).await;
    let outcome = write(&mut database, &plan(table_steps(false))).await;
    let (step, failure) = &outcome.failed[0];
    assert_eq!((*step, failure.class), (0, FailureClass::Input));
    assert!(failure.message.contains("already exists"), "{failure}");
}

#[tokio::test]
async fn reading_leaves_the_file_as_it_is_and_needs_not_all_tables() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalogue.db");
    let mut database = at(&file);
    catalogue(&mut database).await;
    sql(&file, "drop table lookup_label").await;
    let before = std::fs::read(&file).unwrap();
    let live = database.read(None).await.unwrap();
    assert!(!live.objects.contains_key(&Address::top(names::TABLE, "lookup_label")));
    assert!(!live.objects[&names::lookup("country", "de")].body.contains_key("label"));
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn a_url_is_judged_and_its_password_never_shown() {
    let shown = Database::open("postgresql://ann:s3cret%40@db.example:6543/app?sslmode=require").unwrap().shown();
    assert_eq!(shown, "postgres://ann@db.example:6543/app");
    for (url, shown) in [
        ("mysql://ann:s3cret%40@db.example/app?ssl-mode=REQUIRED", "mysql://ann@db.example:3306/app"),
        ("mariadb://ann:s3cret@[::1]:33/app", "mariadb://ann@[::1]:33/app"),
        ("mysql://ann:s3cret@localhost/app?socket=/run/m.sock", "mysql://ann@/app?socket=/run/m.sock"),
    ] {
        let database = Database::open(url).unwrap();
        assert_eq!(database.shown(), shown);
        assert!(!format!("{database:?}").contains("s3cret"), "{database:?}");
    }
    for url in [
        "oracle://ann:s3cret@db/app",
        "catalogue.db",
        "postgres://ann:s3cret@db:port/app",
        "mysql://ann:s3cret@db",
        "mysql://ann:s3cret@db:port/app",
        "mariadb://:s3cret@db/app",
        "mysql://ann@db/app?password=s3cret",
        "sqlite::memory:",
        "sqlite:",
    ] {
        let failure = Database::open(url).unwrap_err();
        assert_eq!(failure.class, FailureClass::Input, "{url}");
        assert!(!format!("{failure:?}").contains("s3cret"), "{failure:?}");
        assert!(failure.help.unwrap().contains("sqlite:PATH"));
    }
}

#[test]
fn tables_are_described_for_the_plan() {
    let names = tables(false).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names, ["table/lookup_type", "table/lookup_type_label", "table/lookup", "table/lookup_label"]);
    assert_eq!(describe("lookup")["indexes"], json!(["parent_id", "lookup_type_id, sort_order"]));
    assert_eq!(
        describe("lookup_label")["columns"],
        json!([
            "lookup_id bigint not null references lookup (id) on delete cascade",
            "language text not null",
            "label text not null",
            "primary key (lookup_id, language)"
        ])
    );
    assert_eq!(describe("elsewhere"), Body::new());
}
