//! What kinds answer to those who know none of them by name: places, events, representations.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use realmform_kinds as kinds;
use realmform_kinds::names;
use realmform_kinds::parts::PARTS;
use realmform_kinds::representation::{field, fields, of_kind, of_part};
use realmform_kinds::request::Ids;
use realmform_model::Address;

/// An object of each kind that a Keycloak has, in each place that it can have.
fn objects() -> Vec<Address> {
    let mapper = |owner: Address| Address::inside(owner, names::PROTOCOL_MAPPER, "email");
    vec![
        names::realm(),
        names::realm_role("reader"),
        names::client("web"),
        names::client_role("web", "use"),
        names::client_scope("shop"),
        names::group("/staff/night").unwrap(),
        mapper(names::client("web")),
        mapper(names::client_scope("shop")),
        Address::inside(names::client("web"), names::SERVICE_ACCOUNT, ""),
        Address::top(names::ORGANIZATION, "acme"),
    ]
}

#[test]
fn a_place_and_its_names_lead_to_the_same_object_and_to_no_other_place() {
    for address in objects() {
        let places = kinds::of(address.kind).places();
        let of: Vec<_> = places.iter().filter_map(|place| Some((place, (place.names)(&address)?))).collect();
        assert_eq!(of.len(), 1, "{address} has one place");
        let (place, names) = &of[0];
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!((place.address)(&names), Some(address.clone()), "{address} at {names:?}");
    }
}

#[test]
fn events_tell_of_their_object_by_its_id_and_of_what_joins_it() {
    let told = |address: &Address, path: &str| {
        let mut ids = Ids::default();
        for known in objects().iter().flat_map(Address::lineage) {
            ids.insert(known.clone(), format!("id:{known}"));
        }
        let events = kinds::endpoint(address.kind).and_then(|kind| kind.events());
        events.is_some_and(|events| (events.at)(address, &ids).iter().any(|it| it.takes(path)))
    };
    let group = names::group("/staff/night").unwrap();
    assert!(told(&group, "groups/id:group/staff/night"));
    assert!(told(&group, "groups/id:group/staff/night/role-mappings/realm"));
    assert!(!told(&group, "groups/id:group/staff") && !told(&group, "groups/id:group/staff/nights"));
    let client = names::client("web");
    assert!(told(&client, "clients/id:client/web"));
    assert!(told(&client, "clients/id:client/web/default-client-scopes/x"));
    assert!(!told(&client, "clients/id:client/web/roles/use"), "a role has events of its own");
    assert!(told(&names::realm_role("reader"), "roles-by-id/id:realmRole/reader/composites"));
    assert!(told(&names::realm(), "") && told(&names::realm(), "default-groups/x"));
}

#[test]
fn every_kind_of_keycloaks_and_every_part_has_a_representation_with_fields() {
    for address in objects() {
        let class = of_kind(kinds::of(address.kind)).unwrap_or_else(|| panic!("{address} has no representation"));
        let key = kinds::of(address.kind).keys().name;
        assert!(field(class, key).is_some(), "{class} has no `{key}`");
    }
    for part in PARTS {
        let class = of_part(part).unwrap_or_else(|| panic!("{} has no representation", part.name));
        assert!(fields(class).next().is_some(), "{class} of {} has no fields", part.name);
    }
}
