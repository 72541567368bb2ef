//! Client endpoints that use HTTP instead of HTTPS.

use super::{CLIENT, is_in_use};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::cleartext::is_sent;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/clear-text-endpoint",
    severity: Severity::Warning,
    title: "Client endpoint uses unencrypted HTTP",
    why: "Keycloak sends logout tokens and users' browsers to these addresses and fetches the client's keys from them. \
          An attacker on the network path can keep a session alive after logout, substitute their own keys, or send \
          users elsewhere.",
    fix: "use an `https://` URL",
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
            report.at(client, keys, format!("traffic to `{url}` can be read and modified in transit"));
        }
    }
}
