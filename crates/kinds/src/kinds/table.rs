//! A database table that the plan creates, with its indexes and foreign keys. Declared lookups imply it.

use crate::kind::{Endpoint, Falling, Field, Keys, Kind, Origin, Place, Renames, Waits};
use crate::names;
use crate::reference::{Names, Slot};

use realmform_model::{Address, KindName};

pub(super) struct Table;

impl Kind for Table {
    fn name(&self) -> KindName {
        names::TABLE
    }

    fn places(&self) -> &'static [Place] {
        &[Place {
            toml: &[],
            export: &[],
            address: |names| Some(Address::top(names::TABLE, *names.first()?)),
            names: |address| Some(vec![address.name.clone()]),
        }]
    }

    fn keys(&self) -> Keys {
        Keys::NAME
    }

    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn slots(&self) -> &'static [Slot] {
        const { &[Slot::followed(&["references", "[]"], Names::Key(names::TABLE))] }
    }

    fn apart(&self) -> &'static [&'static str] {
        &[]
    }

    fn secrets(&self) -> &'static [&'static [&'static str]] {
        &[]
    }

    fn marks(&self) -> Option<Field> {
        None
    }

    fn origin(&self, _address: &Address, _realm: &str) -> Origin {
        Origin::User
    }

    fn renames(&self) -> Renames {
        Renames::Never
    }

    fn waits(&self) -> Waits {
        Waits { founds: true, ..Waits::NOTHING }
    }

    fn falls(&self) -> Falling {
        Falling::NOTHING
    }

    fn endpoint(&self) -> Option<&dyn Endpoint> {
        None
    }
}
