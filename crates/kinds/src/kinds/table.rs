//! A table of the database that the plan makes, with its indexes and foreign keys. It is implied by what is declared.

use crate::kind::{Field, Kind, Place};
use crate::names;
use crate::reference::{Names, Slot};
use realmform_model::{Address, KindName};

pub struct Table;

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

    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn slots(&self) -> &'static [Slot] {
        const { &[Slot::followed(&["references", "[]"], Names::Key(names::TABLE))] }
    }
}
