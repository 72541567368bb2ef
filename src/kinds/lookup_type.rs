//! A type of the lookup catalogue, such as `user_role`, with its labels per language.

use crate::document::{Address, KindName};
use crate::kind::{Field, Kind, Place, Shape};

pub struct LookupType;

impl Kind for LookupType {
    fn name(&self) -> KindName {
        KindName::LookupType
    }

    fn places(&self) -> &'static [Place] {
        &[Place {
            toml: &["lookups", "*"],
            export: &[],
            address: |names| Some(Address::top(KindName::LookupType, *names.first()?)),
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
