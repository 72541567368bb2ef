//! The ledger of SQLite files: who owns a row is remembered with it, and forgotten with it.

use super::*;

/// A catalogue whose rows have an owner.
async fn owned(database: &mut Database) {
    let marks = json!({"attributes": {"realmform.project": "shop"}});
    let rows = [
        lookup_type("colour"),
        lookup_type("size"),
        names::lookup("colour", "red"),
        names::lookup("size", "s"),
        names::lookup("size", "m"),
    ];
    written(database, table_steps(true).into_iter().chain(rows.map(|row| create(row, marks.clone())))).await;
}

fn delete(address: Address) -> (Address, Action) {
    (address, Action::Delete(realmform_model::Deletion::default()))
}

/// The rows that the ledger knows, each with its owner.
async fn known(file: &FilePath) -> Vec<String> {
    let all = "select kind || ' ' || row_id || ' ' || project from realmform_ledger order by kind, row_id";
    sql(file, all).await
}

#[tokio::test]
async fn nothing_of_a_deleted_row_stays_in_the_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalogue.db");
    let mut database = at(&file);
    owned(&mut database).await;
    let all = ["lookup 1 shop", "lookup 2 shop", "lookup 3 shop", "lookupType 1 shop", "lookupType 2 shop"];
    assert_eq!(known(&file).await, all);
    written(&mut database, [delete(names::lookup("size", "s"))]).await;
    assert_eq!(known(&file).await, ["lookup 1 shop", "lookup 3 shop", "lookupType 1 shop", "lookupType 2 shop"]);
    written(&mut database, [delete(lookup_type("colour"))]).await;
    assert_eq!(known(&file).await, ["lookup 3 shop", "lookupType 2 shop"], "the values of a type go with it");
}
