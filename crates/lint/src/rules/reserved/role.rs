//! Who has a reserved role, and how.

use realmform_model::Address;
use std::collections::HashSet;

use super::tokens::RoleWriters;
use super::{for_whom, report_breach};
use crate::holders::{By, Edge, Id, Toward};
use crate::policy::{Reserved, Roles};
use crate::rule::{Context, Report};
use crate::rules::power;
use realmform_kinds::names;

pub(super) fn check(reserved: &Reserved, roles: &Roles, context: &Context, report: &mut Report) {
    let holders = context.holders();
    let targets: Vec<Id> = holders.all().filter(|(_, name)| roles.hold(name)).map(|(id, _)| id).collect();
    let may = |id: Id| reserved.only.hold(holders.name(id));
    let toward = holders.toward(&targets, may);
    let writers = RoleWriters::of(context);
    let mut told = HashSet::new();
    for edge in toward.steps() {
        let name = holders.name(edge.from);
        let is_told = told.contains(name);
        if is_told || !is_holder(edge, name, &targets) || may(edge.from) || is_exempt(context, name) {
            continue;
        }
        let role = holders.name(toward.end(edge));
        let what = match edge.by {
            By::ScopeMapping | By::HasScope if lets_in(edge, &toward) => {
                if context.named(name).is_some_and(|client| !writers.is_one(client)) {
                    continue;
                }
                format!("tokens for `{name}` can contain `{role}`")
            }
            By::HasScope | By::HasMapper => format!("everyone who logs in to `{name}` gets `{role}`"),
            By::Mapper | By::Default => format!("`{name}` grants `{role}`"),
            By::Composite => format!("`{name}` contains `{role}`"),
            _ => format!("`{name}` has `{role}`"),
        };
        let message = format!("{what}, {}: {}", for_whom(reserved), toward.way(edge));
        report_breach(report, reserved, "role", name, &holders.place(edge, context), message);
        told.insert(name);
    }
    if reserved.full_scope {
        full_scope(reserved, roles, context, report, &writers, &told);
    }
}

/// Whether the start of the step is reported itself, and is not only on the way of another one.
fn is_holder(edge: Edge, name: &Address, targets: &[Id]) -> bool {
    match edge.by {
        By::Above => false,
        // For users the group is reported; a service account is reported itself.
        By::Member => name.kind == names::SERVICE_ACCOUNT,
        By::Default => targets.contains(&edge.to),
        By::Mapper => name.kind == names::IDENTITY_PROVIDER_MAPPER,
        By::HasMapper | By::HasScope | By::ScopeMapping => name.kind == names::CLIENT,
        By::Composite | By::Grant => true,
    }
}

/// Whether the client has the role through a scope mapping, its own or one of a client scope.
fn lets_in(edge: Edge, toward: &Toward) -> bool {
    let next = toward.step(edge.to);
    edge.by == By::ScopeMapping || next.is_some_and(|next| next.by == By::ScopeMapping)
}

/// Objects that Keycloak created itself, and disabled objects.
fn is_exempt(context: &Context, name: &Address) -> bool {
    let Some(subject) = context.named(name) else { return true };
    let is_off = subject.flag_or(&["enabled"], true) == Some(false);
    is_off || power::is_off(context, subject) || name.kind != names::REALM && power::is_keycloaks(context, name)
}

/// Clients whose tokens contain every role of the user.
fn full_scope(
    reserved: &Reserved,
    roles: &Roles,
    context: &Context,
    report: &mut Report,
    writers: &RoleWriters,
    told: &HashSet<&Address>,
) {
    for (_, client) in context.of_kind(names::CLIENT) {
        let is_full = client.flag_or(&["fullScopeAllowed"], true) == Some(true);
        let takes_tokens = client.flag_or(&["bearerOnly"], false) != Some(true);
        if !is_full
            || !takes_tokens
            || !writers.is_one(client)
            || told.contains(&client.name)
            || reserved.only.hold(&client.name)
            || is_exempt(context, &client.name)
        {
            continue;
        }
        let roles = realmform_model::words::listed(roles.0.iter().map(String::as_str));
        let message = format!(
            "full scope is allowed, so its tokens contain every role of the user, including {roles}, {}",
            for_whom(reserved)
        );
        report_breach(report, reserved, "role", &client.name, &client.place(&["fullScopeAllowed"]), message);
    }
}
