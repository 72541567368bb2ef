//! A type of the lookup catalogue, such as `user_role`, with its labels per language.

use crate::kind::{Falling, Field, Keys, Kind, Origin, Place, Renames, Shape, Sight, Waits};
use crate::names;
use crate::reference::Slot;
use crate::request::{EventPath, Ids, Listing, MissingId, Request};
use realmform_model::{Address, KindName, Object, Step};

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

    fn listing(&self) -> Listing {
        Listing::Inside
    }

    fn sight(&self) -> Sight {
        Sight::Named
    }

    fn event_types(&self) -> &'static [&'static str] {
        &[]
    }

    fn event_part(&self) -> Option<&'static str> {
        None
    }

    fn events(&self, _address: &Address, _ids: &Ids) -> Vec<EventPath> {
        Vec::new()
    }

    fn requests(&self, _step: &Step, _live: Option<&Object>, _ids: &Ids) -> Result<Vec<Request>, MissingId> {
        Ok(Vec::new())
    }

    fn lookup(&self, _address: &Address, _ids: &Ids) -> Result<String, MissingId> {
        Ok(String::new())
    }
}
