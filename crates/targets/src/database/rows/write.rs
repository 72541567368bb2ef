//! Carries out the steps of a plan that are about rows, within the transaction that is open: renames, then new rows (what
//! others name first), then changes, then deletions (what names others first).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sqlx::Error;

use super::ask;
use super::dialects;
use super::layout::{Layout, Tables};
use super::speech::Speech;
use crate::database::connection::Connection;
use crate::database::statement::Statement;
use realmform_kinds::names;
use realmform_kinds::row::{COLUMNS, LOOKUPS, REFERENCES};
use realmform_model::live::LiveTable;
use realmform_model::{Action, Body, Delta, Failure, Plan, Step};

/// How many rows go into one statement.
const BATCH: usize = 100;

/// A step that failed, in the database's words or in ours.
pub(in crate::database) enum Failed {
    Database(usize, Error),
    Refused(usize, Failure),
}

/// Whether a step is about a row.
pub(in crate::database) fn is_row(step: &Step) -> bool {
    step.address.kind == names::ROW
}

/// A row that is written.
struct Change<'p> {
    step: usize,
    name: &'p str,
    /// Its former name, where it is renamed.
    from: Option<&'p str>,
    /// The fields that are set, with their values.
    fields: BTreeMap<String, Value>,
}

/// What is done to the rows of one table.
#[derive(Default)]
struct Work<'p> {
    renames: Vec<Change<'p>>,
    creates: Vec<Change<'p>>,
    updates: Vec<Change<'p>>,
    deletes: Vec<Change<'p>>,
}

/// Writes all these steps.
pub(in crate::database) async fn write(
    connection: &mut Connection,
    live: &BTreeMap<String, LiveTable>,
    plan: &Plan,
    steps: &[usize],
) -> Result<(), Failed> {
    let Some(first) = steps.first().copied() else { return Ok(()) };
    let mappings = live.iter().map(|(name, live)| (name.clone(), live.mapping.clone())).collect();
    let failed = |error| Failed::Database(first, error);
    let tables = super::declared::tables(connection, &mappings, &mut Vec::new()).await.map_err(failed)?;
    let mut work = BTreeMap::<&str, Work>::new();
    for index in steps {
        let step = &plan.steps[*index];
        let table = step.address.parent.as_ref().map_or("", |table| table.name.as_str());
        if !tables.contains_key(table) {
            let failure = Failure::input(format!("the database has no table for `{table}`"));
            return Err(Failed::Refused(*index, failure.help("create the plan again")));
        }
        sort(*index, step, work.entry(table).or_default());
    }
    let speech = dialects::of(connection.dialect());
    if let Some(sql) = speech.defer() {
        connection.run(sql).await.map_err(failed)?;
    }
    let order = order(&tables, &work.keys().copied().collect::<Vec<_>>());
    let mut writer = Writer { connection, speech, tables: &tables };
    for table in &order {
        writer.batches(table, &work[table].renames.iter().collect::<Vec<_>>(), Verb::Rename).await?;
    }
    for table in &order {
        let creates = by_depth(table, &work[table].creates);
        for level in &creates {
            writer.batches(table, level, Verb::Insert).await?;
        }
    }
    for table in &order {
        writer.batches(table, &work[table].updates.iter().collect::<Vec<_>>(), Verb::Update).await?;
    }
    for table in order.iter().rev() {
        for level in by_depth(table, &work[table].deletes).iter().rev() {
            writer.batches(table, level, Verb::Delete).await?;
        }
    }
    Ok(())
}

/// The fields of a body by their names, in whichever table of it they stand.
fn fields(body: &Body) -> BTreeMap<String, Value> {
    let parts = [COLUMNS, REFERENCES, LOOKUPS].into_iter().filter_map(|part| body.get(part)?.as_object());
    parts.flatten().map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn sort<'p>(index: usize, step: &'p Step, work: &mut Work<'p>) {
    let change = |from, fields| Change { step: index, name: &step.address.name, from, fields };
    match &step.action {
        Action::Create { body, .. } => work.creates.push(change(None, fields(body))),
        Action::Delete(deletion) => work.deletes.push(change(None, fields(&deletion.before))),
        Action::Update { renamed, changes } => {
            if let Some(renamed) = renamed {
                work.renames.push(change(Some(&renamed.from.name), BTreeMap::new()));
            }
            let fields = changes.iter().filter_map(|change| {
                let [part, name] = &change.path.0[..] else { return None };
                if ![COLUMNS, REFERENCES, LOOKUPS].contains(&part.as_str()) {
                    return None;
                }
                let after = match &change.delta {
                    Delta::Value { after, .. } => after.clone(),
                    Delta::Set { .. } | Delta::Secret | Delta::UnseenSecret => None,
                };
                Some((name.clone(), after.unwrap_or(Value::Null)))
            });
            let fields: BTreeMap<String, Value> = fields.collect();
            if !fields.is_empty() {
                work.updates.push(change(None, fields));
            }
        }
        // Rows have no lists of links.
        Action::Grant(_) | Action::Revoke(_) => {}
    }
}

