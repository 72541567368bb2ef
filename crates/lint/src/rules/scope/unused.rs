//! A client scope that no client has.

use std::collections::BTreeMap;

use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "scope/unused",
    severity: Severity::Info,
    title: "A client scope that no client has",
    why: "No client has the scope, neither by default nor when it asks, and the realm gives it to no new one. Its mappers \
          and roles do nothing. Who assigns it one day, by its name, gets what it was made for years ago.",
    fix: "assign the scope to the clients that are to have it, or delete it",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_client_scopes_linking"],
    check: Check::Whole(check),
    bad: &[r#"{"realm": "r", "clientScopes": [{"name": "shop:cart"}], "clients": [{"clientId": "shop"}]}"#],
    good: &[
        r#"{"realm": "r", "clientScopes": [{"name": "shop:cart"}],
            "clients": [{"clientId": "shop", "optionalClientScopes": ["shop:cart"]}]}"#,
        r#"{"realm": "r", "clientScopes": [{"name": "shop:cart"}], "defaultOptionalClientScopes": ["shop:cart"]}"#,
        r#"{"realm": "r", "clientScopes": [{"name": "phone"}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    if !context.is_export {
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
        report.at(scope, &["name"], "no client has this scope, and no new client gets it");
    }
}
