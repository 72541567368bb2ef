//! Deletions of rows: what refers to them, and how many they are of their table.

use std::collections::{BTreeMap, BTreeSet};

use realmform_kinds::row::REFERENCES;
use realmform_kinds::{self as kinds, is_row};
use realmform_model::rows::{OnDelete, RowTarget, RowUse, key_text};
use realmform_model::words::counted;
use realmform_model::{Action, Address, Delta, Desired, Fall, Finding, Live, Plan, Span};

/// Where it is asked for each deletion.
type Places<'p> = BTreeMap<&'p Address, &'p Span>;

/// The rows that the plan deletes.
pub fn deleted(plan: &Plan) -> BTreeSet<Address> {
    plan.deleted().map(|(_, address)| address).filter(|address| is_row(address)).cloned().collect()
}

/// What still refers to deleted rows when the plan is done: without the rows that the plan deletes, or that it makes refer to
/// others.
pub fn remaining(uses: Vec<RowUse>, plan: &Plan, live: &Live) -> Vec<RowUse> {
    let mut going = BTreeMap::<(String, String, String), usize>::new();
    for step in plan.steps.iter().filter(|step| is_row(&step.address)) {
        let Some(table) = step.address.parent.as_ref().and_then(|table| live.tables.get(&table.name)) else { continue };
        let mut goes = |reference: &str, name: Option<&str>| {
            if let (Some(reference), Some(name)) = (table.mapping.references.get(reference), name) {
                let key = (table.mapping.table.table.clone(), reference.column.clone(), name.to_owned());
                *going.entry(key).or_default() += 1;
            }
        };
        match &step.action {
            Action::Delete(deletion) => {
                let references = deletion.before.get(REFERENCES).and_then(|it| it.as_object());
                references.into_iter().flatten().for_each(|(name, value)| goes(name, value.as_str()));
            }
            Action::Update { changes, .. } => {
                for change in changes.iter().filter(|change| change.path.0.first().is_some_and(|it| it == REFERENCES)) {
                    if let (Some(name), Delta::Value { before: Some(before), .. }) =
                        (change.path.0.last(), &change.delta)
                    {
                        goes(name, before.as_str());
                    }
                }
            }
            _ => {}
        }
    }
    let uses = uses.into_iter().filter_map(|used| {
        let row = used.row.names().join("/");
        let gone = going.get(&(used.table.table.clone(), used.column.clone(), row)).copied().unwrap_or_default();
        let rows = used.rows.saturating_sub(gone);
        (rows > 0).then_some(RowUse { rows, ..used })
    });
    uses.collect()
}

/// Counts what falls with the deleted rows.
pub fn count(plan: &mut Plan, uses: &[RowUse]) {
    let mut by_row = BTreeMap::<&Address, Vec<&RowUse>>::new();
    for used in uses {
        by_row.entry(&used.row).or_default().push(used);
    }
    for step in &mut plan.steps {
        let Action::Delete(deletion) = &mut step.action else { continue };
        for used in by_row.get(&step.address).into_iter().flatten() {
            let fall = match used.on_delete {
                OnDelete::Cascade => Fall::Rows,
                OnDelete::Clear => Fall::References,
                OnDelete::Refuse => continue,
            };
            *deletion.falls.entry(fall).or_default() += used.rows;
        }
    }
}

