//! From the text that names an object to its address, and back.

use std::collections::BTreeSet;

use realmform_model::{Address, Path};

use super::slot::{Names, Slot};
use crate::names;

/// Stands for every client.
pub const ANY: &str = "*";

/// Tells whether a client of this id exists; `client.role` can only be read with that.
pub type IsClient<'a> = &'a dyn Fn(&str) -> bool;

/// How a text that is a JSON list names objects: the key that holds the name in each element, `None` where the element is
/// the name itself, and how that names one.
pub(super) fn inner(names: Names) -> Option<(Option<&'static str>, Names)> {
    match names {
        Names::PolicyRoles => Some((Some("id"), Names::RoleBySlash)),
        Names::PolicyClients => Some((None, Names::Key(names::CLIENT))),
        Names::PolicyGroups => Some((Some("path"), Names::Key(names::GROUP))),
        _ => None,
    }
}

/// The object that a text names; `None` where it names none, or is a list that names several. `client` is the key of the
/// list that the text is in.
pub(super) fn address(names: Names, text: &str, client: &str, is_client: IsClient) -> Option<Address> {
    match names {
        Names::Key(names::GROUP) => names::group(text),
        Names::Key(kind) => Some(Address::top(kind, text)),
        Names::ClientRole => Some(names::client_role(client, text)),
        Names::QualifiedRole => Some(qualified_role(text, '.', is_client)),
        Names::RoleBySlash => Some(qualified_role(text, '/', is_client)),
        Names::AnyClientRole => {
            let role = qualified_role(text, '.', is_client);
            Some(if role.kind == names::CLIENT_ROLE { role } else { names::client_role(ANY, text) })
        }
        Names::AnyGroup => Some(Address::top(names::GROUP, text)),
        Names::Lookup => text.split_once('/').map(|(lookup_type, code)| names::lookup(lookup_type, code)),
        Names::Row => text.split_once('/').map(|(table, key)| names::row(table, key)),
        Names::PolicyRoles | Names::PolicyClients | Names::PolicyGroups => None,
    }
}

/// The text that names an object in place of another, which `old` named.
pub(super) fn text(names: Names, old: &Address, new: &Address) -> String {
    match names {
        Names::Key(names::GROUP) => new.path(),
        Names::QualifiedRole => new.names().join("."),
        Names::RoleBySlash | Names::Lookup | Names::Row => new.names().join("/"),
        Names::AnyClientRole if !is_bare(names, old) => new.names().join("."),
        _ => new.name.clone(),
    }
}

/// Whether the name does not tell which object it means: whatever client the role is of, wherever the group is.
pub fn is_bare(names: Names, address: &Address) -> bool {
    names == Names::AnyGroup || address.parent.as_ref().is_some_and(|it| it.name == ANY)
}

/// What else a bare name may mean: some conditions of client policies mean roles of clients by it, others roles of the
/// realm.
pub fn bare_alternative(names: Names, address: &Address) -> Option<Address> {
    (names == Names::AnyClientRole && is_bare(names, address)).then(|| names::realm_role(address.name.clone()))
}

/// The client that `client.role` is read with.
pub fn client(id: &str) -> Address {
    names::client(id)
}

/// The object that a name in a list of links means: `path` is the list's field in an object of the kind.
pub fn linked(slot: &Slot, path: &Path, name: &str) -> Option<Address> {
    match slot.names {
        Names::ClientRole => Some(names::client_role(path.0.last()?.clone(), name)),
        Names::Key(names::GROUP) => names::group(name),
        Names::Key(kind) => Some(Address::top(kind, name)),
        _ => None,
    }
}

/// The role that `client.role` or `role` names, read as Keycloak reads it: the longest prefix that is a client's id, else
/// a realm role.
pub fn qualified_role(text: &str, separator: char, is_client: IsClient) -> Address {
    text.rmatch_indices(separator).find(|(at, _)| is_client(&text[..*at])).map_or_else(
        || names::realm_role(text),
        |(at, _)| names::client_role(&text[..at], &text[at + separator.len_utf8()..]),
    )
}

/// The ids of the clients among these addresses and what they live in.
pub fn client_ids<'a>(addresses: impl Iterator<Item = &'a Address>) -> BTreeSet<&'a str> {
    let is_client = |it: &&Address| it.kind == names::CLIENT;
    addresses.flat_map(Address::lineage).filter(is_client).map(|it| it.name.as_str()).collect()
}
