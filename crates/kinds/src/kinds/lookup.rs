//! A value of a lookup type: labels per language, sort order, active flag, parent.

use crate::kind::{Endpoint, Falling, Field, Keys, Kind, Origin, Place, Renames, Shape, Waits};
use crate::names;
use crate::reference::{Names, Slot};

use realmform_model::{Address, Fall, KindName};

pub(super) struct Lookup;

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

    fn keys(&self) -> Keys {
        Keys::named("code")
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

    fn apart(&self) -> &'static [&'static str] {
        &[]
    }

    fn secrets(&self) -> &'static [&'static [&'static str]] {
        &[]
    }

    fn origin(&self, _address: &Address, _realm: &str) -> Origin {
        Origin::User
    }

    fn renames(&self) -> Renames {
        Renames::Inside { key: "type", example: "the_type_of_the_lookup" }
    }

    fn waits(&self) -> Waits {
        Waits::NOTHING
    }

    fn falls(&self) -> Falling {
        Falling { inside: Some(Fall::Lookups), outside: Some(Fall::Children), is_kept: true, ..Falling::NOTHING }
    }

    fn endpoint(&self) -> Option<&dyn Endpoint> {
        None
    }
}
