//! A value of a lookup type: labels per language, sort order, active flag, parent.

use crate::kind::{Field, Kind, Place, Shape};
use crate::names;
use crate::reference::{Names, Slot};
use realmform_model::KindName;

pub struct Lookup;

impl Kind for Lookup {
    fn name(&self) -> KindName {
        names::LOOKUP
    }

    fn places(&self) -> &'static [Place] {
        &[Place {
            toml: &["lookups", "*", "values", "*"],
            export: &[],
            address: |names| Some(names::lookup(*names.first()?, *names.get(1)?)),
            names: |address| Some(vec![address.parent.as_ref()?.name.clone(), address.name.clone()]),
        }]
    }

    fn fields(&self) -> &'static [Field] {
        &[
            ("label", Shape::TextMap),
            ("description", Shape::Text),
            ("sort", Shape::Int),
            ("active", Shape::Bool),
            ("parent", Shape::Text),
            ("metadata", Shape::Any),
        ]
    }

    fn slots(&self) -> &'static [Slot] {
        const { &[Slot::followed(&["parent"], Names::Lookup)] }
    }

    /// They stand in the database's ledger, and cannot be declared.
    fn marks(&self) -> Option<Field> {
        Some(("attributes", Shape::TextMap))
    }

    fn name_key(&self) -> &'static str {
        "code"
    }
}
