//! Objects with one address: the document has the first of them, and says so.

use serde_json::Value;

use crate::kind::DEFAULT_PROTOCOL;
use crate::names;
use realmform_model::{Address, Body, Finding};

/// The code of a second object with the address of another.
pub const CODE: &str = "export/duplicate";

/// Puts the protocol mappers that have the protocol of their client or client scope before others of the same name:
/// Keycloak takes a name once for each protocol, and uses only those.
pub fn order(export: &mut Value) {
    for list in ["clients", "clientScopes"] {
        for owner in export.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            let protocol = protocol(owner).to_owned();
            let Some(Value::Array(mappers)) = owner.get_mut("protocolMappers") else { continue };
            if has_twins(mappers) {
                mappers.sort_by_key(|mapper| self::protocol(mapper) != protocol);
            }
        }
    }
}

fn protocol(body: &Value) -> &str {
    body.get("protocol").and_then(Value::as_str).unwrap_or(DEFAULT_PROTOCOL)
}

fn has_twins(mappers: &[Value]) -> bool {
    let mut names: Vec<&str> = mappers.iter().filter_map(|mapper| mapper.get("name")?.as_str()).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair.first() == pair.last())
}

/// Says of an object that it has the address of another, which comes before it.
pub fn told(address: &Address, first: &Body, other: &Body) -> Finding {
    if address.kind != names::PROTOCOL_MAPPER {
        let message = "more than one object has this address; only the first is used";
        let help = "keep one of them, or rename one: Keycloak refuses to import both";
        return Finding::warning(CODE, message).on(address).help(help);
    }
    let owner = address.parent.as_ref().map(ToString::to_string).unwrap_or_default();
    let text = |body: &Body, key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let shown = |body: &Body| format!("`{}` ({})", text(body, "protocolMapper"), text(body, "protocol"));
    let message = format!(
        "{owner} has two protocol mappers named `{}`: {} and {}; only the first is used",
        address.name,
        shown(first),
        shown(other)
    );
    let help = match text(first, "protocol") == text(other, "protocol") {
        true => "rename or remove one of them",
        false => "remove the mapper of the other protocol, which Keycloak never uses here, or rename it",
    };
    Finding::warning(CODE, message).on(address).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::live;
    use serde_json::json;

    fn mapper(protocol: &str, mapper: &str) -> Value {
        json!({"name": "m", "protocol": protocol, "protocolMapper": mapper})
    }

    #[test]
    fn of_two_mappers_the_one_of_the_protocol_of_their_client_is_first() {
        let mut export = json!({"realm": "r", "clients": [
            {"clientId": "a", "protocolMappers": [mapper("saml", "s"), mapper("openid-connect", "o")]},
            {"clientId": "b", "protocol": "saml", "protocolMappers": [mapper("openid-connect", "o"), mapper("saml", "s")]}]});
        order(&mut export);
        let live = live(&export);
        let kept: Vec<&Value> =
            live.of_kind(names::PROTOCOL_MAPPER).map(|address| &live.objects[address].body["protocolMapper"]).collect();
        assert_eq!(kept, ["o", "s"]);
        let told: Vec<&str> = live.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "client/a has two protocol mappers named `m`: `o` (openid-connect) and `s` (saml); only the first is used",
                "client/b has two protocol mappers named `m`: `s` (saml) and `o` (openid-connect); only the first is used"
            ]
        );
    }

    #[test]
    fn of_two_others_the_first_is_read_and_the_second_told() {
        let role = |description: &str| json!({"name": "clerk", "description": description});
        let live = live(&json!({"realm": "r", "roles": {"realm": [role("one"), role("two"), {"name": "Clerk"}]}}));
        let clerk = Address::top(names::REALM_ROLE, "clerk");
        assert_eq!(live.objects[&clerk].body["description"], "one");
        let told: Vec<&str> = live.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(told, ["more than one object has this address; only the first is used"]);
    }
}
