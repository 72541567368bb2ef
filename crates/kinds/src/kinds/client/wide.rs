//! The settings of a client that let more in when they change: more places, more ways to sign in, more rights.

use crate::wider::When::{Becomes, Changes, Grows, Leaves, Longer, TurnsOff, TurnsOn, TurnsOnAgain};
use crate::wider::{When, Wider};

const fn of(path: &'static [&'static str], when: When, what: &'static str) -> Wider {
    Wider { path, when, what }
}

pub(super) const FIELDS: &[Wider] = &[
    of(&["enabled"], TurnsOnAgain, "no longer disabled"),
    of(&["publicClient"], TurnsOn, "public client: it signs in without a secret"),
    of(&["clientAuthenticatorType"], Changes, "it proves who it is in another way"),
    of(&["bearerOnly"], TurnsOff, "no longer bearer-only: it can start a login"),
    of(&["standardFlowEnabled"], TurnsOn, "standard flow"),
    of(&["implicitFlowEnabled"], TurnsOn, "implicit flow: tokens in URLs"),
    of(&["directAccessGrantsEnabled"], TurnsOn, "direct access grants: it sees passwords"),
    of(&["serviceAccountsEnabled"], TurnsOn, "service account"),
    of(&["authorizationServicesEnabled"], TurnsOn, "authorization services"),
    of(&["fullScopeAllowed"], TurnsOn, "full scope: every role of the user is in its tokens"),
    of(&["consentRequired"], TurnsOff, "no consent"),
    of(&["rootUrl"], Changes, "another root URL, with which relative redirect URIs begin"),
    of(&["redirectUris"], Grows, "redirect URI"),
    of(&["webOrigins"], Grows, "web origin"),
    of(&["attributes", "post.logout.redirect.uris"], When::Becomes, "post-logout redirect URIs"),
    of(&["attributes", "pkce.code.challenge.method"], Leaves, "PKCE is required no longer, or by another method"),
    of(&["attributes", "oauth2.device.authorization.grant.enabled"], TurnsOn, "device authorization grant"),
    of(&["attributes", "oidc.ciba.grant.enabled"], TurnsOn, "CIBA grant"),
    of(&["attributes", "standard.token.exchange.enabled"], TurnsOn, "token exchange"),
    of(&["attributes", "use.jwks.url"], TurnsOn, "the keys that prove who it is come from a URL"),
    of(&["attributes", "jwks.url"], Becomes, "whoever has a key of this URL can sign in as the client:"),
    of(&["attributes", "jwks.string"], Changes, "other keys prove who it is"),
    of(&["attributes", "jwt.credential.public.key"], Changes, "another key proves who it is"),
    of(&["attributes", "jwt.credential.certificate"], Changes, "another certificate proves who it is"),
    of(
        &["attributes", "jwt.credential.issuer"],
        Becomes,
        "whoever gets a token of this issuer can sign in as the client:",
    ),
    of(&["attributes", "jwt.credential.sub"], Becomes, "this subject of the issuer can sign in as the client:"),
    of(&["attributes", "x509.subjectdn"], Becomes, "certificates with this subject can sign in as the client:"),
    of(
        &["attributes", "x509.allow.regex.pattern.comparison"],
        TurnsOn,
        "a pattern decides which certificates can sign in as the client",
    ),
    of(
        &["attributes", "tls.client.certificate.bound.access.tokens"],
        TurnsOff,
        "access tokens are bound to no certificate",
    ),
    of(&["attributes", "dpop.bound.access.tokens"], TurnsOff, "access tokens are bound to no key"),
    of(&["attributes", "require.pushed.authorization.requests"], TurnsOff, "authorization requests need not be pushed"),
    of(&["attributes", "access.token.lifespan"], Longer, "access token lifespan"),
    of(&["attributes", "client.session.max.lifespan"], Longer, "client session max"),
    of(&["attributes", "client.offline.session.max.lifespan"], Longer, "client offline session max"),
    of(&["attributes", "saml.client.signature"], TurnsOff, "SAML requests need no signature"),
    of(&["attributes", "saml.server.signature"], TurnsOff, "SAML documents are not signed"),
    of(&["attributes", "saml.assertion.signature"], TurnsOff, "SAML assertions are not signed"),
    of(&["attributes", "saml.signing.certificate"], Changes, "another certificate proves SAML requests"),
    of(&["attributes", "saml_assertion_consumer_url_post"], Becomes, "SAML assertions go to"),
    of(&["attributes", "saml_assertion_consumer_url_redirect"], Becomes, "SAML assertions go to"),
    of(&["attributes", "saml_artifact_binding_url"], Becomes, "SAML artifacts go to"),
    of(&["attributes", "saml.encrypt"], TurnsOff, "SAML assertions are not encrypted"),
];

/// What signs in with the client relies on these.
pub(super) const SIGN_IN: &[&str] = &[
    "enabled",
    "protocol",
    "publicClient",
    "bearerOnly",
    "clientAuthenticatorType",
    "secret",
    "notBefore",
    "directAccessGrantsEnabled",
    "serviceAccountsEnabled",
    "attributes",
    "authenticationFlowBindingOverrides",
];
