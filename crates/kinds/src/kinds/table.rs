//! A database table that the plan creates, with its indexes and foreign keys. Declared lookups imply it.

use crate::kind::{Facts, Falling, Keys, Kind, Origin, Place, Renames, Waits};
use crate::names;
use crate::reference::{Names, Slot};
use realmform_model::Address;

pub(super) struct Table;

static FACTS: Facts = Facts {
    name: names::TABLE,
    places: &[Place {
        toml: &[],
        export: &[],
        address: |names| Some(Address::top(names::TABLE, *names.first()?)),
        names: |address| Some(vec![address.name.clone()]),
    }],
    keys: Keys::NAME,
    fields: &[],
    apart: &[],
    slots: &[Slot::followed(&["references", "[]"], Names::Key(names::TABLE))],
    secrets: &[],
    marks: None,
    renames: Renames::Never,
    waits: Waits { founds: true, ..Waits::NOTHING },
    falls: Falling::NOTHING,
    origin: |_, _| Origin::User,
    endpoint: None,
};

impl Kind for Table {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }
}
