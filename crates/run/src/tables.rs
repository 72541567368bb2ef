//! The tables that rows need, as objects of a plan.

use realmform_model::{Action, Address, Body, Span, Step};
use realmform_targets::database;

/// The tables of the catalogue, each after those that it refers to, with what a plan shows of them; the ledger too where
/// rows are marked.
pub fn needed(with_ledger: bool) -> impl Iterator<Item = (Address, Body)> {
    database::tables(with_ledger).into_iter().map(|table| {
        let body = database::describe(&table.name);
        (table, body)
    })
}

/// The steps that make all of them.
pub fn steps() -> Vec<Step> {
    let steps = needed(true).map(|(address, body)| Step {
        address,
        action: Action::Create { body, secrets: Vec::new() },
        after: Vec::new(),
        span: Span::default(),
    });
    steps.collect()
}
