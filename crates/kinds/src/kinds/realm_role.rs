//! A realm role, with the roles that it contains.

use crate::kind::{Field, Kind, Place, Seg};
use crate::kinds::role;
use crate::names;
use crate::reference::Slot;
use crate::request::{Detail, EventPath, Ids, Listing, MissingId, Request, segment};
use realmform_model::{Address, Body, KindName, Object, Step};

pub struct RealmRole;

impl Kind for RealmRole {
    fn name(&self) -> KindName {
        names::REALM_ROLE
    }

    fn places(&self) -> &'static [Place] {
        &[Place {
            toml: &["roles", "realm", "*"],
            export: &[Seg::Key("roles"), Seg::Key("realm"), Seg::List("name")],
            address: |names| Some(names::realm_role(*names.first()?)),
            names: |address| Some(vec![address.name.clone()]),
        }]
    }

    fn fields(&self) -> &'static [Field] {
        role::FIELDS
    }

    fn slots(&self) -> &'static [Slot] {
        role::SLOTS
    }

    fn apart(&self) -> &'static [&'static str] {
        role::APART
    }

    fn is_built_in(&self, address: &Address) -> bool {
        matches!(address.name.as_str(), "offline_access" | "uma_authorization")
            || address.name.starts_with("default-roles-")
    }

    fn listing(&self) -> Listing {
        Listing::Pages("roles?briefRepresentation=false")
    }

    fn details(&self, raw: &Body, wanted: &Body) -> Vec<Detail> {
        role::details(raw, wanted)
    }

    fn requests(&self, step: &Step, live: Option<&Object>, ids: &Ids) -> Result<Vec<Request>, MissingId> {
        role::requests(step, live, ids, || Ok("/roles".to_owned()))
    }

    fn events(&self, address: &Address, ids: &Ids) -> Vec<EventPath> {
        role::events(&format!("roles/{}", address.name), address, ids)
    }

    fn lookup(&self, address: &Address, _ids: &Ids) -> Result<String, MissingId> {
        Ok(format!("/roles/{}", segment(&address.name)))
    }

    fn represent(&self, _address: &Address, body: &mut Body) {
        role::represent(body);
    }
}
