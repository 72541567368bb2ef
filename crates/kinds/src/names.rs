//! What the kinds are called, in the order of plans, and the addresses of their objects.
//!
//! A kind that no other names can have its name in its own file; these name each other.

use realmform_model::{Address, Designation, Form, KindName, Side};

/// The realm itself.
pub const REALM: KindName =
    KindName::new(&Designation { place: 10, word: "realm", side: Side::Realm, form: Form::Side });
/// A client scope, by name.
pub const CLIENT_SCOPE: KindName =
    KindName::new(&Designation { place: 20, word: "clientScope", side: Side::Realm, form: Form::Named });
/// A client, by client id.
pub const CLIENT: KindName =
    KindName::new(&Designation { place: 30, word: "client", side: Side::Realm, form: Form::Named });
/// The service account of a client.
pub const SERVICE_ACCOUNT: KindName =
    KindName::new(&Designation { place: 40, word: "serviceAccount", side: Side::Realm, form: Form::Nameless });
/// A role of a client.
pub const CLIENT_ROLE: KindName =
    KindName::new(&Designation { place: 50, word: "clientRole", side: Side::Realm, form: Form::Named });
/// A role of the realm.
pub const REALM_ROLE: KindName =
    KindName::new(&Designation { place: 60, word: "realmRole", side: Side::Realm, form: Form::Named });
/// A group, by path.
pub const GROUP: KindName =
    KindName::new(&Designation { place: 70, word: "group", side: Side::Realm, form: Form::Path });
/// A protocol mapper of a client or a client scope.
pub const PROTOCOL_MAPPER: KindName =
    KindName::new(&Designation { place: 80, word: "protocolMapper", side: Side::Realm, form: Form::Owned });
/// An organization, by name.
pub const ORGANIZATION: KindName =
    KindName::new(&Designation { place: 90, word: "organization", side: Side::Realm, form: Form::Named });
/// An identity provider, by alias.
pub const IDENTITY_PROVIDER: KindName =
    KindName::new(&Designation { place: 92, word: "identityProvider", side: Side::Realm, form: Form::Named });
/// A mapper of an identity provider.
pub const IDENTITY_PROVIDER_MAPPER: KindName =
    KindName::new(&Designation { place: 94, word: "identityProviderMapper", side: Side::Realm, form: Form::Named });
/// An authentication flow, by alias.
pub const FLOW: KindName =
    KindName::new(&Designation { place: 96, word: "flow", side: Side::Realm, form: Form::Named });
/// The configuration of an authenticator, by alias.
pub(crate) const AUTHENTICATOR_CONFIG: KindName =
    KindName::new(&Designation { place: 98, word: "authenticatorConfig", side: Side::Realm, form: Form::Named });
/// A provider of user federation, by name.
pub const USER_FEDERATION: KindName =
    KindName::new(&Designation { place: 100, word: "userFederation", side: Side::Realm, form: Form::Named });
/// A mapper of an LDAP provider.
pub const LDAP_MAPPER: KindName =
    KindName::new(&Designation { place: 110, word: "ldapMapper", side: Side::Realm, form: Form::Named });
/// Any other component.
pub const COMPONENT: KindName =
    KindName::new(&Designation { place: 114, word: "component", side: Side::Realm, form: Form::Named });
/// A user, by username.
pub const USER: KindName =
    KindName::new(&Designation { place: 116, word: "user", side: Side::Realm, form: Form::Named });
/// A table of the database.
pub const TABLE: KindName =
    KindName::new(&Designation { place: 120, word: "table", side: Side::Database, form: Form::Named });
/// A list of lookup values.
pub const LOOKUP_TYPE: KindName =
    KindName::new(&Designation { place: 130, word: "lookupType", side: Side::Database, form: Form::Named });
/// A value of such a list, by code.
pub const LOOKUP: KindName =
    KindName::new(&Designation { place: 140, word: "lookup", side: Side::Database, form: Form::Named });
/// A row of a declared table, by its natural key.
pub const ROW: KindName =
    KindName::new(&Designation { place: 150, word: "row", side: Side::Database, form: Form::Named });

/// The realm itself.
pub fn realm() -> Address {
    Address::top(REALM, "")
}

/// A client by its client id.
pub fn client(id: impl Into<String>) -> Address {
    Address::top(CLIENT, id)
}

/// A role of a client.
pub fn client_role(client: impl Into<String>, name: impl Into<String>) -> Address {
    Address::inside(self::client(client), CLIENT_ROLE, name)
}

/// A role of the realm.
pub fn realm_role(name: impl Into<String>) -> Address {
    Address::top(REALM_ROLE, name)
}

/// A client scope.
pub fn client_scope(name: impl Into<String>) -> Address {
    Address::top(CLIENT_SCOPE, name)
}

/// A group by its path, such as `/neon/workbench`; `None` where that is no path.
pub fn group(path: &str) -> Option<Address> {
    Address::at_path(GROUP, path)
}

/// A row of a declared table, by the name of its key.
pub fn row(table: impl Into<String>, key: impl Into<String>) -> Address {
    Address::inside(Address::top(TABLE, table), ROW, key)
}

/// A value of the lookup catalogue.
pub fn lookup(lookup_type: impl Into<String>, code: impl Into<String>) -> Address {
    Address::inside(Address::top(LOOKUP_TYPE, lookup_type), LOOKUP, code)
}
