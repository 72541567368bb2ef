//! Roles and groups that a group or a service account must have or must not have.

use super::report_unmet;
use crate::holders::{By, Edge};
use crate::policy::{Parts, Require, Roles, fill};
use crate::rule::{Context, Report, Subject};
use realmform_kinds::names;
use realmform_model::Address;
use realmform_model::words::listed;

pub(super) fn check(require: &Require, parts: &Parts, subject: &Subject, context: &Context, report: &mut Report) {
    if let Some(role) = &require.demands.role {
        must_have(require, &fill(role, parts), subject, context, report);
    }
    if let Some(roles) = require.demands.allowed(parts) {
        only_these(require, &roles, subject, context, report);
    }
    if let Some(groups) = &require.demands.groups {
        let is_known = subject.whole && context.is_export;
        let mut paths = subject.texts(&["groups"]).filter_map(names::group);
        if is_known && !paths.any(|group| groups.hold_address(&group)) {
            let paths = listed(groups.texts.iter().filter_map(|text| text.strip_prefix("group")));
            let message = format!("it must be a member of one of the groups {paths}");
            report_unmet(report, require, "holder", subject, &subject.place(&["groups"]), message);
        }
    }
}

fn must_have(require: &Require, role: &str, subject: &Subject, context: &Context, report: &mut Report) {
    let holders = context.holders();
    let wanted = Roles(vec![role.to_owned()]);
    let reached = holders.id(&subject.name).map(|id| holders.reached(id)).unwrap_or_default();
    let is_said = subject.whole || subject.get(&["clientRoles"]).is_some() || subject.get(&["realmRoles"]).is_some();
    // What it has may contain the role, in a section that the export leaves out.
    let is_seen = |name: &Address| context.named(name).is_some() || context.knows_all(name.kind);
    let is_known = is_said && (!context.is_export || reached.iter().all(|(id, _)| is_seen(holders.name(*id))));
    if is_known && !reached.iter().any(|(id, _)| wanted.hold(holders.name(*id))) {
        let message = format!("the role `{role}` is missing");
        report_unmet(report, require, "role", subject, &subject.place(&["clientRoles"]), message);
    }
}

/// Checks direct grants and those of groups; roles inside a composite come with that role.
fn only_these(require: &Require, roles: &Roles, subject: &Subject, context: &Context, report: &mut Report) {
    let holders = context.holders();
    let Some(id) = holders.id(&subject.name) else { return };
    let is_role = |edge: &Edge| {
        matches!(holders.name(edge.to).kind, names::REALM_ROLE | names::CLIENT_ROLE) && edge.by == By::Grant
    };
    for (end, way) in holders.reached(id) {
        let granted = way.last().is_some_and(is_role);
        let Some(first) = way.first().filter(|_| granted && !roles.hold(holders.name(end))) else { continue };
        let by = match way.len() {
            1 => String::new(),
            _ => format!(" through `{}`", holders.name(first.to)),
        };
        let message = format!(
            "it has `{}`{by}, but may only have {}",
            holders.name(end),
            listed(roles.0.iter().map(String::as_str))
        );
        report_unmet(report, require, "holder", subject, &holders.place(*first, context), message);
    }
}
