//! A login flow without a redirect URI.

use super::{CLIENT, has_redirects, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/redirect-missing",
    severity: Severity::Warning,
    title: "A client takes logins and has no redirect URI",
    why: "Keycloak refuses every login with it. Such a client is either broken or has a flow on that it does not need, \
          and the next person to make it work will write `*`.",
    fix: "list the redirect URIs, or switch the standard and implicit flows off",
    links: &["https://www.rfc-editor.org/rfc/rfc6749#section-3.1.2.2"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": []}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "implicitFlowEnabled": true, "standardFlowEnabled": false}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/cb"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "standardFlowEnabled": false}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "bearerOnly": true}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) && client.whole && has_redirects(client) && client.texts(&["redirectUris"]).next().is_none() {
        report.at(client, &["redirectUris"], "users are to log in, but it has no redirect URI");
    }
}
