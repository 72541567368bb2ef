//! Parts of a realm export that no kind describes, and that rules look at all the same.

use super::subject::Name;
use crate::json::Json;

/// What sort of part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    IdentityProvider,
    IdentityProviderMapper,
    Flow,
    AuthenticatorConfig,
    Component,
    /// A user who is a person, not a service account.
    User,
}

impl Part {
    pub const ALL: [Self; 6] = [
        Self::IdentityProvider,
        Self::IdentityProviderMapper,
        Self::Flow,
        Self::AuthenticatorConfig,
        Self::Component,
        Self::User,
    ];

    /// The list of an export that it stands in; components are in lists by their type.
    pub fn list(self) -> Option<&'static str> {
        match self {
            Self::IdentityProvider => Some("identityProviders"),
            Self::IdentityProviderMapper => Some("identityProviderMappers"),
            Self::Flow => Some("authenticationFlows"),
            Self::AuthenticatorConfig => Some("authenticatorConfig"),
            Self::Component => None,
            Self::User => Some("users"),
        }
    }

    /// The keys that name it.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::IdentityProviderMapper => &["identityProviderAlias", "name"],
            Self::User => &["username"],
            _ => &["alias"],
        }
    }

    /// The word that stands before the name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IdentityProvider => "identityProvider",
            Self::IdentityProviderMapper => "identityProviderMapper",
            Self::Flow => "flow",
            Self::AuthenticatorConfig => "authenticatorConfig",
            Self::Component => "component",
            Self::User => "user",
        }
    }
}

/// All parts of an export, with their names.
pub fn of<'a>(export: &'a Json<'a>, found: &mut dyn FnMut(Part, Name, &'a Json<'a>)) {
    for (part, list) in Part::ALL.into_iter().filter_map(|part| Some((part, part.list()?))) {
        for item in export.list(list) {
            if part == Part::User && item.get("serviceAccountClientId").is_some_and(|client| *client != Json::Null) {
                continue;
            }
            let names: Vec<&str> = part.keys().iter().filter_map(|key| item.get(key)?.text()).collect();
            found(part, Name::part(part, &names), item);
        }
    }
    if let Some(components) = export.get("components") {
        component(components, found);
    }
}

/// Components are in lists by their type, and hold more of the same.
fn component<'a>(by_type: &'a Json<'a>, found: &mut dyn FnMut(Part, Name, &'a Json<'a>)) {
    for (provider_type, list) in by_type.entries() {
        let kind = provider_type.rsplit('.').next().unwrap_or_default();
        for item in list.items() {
            // That of the user profile has no name.
            let mut named = ["name", "providerId"].iter().filter_map(|key| item.get(key)?.text());
            let name = named.find(|name| !name.is_empty()).unwrap_or_default();
            found(Part::Component, Name::part(Part::Component, &[kind, name]), item);
            if let Some(inner) = item.get("subComponents") {
                component(inner, found);
            }
        }
    }
}
