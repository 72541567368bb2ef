//! Roles that everyone gets through the default role or a default group.

use crate::holders::{Edge, Id};
use crate::rule::{Check, Context, Report, Rule};
use crate::rules::power;
use realmform_kinds::names;
use realmform_model::Address;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "role/default-too-much",
    severity: Severity::Warning,
    title: "Every new user gets more than access to their own account",
    why: "Default roles and default groups are given to everyone: users who register, users from an identity provider, \
          and every service account. A role of `realm-management` among them makes everyone an administrator, which is \
          an error if the role is a powerful one. The realm's own roles are reported as a note: they may well be meant \
          for everyone.",
    fix: "remove the role from the default role or the default group, and grant it to those who need it",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_default_roles", power::LINK],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "defaultRole": {"name": "default-roles-r"}, "roles": {"realm": [{"name": "default-roles-r",
            "composite": true, "composites": {"client": {"realm-management": ["manage-users"]}}}]}}"#,
        r#"{"realm": "r", "defaultGroups": ["/all"], "groups": [{"name": "all", "realmRoles": ["lead"]}], "roles": {"realm":
            [{"name": "lead", "composite": true, "composites": {"client": {"realm-management": ["view-users"]}}}]}}"#,
        r#"{"realm": "r", "roles": {"realm": [{"name": "buyer"}, {"name": "default-roles-r",
            "composite": true, "composites": {"realm": ["buyer"]}}]}}"#,
        r#"{"realm": "r", "defaultRoles": ["buyer", "offline_access"]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "realm-management", "defaultRoles": ["manage-users"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "defaultRoles": ["buyer"]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "defaultRoles": ["offline_access", "uma_authorization"], "clients": [{"clientId": "account",
            "defaultRoles": ["view-profile", "manage-account"]}]}"#,
        r#"{"realm": "r", "defaultRole": {"name": "default-roles-r"}, "roles": {"realm": [{"name": "default-roles-r",
            "composite": true, "composites": {"realm": ["offline_access", "uma_authorization"],
            "client": {"account": ["view-profile", "manage-account"]}}}]}}"#,
        r#"{"realm": "r", "groups": [{"name": "all", "clientRoles": {"realm-management": ["view-users"]}}]}"#,
    ],
};

/// Default roles of every realm, apart from the roles of `account`.
const USUAL: &[&str] = &["offline_access", "uma_authorization"];

/// How many roles are named; the others are counted.
const NAMED: usize = 5;

fn check(context: &Context, report: &mut Report) {
    let holders = context.holders();
    let powers = power::reached(context);
    for (default, gifts) in defaults(context) {
        let mut admin = None;
        let mut others = Vec::new();
        for (id, way) in gifts {
            let name = holders.name(id);
            let is_role = matches!(name.kind, names::REALM_ROLE | names::CLIENT_ROLE);
            if power::is_admin_role(context, name) {
                admin.get_or_insert((id, way));
            } else if is_role && !is_usual(name) {
                others.push((name, way));
            }
        }
        if let Some((id, way)) = admin {
            report_admin(context, report, default, id, &way, powers.contains_key(&default));
        } else if let Some((_, way)) = others.first()
            && let Some(edge) = way.first()
        {
            let names: Vec<String> = others.iter().take(NAMED).map(|(name, _)| format!("`{name}`")).collect();
            let more = others.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let message = format!("every new user gets {}{more}", names.join(", "));
            report_edge(context, report, default, *edge, message, Severity::Info);
        }
    }
}

/// A role or a group that every new user gets, and the ways to it.
type Gift = (Id, Vec<Edge>);

/// What gives to everyone, and what it gives: the default role, each default group, and the realm itself where it lists
/// the roles, as it did before Keycloak 13.
fn defaults(context: &Context) -> Vec<(Id, Vec<Gift>)> {
    let holders = context.holders();
    let Some((realm, id)) = context.realm().and_then(|realm| Some((realm, holders.id(&realm.name)?))) else {
        // If the realm does not name its default role, the role is found by its name.
        let by_name = holders.all().filter(|(_, name)| power::is_default_role(context, name));
        return by_name.map(|(default, _)| (default, holders.reached(default))).collect();
    };
    let default_role = realm.text(&["defaultRole", "name"]).map(names::realm_role);
    let is_listed = |edge: &Edge| {
        let name = holders.name(edge.to);
        name.kind != names::GROUP && Some(name) != default_role.as_ref()
    };
    let (listed, named): (Vec<Edge>, Vec<Edge>) = holders.given(id).partition(is_listed);
    let of_realm = listed.into_iter().flat_map(|edge| {
        let further = holders.reached(edge.to).into_iter();
        let further = further.map(move |(id, way)| (id, [vec![edge], way].concat()));
        std::iter::once((edge.to, vec![edge])).chain(further)
    });
    let mut defaults = vec![(id, of_realm.collect())];
    defaults.extend(named.into_iter().map(|edge| (edge.to, holders.reached(edge.to))));
    defaults
}

fn report_admin(context: &Context, report: &mut Report, default: Id, role: Id, way: &[Edge], powerful: bool) {
    let holders = context.holders();
    let Some(first) = way.first() else { return };
    let way: Vec<String> = way.iter().map(|edge| holders.name(edge.to).to_string()).collect();
    let message = format!(
        "every new user gets the admin role `{}` ({} → {})",
        holders.name(role),
        holders.name(default),
        way.join(" → ")
    );
    report_edge(context, report, default, *first, message, if powerful { Severity::Error } else { Severity::Warning });
}

fn report_edge(context: &Context, report: &mut Report, default: Id, edge: Edge, message: String, severity: Severity) {
    if let Some(subject) = context.named(context.holders().name(default)) {
        report.at_span(subject, &context.holders().place(edge, context), message).severity(severity);
    }
}

fn is_usual(name: &Address) -> bool {
    match name.parent.as_deref() {
        Some(client) => client.name == "account",
        None => USUAL.contains(&name.name.as_str()),
    }
}
