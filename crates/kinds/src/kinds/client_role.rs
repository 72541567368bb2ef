//! A role of a client, with the roles that it contains.

use crate::administration::is_of_admins;
use crate::kind::{Endpoint, Facts, Falling, Keys, Kind, Origin, Place, Renames, Seg, Sight, Waits};
use crate::kinds::role;
use crate::names;
use crate::request::{Detail, Events, Ids, Listing, MissingId, Request, segment};
use realmform_model::{Address, Body, Fall, Live, Object, Step};

pub(super) struct ClientRole;

/// The clients whose roles Keycloak makes.
const BUILT_IN_CLIENTS: &[&str] = &["account", "broker", "realm-management"];

static FACTS: Facts = Facts {
    name: names::CLIENT_ROLE,
    places: &[Place {
        toml: &["roles", "client", "*", "*"],
        export: &[Seg::Key("roles"), Seg::Key("client"), Seg::Named, Seg::List(&["name"])],
        address: |names| Some(names::client_role(*names.first()?, *names.get(1)?)),
        names: |address| Some(vec![address.parent.as_ref()?.name.clone(), address.name.clone()]),
    }],
    keys: Keys::NAME,
    fields: role::FIELDS,
    apart: role::APART,
    slots: role::SLOTS,
    secrets: &[],
    marks: Some(role::MARKS),
    renames: Renames::Inside { key: "client", example: "the-client-of-the-role" },
    waits: Waits::NOTHING,
    falls: Falling { inside: Some(Fall::ClientRoles), outside: Some(Fall::Composites), ..Falling::NOTHING },
    origin,
    endpoint: Some(&ClientRole),
};

fn origin(address: &Address, live: Option<&Live>) -> Origin {
    let client = address.parent.as_deref().map_or("", |client| client.name.as_str());
    if live.is_some_and(|live| is_of_admins(client, live)) || address.name == "uma_protection" {
        return Origin::Keycloak;
    }
    Origin::among(BUILT_IN_CLIENTS, client)
}

impl Kind for ClientRole {
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

impl Endpoint for ClientRole {
    fn listing(&self) -> Listing {
        Listing::PagesUnder(names::CLIENT, "clients/{id}/roles?briefRepresentation=false")
    }

    fn details(&self, raw: &Body, wanted: &Body) -> Vec<Detail> {
        role::details(raw, wanted)
    }

    fn requests(&self, step: &Step, live: Option<&Object>, ids: &Ids) -> Result<Vec<Request>, MissingId> {
        let client = step.address.parent.as_deref().ok_or_else(|| MissingId(step.address.clone()))?;
        role::requests(step, live, ids, || Ok(format!("/clients/{}/roles", ids.at(client)?)))
    }

    fn events(&self) -> Option<Events> {
        Some(Events {
            types: &["CLIENT_ROLE"],
            part: Some("roles"),
            at: |address, ids| {
                let client = address.parent.as_deref().and_then(|client| ids.of(client).ok());
                let path = client.map(|client| format!("clients/{client}/roles/{}", address.name));
                role::events(&path.unwrap_or_default(), address, ids)
            },
        })
    }

    fn lookup(&self, address: &Address, ids: &Ids) -> Result<String, MissingId> {
        let client = address.parent.as_deref().ok_or_else(|| MissingId(address.clone()))?;
        Ok(format!("/clients/{}/roles/{}", ids.at(client)?, segment(&address.name)))
    }

    fn sight(&self) -> Sight {
        Sight::Named
    }

    fn users(&self, address: &Address, ids: &Ids) -> Option<String> {
        let client = ids.at(address.parent.as_deref()?).ok()?;
        Some(format!("clients/{client}/roles/{}/users", segment(&address.name)))
    }
}
