//! Clients with a login flow but no redirect URI.

use super::{CLIENT, has_redirects, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/redirect-missing",
    severity: Severity::Warning,
    title: "Login flow enabled without a redirect URI",
    why: "Keycloak rejects every login with this client. The client is either broken or has a flow enabled that it \
          does not need, and whoever fixes it next will enter `*`.",
    fix: "list the redirect URIs in `redirectUris`, or set `standardFlowEnabled` and `implicitFlowEnabled` to `false`",
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
        report.at(client, &["redirectUris"], "a login flow is enabled, but the client has no redirect URI");
    }
}
