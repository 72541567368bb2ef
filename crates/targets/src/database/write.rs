//! Carries out the steps of a plan in one transaction, inserting many rows per statement. Where a new table cannot be taken
//! back, the tables are made before.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use sqlx::Error;

use super::connection::Connection;
use super::entry::RowEntry;
use super::failure;
use super::location::Location;
use super::mapping::{PlainColumn, TABLE};
use super::rows;
use super::statement::{Statement, Statements};
use realmform_model::{Action, Address, Body, Change, Failure, Live, Plan, Renamed, Step, ownership};

/// How many new rows go into one statement.
const BATCH: usize = 100;

/// The step at which the transaction ended, and why.
pub(super) struct StepFailure {
    pub step: usize,
    pub failure: Failure,
}

/// How far the writing has come, for who may end it.
#[derive(Default)]
pub(super) struct Course {
    is_ending: Cell<bool>,
    done: RefCell<Vec<usize>>,
}

impl Course {
    /// Whether it is being written for good, or taken back: nobody knows what became of it before that ends.
    pub(super) fn is_ending(&self) -> bool {
        self.is_ending.get()
    }

    /// The steps that are done, and stay so.
    pub(super) fn done(&self) -> Vec<usize> {
        self.done.borrow().clone()
    }
}

/// Writes all these steps, or none; what is done all the same, `course` says.
pub(super) async fn write(
    connection: &mut Connection,
    location: &Location,
    plan: &Plan,
    steps: &BTreeSet<usize>,
    live: &Live,
    course: &Course,
) -> Result<(), StepFailure> {
    let statements = Statements::of(connection.dialect());
    let mut transaction = Transaction { connection, statements, location, plan, live, course, parents: Vec::new() };
    let written = transaction.all(steps).await;
    if written.is_err() {
        // Where even this fails, the connection is broken and the database rolls back by itself.
        _ = transaction.connection.run("rollback").await;
    }
    written
}

struct Transaction<'a> {
    connection: &'a mut Connection,
    statements: Statements,
    location: &'a Location,
    plan: &'a Plan,
    live: &'a Live,
    course: &'a Course,
    /// Set when all rows are there: the step, the value and the value above it.
    parents: Vec<(usize, Address, Address)>,
}

