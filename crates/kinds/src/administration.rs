//! The clients that have the roles of administrators, which Keycloak makes for each realm.

use realmform_model::Live;

/// Whether the client is one: in the master realm there is one for each realm.
pub(crate) fn is_of_admins(client: &str, live: &Live) -> bool {
    match live.realm == "master" {
        true => client.ends_with("-realm"),
        false => client == "realm-management",
    }
}
