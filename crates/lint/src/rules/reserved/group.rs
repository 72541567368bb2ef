//! Members of a reserved group: users, service accounts, identity provider mappers, and everyone by default.

use super::{for_whom, report_breach};
use crate::holders::By;
use crate::policy::{Addresses, Reserved};
use crate::rule::{Context, Report};
use crate::rules::power;
use realmform_kinds::names;

pub(super) fn check(reserved: &Reserved, groups: &Addresses, context: &Context, report: &mut Report) {
    let holders = context.holders();
    for (id, group) in holders.all().filter(|(_, name)| name.kind == names::GROUP && groups.hold(name)) {
        for edge in holders.givers(id).filter(|edge| matches!(edge.by, By::Member | By::Mapper | By::Default)) {
            let member = holders.name(edge.from);
            let is_off = || context.named(member).is_some_and(|member| power::is_off(context, member));
            if reserved.only.hold(member) || is_off() {
                continue;
            }
            let verb = match edge.by {
                By::Member => "is a member of",
                By::Mapper => "adds users to",
                _ => "adds every new user to",
            };
            let message = format!("`{member}` {verb} `{}`, {}", group.shown_name(), for_whom(reserved));
            report_breach(report, reserved, "group", member, &holders.place(edge, context), message);
        }
    }
}
