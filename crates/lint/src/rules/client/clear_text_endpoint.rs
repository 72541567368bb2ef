//! An endpoint of the client over http.

use super::{CLIENT, is_in_use};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::cleartext::is_sent;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/clear-text-endpoint",
    severity: Severity::Warning,
    title: "Keycloak talks to the client over a connection that is not encrypted",
    why: "Logout tokens, keys and users' browsers go to these addresses. Whoever is on the way can keep a session \
          alive that was ended, put in keys of their own, or send the user elsewhere.",
    fix: "use https",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.6",
        "https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRequest",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"backchannel.logout.url": "http://shop.example/out"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "rootUrl": "http://shop.example"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"jwks.url": "http://shop.example/keys"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "rootUrl": "https://shop.example", "adminUrl": "http://localhost:8080/k"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"backchannel.logout.url": "https://shop.example/out"}}]}"#,
    ],
};

const ENDPOINTS: &[&[&str]] = &[
    &["rootUrl"],
    &["baseUrl"],
    &["adminUrl"],
    &["attributes", "backchannel.logout.url"],
    &["attributes", "frontchannel.logout.url"],
    &["attributes", "jwks.url"],
];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if !is_in_use(client) {
        return;
    }
    for keys in ENDPOINTS {
        if let Some(url) = client.text(keys).filter(|url| is_sent(url, "http")) {
            report.at(client, keys, format!("what goes to `{url}` can be read and changed on its way"));
        }
    }
}
