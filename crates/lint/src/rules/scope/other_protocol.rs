//! Client scopes on clients of the other protocol.

use crate::rule::{Check, Context, Report, Rule};
use realmform_kinds::fresh;
use realmform_kinds::kind::DEFAULT_PROTOCOL;
use realmform_kinds::names;
use realmform_model::{Severity, Side};

pub(super) const RULE: Rule = Rule {
    code: "scope/other-protocol",
    severity: Severity::Error,
    title: "Client scope of another protocol",
    why: "Keycloak assigns OpenID Connect scopes to OpenID Connect clients and SAML scopes to SAML clients only. It answers \
          other requests with success and ignores them, so the assignment never comes true.",
    fix: "remove the client scope from the client, or change its protocol",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_client_scopes"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "defaultClientScopes": ["role_list"]}],
            "clientScopes": [{"name": "role_list", "protocol": "saml"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "protocol": "saml", "optionalClientScopes": ["mine"]}],
            "clientScopes": [{"name": "mine"}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "protocol": "saml", "defaultClientScopes": ["role_list"]}],
            "clientScopes": [{"name": "role_list", "protocol": "saml"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "protocol": "openid-connect", "defaultClientScopes": ["mine"]}],
            "clientScopes": [{"name": "mine"}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    for (_, client) in context.of_kind(names::CLIENT) {
        let Some(own) = client.text_or(&["protocol"], DEFAULT_PROTOCOL) else { continue };
        for list in ["defaultClientScopes", "optionalClientScopes"] {
            for name in client.texts(&[list]) {
                let Some(other) = protocol_of(context, name).filter(|other| *other != own) else { continue };
                let message = format!("the client uses {own}, and the client scope `{name}` is for {other}");
                report.at_item(client, &[list], name, message);
            }
        }
    }
}

/// The protocol of a client scope that is linted or live, or of Keycloak's own in a realm that does not exist yet; `None` where
/// it is not known.
fn protocol_of<'c>(context: &'c Context, name: &str) -> Option<&'c str> {
    let address = names::client_scope(name);
    if let Some(scope) = context.named(&address) {
        return scope.text_or(&["protocol"], DEFAULT_PROTOCOL);
    }
    let live = context.live?;
    let is_new = live.absent.contains(&Side::Realm);
    let scope = if is_new { fresh::realm() } else { live }.objects.get(&address)?;
    Some(scope.body.get("protocol").and_then(|protocol| protocol.as_str()).unwrap_or(DEFAULT_PROTOCOL))
}
