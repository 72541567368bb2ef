//! Mappers that grant a role to everyone who logs in.

use crate::holders::By;
use crate::rule::{Check, Context, Report, Rule};
use crate::rules::power;
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "mapper/hardcoded-role",
    severity: Severity::Info,
    title: "Mapper grants a role to everyone",
    why: "Everyone who logs in through the client has the role in the token, granted or not. No list of the role's \
          users shows it, and revoking the role from a user changes nothing. If the role administers the realm, the \
          severity is `warning`: every user's token then says that the user is an administrator.",
    fix: "remove the mapper and grant the role to the group or service account that needs it",
    links: &[super::LINK],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "roles": {"realm": [{"name": "buyer"}]}, "clients": [{"clientId": "a", "protocolMappers": [
            {"name": "m", "protocolMapper": "oidc-hardcoded-role-mapper", "config": {"role": "buyer"}}]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "realm-management"}], "clientScopes": [{"name": "a", "protocolMappers": [
            {"name": "m", "protocolMapper": "oidc-hardcoded-role-mapper",
            "config": {"role": "realm-management.realm-admin"}}]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "a", "enabled": false, "protocolMappers": [
            {"name": "m", "protocolMapper": "oidc-hardcoded-role-mapper", "config": {"role": "buyer"}}]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [
            {"name": "m", "protocolMapper": "oidc-role-name-mapper", "config": {"role": "buyer", "new.role.name": "x"}}]}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    let holders = context.holders();
    let mappers = holders.all().filter(|(_, name)| name.kind == names::PROTOCOL_MAPPER);
    let given = mappers.flat_map(|(id, _)| holders.given(id)).filter(|edge| edge.by == By::Mapper);
    let given: Vec<_> = given.collect();
    if given.is_empty() {
        return;
    }
    let powers = power::reached(context);
    for edge in given {
        let Some(mapper) = context.named(holders.name(edge.from)).filter(|mapper| !power::is_off(context, mapper))
        else {
            continue;
        };
        let role = holders.name(edge.to);
        let message = format!("the mapper grants `{role}` to everyone who logs in");
        match powers.get(&edge.from) {
            Some(power) => {
                let message = format!("{message}, and with it `{}`", power.role);
                report.at(mapper, &["config", "role"], message).severity(Severity::Warning)
            }
            None => report.at(mapper, &["config", "role"], message),
        };
    }
}
