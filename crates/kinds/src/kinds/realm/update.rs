//! The requests that make and change a realm: its settings go as a whole, some have endpoints of their own.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{doubled, localization, normal};
use crate::kind::MASK;
use crate::reference::Slot;
use crate::request::{Method, Request, changed_secrets, merged};
use realmform_model::{Body, Change, Object, Path};

/// Settings with an endpoint of their own.
const CLIENT_POLICIES: &[(&str, &str)] =
    &[("clientProfiles", "/client-policies/profiles"), ("clientPolicies", "/client-policies/policies")];

/// Adds to a new realm what its policy of one-time passwords lacks, if it has any of it: a policy that comes in part is
/// ignored whole. Tried on 26.7.3.
pub(super) fn complete_otp(body: &mut Body) {
    if !body.keys().any(|key| key.starts_with("otpPolicy")) {
        return;
    }
    let usual = json!({
        "otpPolicyType": "totp",
        "otpPolicyAlgorithm": "HmacSHA1",
        "otpPolicyInitialCounter": 0,
        "otpPolicyDigits": 6,
        "otpPolicyLookAheadWindow": 1,
        "otpPolicyPeriod": 30,
    });
    for (key, value) in usual.as_object().into_iter().flatten() {
        body.entry(key).or_insert_with(|| value.clone());
    }
}

/// The whole representation with the changes in it: a setting that is sent without its neighbours resets them, or is ignored
/// (OTP, WebAuthn, device, CIBA, PAR).
pub(super) fn requests(slots: &[Slot], live: Option<&Object>, changes: &[Change]) -> Vec<Request> {
    let touched: BTreeSet<&str> =
        changes.iter().filter_map(|change| change.path.0.first().map(String::as_str)).collect();
    let mut body = merged(live, changes);
    let mut requests = Vec::new();
    // What the server shows as absent is sent as what it means.
    if touched.contains(normal::EVENTS_EXPIRATION) && body.get(normal::EVENTS_EXPIRATION).is_none_or(Value::is_null) {
        body.insert(normal::EVENTS_EXPIRATION.into(), json!(0));
    }
    let mut apart = 0;
    for (field, path) in CLIENT_POLICIES {
        let value = body.shift_remove(*field);
        if touched.contains(field) {
            apart += 1;
            requests.push(Request::new(Method::Put, *path, value));
        }
    }
    body.shift_remove(localization::FIELD);
    if touched.contains(localization::FIELD) {
        apart += 1;
        requests.extend(localization::requests(changes));
    }
    if touched.len() == apart {
        return requests;
    }
    // What links or the server alone change: an update without it leaves it.
    let is_linked = |key: &str| slots.iter().any(|slot| slot.link && slot.path.first() == Some(&key));
    body.retain(|key, _| key != "defaultRole" && !is_linked(key));
    for (field, key) in doubled::SETTINGS {
        let attributes = body.get_mut("attributes").and_then(Value::as_object_mut);
        let is_set = attributes.is_some_and(|attributes| attributes.shift_remove(*key).is_some());
        // One that was never set would be set to its default.
        if !is_set && !touched.contains(field) {
            body.shift_remove(*field);
        }
    }
    if touched.contains("smtpServer") {
        // Without a password the server forgets the one it has; here the mask says that it is to keep it.
        let password = Path::of(&["smtpServer", "password"]);
        let is_empty = |smtp: &Value| smtp.as_object().is_none_or(Body::is_empty);
        let keeps = live.is_some_and(|it| it.secrets.contains_key(&password));
        if keeps && body.get("smtpServer").is_some_and(|smtp| !is_empty(smtp)) {
            password.set(&mut body, Some(json!(MASK)));
        }
    } else {
        // As it was read, its secrets are missing.
        body.shift_remove("smtpServer");
    }
    requests.push(Request::new(Method::Put, "", Some(body.into())).with_secrets(changed_secrets(changes)));
    requests
}
