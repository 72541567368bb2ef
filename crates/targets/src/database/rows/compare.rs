//! Compares the declared rows of a table with its rows: what reads the same is the same, what reads differently is for the
//! database to judge, and only what differs is kept.

use std::collections::BTreeSet;

use sqlx::Error;

use super::ask::{self, Given};
use super::column::Class;
use super::declared::bare;
use super::found::Found;
use super::index::Index;
use super::known::{is_of, look_up, whole};
use super::layout::{Field, Known, Layout, Tables, To};
use super::moves::{self, Moves};
use super::value::{canonical, is_certain, is_same_json, is_value};
use super::{dialects, fetch};
use crate::database::connection::Connection;
use crate::database::statement::Statement;
use realmform_kinds::names;
use realmform_model::address::of_kind;
use realmform_model::live::LiveTable;
use realmform_model::ownership::Mode;
use realmform_model::rows::{Cell, RowMode, RowTable, Rows, key_text};
use realmform_model::{Address, Declared, Desired, Finding, Object};

/// A declared row, and the row that has its key.
struct Pair {
    row: usize,
    /// The name of the row that lives, where it is to be called otherwise.
    from: Option<String>,
    /// The texts of the fields as they are.
    live: Vec<Option<String>>,
    /// Fields of which the database has to say whether they mean the same.
    asked: Vec<usize>,
    /// Fields that are certainly not the same.
    differ: Vec<usize>,
}

impl Pair {
    fn differs(&self) -> bool {
        !self.asked.is_empty() || !self.differ.is_empty()
    }
}

struct Comparison<'a> {
    layout: &'a Layout<'a>,
    rows: &'a Rows,
    /// The column of the declared rows that has each field.
    places: Vec<Option<usize>>,
    desired: &'a Desired,
}

/// Compares one table.
pub(super) async fn table(
    connection: &mut Connection,
    tables: &Tables<'_>,
    known: &Known<'_>,
    desired: &Desired,
    found: &mut Found,
) -> Result<(), Error> {
    let mapping = known.mapping;
    let wanted: Vec<&Address> = desired.objects.keys().filter(|address| is_of(address, &mapping.name)).collect();
    let rows = &*mapping.rows;
    let deletes = mapping.mode == RowMode::Sync;
    found.findings.extend(moves::unfit(desired, known));
    found.tables.insert(mapping.name.clone(), LiveTable { mapping: bare(mapping), count: 0 });
    if !wanted.is_empty() {
        return look_up(connection, tables, known, desired, &wanted, found).await;
    }
    if rows.is_empty() && !deletes {
        return Ok(());
    }
    let layout = match Layout::of(tables, known, rows.columns.iter().map(String::as_str)) {
        Ok(layout) => layout,
        Err(findings) => {
            found.findings.extend(findings);
            return Ok(());
        }
    };
    let place = |field: &Field| rows.columns.iter().position(|column| *column == field.name);
    let places = layout.fields.iter().map(place).collect();
    let comparison = Comparison { layout: &layout, rows, places, desired };
    comparison.run(connection, tables, known, found).await
}

