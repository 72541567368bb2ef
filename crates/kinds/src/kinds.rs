//! The list of all kinds, in the order of plans. A new kind is a file beside the others and its two lines here.

use std::sync::LazyLock;

use crate::kind::{Endpoint, Joins, Kind, Origin, Renames};
use crate::reference::Slot;
use realmform_model::{Address, Body, Change, Form, KindName, Link, Live, Path, Side, diff};
use serde_json::Value;

mod client;
mod client_role;
pub(crate) mod client_scope;
mod flow;
mod group;
mod ldap_mapper;
mod lookup;
mod lookup_type;
mod organization;
mod protocol_mapper;
mod realm;
mod realm_role;
mod role;
pub mod row;
mod service_account;
mod table;
mod undeclared;
mod user_federation;

/// Every kind there is.
pub const ALL: &[&dyn Kind] = &[
    &realm::Realm,
    &client_scope::ClientScope,
    &client::Client,
    &service_account::ServiceAccount,
    &client_role::ClientRole,
    &realm_role::RealmRole,
    &group::Group,
    &protocol_mapper::ProtocolMapper,
    &organization::Organization,
    &flow::FLOW,
    &user_federation::USER_FEDERATION,
    &ldap_mapper::LdapMapper,
    &table::Table,
    &lookup_type::LookupType,
    &lookup::Lookup,
    &row::Row,
];

/// The name of the kind that is called so in addresses.
pub fn named(word: &str) -> Option<KindName> {
    ALL.iter().map(|kind| kind.name()).find(|name| name.as_str() == word)
}

/// The kinds that `[[moved]]` can rename. Those whose objects are granted or assigned something come first.
pub fn renamed() -> Vec<KindName> {
    let mut renamed: Vec<_> = ALL.iter().filter(|kind| kind.renames() != Renames::Never).collect();
    renamed.sort_by_key(|kind| !kind.slots().iter().any(|slot| slot.link));
    renamed.into_iter().map(|kind| kind.name()).collect()
}

/// Under which keys `[[moved]]` names what an object lives in, each once.
pub fn owner_keys() -> Vec<&'static str> {
    let mut keys = Vec::new();
    for kind in ALL {
        if let Renames::Inside { key, .. } = kind.renames()
            && !keys.contains(&key)
        {
            keys.push(key);
        }
    }
    keys
}

/// The key under which `[[moved]]` names what an object of the kind lives in.
pub fn owner_key(kind: KindName) -> Option<&'static str> {
    match of(kind).renames() {
        Renames::Inside { key, .. } => Some(key),
        Renames::InPlace | Renames::Never => None,
    }
}

/// The object that is a side itself: the realm.
pub fn whole(side: Side) -> Option<Address> {
    let kind = ALL.iter().map(|kind| kind.name()).find(|name| name.side() == side && name.form() == Form::Side)?;
    Some(Address::top(kind, ""))
}

/// The kind of this name.
pub fn of(name: KindName) -> &'static dyn Kind {
    // By place, because it is asked for every object.
    static BY_PLACE: LazyLock<Vec<Option<&dyn Kind>>> = LazyLock::new(|| {
        let mut table = Vec::new();
        for kind in ALL {
            let place = usize::from(kind.name().place());
            table.resize(place.max(table.len()), None);
            table.push(Some(*kind));
        }
        table
    });
    let kind = BY_PLACE.get(usize::from(name.place())).copied().flatten();
    kind.unwrap_or_else(|| unreachable!("kinds::ALL has a kind for each KindName; {name} is missing"))
}

/// Every kind that Keycloak's Admin API serves.
pub fn endpoints() -> impl Iterator<Item = &'static dyn Endpoint> {
    ALL.iter().filter_map(|kind| kind.endpoint())
}

/// What the kind of this name is at the Admin API.
pub fn endpoint(name: KindName) -> Option<&'static dyn Endpoint> {
    of(name).endpoint()
}

/// Whether Keycloak makes an object of this name by itself: in the live realm, or where none is known in any.
pub fn is_built_in(address: &Address, live: Option<&Live>) -> bool {
    let kind = ALL.iter().find(|kind| kind.name() == address.kind);
    match kind.map_or(Origin::User, |kind| kind.origin(address, live)) {
        Origin::User => false,
        Origin::Keycloak => true,
        Origin::Owner => address.parent.as_deref().is_some_and(|owner| is_built_in(owner, live)),
    }
}

/// Puts the server's own value where a body says of an entry that it is to go, and it comes back by itself.
pub fn stand(kind: KindName, body: &mut Body) {
    for (table, key, value) in of(kind).standing() {
        let path = Path::of(&[table, key]);
        if path.get(body) == Some(&Value::Null) {
            path.set(body, Some((*value).into()));
        }
    }
}

/// The verb for a step that joins what the link names, or takes it apart.
pub fn join_verb(link: &Link, is_revoked: bool) -> &'static str {
    link.targets.first().map_or(Joins::Granted, |target| of(target.kind).joins()).verb(is_revoked)
}

/// The declared fields that are not as they are live, as objects of the kind are compared.
pub fn changes(kind: KindName, declared: &Body, live: &Body) -> Vec<Change> {
    if of(kind).is_row() { diff::exact(declared, live) } else { diff::changes(declared, live) }
}

/// Whether the object is a row of a table.
pub fn is_row(address: &Address) -> bool {
    of(address.kind).is_row()
}

/// Whether nobody may change the object: it, or what it is in, is Keycloak's own for the administration of realms.
pub fn is_fixed(address: &Address, live: &Live) -> bool {
    address.lineage().any(|it| of(it.kind).is_fixed(it, live))
}

/// Whether the field is a list of names that steps of their own grant and revoke.
pub fn link_at(kind: KindName, path: &Path) -> Option<&'static Slot> {
    of(kind).slots().iter().find(|slot| slot.link && slot.is_list_at(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::PARTS;

    /// Addresses are ordered and hashed by the place of their kind alone.
    #[test]
    fn no_two_kinds_have_the_same_place_and_the_list_is_in_its_order() {
        let listed: Vec<u16> = ALL.iter().map(|kind| kind.name().place()).collect();
        assert!(listed.is_sorted_by(|one, next| one < next), "{listed:?}");
        let names = || ALL.iter().map(|kind| kind.name()).chain(PARTS.iter().map(|part| part.name));
        for name in names() {
            assert_eq!(names().filter(|other| other.place() == name.place()).count(), 1, "{name}");
            assert_eq!(names().filter(|other| other.as_str() == name.as_str()).count(), 1, "{name}");
        }
    }
}