/// The tables, each after those that it refers to; in circles by their names.
fn order<'t>(tables: &Tables<'_>, names: &[&'t str]) -> Vec<&'t str> {
    fn visit<'t>(
        tables: &Tables<'_>,
        names: &[&'t str],
        name: &'t str,
        seen: &mut BTreeSet<&'t str>,
        order: &mut Vec<&'t str>,
    ) {
        if !seen.insert(name) {
            return;
        }
        let Some(known) = tables.get(name) else { return };
        for other in names.iter().filter(|other| **other != name) {
            let refers = tables.get(*other).is_some_and(|target| {
                let to = &target.mapping.table;
                known
                    .schema
                    .outgoing
                    .iter()
                    .any(|key| key.to.table == to.table && (to.schema.is_none() || key.to.schema == to.schema))
            });
            if refers {
                visit(tables, names, other, seen, order);
            }
        }
        order.push(name);
    }
    let (mut seen, mut order) = (BTreeSet::new(), Vec::new());
    for name in names {
        visit(tables, names, name, &mut seen, &mut order);
    }
    order
}

/// The rows of a table by how deep they stand below others of the same table that are written with them.
fn by_depth<'c, 'p>(table: &str, changes: &'c [Change<'p>]) -> Vec<Vec<&'c Change<'p>>> {
    let places: BTreeMap<&str, usize> = changes.iter().enumerate().map(|(at, change)| (change.name, at)).collect();
    let parents: Vec<Vec<usize>> = changes
        .iter()
        .map(|change| {
            let names = change
                .fields
                .values()
                .filter_map(Value::as_str)
                .filter_map(|text| text.strip_prefix(table)?.strip_prefix('/'));
            names.filter_map(|name| places.get(name).copied()).collect()
        })
        .collect();
    let (mut depths, mut is_on_way) = (vec![None::<usize>; changes.len()], vec![false; changes.len()]);
    for start in 0..changes.len() {
        // Those below wait on the way; what comes round to one of them is a circle, and left to the database.
        let mut way = vec![start];
        is_on_way[start] = true;
        while let Some(at) = way.last().copied() {
            if depths[at].is_some() {
                way.pop();
                continue;
            }
            let open = parents[at].iter().copied().find(|parent| depths[*parent].is_none() && !is_on_way[*parent]);
            match open {
                Some(parent) => {
                    is_on_way[parent] = true;
                    way.push(parent);
                }
                None => {
                    let above = parents[at].iter().filter_map(|parent| depths[*parent]).max();
                    depths[at] = Some(above.map_or(0, |depth| depth + 1));
                    way.pop();
                }
            }
        }
    }
    let mut levels: Vec<Vec<&Change>> = Vec::new();
    for (change, depth) in changes.iter().zip(depths) {
        let depth = depth.unwrap_or_default();
        levels.resize_with(levels.len().max(depth + 1), Vec::new);
        levels[depth].push(change);
    }
    levels
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Rename,
    Insert,
    Update,
    Delete,
}

struct Writer<'w> {
    connection: &'w mut Connection,
    speech: &'static dyn Speech,
    tables: &'w Tables<'w>,
}

