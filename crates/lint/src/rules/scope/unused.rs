//! Client scopes that no client has.

use std::collections::BTreeMap;

use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "scope/unused",
    severity: Severity::Info,
    title: "Client scope not assigned to any client",
    why: "No client has the scope as a default or optional scope, and the realm does not assign it to new clients, so \
          its mappers and roles have no effect. Somebody who later assigns it by its name gets mappers and roles that \
          were set up years ago.",
    fix: "assign the scope to the clients that need it, or delete it",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_client_scopes_linking"],
    check: Check::Whole(check),
    bad: &[r#"{"realm": "r", "clientScopes": [{"name": "shop:cart"}], "clients": [{"clientId": "shop"}]}"#],
    good: &[
        r#"{"realm": "r", "clientScopes": [{"name": "shop:cart"}],
            "clients": [{"clientId": "shop", "optionalClientScopes": ["shop:cart"]}]}"#,
        r#"{"realm": "r", "clientScopes": [{"name": "shop:cart"}], "defaultOptionalClientScopes": ["shop:cart"],
            "clients": []}"#,
        r#"{"realm": "r", "clientScopes": [{"name": "phone"}], "clients": []}"#,
        r#"{"realm": "r", "clientScopes": [{"name": "shop:cart"}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    if !context.is_export || !context.knows_all(names::CLIENT) {
        return;
    }
    let own = context.of_kind(names::CLIENT_SCOPE).filter(|(_, scope)| !scope.built_in);
    let mut unused: BTreeMap<&str, &Subject> = own.map(|(address, scope)| (address.name.as_str(), scope)).collect();
    let clients = context.of_kind(names::CLIENT).map(|(_, client)| client);
    let keys =
        ["defaultClientScopes", "optionalClientScopes", "defaultDefaultClientScopes", "defaultOptionalClientScopes"];
    for holder in clients.chain(context.realm()) {
        if unused.is_empty() {
            return;
        }
        for scope in keys.iter().filter_map(|key| holder.get(&[*key])).flat_map(|list| list.items()) {
            unused.remove(scope.text().unwrap_or_default());
        }
    }
    for scope in unused.values() {
        report.at(scope, &["name"], "no client has this scope, and new clients do not get it");
    }
}
