//! The form in which the server keeps a realm's settings: what is declared in another one is the same value. Tried on 26.7.3.

use serde_json::Value;

use realmform_model::Body;

pub(super) const EVENTS_EXPIRATION: &str = "eventsExpiration";

pub(super) const WITHOUT_BLANKS: &[&str] = &[
    "webAuthnPolicyAcceptableAaguids",
    "webAuthnPolicyExtraOrigins",
    "webAuthnPolicyPasswordlessAcceptableAaguids",
    "webAuthnPolicyPasswordlessExtraOrigins",
    "webAuthnPolicyPasswordlessSignatureAlgorithms",
    "webAuthnPolicySignatureAlgorithms",
];

/// Lists that the server fills by itself if they are empty, and with what.
const FILLED: &[&str] = &["webAuthnPolicySignatureAlgorithms", "webAuthnPolicyPasswordlessSignatureAlgorithms"];
const ALGORITHMS: [&str; 2] = ["ES256", "RS256"];

/// Brings every setting to that form.
pub(super) fn bring(body: &mut Body) {
    for list in FILLED {
        if let Some(algorithms) = body.get_mut(*list).filter(|list| **list == Value::Array(Vec::new())) {
            *algorithms = ALGORITHMS.into_iter().collect();
        }
    }
    change(body, "sslRequired", str::to_lowercase);
    change(body, "passwordPolicy", |policy| policy.split_whitespace().collect::<Vec<_>>().join(" "));
    // Events that never expire have no such setting.
    if let Some(expiration) = body.get_mut(EVENTS_EXPIRATION).filter(|it| it.as_i64() == Some(0)) {
        *expiration = Value::Null;
    }
}

fn change(body: &mut Body, field: &str, to: impl Fn(&str) -> String) {
    if let Some(Value::String(text)) = body.get_mut(field) {
        *text = to(text);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_are_as_the_server_keeps_them() {
        let mut body = Body::new();
        body.insert("sslRequired".into(), json!("EXTERNAL"));
        body.insert("passwordPolicy".into(), json!("length(8)  and\n digits(1) "));
        body.insert(EVENTS_EXPIRATION.into(), json!(0));
        body.insert("webAuthnPolicySignatureAlgorithms".into(), json!([]));
        body.insert("webAuthnPolicyPasswordlessSignatureAlgorithms".into(), json!(["ES512"]));
        bring(&mut body);
        let expected = json!({"sslRequired": "external", "passwordPolicy": "length(8) and digits(1)",
            "eventsExpiration": null, "webAuthnPolicySignatureAlgorithms": ["ES256", "RS256"],
            "webAuthnPolicyPasswordlessSignatureAlgorithms": ["ES512"]});
        assert_eq!(Value::Object(body), expected);
    }
}
