//! A type of the lookup catalogue, such as `user_role`, with its labels per language.

use crate::kind::{Endpoint, Falling, Field, Keys, Kind, Origin, Place, Renames, Shape, Waits};
use crate::names;
use crate::reference::Slot;

use realmform_model::{Address, KindName};

pub(super) struct LookupType;

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

    fn keys(&self) -> Keys {
        Keys::named("code")
    }

    fn fields(&self) -> &'static [Field] {
        &[("label", Shape::TextMap), ("description", Shape::Text)]
    }

    /// They stand in the database's ledger, and cannot be declared.
    fn marks(&self) -> Option<Field> {
        Some(("attributes", Shape::TextMap))
    }

    fn apart(&self) -> &'static [&'static str] {
        &[]
    }

    fn slots(&self) -> &'static [Slot] {
        &[]
    }

    fn secrets(&self) -> &'static [&'static [&'static str]] {
        &[]
    }

    fn origin(&self, _address: &Address, _realm: &str) -> Origin {
        Origin::User
    }

    fn renames(&self) -> Renames {
        Renames::InPlace
    }

    fn waits(&self) -> Waits {
        Waits::NOTHING
    }

    fn falls(&self) -> Falling {
        Falling::NOTHING
    }

    fn endpoint(&self) -> Option<&dyn Endpoint> {
        None
    }
}
