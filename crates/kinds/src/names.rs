//! What the kinds are called, in the order of plans, and the addresses of their objects.
//!
//! A kind that no other names can have its name in its own file; these name each other.

use realmform_model::{Address, Form, KindName, Side};

/// The realm itself.
pub const REALM: KindName = KindName::new(10, "realm", Side::Realm, Form::Side);
/// A client scope, by name.
pub const CLIENT_SCOPE: KindName = KindName::new(20, "clientScope", Side::Realm, Form::Named);
/// A client, by client id.
pub const CLIENT: KindName = KindName::new(30, "client", Side::Realm, Form::Named);
/// The service account of a client.
pub const SERVICE_ACCOUNT: KindName = KindName::new(40, "serviceAccount", Side::Realm, Form::Nameless);
/// A role of a client.
pub const CLIENT_ROLE: KindName = KindName::new(50, "clientRole", Side::Realm, Form::Named);
/// A role of the realm.
pub const REALM_ROLE: KindName = KindName::new(60, "realmRole", Side::Realm, Form::Named);
/// A group, by path.
pub const GROUP: KindName = KindName::new(70, "group", Side::Realm, Form::Path);
/// A protocol mapper of a client or a client scope.
pub const PROTOCOL_MAPPER: KindName = KindName::new(80, "protocolMapper", Side::Realm, Form::Owned);
/// An organization, by name.
pub const ORGANIZATION: KindName = KindName::new(90, "organization", Side::Realm, Form::Named);
/// An identity provider, by alias.
pub const IDENTITY_PROVIDER: KindName = KindName::new(92, "identityProvider", Side::Realm, Form::Named);
/// A mapper of an identity provider.
pub const IDENTITY_PROVIDER_MAPPER: KindName = KindName::new(94, "identityProviderMapper", Side::Realm, Form::Named);
/// An authentication flow, by alias.
pub const FLOW: KindName = KindName::new(96, "flow", Side::Realm, Form::Named);
/// The configuration of an authenticator, by alias.
pub(crate) const AUTHENTICATOR_CONFIG: KindName = KindName::new(98, "authenticatorConfig", Side::Realm, Form::Named);
/// A provider of user federation, by name.
pub const USER_FEDERATION: KindName = KindName::new(100, "userFederation", Side::Realm, Form::Named);
/// A mapper of an LDAP provider.
pub const LDAP_MAPPER: KindName = KindName::new(110, "ldapMapper", Side::Realm, Form::Named);
/// Any other component.
pub const COMPONENT: KindName = KindName::new(114, "component", Side::Realm, Form::Named);
/// A user, by username.
pub const USER: KindName = KindName::new(116, "user", Side::Realm, Form::Named);
/// A table of the database.
pub const TABLE: KindName = KindName::new(120, "table", Side::Database, Form::Named);
/// A list of lookup values.
pub const LOOKUP_TYPE: KindName = KindName::new(130, "lookupType", Side::Database, Form::Named);
/// A value of such a list, by code.
pub const LOOKUP: KindName = KindName::new(140, "lookup", Side::Database, Form::Named);

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

/// A value of the lookup catalogue.
pub fn lookup(lookup_type: impl Into<String>, code: impl Into<String>) -> Address {
    Address::inside(Address::top(LOOKUP_TYPE, lookup_type), LOOKUP, code)
}
