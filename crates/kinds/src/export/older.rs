//! Exports of a Keycloak before 25, which knows no client scope `basic`. A newer server adds it when it imports one, and
//! clients need it: tokens have no `sub` without it. Such an export is read as the newer server reads it.

use serde_json::{Value, json};

use crate::kind::DEFAULT_PROTOCOL as OIDC;
use crate::names;
use crate::representation::Version;
use realmform_model::words::counted;
use realmform_model::{Finding, Severity};

const BASIC: &str = "basic";

/// The code of the note.
const CODE: &str = "export/older";

/// Adds `basic` as the migration to Keycloak 25 does: the scope itself, to the realm's default scopes, and to the default
/// scopes of each OpenID Connect client. Lists that the export does not have stay absent.
pub(super) fn migrate(realm: &mut Value) -> Option<Finding> {
    if !is_older(realm) {
        return None;
    }
    let version = realm.get("keycloakVersion").and_then(Value::as_str).map(str::to_owned);
    realm.get_mut("clientScopes")?.as_array_mut()?.push(basic());
    if let Some(Value::Array(defaults)) = realm.get_mut("defaultDefaultClientScopes") {
        defaults.push(BASIC.into());
    }
    let mut added = 0;
    for client in realm.get_mut("clients").and_then(Value::as_array_mut).into_iter().flatten() {
        if !takes_basic(client) {
            continue;
        }
        if let Some(Value::Array(scopes)) = client.get_mut("defaultClientScopes") {
            scopes.push(BASIC.into());
            added += 1;
        }
    }
    let from = version.map(|version| format!(" (Keycloak {version})")).unwrap_or_default();
    let message = format!(
        "this export is older than Keycloak 25{from}: it does not have the client scope `{BASIC}`, which newer servers \
         add. It was added to the default client scopes of the realm and of {}",
        counted(added, "client")
    );
    let help = "tokens of Keycloak 25 and newer have no `sub` without it; for an older server, remove `basic` from these lists";
    let finding = Finding::warning(CODE, message).on(names::realm()).help(help);
    Some(Finding { severity: Severity::Info, ..finding })
}

/// Whether the export has client scopes of a Keycloak before 25, so without `basic`. Files that nobody exported have no
/// version: they are old exports where they have the scopes of one.
fn is_older(realm: &Value) -> bool {
    let Some(Value::Array(scopes)) = realm.get("clientScopes") else { return false };
    let has = |name: &str| scopes.iter().any(|scope| scope.get("name").and_then(Value::as_str) == Some(name));
    let is_old = match realm.get("keycloakVersion").and_then(Value::as_str).and_then(Version::of) {
        Some(version) => version < Version::BASIC_SCOPE,
        None => ["profile", "email", "roles", "web-origins"].into_iter().all(has) && !names_basic(realm),
    };
    is_old && !has(BASIC)
}

/// Whether a list of the realm or of a client names the scope.
fn names_basic(realm: &Value) -> bool {
    let names = |holder: &Value, list: &str| {
        let names = holder.get(list).and_then(Value::as_array);
        names.is_some_and(|names| names.iter().any(|name| name.as_str() == Some(BASIC)))
    };
    let mut clients = realm.get("clients").and_then(Value::as_array).into_iter().flatten();
    ["defaultDefaultClientScopes", "defaultOptionalClientScopes"].iter().any(|list| names(realm, list))
        || clients.any(|client| ["defaultClientScopes", "optionalClientScopes"].iter().any(|list| names(client, list)))
}

fn takes_basic(client: &Value) -> bool {
    let protocol = client.get("protocol").and_then(Value::as_str).unwrap_or(OIDC);
    protocol == OIDC && client.get("bearerOnly") != Some(&Value::Bool(true))
}

/// The scope as Keycloak creates it.
fn basic() -> Value {
    let shown = |name: &str, mapper: &str, more: Value| {
        let mut config = json!({"introspection.token.claim": "true", "access.token.claim": "true"});
        if let (Value::Object(config), Value::Object(more)) = (&mut config, more) {
            config.extend(more);
        }
        json!({"name": name, "protocol": OIDC, "protocolMapper": mapper, "consentRequired": false, "config": config})
    };
    json!({
        "name": BASIC,
        "description": "OpenID Connect scope for add all basic claims to the token",
        "protocol": OIDC,
        "attributes": {"include.in.token.scope": "false", "display.on.consent.screen": "false"},
        "protocolMappers": [
            shown("sub", "oidc-sub-mapper", json!({})),
            shown("auth_time", "oidc-usersessionmodel-note-mapper", json!({
                "user.session.note": "AUTH_TIME", "id.token.claim": "true", "claim.name": "auth_time", "jsonType.label": "long"})),
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn old() -> Value {
        json!({"realm": "r", "keycloakVersion": "24.0.5", "clientScopes": [{"name": "profile"}],
            "defaultDefaultClientScopes": ["profile"],
            "clients": [{"clientId": "a", "defaultClientScopes": ["profile"]}, {"clientId": "b"},
                {"clientId": "api", "bearerOnly": true, "defaultClientScopes": []},
                {"clientId": "s", "protocol": "saml", "defaultClientScopes": []}]})
    }

    #[test]
    fn an_old_export_gets_the_scope_as_by_the_migration() {
        let mut realm = old();
        let note = migrate(&mut realm).map(|note| note.message);
        assert_eq!(
            note.as_deref(),
            Some(
                "this export is older than Keycloak 25 (Keycloak 24.0.5): it does not have the client scope `basic`, \
                 which newer servers add. It was added to the default client scopes of the realm and of 1 client"
            )
        );
        assert_eq!(realm["clientScopes"][1]["name"], "basic");
        assert_eq!(realm["defaultDefaultClientScopes"], json!(["profile", "basic"]));
        let lists: Vec<&Value> = (0..4).map(|at| &realm["clients"][at]["defaultClientScopes"]).collect();
        assert_eq!(json!(lists), json!([["profile", "basic"], null, [], []]));
        assert!(migrate(&mut realm).is_none());
    }

    #[test]
    fn what_is_no_old_export_stays() {
        let mut newer = old();
        newer["keycloakVersion"] = "25.0.0".into();
        let mut written = old();
        written["keycloakVersion"] = Value::Null;
        let scopes: Vec<Value> =
            ["profile", "email", "roles", "web-origins"].map(|name| json!({"name": name})).to_vec();
        let mut naming =
            json!({"realm": "r", "clientScopes": scopes.clone(), "defaultOptionalClientScopes": ["basic"]});
        for export in [&mut newer, &mut written, &mut naming, &mut json!({"realm": "r", "keycloakVersion": "24.0.5"})] {
            let before = export.clone();
            assert!(migrate(export).is_none());
            assert_eq!(*export, before);
        }
        assert!(migrate(&mut json!({"realm": "r", "clientScopes": scopes})).is_some());
    }
}
