//! Clients and client scopes that have a reserved mapper.

use super::{for_whom, report_breach};
use crate::json::Json;
use crate::policy::{Mapper, Reserved};
use crate::rule::{Context, Report, Subject};
use crate::rules::power;
use realmform_kinds::names;
use realmform_model::{Address, matches};

/// How many clients are named; the others are counted.
const NAMED: usize = 5;

pub(super) fn check(reserved: &Reserved, mapper: &Mapper, context: &Context, report: &mut Report) {
    for (address, subject) in context.of_kind(names::PROTOCOL_MAPPER).filter(|(_, subject)| is_meant(mapper, subject)) {
        let Some(owner) = address.parent.as_deref() else { continue };
        if reserved.only.hold_address(owner) || reserved.only.hold_address(address) || power::is_off(context, subject) {
            continue;
        }
        let mut with = String::new();
        if owner.kind == names::CLIENT_SCOPE {
            // An export that leaves out its clients does not say who has the scope.
            if context.is_export && !context.knows_all(names::CLIENT) {
                continue;
            }
            let users = users(context, &owner.name);
            let others: Vec<_> = users.iter().filter(|client| !reserved.only.hold_address(client)).collect();
            if !users.is_empty() && others.is_empty() {
                continue;
            }
            with = clients(&others);
        }
        let provider = subject.text(&["protocolMapper"]).unwrap_or_default();
        let message = format!("`{owner}` has a mapper of type `{provider}`, {}{with}", for_whom(reserved));
        report_breach(report, reserved, "mapper", address, &subject.place(&["protocolMapper"]), message);
    }
}

fn is_meant(mapper: &Mapper, subject: &Subject) -> bool {
    let has = |key: &str, pattern: &str| match subject.get(&["config", key]) {
        Some(Json::Text(text)) => matches(pattern, text),
        Some(Json::Bool(flag)) => pattern == flag.to_string(),
        _ => false,
    };
    subject.text(&["protocolMapper"]).is_some_and(|provider| matches(&mapper.provider, provider))
        && mapper.config.iter().all(|(key, pattern)| has(key, pattern))
}

/// Enabled clients that have the scope.
fn users<'c>(context: &'c Context, scope: &str) -> Vec<&'c Address> {
    let clients = context.of_kind(names::CLIENT).filter(|(_, client)| {
        let mut scopes = client.texts(&["defaultClientScopes"]).chain(client.texts(&["optionalClientScopes"]));
        client.flag_or(&["enabled"], true) != Some(false) && scopes.any(|known| known == scope)
    });
    clients.map(|(address, _)| address).collect()
}

fn clients(others: &[&&Address]) -> String {
    let names: Vec<String> = others.iter().take(NAMED).map(|client| format!("`{client}`")).collect();
    let more = others.len().saturating_sub(NAMED);
    match (names.is_empty(), more) {
        (true, _) => String::new(),
        (false, 0) => format!("; it affects the tokens of {}", names.join(", ")),
        (false, more) => format!("; it affects the tokens of {} and {more} more", names.join(", ")),
    }
}