impl Writer<'_> {
    async fn batches(&mut self, table: &str, changes: &[&Change<'_>], verb: Verb) -> Result<(), Failed> {
        // Rows of which the same fields are written share a statement.
        let mut alike = BTreeMap::<Vec<&str>, Vec<&Change>>::new();
        for change in changes {
            let names =
                if verb == Verb::Delete { Vec::new() } else { change.fields.keys().map(String::as_str).collect() };
            alike.entry(names).or_default().push(change);
        }
        for (names, changes) in alike {
            let Some(first) = changes.first() else { continue };
            let known = &self.tables[table];
            let layout = Layout::of(self.tables, known, names.iter().copied()).map_err(|mut findings| {
                let message = findings.pop().map_or_else(String::new, |finding| finding.message);
                Failed::Refused(first.step, Failure::input(message).help("create the plan again"))
            })?;
            let sql = self.sql(&layout, &names, verb);
            for batch in changes.chunks(BATCH) {
                self.batch(&layout, &names, &sql, batch, verb).await?;
            }
        }
        Ok(())
    }

    /// Writes these rows together; where that fails, one by one, to learn which it is.
    async fn batch(
        &mut self,
        layout: &Layout<'_>,
        names: &[&str],
        sql: &str,
        batch: &[&Change<'_>],
        verb: Verb,
    ) -> Result<(), Failed> {
        let Some(step) = batch.first().map(|change| change.step) else { return Ok(()) };
        let failed = |error| Failed::Database(step, error);
        self.connection.run("savepoint batch").await.map_err(failed)?;
        let given: Vec<Vec<Option<String>>> = batch.iter().map(|change| texts(layout, names, change, verb)).collect();
        let text = ask::json(given.iter().enumerate().map(|(at, texts)| (at, &texts[..])));
        let statement = Statement::with(self.connection.dialect(), sql, vec![Some(text)]);
        let written = self.connection.execute(statement).await;
        let is_whole = match &written {
            Ok(touched) => verb == Verb::Delete || *touched == batch.len() as u64,
            Err(_) => false,
        };
        if !is_whole {
            self.connection.run("rollback to savepoint batch").await.map_err(failed)?;
            return match (batch, written) {
                ([_], Err(error)) => Err(failed(error)),
                ([one], Ok(_)) => Err(Failed::Refused(one.step, gone(verb))),
                (many, _) => {
                    for one in many {
                        Box::pin(self.batch(layout, names, sql, &[one], verb)).await?;
                    }
                    Ok(())
                }
            };
        }
        self.connection.run("release savepoint batch").await.map_err(failed)
    }

    /// The statement: given are the texts of the key (not for new rows), then those of the fields.
    fn sql(&self, layout: &Layout, names: &[&str], verb: Verb) -> String {
        let speech = self.speech;
        let table = speech.table(&layout.table.mapping.table);
        let written: Vec<_> = match verb {
            Verb::Rename => layout.key_fields().map(|(_, field)| field).collect(),
            _ => names.iter().filter_map(|name| layout.fields.iter().find(|field| field.name == *name)).collect(),
        };
        let mut at = if verb == Verb::Insert { 0 } else { layout.key_width() };
        let (mut sets, mut joins, mut conditions) = (Vec::new(), String::new(), Vec::new());
        for (nth, field) in written.iter().enumerate() {
            let alias = format!("w{nth}");
            let (value, join) = field.stored_by_join(speech, at, &alias);
            if let Some(join) = join {
                joins.push_str(&join);
                // A name of nothing is not to become null in silence: then the row is not written, which is noticed.
                conditions.push(format!("(given.c{at} is null or {value} is not null)"));
            }
            sets.push((speech.quoted(&field.column.name), value));
            at += field.width();
        }
        let given = speech.given(at + 1);
        if verb == Verb::Insert {
            let columns: Vec<&str> = sets.iter().map(|(column, _)| column.as_str()).collect();
            let values: Vec<&str> = sets.iter().map(|(_, value)| value.as_str()).collect();
            let condition =
                if conditions.is_empty() { String::new() } else { format!(" where {}", conditions.join(" and ")) };
            return speech.insert(
                &table,
                &columns.join(", "),
                &given,
                &format!("select {} from given{joins}{condition}", values.join(", ")),
            );
        }
        if verb == Verb::Delete {
            let columns = layout.key_fields().map(|(_, field)| speech.quoted(&field.column.name));
            let values = layout.key_fields().map(|(at, field)| field.stored(speech, at));
            let (columns, values) = (columns.collect::<Vec<_>>().join(", "), values.collect::<Vec<_>>().join(", "));
            return speech.delete(&table, &given, &columns, &values, &layout.is_given(speech));
        }
        conditions.push(layout.is_given(speech));
        speech.update(&table, &given, &joins, &sets, &conditions.join(" and "))
    }
}

fn gone(verb: Verb) -> Failure {
    match verb {
        Verb::Insert => Failure::input("a row that it names does not exist in the database")
            .help("declare that row, or create the plan again"),
        _ => Failure::input("it, or a row that it names, no longer exists").help("create the plan again"),
    }
}

/// What the statement is given for a row.
fn texts(layout: &Layout, names: &[&str], change: &Change, verb: Verb) -> Vec<Option<String>> {
    let mut texts = match verb {
        Verb::Insert => Vec::new(),
        Verb::Rename => {
            let mut texts = layout.key_texts(change.from.unwrap_or(change.name));
            texts.extend(layout.key_texts(change.name));
            return texts;
        }
        Verb::Update | Verb::Delete => layout.key_texts(change.name),
    };
    if verb != Verb::Delete {
        for field in names.iter().filter_map(|name| layout.fields.iter().find(|field| field.name == *name)) {
            texts.extend(field.texts(change.fields.get(&field.name).unwrap_or(&Value::Null)));
        }
    }
    texts
}
