//! Clients that have a reserved client scope, as a default or an optional scope.

use super::{for_whom, report_breach};
use crate::policy::Reserved;
use crate::rule::{Context, Report};
use realmform_kinds::names;
use realmform_model::matches;

pub(super) fn check(reserved: &Reserved, scopes: &[String], context: &Context, report: &mut Report) {
    let is_reserved = |scope: &str| scopes.iter().any(|pattern| matches(pattern, scope));
    let is_keycloaks = |scope: &str| realmform_kinds::is_built_in(&names::client_scope(scope), None);
    for (address, client) in context.of_kind(names::CLIENT) {
        if client.flag_or(&["enabled"], true) == Some(false) {
            continue;
        }
        for (key, how) in [("defaultClientScopes", "default"), ("optionalClientScopes", "optional")] {
            let keycloaks = |scope: &str| client.built_in && is_keycloaks(scope);
            for scope in client.texts(&[key]).filter(|scope| is_reserved(scope) && !keycloaks(scope)) {
                if reserved.only.hold_address(address) {
                    break;
                }
                let message = format!("it has the {how} client scope `{scope}`, {}", for_whom(reserved));
                report_breach(report, reserved, "scope", address, &client.place_of_item(&[key], scope), message);
            }
        }
    }
}
