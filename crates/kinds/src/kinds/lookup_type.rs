//! A type of the lookup catalogue, such as `user_role`, with its labels per language.

use crate::kind::{Field, Kind, Place, Shape};
use crate::names;
use realmform_model::{Address, KindName};

pub struct LookupType;

impl Kind for LookupType {
    fn name(&self) -> KindName {
        names::LOOKUP_TYPE
    }

    fn places(&self) -> &'static [Place] {
        &[Place {
            toml: &["lookups", "*"],
            export: &[],
            address: |names| Some(Address::top(names::LOOKUP_TYPE, *names.first()?)),
            names: |address| Some(vec![address.name.clone()]),
        }]
    }

    fn fields(&self) -> &'static [Field] {
        &[("label", Shape::TextMap), ("description", Shape::Text)]
    }

    /// They stand in the database's ledger, and cannot be declared.
    fn marks(&self) -> Option<Field> {
        Some(("attributes", Shape::TextMap))
    }

    fn name_key(&self) -> &'static str {
        "code"
    }
}
