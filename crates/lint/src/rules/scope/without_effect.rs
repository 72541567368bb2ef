//! Client scopes that change nothing in a token.

use crate::holders::By;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::{Address, Severity};

pub(super) const RULE: Rule = Rule {
    code: "scope/without-effect",
    severity: Severity::Info,
    title: "Client scope without an effect on tokens",
    why: "The scope has no mappers and no roles, and its name is not included in the `scope` claim, so a token is the \
          same with and without it. A resource server that checks for the scope never finds it, and one that does not \
          check grants access without it.",
    fix: "set the attribute `include.in.token.scope` to `true`, or add mappers or role scope mappings to the scope",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_client_scopes"],
    check: Check::Each(names::CLIENT_SCOPE, check),
    bad: &[r#"{"realm": "r", "clientScopes": [{"name": "shop:cart", "protocol": "openid-connect",
            "attributes": {"include.in.token.scope": "false"}}], "defaultOptionalClientScopes": ["shop:cart"], "clients": [],
            "roles": {"realm": []}}"#],
    good: &[
        r#"{"realm": "r", "clientScopes": [{"name": "shop:cart", "protocol": "openid-connect"}]}"#,
        r#"{"realm": "r", "clientScopes": [{"name": "shop:cart", "protocol": "openid-connect",
            "attributes": {"include.in.token.scope": "false"}, "protocolMappers": [{"name": "m",
            "protocolMapper": "oidc-full-name-mapper"}]}], "clients": [], "roles": {"realm": []}}"#,
        r#"{"realm": "r", "clientScopes": [{"name": "shop:cart", "protocol": "openid-connect",
            "attributes": {"include.in.token.scope": "false"}}]}"#,
        r#"{"realm": "r", "clientScopes": [{"name": "shop:cart", "protocol": "openid-connect",
            "attributes": {"include.in.token.scope": "false"}}], "roles": {"realm": [{"name": "buyer"}]}, "clients": [],
            "scopeMappings": [{"clientScope": "shop:cart", "roles": ["buyer"]}]}"#,
    ],
};

const SHOWN: &[&str] = &["attributes", "include.in.token.scope"];

fn check(scope: &Subject, context: &Context, report: &mut Report) {
    let is_hidden = scope.flag_or(SHOWN, true) == Some(false);
    // Scope mappings have no section of their own: a realm without any has no list of them. A file of the client scopes
    // alone does not know them.
    let knows_mappings = context.is_export && context.knows_all(names::CLIENT) && context.knows_all(names::REALM_ROLE);
    if !is_hidden || scope.built_in || !knows_mappings || scope.text(&["protocol"]) == Some("saml") {
        return;
    }
    let address = &scope.name;
    let lets_in = || {
        let id = context.holders().id(&scope.name);
        id.is_some_and(|id| context.holders().given(id).any(|edge| edge.by == By::ScopeMapping))
    };
    let has_mapper = |scope: &Address| context.of_kind_in(names::PROTOCOL_MAPPER, scope).next().is_some();
    if !has_mapper(address) && !lets_in() {
        let message = "the scope has no mappers and no roles, and tokens do not include its name, so it has no effect";
        report.at(scope, SHOWN, message);
    }
}
