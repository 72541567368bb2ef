//! Access tokens that live long.

use super::{CLIENT, is_in_use};
use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/long-access-token",
    severity: Severity::Warning,
    title: "The client's access tokens live longer than ten minutes, or for ever",
    why: "An access token cannot be called back: whoever has a copy has it until it ends. The client says another \
          lifespan than the realm's.",
    fix: "take `access.token.lifespan` out, or set it to 600 seconds at most",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-4.14",
        "https://www.keycloak.org/docs/latest/server_admin/#_timeouts",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"access.token.lifespan": "3600"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"access.token.lifespan": "-1"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "account", "attributes": {"access.token.lifespan": "7200"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"access.token.lifespan": "300"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"access.token.lifespan": ""}}]}"#,
    ],
};

const LIFESPAN: &[&str] = &["attributes", "access.token.lifespan"];
const LONGEST: i64 = 600;

fn check(client: &Subject, _: &Context, report: &mut Report) {
    let Some(seconds) = client.get(LIFESPAN).and_then(Json::int).filter(|_| is_in_use(client)) else { return };
    match seconds {
        ..=0 => report.at(client, LIFESPAN, "its access tokens never end"),
        1..=LONGEST => return,
        _ => report.at(client, LIFESPAN, format!("its access tokens live {seconds} seconds")),
    };
}
