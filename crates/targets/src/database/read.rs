//! Reads the catalogue: which tables exist, and their rows.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sqlx::Error;

use super::connection::{Connection, Row};
use super::failure;
use super::location::Location;
use super::mapping::{TABLE, TYPE, VALUE};
use super::statement::Statements;
use super::table::{Name, TableDefinition};
use realmform_model::{Address, Body, Failure, KindName, Live, Object, ownership};

/// All that is there, as of one moment.
pub(super) async fn read(connection: &mut Connection, location: &Location) -> Result<Live, Failure> {
    let failed = |error: Error| failure::running(&error, location);
    let statements = Statements::of(connection.dialect());
    let mapping = statements.mapping;
    connection.begin_reading().await.map_err(failed)?;

    let tables = mapping.all_tables();
    let names = tables.iter().map(|table| table.name).collect::<Vec<_>>();
    let columns = connection.rows(statements.columns(&names)).await.map_err(failed)?;
    let present = present(&tables, columns, location)?;

    let mut catalogue = Catalogue::default();
    if present.contains(&mapping.lookup_type.table.0) {
        catalogue.types(connection.rows(statements.types()).await.map_err(failed)?);
    }
    if present.contains(&mapping.lookup.table.0) {
        catalogue.values(connection.rows(statements.values()).await.map_err(failed)?);
    }
    if present.contains(&mapping.lookup_type_label.table.0) {
        let rows = connection.rows(statements.labels(TYPE)).await.map_err(failed)?;
        catalogue.labels(TYPE, rows);
    }
    if present.contains(&mapping.lookup_label.table.0) {
        let rows = connection.rows(statements.labels(VALUE)).await.map_err(failed)?;
        catalogue.labels(VALUE, rows);
    }
    if present.contains(&mapping.ledger.table.0) {
        catalogue.ledger(connection.rows(statements.ledger()).await.map_err(failed)?);
    }
    connection.run("commit").await.map_err(failed)?;

    let mut objects = catalogue.objects;
    for table in present {
        objects.insert(Address::top(TABLE, table), Object::default());
    }
    Ok(Live { objects, ..Live::default() })
}

/// The tables that are there and have every column that we need.
fn present(
    tables: &[TableDefinition],
    columns: Vec<Row>,
    location: &Location,
) -> Result<BTreeSet<&'static str>, Failure> {
    let mut found = BTreeMap::<usize, BTreeSet<String>>::new();
    for row in columns {
        if let [Some(position), Some(column)] = &row[..]
            && let Ok(position) = position.parse()
        {
            found.entry(position).or_default().insert(column.clone());
        }
    }
    let mut present = BTreeSet::new();
    for (position, table) in tables.iter().enumerate() {
        let Some(columns) = found.get(&position) else { continue };
        let lacking = table.columns.iter().map(|column| column.name).filter(|name| !columns.contains(name.0));
        let lacking = lacking.map(|name: Name| format!("`{}`", name.0)).collect::<Vec<_>>();
        if !lacking.is_empty() {
            let (name, lacking) = (table.name.0, lacking.join(", "));
            return Err(Failure::input(format!(
                "table `{name}` already exists at {location}, without the columns {lacking}"
            ))
            .help("rename it, or point DATABASE_URL at another database or schema"));
        }
        present.insert(table.name.0);
    }
    Ok(present)
}

/// The catalogue as it comes together, with the rows' ids.
#[derive(Default)]
struct Catalogue {
    objects: BTreeMap<Address, Object>,
    types: BTreeMap<String, Address>,
    values: BTreeMap<String, Address>,
}

impl Catalogue {
    fn types(&mut self, rows: Vec<Row>) {
        for row in rows {
            let mut cells = row.into_iter();
            let mut next = || cells.next().flatten();
            let (Some(id), Some(code), description) = (next(), next(), next()) else { continue };
            let address = Address::top(TYPE, code);
            let mut body = Body::new();
            body.extend(description.map(|text| ("description".to_owned(), Value::from(text))));
            self.types.insert(id.clone(), address.clone());
            self.objects.insert(address, Object { body, id: Some(id), ..Object::default() });
        }
    }

    fn values(&mut self, rows: Vec<Row>) {
        let mut parents = Vec::new();
        for row in rows {
            let mut cells = row.into_iter();
            let mut next = || cells.next().flatten();
            let (Some(id), Some(owner), Some(code)) = (next(), next(), next()) else { continue };
            let (description, sort, active, parent, metadata) = (next(), next(), next(), next(), next());
            let Some(owner) = self.types.get(&owner) else { continue };
            let address = Address::inside(owner.clone(), VALUE, code);
            let mut body = Body::new();
            body.extend(description.map(|text| ("description".to_owned(), Value::from(text))));
            body.insert("sort".to_owned(), sort.and_then(|sort| sort.parse::<i64>().ok()).unwrap_or_default().into());
            body.insert("active".to_owned(), active.is_some_and(|active| active == "true" || active == "1").into());
            // What is not JSON is shown as the text it is, so that a plan can fix it.
            let metadata = metadata.map(|text| serde_json::from_str(&text).unwrap_or(Value::String(text)));
            body.extend(metadata.map(|metadata| ("metadata".to_owned(), metadata)));
            parents.extend(parent.map(|parent| (address.clone(), parent)));
            self.values.insert(id.clone(), address.clone());
            self.objects.insert(address, Object { body, id: Some(id), ..Object::default() });
        }
        for (child, parent) in parents {
            if let Some(parent) = self.values.get(&parent)
                && let Some(object) = self.objects.get_mut(&child)
            {
                object.body.insert("parent".to_owned(), parent.names().join("/").into());
            }
        }
    }

    fn ledger(&mut self, rows: Vec<Row>) {
        for row in rows {
            let [Some(kind), Some(id), project, prevent_destroy] = &row[..] else { continue };
            let owners = if kind == TYPE.as_str() { &self.types } else { &self.values };
            // The row may be gone, by somebody else's hand.
            let Some(object) = owners.get(id).and_then(|address| self.objects.get_mut(address)) else { continue };
            let marks = [(ownership::PROJECT, project), (ownership::PREVENT_DESTROY, prevent_destroy)];
            let marks = marks.into_iter().filter_map(|(mark, text)| Some((mark.to_owned(), text.clone()?.into())));
            object.body.insert("attributes".to_owned(), Value::Object(marks.collect()));
        }
    }

    fn labels(&mut self, kind: KindName, rows: Vec<Row>) {
        for row in rows {
            let [Some(owner), Some(language), Some(label)] = &row[..] else { continue };
            let owners = if kind == TYPE { &self.types } else { &self.values };
            let object = owners.get(owner).and_then(|address| self.objects.get_mut(address));
            let Some(object) = object else { continue };
            let labels = object.body.entry("label").or_insert_with(|| Value::Object(Body::new()));
            if let Value::Object(labels) = labels {
                labels.insert(language.clone(), label.clone().into());
            }
        }
    }
}
