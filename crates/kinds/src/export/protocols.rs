//! Client scopes of another protocol in the lists of clients. Exports of old servers have them; no server takes them, so
//! that an export is read without them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::kind::DEFAULT_PROTOCOL;
use crate::names;
use realmform_model::words::counted;
use realmform_model::{Finding, Severity};

/// The client scopes that Keycloak itself makes for SAML. `fresh.rs` knows them too, and is itself read as an export.
const SAML: &[&str] = &["AuthnContextClassRef", "role_list", "saml_organization"];

/// Takes them out, and says how many.
pub(super) fn part(realm: &mut Value) -> Option<Finding> {
    let own = realm.get("clientScopes").and_then(Value::as_array).map(|scopes| {
        let of = |scope: &Value| Some((scope.get("name")?.as_str()?.to_owned(), protocol(scope)));
        scopes.iter().filter_map(of).collect::<BTreeMap<_, _>>()
    });
    let is_other = |name: &str, protocol: &str| match &own {
        Some(own) => own.get(name).is_some_and(|other| other != protocol),
        None => SAML.contains(&name) && protocol != "saml",
    };
    let (mut gone, mut clients) = (0, 0);
    for client in realm.get_mut("clients").and_then(Value::as_array_mut).into_iter().flatten() {
        let (protocol, known) = (protocol(client), gone);
        for list in ["defaultClientScopes", "optionalClientScopes"] {
            let Some(Value::Array(scopes)) = client.get_mut(list) else { continue };
            let before = scopes.len();
            scopes.retain(|scope| !scope.as_str().is_some_and(|name| is_other(name, &protocol)));
            gone += before - scopes.len();
        }
        clients += usize::from(gone > known);
    }
    if gone == 0 {
        return None;
    }
    let (scopes, clients) = (counted(gone, "client scope"), counted(clients, "client"));
    let message =
        format!("{scopes} of another protocol were left out of the lists of {clients}: Keycloak ignores them");
    let finding = Finding::warning("export/other-protocol", message).on(names::realm());
    Some(Finding { severity: Severity::Info, ..finding.help("remove them from the export; nothing else changes") })
}

fn protocol(value: &Value) -> String {
    value.get("protocol").and_then(Value::as_str).unwrap_or(DEFAULT_PROTOCOL).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_of_clients_have_scopes_of_their_own_protocol_only() {
        let mut realm = json!({"realm": "r",
            "clientScopes": [{"name": "role_list", "protocol": "saml"}, {"name": "email"}],
            "defaultDefaultClientScopes": ["role_list", "email"],
            "clients": [
                {"clientId": "a", "defaultClientScopes": ["email", "role_list"], "optionalClientScopes": ["role_list"]},
                {"clientId": "s", "protocol": "saml", "defaultClientScopes": ["role_list", "email", "unknown"]},
                {"clientId": "b"}]});
        let told = part(&mut realm).map(|note| (note.code, note.message));
        let message =
            "3 client scopes of another protocol were left out of the lists of 2 clients: Keycloak ignores them";
        assert_eq!(told, Some(("export/other-protocol".to_owned(), message.to_owned())));
        let lists: Vec<&Value> = (0..3).map(|at| &realm["clients"][at]["defaultClientScopes"]).collect();
        assert_eq!(json!(lists), json!([["email"], ["role_list", "unknown"], null]));
        assert_eq!(realm["clients"][0]["optionalClientScopes"], json!([]));
        assert_eq!(realm["defaultDefaultClientScopes"], json!(["role_list", "email"]), "a realm has both");
        assert!(part(&mut realm).is_none());
    }

    #[test]
    fn where_an_export_has_no_client_scopes_those_of_keycloak_itself_are_known() {
        let mut realm = json!({"realm": "r", "clients": [{"clientId": "a", "defaultClientScopes": ["role_list", "mine"]},
            {"clientId": "s", "protocol": "saml", "defaultClientScopes": ["role_list"]}]});
        assert!(part(&mut realm).is_some());
        assert_eq!(realm["clients"][0]["defaultClientScopes"], json!(["mine"]));
        assert_eq!(realm["clients"][1]["defaultClientScopes"], json!(["role_list"]));
    }
}
