//! A user federation provider such as LDAP. It cannot be declared; its mappers live in it.

use crate::kind::{Endpoint, Falling, Field, Keys, Kind, Origin, Place, Renames, Seg, Sight, Waits};
use crate::names;
use crate::reference::Slot;
use crate::request::{Events, Ids, Listing, MissingId, Request};
use realmform_model::{Address, KindName, Object, Step};

pub(super) struct UserFederation;

impl Kind for UserFederation {
    fn name(&self) -> KindName {
        names::USER_FEDERATION
    }

    fn places(&self) -> &'static [Place] {
        &[Place {
            toml: &[],
            export: &[
                Seg::Key("components"),
                Seg::Key("org.keycloak.storage.UserStorageProvider"),
                Seg::List(&["name"]),
            ],
            address: |names| Some(Address::top(names::USER_FEDERATION, *names.first()?)),
            names: |address| Some(vec![address.name.clone()]),
        }]
    }

    fn keys(&self) -> Keys {
        Keys::NAME
    }

    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn apart(&self) -> &'static [&'static str] {
        &["id", "name", "subComponents", "config"]
    }

    fn slots(&self) -> &'static [Slot] {
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
        Waits::NOTHING
    }

    fn falls(&self) -> Falling {
        Falling::NOTHING
    }

    fn endpoint(&self) -> Option<&dyn Endpoint> {
        Some(self)
    }
}

impl Endpoint for UserFederation {
    fn listing(&self) -> Listing {
        Listing::Whole("components?type=org.keycloak.storage.UserStorageProvider")
    }

    fn sight(&self) -> Sight {
        Sight::Moved
    }

    fn events(&self) -> Option<Events> {
        None
    }

    fn requests(&self, _step: &Step, _live: Option<&Object>, _ids: &Ids) -> Result<Vec<Request>, MissingId> {
        Ok(Vec::new())
    }

    fn lookup(&self, _address: &Address, _ids: &Ids) -> Result<String, MissingId> {
        Ok(String::new())
    }
}
