//! What rules ask of an OpenID Connect client.

use crate::rule::Subject;
use realmform_kinds::names;
use realmform_model::KindName;

pub(super) const CLIENT: KindName = names::CLIENT;

/// How the challenge of PKCE must be made; without it none is needed.
pub(super) const METHOD: &[&str] = &["attributes", "pkce.code.challenge.method"];

/// Whether it logs users in on another device.
pub(super) const DEVICE: &[&str] = &["attributes", "oauth2.device.authorization.grant.enabled"];

/// Whether it gets refresh tokens: all clients do that do not say otherwise.
pub(super) const REFRESH: &[&str] = &["attributes", "use.refresh.tokens"];

/// A client of the user's own that speaks OpenID Connect, and that is not switched off.
pub(super) fn is_judged(client: &Subject) -> bool {
    !client.built_in && is_in_use(client)
}

/// The same, and Keycloak's own clients: for what Keycloak never makes itself, so that somebody has changed it.
pub(super) fn is_in_use(client: &Subject) -> bool {
    client.flag_or(&["enabled"], true) != Some(false)
        && client.text(&["protocol"]).is_none_or(|protocol| protocol == "openid-connect")
}

/// Whether it takes authorization codes.
pub(super) fn has_code_flow(client: &Subject) -> bool {
    client.flag_or(&["standardFlowEnabled"], true) == Some(true) && client.flag_or(&["bearerOnly"], false) != Some(true)
}

/// Whether users are sent back to it.
pub(super) fn has_redirects(client: &Subject) -> bool {
    has_code_flow(client) || (client.is(&["implicitFlowEnabled"]) && !client.is(&["bearerOnly"]))
}

/// Whether users get tokens by it, by whichever grant.
pub(super) fn logs_users_in(client: &Subject) -> bool {
    !client.is(&["bearerOnly"])
        && (has_redirects(client) || client.is(&["directAccessGrantsEnabled"]) || client.is(DEVICE))
}
