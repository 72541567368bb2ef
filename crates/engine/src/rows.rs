//! Deletions of rows: what refers to them, and how many they are of their table.

use std::collections::{BTreeMap, BTreeSet};

use realmform_kinds::is_row;
use realmform_kinds::row::REFERENCES;
use realmform_model::rows::{OnDelete, RowUse};
use realmform_model::words::counted;
use realmform_model::{Action, Address, Desired, Fall, Finding, Live, Plan};

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
                for change in changes {
                    if let ([REFERENCES, name], realmform_model::Delta::Value { before: Some(before), .. }) =
                        (&change.path.0.iter().map(String::as_str).collect::<Vec<_>>()[..], &change.delta)
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
    for step in &mut plan.steps {
        let Action::Delete(deletion) = &mut step.action else { continue };
        for used in uses.iter().filter(|used| used.row == step.address) {
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
    let place = |row: &Address| plan.steps.iter().find(|step| step.address == *row).map(|step| step.span.clone());
    let mut findings = Vec::new();
    for used in uses.iter().filter(|used| used.on_delete == OnDelete::Refuse) {
        let users = format!("{} of {}.{}", counted(used.rows, "row"), used.table, used.column);
        let message = format!("cannot delete {}: it is used by {users}", used.row);
        let help = match &used.flag {
            Some(flag) => format!("keep it in the files with `{flag} = false` instead, or change those rows first"),
            None => "keep it in the files, or change those rows first".to_owned(),
        };
        let finding = Finding::error("table/in-use", message).on(&used.row).at(&place(&used.row).unwrap_or_default());
        findings.push(finding.help(help));
    }
    let rows = deleted(plan);
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
