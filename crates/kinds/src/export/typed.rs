//! Values as Keycloak reads them: its JSON reader (Jackson) takes texts for numbers and booleans, and numbers for texts.

use serde_json::Value;

use crate::representation::{self, Holds, REALM};

/// Gives each value of a realm's export the type that its field has, where Keycloak would convert it. What Keycloak would
/// refuse stays as it is, for lint to tell; what no version of it knows, too.
pub(super) fn read(realm: &mut Value) {
    take(realm, &Holds::Fields(REALM));
}

fn take(value: &mut Value, holds: &Holds) {
    match (holds, &mut *value) {
        (Holds::Fields(class) | Holds::TextOrFields(class), Value::Object(fields)) => {
            for (name, value) in fields {
                if let Some(known) = representation::field(class, name) {
                    take(value, &known.holds);
                }
            }
        }
        (Holds::Map(inner), Value::Object(entries)) => {
            entries.retain(|_, value| !value.is_null());
            for (_, value) in entries {
                // Here, too, a single text is a list of one: so do the attributes of users.
                if is_texts(inner) && matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_)) {
                    *value = Value::Array(vec![value.take()]);
                }
                take(value, inner);
            }
        }
        (Holds::List(inner), Value::Array(items)) => items_of(items, inner),
        (Holds::TextOrTexts, Value::Array(items)) => items_of(items, &Holds::Text),
        _ => {
            if let Some(read) = scalar(value, holds) {
                *value = read;
            }
        }
    }
}

/// Keycloak passes over elements that are `null`.
fn items_of(items: &mut Vec<Value>, holds: &Holds) {
    items.retain(|item| !item.is_null());
    items.iter_mut().for_each(|item| take(item, holds));
}

fn is_texts(holds: &Holds) -> bool {
    match holds {
        Holds::TextOrTexts => true,
        Holds::List(inner) => **inner == Holds::Text,
        _ => false,
    }
}

/// The value in the type of its field; `None` where it has it, or cannot be converted.
fn scalar(value: &Value, holds: &Holds) -> Option<Value> {
    match (holds, value) {
        (Holds::Bool | Holds::Int | Holds::Number, Value::String(text)) if text.trim().is_empty() => Some(Value::Null),
        (Holds::Text | Holds::TextOrTexts, Value::Number(number)) => Some(number.to_string().into()),
        (Holds::Text | Holds::TextOrTexts, Value::Bool(flag)) => Some(flag.to_string().into()),
        (Holds::Bool, Value::String(text)) => match text.trim() {
            "true" | "True" | "TRUE" => Some(true.into()),
            "false" | "False" | "FALSE" => Some(false.into()),
            _ => None,
        },
        (Holds::Bool, Value::Number(number)) => number.as_i64().map(|number| (number != 0).into()),
        (Holds::Int, Value::String(text)) => text.trim().parse::<i64>().ok().map(Value::from),
        // As a cast does, and so Jackson: towards zero.
        #[expect(clippy::cast_possible_truncation, reason = "what does not fit is at the end of what does")]
        (Holds::Int, Value::Number(number)) if number.is_f64() => number.as_f64().map(|number| (number as i64).into()),
        (Holds::Number, Value::String(text)) => text.trim().parse::<serde_json::Number>().ok().map(Value::Number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn typed(mut realm: Value) -> Value {
        read(&mut realm);
        realm
    }

    #[test]
    fn texts_and_numbers_get_the_type_of_their_field() {
        let found = typed(
            json!({"realm": "r", "enabled": "True", "accessTokenLifespan": " 300 ", "displayName": 5, "otpPolicyDigits": "",
            "ssoSessionIdleTimeout": 300.7, "smtpServer": {"auth": true, "port": 25}, "attributes": {"x": true, "gone": null},
            "clients": [{"clientId": 42, "publicClient": "false", "bearerOnly": 1, "attributes": {"y": 1}}],
            "components": {"p": [{"name": "rsa", "config": {"priority": [100]}}]}}),
        );
        let expected = json!({"realm": "r", "enabled": true, "accessTokenLifespan": 300, "displayName": "5", "otpPolicyDigits": null,
            "ssoSessionIdleTimeout": 300, "smtpServer": {"auth": "true", "port": "25"}, "attributes": {"x": "true"},
            "clients": [{"clientId": "42", "publicClient": false, "bearerOnly": true, "attributes": {"y": "1"}}],
            "components": {"p": [{"name": "rsa", "config": {"priority": ["100"]}}]}});
        assert_eq!(found, expected);
    }

    #[test]
    fn elements_that_are_null_are_passed_over_and_a_single_attribute_is_a_list() {
        let found = typed(json!({"realm": "r", "supportedLocales": ["en", null, ""],
            "clients": [null, {"clientId": "a", "redirectUris": [null, "https://a.example/cb"]}],
            "users": [{"username": "ann", "attributes": {"phone": 1, "floor": ["3", null]}}],
            "groups": [{"name": "g", "attributes": {"z": "one"}, "subGroups": [{"name": 1}]}]}));
        let expected = json!({"realm": "r", "supportedLocales": ["en", ""],
            "clients": [{"clientId": "a", "redirectUris": ["https://a.example/cb"]}],
            "users": [{"username": "ann", "attributes": {"phone": ["1"], "floor": ["3"]}}],
            "groups": [{"name": "g", "attributes": {"z": ["one"]}, "subGroups": [{"name": "1"}]}]});
        assert_eq!(found, expected);
    }

    #[test]
    fn what_keycloak_refuses_or_does_not_know_stays() {
        let odd = json!({"realm": "r", "enabled": "yes", "accessTokenLifespan": "soon", "unknown": {"a": [1, null]},
            "clients": {"a": 1}, "groups": "x", "displayName": null,
            "roles": {"realm": [{"name": "r", "description": {}, "composite": "maybe"}, 7]}});
        assert_eq!(typed(odd.clone()), odd);
    }
}
