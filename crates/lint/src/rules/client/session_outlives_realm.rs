//! Clients whose session timeouts exceed the realm's.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/session-outlives-realm",
    severity: Severity::Warning,
    title: "Client session timeout exceeds the realm's",
    why: "A client session is part of the user's session and ends with it. Keycloak refuses to save a client whose \
          timeout exceeds the realm's SSO session. If the value was set before the realm's was lowered, every later \
          change to the client fails, and its users are logged out earlier than the client setting says.",
    fix: "set the attribute to at most the realm's value (`ssoSessionIdleTimeout`, `ssoSessionMaxLifespan`), or remove \
          it",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#_client_advanced_settings_oidc",
        "https://www.keycloak.org/docs/latest/server_admin/#_timeouts",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "ssoSessionIdleTimeout": 1800, "clients": [{"clientId": "app",
            "attributes": {"client.session.idle.timeout": "1801"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "app", "attributes": {"client.session.max.lifespan": "36001"}}]}"#,
        r#"{"realm": "r", "ssoSessionIdleTimeout": 1800, "clients": [{"clientId": "app",
            "attributes": {"client.session.idle.timeout": "3600"}}]}"#,
        r#"{"realm": "r", "rememberMe": true, "ssoSessionMaxLifespan": 100, "ssoSessionMaxLifespanRememberMe": 200,
            "clients": [{"clientId": "app", "attributes": {"client.session.max.lifespan": "201"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "ssoSessionIdleTimeout": 1800, "clients": [{"clientId": "app",
            "attributes": {"client.session.idle.timeout": "1800", "client.session.max.lifespan": ""}}]}"#,
        r#"{"realm": "r", "rememberMe": true, "ssoSessionMaxLifespan": 100, "ssoSessionMaxLifespanRememberMe": 200,
            "clients": [{"clientId": "app", "attributes": {"client.session.max.lifespan": "200"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "app", "attributes": {"client.session.max.lifespan": "36000"}}]}"#,
    ],
};

/// The client attribute, the realm field, the realm field for "Remember me", and the realm's default in seconds.
type Limit = (&'static [&'static str], &'static str, &'static str, i64);

const LIMITS: &[Limit] = &[
    (&["attributes", "client.session.idle.timeout"], "ssoSessionIdleTimeout", "ssoSessionIdleTimeoutRememberMe", 1800),
    (
        &["attributes", "client.session.max.lifespan"],
        "ssoSessionMaxLifespan",
        "ssoSessionMaxLifespanRememberMe",
        36_000,
    ),
];

fn check(client: &Subject, context: &Context, report: &mut Report) {
    for (keys, field, remembered, default) in LIMITS {
        let Some(seconds) = client.int_or(keys, 0).filter(|seconds| *seconds > 0) else { continue };
        let Some(realm) = context.realm().filter(|_| is_judged(client)) else { return };
        let longest = realm.int_or(&[*field], *default).zip(remembered_for(realm, remembered));
        if let Some(most) = longest.map(|(most, remembered)| most.max(remembered)).filter(|most| seconds > *most) {
            let message =
                format!("the client sets {seconds} seconds for its sessions, but the realm's limit is {most}");
            report.at(client, keys, message).and_at("the realm's limit", &realm.place(&[*field]));
        }
    }
}

/// The limit for users who ticked "Remember me"; 0 if that is off or has no limit of its own.
fn remembered_for(realm: &Subject, field: &str) -> Option<i64> {
    match realm.flag_or(&["rememberMe"], false)? {
        true => realm.int_or(&[field], 0),
        false => Some(0),
    }
}
