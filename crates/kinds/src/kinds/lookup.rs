//! A value of a lookup type: labels per language, sort order, active flag, parent.

use crate::kind::{Facts, Falling, Keys, Kind, Origin, Place, Renames, Shape, Waits};
use crate::names;
use crate::reference::{Names, Slot};
use realmform_model::Fall;

pub(super) struct Lookup;

static FACTS: Facts = Facts {
    name: names::LOOKUP,
    places: &[Place {
        toml: &["lookups", "*", "values", "*"],
        export: &[],
        address: |names| Some(names::lookup(*names.first()?, *names.get(1)?)),
        names: |address| Some(vec![address.parent.as_ref()?.name.clone(), address.name.clone()]),
    }],
    keys: Keys::named("code"),
    fields: &[
        ("label", Shape::TextMap),
        ("description", Shape::Text),
        ("sort", Shape::Int),
        ("active", Shape::Bool),
        ("parent", Shape::Text),
        ("metadata", Shape::Any),
    ],
    apart: &[],
    slots: &[Slot::followed(&["parent"], Names::Lookup)],
    secrets: &[],
    // They stand in the database's ledger, and cannot be declared.
    marks: Some(("attributes", Shape::TextMap)),
    renames: Renames::Inside { key: "type", example: "the_type_of_the_lookup" },
    waits: Waits::NOTHING,
    falls: Falling { inside: Some(Fall::Lookups), outside: Some(Fall::Children), is_kept: true, ..Falling::NOTHING },
    origin: |_, _| Origin::User,
    endpoint: None,
};

impl Kind for Lookup {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }
}
