//! The history of rows' names, of one table and of those that it refers to.

use super::layout::{Known, Layout, To};
use realmform_kinds::names;
use realmform_model::moves::future;
use realmform_model::pattern::MovePattern;
use realmform_model::rows::key_parts;
use realmform_model::words::counted;
use realmform_model::{Desired, Finding, Move};

/// The moves of a table's rows.
fn of_table<'m>(moves: &'m [Move], table: &str) -> impl Iterator<Item = &'m Move> {
    moves.iter().filter(move |it| it.kind == names::ROW && it.within.as_deref() == Some(table))
}

/// The names from which these moves lead to a name.
fn back<'m>(moves: impl Iterator<Item = &'m Move>, name: &str) -> impl Iterator<Item = String> {
    moves.filter_map(move |it| MovePattern::new(&it.to, &it.from).apply(name))
}

/// Names in the history that have more or fewer parts than the table's key.
pub(super) fn unfit(desired: &Desired, known: &Known) -> Vec<Finding> {
    let (table, parts) = (&known.mapping.name, known.mapping.key.len());
    let unfit = of_table(&desired.moves, table).filter_map(|moved| {
        let name = [&moved.from, &moved.to].into_iter().find(|name| key_parts(name).len() != parts)?;
        let message = format!(
            "`{name}` has {}, but the key of `tables.{table}` has {}",
            counted(key_parts(name).len(), "part"),
            counted(parts, "column")
        );
        let finding = Finding::error("moved/key", message).at(&moved.span);
        Some(finding.help("write `/` between the parts of a key, and `~/` for a slash in one of them"))
    });
    unfit.collect()
}

/// What has moved.
pub(super) struct Moves<'d> {
    table: &'d str,
    /// Those of rows of the table.
    here: Vec<&'d Move>,
    all: &'d [Move],
    /// Fields that name rows of tables in which rows have moved.
    following: Vec<(usize, &'d str)>,
}

impl<'d> Moves<'d> {
    pub(super) fn of(desired: &'d Desired, layout: &'d Layout) -> Self {
        let fields = layout.fields.iter().enumerate().filter_map(|(at, field)| match &field.to {
            To::Row { table, .. } if of_table(&desired.moves, table).next().is_some() => Some((at, table.as_str())),
            _ => None,
        });
        let table = layout.table.mapping.name.as_str();
        Self {
            table,
            here: of_table(&desired.moves, table).collect(),
            all: &desired.moves,
            following: fields.collect(),
        }
    }

    /// Names of other rows as they will be: the id that is stored stays.
    pub(super) fn follow(&self, texts: &mut [Option<String>]) {
        for (at, table) in &self.following {
            if let Some(Some(text)) = texts.get_mut(*at) {
                *text = future(&names::row(*table, text.as_str()), self.all).name;
            }
        }
    }

    /// What a row of this name is to be called, where that is something else.
    pub(super) fn future(&self, name: &str) -> Option<String> {
        if self.here.is_empty() {
            return None;
        }
        let to = future(&names::row(self.table, name), self.all).name;
        (to != name).then_some(to)
    }

    /// Whether an entry of history has brought a row to this name, or may yet.
    pub(super) fn lead_to(&self, name: &str) -> bool {
        back(self.here.iter().copied(), name).next().is_some()
    }

    /// The names that a row may have had.
    pub(super) fn former(&self, name: &str) -> Vec<String> {
        back(self.here.iter().copied(), name).collect()
    }

    /// The names that the rows may have had which a field names.
    pub(super) fn former_of(&self, field: usize, name: &str) -> Vec<String> {
        let Some((_, table)) = self.following.iter().find(|(at, _)| *at == field) else { return Vec::new() };
        back(of_table(self.all, table), name).collect()
    }
}
