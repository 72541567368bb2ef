//! Clients whose access tokens are valid for a long time.

use super::{CLIENT, is_in_use};
use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/long-access-token",
    severity: Severity::Warning,
    title: "Access tokens of a client valid for more than 10 minutes",
    why: "An access token cannot be recalled: anyone who holds a copy can use it until it expires. This client \
          overrides the realm's access token lifespan.",
    fix: "remove the attribute `access.token.lifespan`, or set it to at most `600` seconds",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-4.14",
        "https://www.keycloak.org/docs/latest/server_admin/#_timeouts",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"access.token.lifespan": "3600"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"access.token.lifespan": "-1"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"access.token.lifespan": "601"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "account", "attributes": {"access.token.lifespan": "7200"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"access.token.lifespan": "600"}}]}"#,
        // Expires at once.
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"access.token.lifespan": "0"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"access.token.lifespan": "300"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"access.token.lifespan": ""}}]}"#,
    ],
};

const LIFESPAN: &[&str] = &["attributes", "access.token.lifespan"];
const LONGEST: i64 = 600;

fn check(client: &Subject, _: &Context, report: &mut Report) {
    let Some(seconds) = client.get(LIFESPAN).and_then(Json::int).filter(|_| is_in_use(client)) else { return };
    match seconds {
        -1 => report.at(client, LIFESPAN, "access tokens do not expire before the session does"),
        ..=LONGEST => return,
        _ => report.at(client, LIFESPAN, format!("access tokens are valid for {seconds} seconds")),
    };
}
