//! A user federation provider such as LDAP. It cannot be declared; its mappers live in it.

use crate::kind::{Endpoint, Facts, Falling, Keys, Kind, Origin, Place, Renames, Seg, Sight, Waits};
use crate::names;
use crate::request::{Events, Ids, Listing, MissingId, Request};
use realmform_model::{Address, Object, Step};

pub(super) struct UserFederation;

static FACTS: Facts = Facts {
    name: names::USER_FEDERATION,
    places: &[Place {
        toml: &[],
        export: &[Seg::Key("components"), Seg::Key("org.keycloak.storage.UserStorageProvider"), Seg::List(&["name"])],
        address: |names| Some(Address::top(names::USER_FEDERATION, *names.first()?)),
        names: |address| Some(vec![address.name.clone()]),
    }],
    keys: Keys::NAME,
    fields: &[],
    apart: &["id", "name", "subComponents", "config"],
    slots: &[],
    secrets: &[],
    marks: None,
    renames: Renames::Never,
    waits: Waits::NOTHING,
    falls: Falling::NOTHING,
    origin: |_, _| Origin::User,
    endpoint: Some(&UserFederation),
};

impl Kind for UserFederation {
    fn facts(&self) -> &'static Facts {
        &FACTS
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
