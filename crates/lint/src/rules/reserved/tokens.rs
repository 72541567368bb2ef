//! Clients whose tokens contain roles.

use std::collections::HashSet;

use crate::rule::{Context, Subject};
use realmform_kinds::names;
use realmform_model::Address;

/// Owners of mappers that write roles into tokens.
pub(super) struct RoleWriters<'c> {
    owners: HashSet<&'c Address>,
    scopes: HashSet<&'c str>,
}

impl<'c> RoleWriters<'c> {
    pub(super) fn of(context: &'c Context) -> Self {
        let mappers = context.of_kind(names::PROTOCOL_MAPPER).filter(|(_, mapper)| {
            let provider = mapper.text(&["protocolMapper"]).unwrap_or_default();
            matches!(
                provider,
                "oidc-usermodel-client-role-mapper" | "oidc-usermodel-realm-role-mapper" | "saml-role-list-mapper"
            ) || provider.starts_with("script-")
        });
        let owners: HashSet<&Address> = mappers.filter_map(|(address, _)| address.parent.as_deref()).collect();
        let scopes = owners.iter().filter(|owner| owner.kind == names::CLIENT_SCOPE);
        Self { scopes: scopes.map(|scope| scope.name.as_str()).collect(), owners }
    }

    /// Whether tokens for the client contain roles, through a mapper of its own or of one of its scopes.
    pub(super) fn is_one(&self, client: &Subject) -> bool {
        let mut scopes = client.texts(&["defaultClientScopes"]).chain(client.texts(&["optionalClientScopes"]));
        self.owners.contains(&client.name) || scopes.any(|scope| self.scopes.contains(scope))
    }
}