impl Transaction<'_> {
    async fn all(&mut self, steps: &BTreeSet<usize>) -> Result<(), StepFailure> {
        let plan = self.plan;
        let (of_rows, mut steps): (Vec<_>, Vec<_>) =
            steps.iter().map(|index| (*index, &plan.steps[*index])).partition(|(_, step)| rows::is_row(step));
        if self.statements.dialect.commits_tables() {
            self.create_tables(&mut steps).await?;
        }
        let all = || steps.iter().chain(&of_rows);
        let (Some((first, _)), Some((last, _))) = (all().next(), all().next_back()) else { return Ok(()) };
        self.connection.begin_writing().await.map_err(|error| self.stop(*first, &error))?;
        // New rows of one kind that follow each other make a run; any other step is one of its own.
        for run in steps.chunk_by(|(_, one), (_, next)| {
            new_row(one).is_some() && new_row(next).is_some() && one.address.kind == next.address.kind
        }) {
            for batch in run.chunks(BATCH) {
                self.batch(batch).await?;
            }
        }
        self.set_parents().await?;
        let rows: Vec<usize> = of_rows.iter().map(|(step, _)| *step).collect();
        let written = rows::write(self.connection, &self.live.tables, plan, &rows).await;
        written.map_err(|failed| match failed {
            rows::Failed::Database(step, error) => self.stop(step, &error),
            rows::Failed::Refused(step, failure) => self.refuse(step, failure),
        })?;
        self.course.is_ending.set(true);
        self.connection.run("commit").await.map_err(|error| self.stop(*last, &error))?;
        self.course.done.borrow_mut().extend(all().map(|(index, _)| index));
        Ok(())
    }

    /// Makes the new tables, each for good, and leaves the other steps.
    async fn create_tables(&mut self, steps: &mut Vec<(usize, &Step)>) -> Result<(), StepFailure> {
        let is_new = |step: &Step| step.address.kind == TABLE && matches!(step.action, Action::Create { .. });
        for (index, step) in steps.extract_if(.., |(_, step)| is_new(step)) {
            self.create_table(index, &step.address.name).await?;
            self.course.done.borrow_mut().push(index);
        }
        Ok(())
    }

    async fn batch(&mut self, batch: &[(usize, &Step)]) -> Result<(), StepFailure> {
        let mut entries = Vec::new();
        for (step, planned) in batch {
            match &planned.action {
                Action::Create { .. } if planned.address.kind == TABLE => {
                    self.create_table(*step, &planned.address.name).await?;
                }
                Action::Create { body, .. } => entries.push(self.entry(*step, body)?),
                Action::Update { renamed, changes } => {
                    self.update(*step, &planned.address, renamed.as_ref(), changes).await?;
                }
                Action::Delete(_) => self.delete(*step, &planned.address).await?,
                Action::Grant(_) | Action::Revoke(_) => {
                    return Err(self.refuse(*step, Failure::input("a database has no grants")));
                }
            }
        }
        if entries.is_empty() { Ok(()) } else { self.create(entries).await }
    }

    fn entry(&self, step: usize, body: &Body) -> Result<RowEntry, StepFailure> {
        let address = &self.plan.steps[step].address;
        RowEntry::created(step, address, body).map_err(|failure| self.refuse(step, failure))
    }

    async fn create_table(&mut self, step: usize, name: &str) -> Result<(), StepFailure> {
        let tables = self.statements.mapping.all_tables();
        let Some(table) = tables.iter().find(|table| table.name.0 == name) else {
            return Err(self.refuse(step, Failure::input("the catalogue has no such table")));
        };
        for sql in table.create(self.statements.dialect) {
            self.connection.run(&sql).await.map_err(|error| self.stop(step, &error))?;
        }
        Ok(())
    }

    /// Makes rows of one kind together; where that fails, one by one, to learn which it is.
    async fn create(&mut self, entries: Vec<RowEntry>) -> Result<(), StepFailure> {
        let first = entries.first().map_or(0, |entry| entry.step);
        self.connection.run("savepoint batch").await.map_err(|error| self.stop(first, &error))?;
        let all = entries.iter().collect::<Vec<_>>();
        if let Err(error) = self.upsert(&all).await {
            let undone = self.connection.run("rollback to savepoint batch").await;
            undone.map_err(|_| self.stop(first, &error))?;
            for entry in &entries {
                self.upsert(&[entry]).await.map_err(|error| self.stop(entry.step, &error))?;
            }
        }
        self.connection.run("release savepoint batch").await.map_err(|error| self.stop(first, &error))?;
        for entry in entries {
            let (step, address) = (entry.step, entry.address);
            self.parents.extend(entry.parent.flatten().map(|parent| (step, address, parent)));
        }
        Ok(())
    }

    async fn upsert(&mut self, entries: &[&RowEntry]) -> Result<(), Error> {
        // Only what is declared is written, so entries with the same fields set share a statement.
        let mut alike = BTreeMap::<Vec<PlainColumn>, Vec<&RowEntry>>::new();
        for entry in entries {
            alike.entry(entry.fields.keys().copied().collect()).or_default().push(entry);
        }
        for entries in alike.values() {
            self.perform(self.statements.upsert(entries)).await?;
        }
        self.perform(self.statements.upsert_labels(entries)).await?;
        self.mark(entries).await
    }

    async fn mark(&mut self, entries: &[&RowEntry]) -> Result<(), Error> {
        for mark in [ownership::PROJECT, ownership::PREVENT_DESTROY] {
            self.perform(self.statements.upsert_marks(entries, mark)).await?;
        }
        Ok(())
    }

    async fn delete(&mut self, step: usize, address: &Address) -> Result<(), StepFailure> {
        let ledger = self.connection.rows(self.statements.columns(&[self.statements.mapping.ledger.table])).await;
        let has_ledger = !ledger.map_err(|error| self.stop(step, &error))?.is_empty();
        let mut statements = self.statements.delete(address, has_ledger);
        let Some(own) = statements.pop() else { return Ok(()) };
        for statement in statements {
            self.connection.execute(statement).await.map_err(|error| self.stop(step, &error))?;
        }
        // What is gone already is what was wanted.
        self.connection.execute(own).await.map(drop).map_err(|error| self.stop(step, &error))
    }

    async fn perform(&mut self, statement: Option<Statement>) -> Result<(), Error> {
        match statement {
            Some(statement) => self.connection.execute(statement).await.map(drop),
            None => Ok(()),
        }
    }

    async fn update(
        &mut self,
        step: usize,
        address: &Address,
        renamed: Option<&Renamed>,
        changes: &[Change],
    ) -> Result<(), StepFailure> {
        if address.kind == TABLE {
            return Err(self.refuse(step, Failure::input("tables cannot be changed")));
        }
        if let Some(renamed) = renamed {
            // The type that it is of may have got its new name by now.
            let mut from = address.clone();
            from.name.clone_from(&renamed.from.name);
            self.one(step, self.statements.rename(&from, &address.name)).await?;
        }
        let mut entry = RowEntry::changed(step, address, changes).map_err(|failure| self.refuse(step, failure))?;
        if !entry.within.is_empty() {
            let rows = self.connection.rows(self.statements.metadata(address)).await;
            let rows = rows.map_err(|error| self.stop(step, &error))?;
            entry.merge_metadata(rows.first().and_then(|row| row.first()?.as_deref()));
        }
        self.one(step, self.statements.update(&entry)).await?;
        for (language, _) in entry.labels.iter().filter(|(_, label)| label.is_none()) {
            let statement = self.statements.delete_label(address, language);
            self.connection.execute(statement).await.map_err(|error| self.stop(step, &error))?;
        }
        let labels = self.statements.upsert_labels(&[&entry]);
        self.perform(labels).await.map_err(|error| self.stop(step, &error))?;
        self.mark(&[&entry]).await.map_err(|error| self.stop(step, &error))?;
        match entry.parent {
            Some(Some(parent)) => self.parents.push((step, entry.address, parent)),
            Some(None) => self.one(step, self.statements.clear_parent(address)).await?,
            None => {}
        }
        Ok(())
    }

    /// Executes a statement that has to touch one row.
    async fn one(&mut self, step: usize, statement: Statement) -> Result<(), StepFailure> {
        match self.connection.execute(statement).await {
            Ok(0) => Err(self.refuse(step, Failure::input("it no longer exists").help("create the plan again"))),
            Ok(_) => Ok(()),
            Err(error) => Err(self.stop(step, &error)),
        }
    }

    async fn set_parents(&mut self) -> Result<(), StepFailure> {
        let parents = std::mem::take(&mut self.parents);
        for batch in parents.chunks(BATCH) {
            let Some((first, ..)) = batch.first() else { continue };
            self.connection.run("savepoint batch").await.map_err(|error| self.stop(*first, &error))?;
            let pairs = batch.iter().map(|(_, child, parent)| (child, parent)).collect::<Vec<_>>();
            let touched = self.connection.execute(self.statements.set_parents(&pairs)).await;
            if !touched.as_ref().is_ok_and(|touched| *touched == pairs.len() as u64) {
                // One by one, to learn which it is. After a deadlock there is nothing left to go back to.
                let undone = self.connection.run("rollback to savepoint batch").await;
                undone.map_err(|error| self.stop(*first, touched.as_ref().err().unwrap_or(&error)))?;
                for (step, child, parent) in batch {
                    self.set_parent(*step, child, parent).await?;
                }
            }
            self.connection.run("release savepoint batch").await.map_err(|error| self.stop(*first, &error))?;
        }
        Ok(())
    }

    async fn set_parent(&mut self, step: usize, child: &Address, parent: &Address) -> Result<(), StepFailure> {
        let touched = self.connection.execute(self.statements.set_parents(&[(child, parent)])).await;
        if touched.map_err(|error| self.stop(step, &error))? > 0 {
            return Ok(());
        }
        let message = format!("its parent `{}` does not exist in the database", parent.names().join("/"));
        Err(self.refuse(step, Failure::input(message).help("declare it, or create the plan again")))
    }

    /// The failure of a step in the database's words.
    fn stop(&self, step: usize, error: &Error) -> StepFailure {
        self.refuse(step, failure::running(error, self.location))
    }

    /// The failure of a step, with its address and place.
    fn refuse(&self, step: usize, failure: Failure) -> StepFailure {
        let planned = &self.plan.steps[step];
        let message = format!("{}: {}", planned.address, failure.message);
        let span = planned.span.is_known().then(|| planned.span.clone());
        StepFailure { step, failure: Failure { message, span, ..failure } }
    }
}

/// The body of a step that makes a row.
fn new_row(step: &Step) -> Option<&Body> {
    match &step.action {
        Action::Create { body, .. } if step.address.kind != TABLE => Some(body),
        _ => None,
    }
}
