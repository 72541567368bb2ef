//! A row of a declared table: its columns, and what it names by the natural keys of others.

use crate::kind::{Facts, Falling, Keys, Kind, Origin, Place, Renames, Shape, Waits};
use crate::names;
use crate::reference::{Names, Slot};
use realmform_model::{Fall, Path};

pub(super) struct Row;

/// The table of a body that has the columns.
pub const COLUMNS: &str = "columns";
/// The table of a body that has the rows which it names, as `table/key`.
pub const REFERENCES: &str = "references";
/// The table of a body that has the lookups which it names, as `type/code`.
pub const LOOKUPS: &str = "lookups";

/// What rows call the field at a path of their bodies; `None` where the path is none of theirs.
pub fn of_field(path: &Path) -> Option<&str> {
    match &path.0[..] {
        [part, name] if [COLUMNS, REFERENCES, LOOKUPS].contains(&part.as_str()) => Some(name),
        _ => None,
    }
}

static FACTS: Facts = Facts {
    name: names::ROW,
    // Rows are declared in tables, and become objects where they differ from what lives.
    places: &[Place {
        toml: &[],
        export: &[],
        address: |names| Some(names::row(*names.first()?, *names.get(1)?)),
        names: |address| Some(vec![address.parent.as_ref()?.name.clone(), address.name.clone()]),
    }],
    keys: Keys::NAME,
    fields: &[(COLUMNS, Shape::Any), (REFERENCES, Shape::TextMap), (LOOKUPS, Shape::TextMap)],
    apart: &[],
    slots: &[Slot::followed(&[REFERENCES, "*"], Names::Row), Slot::followed(&[LOOKUPS, "*"], Names::Lookup)],
    secrets: &[],
    // They stand in the database's ledger, and cannot be declared.
    marks: Some(("attributes", Shape::TextMap)),
    renames: Renames::Inside { key: "table", example: "the_table_of_the_row" },
    waits: Waits::NOTHING,
    falls: Falling { outside: Some(Fall::Children), ..Falling::NOTHING },
    origin: |_, _| Origin::User,
    endpoint: None,
};

impl Kind for Row {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn is_row(&self) -> bool {
        true
    }
}