impl Comparison<'_> {
    async fn run(
        &self,
        connection: &mut Connection,
        tables: &Tables<'_>,
        known: &Known<'_>,
        found: &mut Found,
    ) -> Result<(), Error> {
        let mapping = known.mapping;
        let Some(index) = self.index(found) else { return Ok(()) };
        let speech = dialects::of(connection.dialect());
        let deletes = mapping.mode == RowMode::Sync;
        let moves = Moves::of(self.desired, self.layout);

        let mut seen = vec![false; self.rows.len()];
        let only_missing = mapping.mode == RowMode::Insert;
        let (mut pairs, mut moving, mut moved, mut undeclared, mut count) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), 0);
        let (columns, joins) = fetch::selected(self.layout, speech);
        let sql = format!("select {columns} from {} as t{joins}", speech.table(&mapping.table));
        let select = Statement::with(connection.dialect(), sql, Vec::new());
        connection
            .each(select, |cells| {
                count += 1;
                let mut texts = fetch::texts(self.layout, cells.iter().copied());
                moves.follow(&mut texts);
                let Some(name) = self.layout.name(|at| texts[at].as_deref()) else { return };
                let is_declared = |name: &str| index.find(name, |row| self.name(row));
                if let Some(row) = is_declared(&name) {
                    seen[row] = true;
                    let pair = self.pair(row, texts, only_missing);
                    if moves.lead_to(&name) || pair.differs() {
                        pairs.push(pair);
                    }
                } else if let Some(to) = moves.future(&name) {
                    match is_declared(&to) {
                        Some(row) => moving.push(Pair { from: Some(name), ..self.pair(row, texts, only_missing) }),
                        None => moved.push(name),
                    }
                } else if deletes {
                    undeclared.push(name);
                }
            })
            .await?;
        // A row that is there under its new name is not the one that is to get it: who settles renames has to see both.
        moving.retain(|pair| match seen[pair.row] {
            true => {
                moved.extend(pair.from.clone());
                false
            }
            false => true,
        });
        for pair in moving {
            seen[pair.row] = true;
            pairs.push(pair);
        }
        let mut missing: Vec<usize> = (0..self.rows.len()).filter(|row| !seen[*row]).collect();
        self.find_otherwise_spelt(connection, only_missing, &mut missing, &mut pairs, &mut undeclared, found).await?;
        found.equal += self.rows.len() - missing.len();
        self.judge(connection, &mut pairs, found).await?;
        let mut written = missing.clone();
        for pair in pairs {
            if pair.differ.iter().any(|at| !matches!(self.layout.fields[*at].to, To::Value)) {
                written.push(pair.row);
            }
            if !pair.differ.is_empty() || self.name(pair.row).is_some_and(|name| moves.lead_to(&name)) {
                self.keep(pair, found);
            }
        }
        self.check_references(connection, tables, &written, found).await?;
        for row in missing {
            let Some(address) = self.address(row) else { continue };
            found.rows.insert(address, self.declared(row, |_| None));
        }
        let mode = |name: &str| self.desired.ownership.mode(&names::row(&mapping.name, name));
        undeclared.retain(|name| mode(name) > Mode::Additive);
        if let Some(live) = found.tables.get_mut(&mapping.name) {
            live.count = count;
        }
        moved.extend(undeclared);
        whole(connection, tables, known, &moved, found).await
    }

    /// The declared rows by their names; `None` where two have the same, or a value is none of its column's.
    fn index(&self, found: &mut Found) -> Option<Index> {
        let mut index = Index::with_capacity(self.rows.len());
        let before = found.findings.len();
        for row in 0..self.rows.len() {
            self.check_values(row, found);
            let Some(name) = self.name(row) else { continue };
            self.check_ignored(row, &name, found);
            if let Some(first) = index.add(&name, row, |row| self.name(row)) {
                let message = format!("{} is declared twice", names::row(&self.layout.table.mapping.name, name));
                let finding = Finding::error("config/declared-twice", message).at(&self.rows.span(row));
                found
                    .findings
                    .push(finding.help("remove one of them").and_at("first declared here", &self.rows.span(first)));
            }
        }
        (found.findings.len() == before).then_some(index)
    }

    /// What is ignored is none of the project's business.
    fn check_ignored(&self, row: usize, name: &str, found: &mut Found) {
        let address = names::row(&self.layout.table.mapping.name, name);
        if let Some(ignored) = self.desired.ownership.ignored(&address) {
            let message = format!("`{address}` is both declared and ignored");
            let finding = Finding::error("config/declared-and-ignored", message).on(&address).at(&self.rows.span(row));
            found
                .findings
                .push(finding.help("remove the declaration, or narrow the pattern").and_at("ignored here", ignored));
        }
    }

    fn check_values(&self, row: usize, found: &mut Found) {
        for (at, field) in self.layout.fields.iter().enumerate() {
            if field.has_secret(self.cell(row, at).text()) {
                let message = format!("`{}` has a key that is called like a secret", field.name);
                let finding = Finding::error("config/secret-in-clear", message).at(&self.layout.table.mapping.span);
                found.findings.push(finding.help("leave it out: a plan shows what rows have"));
            }
            let wanted = match (&field.to, field.column.class) {
                (To::Value, Class::Integer) => "a whole number",
                (To::Value, Class::Boolean) => "true or false",
                (To::Value, Class::Json) => "JSON",
                (To::Value, Class::Uuid) => "a UUID",
                _ => continue,
            };
            if let Cell::Text(text) = self.cell(row, at)
                && !is_value(field.column.class, text)
            {
                let message =
                    format!("`{}` must be {wanted}: the column is of the type {}", field.name, field.column.cast);
                found
                    .findings
                    .push(Finding::error("table/value", message).at(&self.rows.span(row)).help("fix this value"));
            }
        }
    }

    fn cell(&self, row: usize, field: usize) -> Cell<'_> {
        self.places[field].map_or(Cell::Absent, |column| self.rows.cell(row, column))
    }

    /// The value of a declared field as the database would show it, as far as that is certain.
    fn text(&self, row: usize, field: usize) -> Option<String> {
        let text = self.cell(row, field).text()?;
        Some(canonical(&self.layout.fields[field], text))
    }

    fn name(&self, row: usize) -> Option<String> {
        let texts: Vec<Option<String>> = (0..self.layout.fields.len())
            .map(|at| self.layout.key.contains(&at).then(|| self.text(row, at)).flatten())
            .collect();
        self.layout.name(|at| texts[at].as_deref())
    }

    fn address(&self, row: usize) -> Option<Address> {
        Some(names::row(&self.layout.table.mapping.name, self.name(row)?))
    }

    /// What is the same, what is not, and what the database has to say.
    fn pair(&self, row: usize, live: Vec<Option<String>>, only_missing: bool) -> Pair {
        let (mut asked, mut differ) = (Vec::new(), Vec::new());
        for at in (0..self.layout.fields.len()).filter(|at| !only_missing && !self.layout.key.contains(at)) {
            let declared = match self.cell(row, at) {
                Cell::Absent => continue,
                Cell::Null => None,
                Cell::Text(_) => self.text(row, at),
            };
            let field = &self.layout.fields[at];
            match (&declared, &live[at]) {
                (declared, live) if declared == live => {}
                (Some(declared), Some(live)) if field.column.class == Class::Json && is_same_json(declared, live) => {}
                (Some(_), Some(_)) if !is_certain(field) => asked.push(at),
                _ => differ.push(at),
            }
        }
        Pair { row, from: None, live, asked, differ }
    }

    /// Declared rows whose key is spelt otherwise than the database shows it.
    async fn find_otherwise_spelt(
        &self,
        connection: &mut Connection,
        only_missing: bool,
        missing: &mut Vec<usize>,
        pairs: &mut Vec<Pair>,
        undeclared: &mut Vec<String>,
        found: &mut Found,
    ) -> Result<(), Error> {
        if self.layout.key.iter().all(|at| is_certain(&self.layout.fields[*at])) || missing.is_empty() {
            return Ok(());
        }
        let given =
            missing.iter().filter_map(|row| Some(Given { row: *row, texts: self.layout.key_texts(&self.name(*row)?) }));
        let given: Vec<Given> = given.collect();
        let sql = fetch::by_key(self.layout, dialects::of(connection.dialect()));
        let mut unreadable = Vec::new();
        let answers = ask::all(connection, &sql, &given, &mut unreadable).await?;
        self.report(unreadable, found);
        let mut known = BTreeSet::new();
        for (row, cells) in answers {
            let texts = fetch::texts(self.layout, cells.iter().map(Option::as_deref));
            let live_name = self.layout.name(|at| texts[at].as_deref());
            undeclared.retain(|name| Some(name) != live_name.as_ref());
            if let Some(name) = &live_name {
                self.check_ignored(row, name, found);
            }
            known.insert(row);
            let pair = self.pair(row, texts, only_missing);
            if pair.differs() {
                pairs.push(pair);
            }
        }
        missing.retain(|row| !known.contains(row));
        Ok(())
    }

    /// Lets the database say whether what reads differently means the same.
    async fn judge(&self, connection: &mut Connection, pairs: &mut [Pair], found: &mut Found) -> Result<(), Error> {
        let fields: BTreeSet<usize> = pairs.iter().flat_map(|pair| pair.asked.iter().copied()).collect();
        if fields.is_empty() {
            return Ok(());
        }
        let fields: Vec<usize> = fields.into_iter().collect();
        let given = pairs.iter().enumerate().filter(|(_, pair)| !pair.asked.is_empty()).filter_map(|(place, pair)| {
            let name = pair.from.clone().or_else(|| self.name(pair.row))?;
            let mut texts = self.layout.key_texts(&name);
            let asked = fields.iter().map(|field| match pair.asked.contains(field) {
                true => self.text(pair.row, *field),
                false => None,
            });
            texts.extend(asked);
            Some(Given { row: place, texts })
        });
        let given: Vec<Given> = given.collect();
        let mut unreadable = Vec::new();
        let sql = ask::whether_same(self.layout, dialects::of(connection.dialect()), &fields);
        let answers = ask::all(connection, &sql, &given, &mut unreadable).await?;
        unreadable.iter_mut().for_each(|it| it.row = pairs[it.row].row);
        self.report(unreadable, found);
        for (place, answer) in answers {
            let same: BTreeSet<usize> = ask::same(&answer, &fields).collect();
            let pair = &mut pairs[place];
            pair.differ.extend(pair.asked.iter().filter(|field| !same.contains(field)));
        }
        Ok(())
    }

    fn report(&self, unreadable: Vec<ask::Unreadable>, found: &mut Found) {
        for ask::Unreadable { row, why } in unreadable {
            let message = format!("the database cannot read a value of this row: {why}");
            found.findings.push(Finding::error("table/value", message).at(&self.rows.span(row)).help("fix the value"));
        }
    }

    /// The declared row; of fields that mean the same, the value that lives.
    fn declared(&self, row: usize, live: impl Fn(usize) -> Option<Option<String>>) -> Declared {
        let texts: Vec<Option<Option<String>>> = (0..self.layout.fields.len())
            .map(|at| match self.cell(row, at) {
                Cell::Absent => None,
                Cell::Null => Some(live(at).unwrap_or(None)),
                Cell::Text(_) => Some(live(at).unwrap_or_else(|| self.text(row, at))),
            })
            .collect();
        let body = self.layout.body(|at| texts[at].as_ref().map(Option::as_deref));
        Declared { body, span: self.rows.span(row), ..Declared::default() }
    }

    /// Keeps both sides of a row that differs.
    fn keep(&self, pair: Pair, found: &mut Found) {
        let Some(address) = self.address(pair.row) else { return };
        found.equal -= 1;
        let is_key = |at: usize| self.layout.key.contains(&at);
        let same = |at: usize| (!pair.differ.contains(&at) && !is_key(at)).then(|| pair.live[at].clone());
        let declared = self.declared(pair.row, same);
        // Of the row that lives, what the declared one speaks of; the name tells its key.
        let is_declared = |at: usize| self.cell(pair.row, at) != Cell::Absent;
        let body = self.layout.body(|at| is_declared(at).then(|| pair.live[at].as_deref()));
        let body = self.layout.with_key(body, &declared.body);
        let live = pair.from.map_or_else(|| address.clone(), |from| names::row(&self.layout.table.mapping.name, from));
        found.rows.insert(address, declared);
        found.objects.insert(live, Object { body, ..Object::default() });
    }

    /// What is written names rows that are declared or there.
    async fn check_references(
        &self,
        connection: &mut Connection,
        tables: &Tables<'_>,
        written: &[usize],
        found: &mut Found,
    ) -> Result<(), Error> {
        let speech = dialects::of(connection.dialect());
        for (at, field) in self.layout.fields.iter().enumerate() {
            let declared = match &field.to {
                To::Value => continue,
                To::Row { table, .. } => {
                    tables.get(table.as_str()).map(|known| declared_names(known.mapping)).unwrap_or_default()
                }
                To::Lookup { of, .. } => {
                    let lookups = of_kind(&self.desired.objects, names::LOOKUP).map(|(address, _)| address);
                    let of_type = lookups.filter(|it| it.parent.as_ref().is_some_and(|parent| parent.name == *of));
                    of_type.map(|address| address.name.clone()).collect()
                }
            };
            let given = written.iter().filter_map(|row| {
                let name = self.text(*row, at)?;
                let is_declared = declared.contains(&name);
                (!is_declared).then(|| Given { row: *row, texts: field.texts(&field.value(Some(&name))) })
            });
            let given: Vec<Given> = given.collect();
            if given.is_empty() {
                continue;
            }
            let width = field.width();
            let sql = format!(
                "with given as ({}) select given.c{width} from given where {} is null",
                speech.given(width + 1),
                field.stored(speech, 0)
            );
            let mut unreadable = Vec::new();
            let answers = ask::all(connection, &sql, &given, &mut unreadable).await?;
            self.report(unreadable, found);
            for (row, _) in answers {
                let name = self.text(row, at).unwrap_or_default();
                let Some(target) = field.target(&name) else { continue };
                let message = format!("`{}` names {target}, which is neither declared nor in the database", field.name);
                let finding = Finding::error("reference/missing", message).at(&self.rows.span(row));
                found.findings.push(finding.help(format!("declare {target}, or fix the name")));
            }
        }
        Ok(())
    }
}

/// The names of a table's declared rows, where its key is one of plain columns.
fn declared_names(mapping: &RowTable) -> BTreeSet<String> {
    let rows = &mapping.rows;
    let places: Option<Vec<usize>> =
        mapping.key.iter().map(|name| rows.columns.iter().position(|column| column == name)).collect();
    let Some(places) = places else { return BTreeSet::new() };
    let names = (0..rows.len()).filter_map(|row| {
        let parts: Option<Vec<&str>> = places.iter().map(|place| rows.cell(row, *place).text()).collect();
        parts.map(key_text)
    });
    names.collect()
}
