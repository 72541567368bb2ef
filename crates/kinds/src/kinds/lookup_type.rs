//! A type of the lookup catalogue, such as `user_role`, with its labels per language.

use crate::kind::{Facts, Falling, Keys, Kind, Origin, Place, Renames, Shape, Waits};
use crate::names;
use realmform_model::Address;

pub(super) struct LookupType;

static FACTS: Facts = Facts {
    name: names::LOOKUP_TYPE,
    places: &[Place {
        toml: &["lookups", "*"],
        export: &[],
        address: |names| Some(Address::top(names::LOOKUP_TYPE, *names.first()?)),
        names: |address| Some(vec![address.name.clone()]),
    }],
    keys: Keys::named("code"),
    fields: &[("label", Shape::TextMap), ("description", Shape::Text)],
    apart: &[],
    slots: &[],
    secrets: &[],
    // They stand in the database's ledger, and cannot be declared.
    marks: Some(("attributes", Shape::TextMap)),
    renames: Renames::InPlace,
    waits: Waits::NOTHING,
    falls: Falling::NOTHING,
    origin: |_, _| Origin::User,
    endpoint: None,
};

impl Kind for LookupType {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }
}
