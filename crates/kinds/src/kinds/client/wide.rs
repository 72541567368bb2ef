//! The settings of a client that let more in when they change: more places, more ways to sign in, more rights.

use crate::wider::When::{Grows, Leaves, Longer, TurnsOff, TurnsOn, TurnsOnAgain};
use crate::wider::{When, Wider};

const fn of(path: &'static [&'static str], when: When, what: &'static str) -> Wider {
    Wider { path, when, what }
}

pub(super) const FIELDS: &[Wider] = &[
    of(&["enabled"], TurnsOnAgain, "no longer disabled"),
    of(&["publicClient"], TurnsOn, "public client: it signs in without a secret"),
    of(&["bearerOnly"], TurnsOff, "no longer bearer-only: it can start a login"),
    of(&["standardFlowEnabled"], TurnsOn, "standard flow"),
    of(&["implicitFlowEnabled"], TurnsOn, "implicit flow: tokens in URLs"),
    of(&["directAccessGrantsEnabled"], TurnsOn, "direct access grants: it sees passwords"),
    of(&["serviceAccountsEnabled"], TurnsOn, "service account"),
    of(&["authorizationServicesEnabled"], TurnsOn, "authorization services"),
    of(&["fullScopeAllowed"], TurnsOn, "full scope: every role of the user is in its tokens"),
    of(&["consentRequired"], TurnsOff, "no consent"),
    of(&["redirectUris"], Grows, "redirect URI"),
    of(&["webOrigins"], Grows, "web origin"),
    of(&["attributes", "post.logout.redirect.uris"], When::Becomes, "post-logout redirect URIs"),
    of(&["attributes", "pkce.code.challenge.method"], Leaves, "PKCE is required no longer, or by another method"),
    of(&["attributes", "oauth2.device.authorization.grant.enabled"], TurnsOn, "device authorization grant"),
    of(&["attributes", "oidc.ciba.grant.enabled"], TurnsOn, "CIBA grant"),
    of(&["attributes", "standard.token.exchange.enabled"], TurnsOn, "token exchange"),
    of(&["attributes", "access.token.lifespan"], Longer, "access token lifespan"),
    of(&["attributes", "client.session.max.lifespan"], Longer, "client session max"),
    of(&["attributes", "client.offline.session.max.lifespan"], Longer, "client offline session max"),
    of(&["attributes", "saml.client.signature"], TurnsOff, "SAML requests need no signature"),
    of(&["attributes", "saml.server.signature"], TurnsOff, "SAML documents are not signed"),
    of(&["attributes", "saml.assertion.signature"], TurnsOff, "SAML assertions are not signed"),
    of(&["attributes", "saml.encrypt"], TurnsOff, "SAML assertions are not encrypted"),
];