/// Refuses where rows refer to a deleted one, or where too many of a table go, by themselves or along with others.
pub fn check(plan: &Plan, desired: &Desired, live: &Live, uses: &[RowUse], allowed: Option<usize>) -> Vec<Finding> {
    let places: Places = plan.deleted().map(|(index, row)| (row, &plan.steps[index].span)).collect();
    let place = |row: &Address| places.get(row).copied().cloned().unwrap_or_default();
    let mut findings = Vec::new();
    for used in uses.iter().filter(|used| used.on_delete == OnDelete::Refuse) {
        let users = format!("{} of {}.{}", counted(used.rows, "row"), used.table, used.column);
        let message = format!("cannot delete {}: it is used by {users}", used.row);
        let help = match &used.flag {
            Some(flag) => format!("keep it in the files with `{flag} = false` instead, or change those rows first"),
            None => "keep it in the files, or change those rows first".to_owned(),
        };
        let finding = Finding::error("table/in-use", message).on(&used.row).at(&place(&used.row));
        findings.push(finding.help(help));
    }
    let rows = deleted(plan);
    findings.extend(touched(desired, uses, &place));
    findings.extend(named(desired, &rows, &place));
    let mut tables = BTreeMap::<&str, (usize, usize)>::new();
    for row in &rows {
        let table = row.parent.as_ref().map_or("", |table| table.name.as_str());
        tables.entry(table).or_default().0 += 1;
    }
    for used in uses.iter().filter(|used| used.on_delete == OnDelete::Cascade) {
        let table = used.row.parent.as_ref().map_or("", |table| table.name.as_str());
        tables.entry(table).or_default().1 += used.rows;
    }
    let all: usize = tables.values().map(|(rows, along)| rows + along).sum();
    if allowed.is_some_and(|allowed| all <= allowed) {
        return findings;
    }
    let cap = desired.ownership.cap;
    for (table, (rows, along)) in tables {
        let count = live.tables.get(table).map_or(0, |table| table.count);
        if rows + along <= cap.of(count) {
            continue;
        }
        let others = match along {
            0 => String::new(),
            along => format!(", and the database {} that refer to them", counted(along, "other row")),
        };
        let message = format!(
            "the plan deletes {rows} of {} of the table `{table}`{others}, but `max_deletions` is {cap}",
            counted(count, "row"),
        );
        let span = desired.tables.get(table).map(|table| table.span.clone()).unwrap_or_default();
        let help = format!("if this is intended, run again with `--allow-deletes {all}`");
        findings.push(Finding::error("ownership/too-many-deletions", message).at(&span).help(help));
    }
    findings
}

/// Refuses where the database would delete rows along, or clear their references, in a table whose rows are declared or
/// ignored: nobody planned it.
fn touched(desired: &Desired, uses: &[RowUse], place: &dyn Fn(&Address) -> Span) -> Vec<Finding> {
    let ignores =
        desired.ownership.rules.iter().any(|(kind, rule)| kinds::of(*kind).is_row() && !rule.ignore.is_empty());
    let touched = uses.iter().filter(|used| used.on_delete != OnDelete::Refuse).filter_map(|used| {
        let table = desired.tables.values().find(|table| table.table.may_be(&used.table))?;
        (ignores || !table.rows.is_empty()).then_some(())?;
        let verb = match used.on_delete {
            OnDelete::Clear => "would clear the reference of",
            OnDelete::Cascade | OnDelete::Refuse => "would also delete",
        };
        let rows = counted(used.rows, "row");
        let message = format!(
            "cannot delete {}: this {verb} {rows} of {}, whose rows the files declare or ignore",
            used.row, used.table
        );
        let finding = Finding::error("table/in-use", message).on(&used.row).at(&place(&used.row));
        Some(finding.help("declare the row, or take those rows away first"))
    });
    touched.collect()
}

/// Refuses where a declared row names a deleted one, whatever the database knows of it.
fn named(desired: &Desired, rows: &BTreeSet<Address>, place: &dyn Fn(&Address) -> Span) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in desired.tables.values().filter(|_| !rows.is_empty()) {
        for (name, reference) in &table.references {
            let RowTarget::Table(to) = &reference.to else { continue };
            let Some(column) = table.rows.columns.iter().position(|column| column == name) else { continue };
            let is_single = desired.tables.get(to).is_some_and(|to| to.key.len() == 1);
            let going: BTreeMap<&str, &Address> = rows
                .iter()
                .filter(|row| row.parent.as_ref().is_some_and(|parent| parent.name == *to))
                .map(|row| (row.name.as_str(), row))
                .collect();
            if going.is_empty() {
                continue;
            }
            for row in 0..table.rows.len() {
                let Some(text) = table.rows.cell(row, column).text() else { continue };
                let target = if is_single { key_text([text]) } else { text.to_owned() };
                if let Some(gone) = going.get(target.as_str()) {
                    let message =
                        format!("cannot delete the undeclared {gone}: a row of `tables.{}` refers to it", table.name);
                    let finding = Finding::error("ownership/still-named", message).on(gone).at(&table.rows.span(row));
                    let finding = finding.help(format!("declare {gone}, or remove this reference"));
                    findings.push(finding.and_at("its table", &place(gone)));
                }
            }
        }
    }
    findings
}
