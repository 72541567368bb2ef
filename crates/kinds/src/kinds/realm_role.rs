//! A realm role, with the roles that it contains.

use crate::default_role::is_default_role;
use crate::kind::{Endpoint, Facts, Falling, Keys, Kind, Origin, Place, Renames, Seg, Sight, Waits};
use crate::kinds::role;
use crate::names;
use crate::request::{Detail, Events, Ids, Listing, MissingId, Request, segment};
use realmform_model::{Address, Body, Fall, Live, Object, Step};

pub(super) struct RealmRole;

static FACTS: Facts = Facts {
    name: names::REALM_ROLE,
    places: &[Place {
        toml: &["roles", "realm", "*"],
        export: &[Seg::Key("roles"), Seg::Key("realm"), Seg::List(&["name"])],
        address: |names| Some(names::realm_role(*names.first()?)),
        names: |address| Some(vec![address.name.clone()]),
    }],
    keys: Keys::NAME,
    fields: role::FIELDS,
    apart: role::APART,
    slots: role::SLOTS,
    secrets: &[],
    marks: Some(role::MARKS),
    renames: Renames::InPlace,
    waits: Waits::NOTHING,
    falls: Falling { outside: Some(Fall::Composites), ..Falling::NOTHING },
    origin,
    endpoint: Some(&RealmRole),
};

fn origin(address: &Address, live: Option<&Live>) -> Origin {
    let is_master = live.is_some_and(|live| live.realm == "master");
    let is_of_master = is_master && matches!(address.name.as_str(), "admin" | "create-realm");
    if is_of_master || is_default_role(address, live) {
        return Origin::Keycloak;
    }
    Origin::among(&["offline_access", "uma_authorization"], &address.name)
}

impl Kind for RealmRole {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn signed(&self) -> Option<&'static str> {
        Some("description")
    }

    fn short(&self) -> &'static [&'static str] {
        role::SHORT
    }

    fn represent(&self, _address: &Address, body: &mut Body) {
        role::represent(body);
    }
}

impl Endpoint for RealmRole {
    fn listing(&self) -> Listing {
        Listing::Pages("roles?briefRepresentation=false")
    }

    fn details(&self, raw: &Body, wanted: &Body) -> Vec<Detail> {
        role::details(raw, wanted)
    }

    fn requests(&self, step: &Step, live: Option<&Object>, ids: &Ids) -> Result<Vec<Request>, MissingId> {
        role::requests(step, live, ids, || Ok("/roles".to_owned()))
    }

    fn events(&self) -> Option<Events> {
        Some(Events {
            types: &["REALM_ROLE"],
            part: Some("roles"),
            at: |address, ids| role::events(&format!("roles/{}", address.name), address, ids),
        })
    }

    fn lookup(&self, address: &Address, _ids: &Ids) -> Result<String, MissingId> {
        Ok(format!("/roles/{}", segment(&address.name)))
    }

    fn sight(&self) -> Sight {
        Sight::Always
    }

    fn users(&self, address: &Address, _ids: &Ids) -> Option<String> {
        Some(format!("roles/{}/users", segment(&address.name)))
    }
}
