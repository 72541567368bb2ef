//! Exports as `kc.sh export` writes them: every field of every client, with mappers, roles and scopes.

use serde_json::{Value, json};

const SCOPES: [&str; 11] = [
    "basic",
    "profile",
    "email",
    "roles",
    "web-origins",
    "acr",
    "address",
    "phone",
    "offline_access",
    "organization",
    "microprofile-jwt",
];

/// A realm of so many clients; one in fifty has a fault or two.
pub(crate) fn export(clients: usize) -> Value {
    let ids = 0..clients;
    json!({
        "id": id(0, 0),
        "realm": "measured",
        "enabled": true,
        "sslRequired": "external",
        "accessTokenLifespan": 300,
        "revokeRefreshToken": false,
        "offlineSessionMaxLifespanEnabled": false,
        "registrationAllowed": false,
        "verifyEmail": false,
        "bruteForceProtected": false,
        "attributes": {},
        "components": {},
        "defaultRole": {"name": "default-roles-measured"},
        "defaultDefaultClientScopes": [],
        "defaultOptionalClientScopes": ["offline_access"],
        "scopeMappings": [],
        "clientScopeMappings": {},
        "identityProviders": [],
        "identityProviderMappers": [],
        "roles": {
            "realm": (0..clients / 20 + 1).map(realm_role).collect::<Vec<_>>(),
            "client": ids.clone().map(|at| (name(at), json!([role(at, "read"), role(at, "write")]))).collect::<serde_json::Map<_, _>>(),
        },
        "groups": (0..clients / 20 + 1).map(|at| group(at, clients)).collect::<Vec<_>>(),
        "clients": ids.map(client).collect::<Vec<_>>(),
        "clientScopes": SCOPES.map(scope),
        "users": [],
        "keycloakVersion": "26.7.3",
    })
}

fn name(at: usize) -> String {
    format!("shop-svc-{at:05}")
}

fn id(kind: usize, at: usize) -> String {
    format!("{kind:08x}-0000-4000-8000-{at:012x}")
}

fn realm_role(at: usize) -> Value {
    json!({
        "id": id(1, at), "name": format!("role-{at:04}"), "description": format!("Realm role {at}"),
        "composite": false, "clientRole": false, "containerId": id(0, 0), "attributes": {},
    })
}

fn role(at: usize, action: &str) -> Value {
    json!({
        "id": id(2, at * 2 + usize::from(action == "write")), "name": format!("item:{action}"),
        "description": format!("May {action} items of {at}"), "composite": false, "clientRole": true,
        "containerId": id(3, at), "attributes": {},
    })
}

fn group(at: usize, clients: usize) -> Value {
    let client = name(at * 20 % clients);
    json!({
        "id": id(4, at), "name": format!("team-{at:04}"), "path": format!("/team-{at:04}"), "subGroups": [],
        "attributes": {}, "realmRoles": [format!("role-{at:04}")], "clientRoles": {client: ["item:read", "item:write"]},
    })
}

fn scope(name: &str) -> Value {
    json!({
        "id": name, "name": name, "description": "", "protocol": "openid-connect",
        "attributes": {"include.in.token.scope": "true"}, "protocolMappers": [],
    })
}

fn client(at: usize) -> Value {
    let faulty = at.is_multiple_of(50);
    let public = at.is_multiple_of(4);
    let host =
        if faulty { "https://*.example.com/*".to_owned() } else { format!("https://s{at}.example.com/callback") };
    json!({
        "id": id(3, at), "clientId": name(at), "name": format!("Service {at}"), "description": format!("Service number {at}"),
        "rootUrl": format!("https://s{at}.example.com"), "adminUrl": "", "baseUrl": "/", "surrogateAuthRequired": false,
        "enabled": true, "alwaysDisplayInConsole": false, "clientAuthenticatorType": "client-jwt",
        "redirectUris": [host, format!("https://s{at}.example.com/silent")], "webOrigins": [format!("https://s{at}.example.com")],
        "notBefore": 0, "bearerOnly": false, "consentRequired": false, "standardFlowEnabled": true,
        "implicitFlowEnabled": false, "directAccessGrantsEnabled": false, "serviceAccountsEnabled": false,
        "publicClient": public, "frontchannelLogout": true, "protocol": "openid-connect",
        "attributes": {
            "realm_client": "false", "oidc.ciba.grant.enabled": "false", "oauth2.device.authorization.grant.enabled": "false",
            "backchannel.logout.session.required": "true", "backchannel.logout.revoke.offline.tokens": "false",
            "pkce.code.challenge.method": "S256", "post.logout.redirect.uris": format!("https://s{at}.example.com/"),
            "standard.token.exchange.enabled": "false", "dpop.bound.access.tokens": "false",
            "display.on.consent.screen": "false", "use.jwks.url": "true",
            "jwks.url": format!("https://s{at}.example.com/jwks.json"),
            "token.endpoint.auth.signing.alg": "PS256",
        },
        "authenticationFlowBindingOverrides": {}, "fullScopeAllowed": false, "nodeReRegistrationTimeout": -1,
        "protocolMappers": [{
            "id": id(5, at), "name": "audience", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
            "consentRequired": false,
            "config": {
                "included.client.audience": name(at), "id.token.claim": "false", "lightweight.claim": "false",
                "access.token.claim": "true", "introspection.token.claim": "true",
            },
        }],
        "defaultClientScopes": ["web-origins", "acr", "roles", "profile", "basic", "email"],
        "optionalClientScopes": ["address", "phone", "organization", "microprofile-jwt"],
        "access": {"view": true, "configure": true, "manage": true},
    })
}
