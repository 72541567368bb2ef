//! Keycloak roles that let their holder take over a realm, and who reaches them.

use realmform_model::Address;
use std::collections::{HashMap, HashSet};

use crate::holders::{Edge, Id, Toward};
use crate::rule::{Context, Subject};
use realmform_kinds::{default_role, names};

/// A role, and what it lets its holder do.
#[derive(Debug)]
pub(super) struct Power {
    pub role: &'static str,
    pub lets: &'static str,
}

impl Power {
    /// Whether it includes all the others.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self.role, "realm-admin" | "admin")
    }
}

/// The strongest first: a holder is reported with the first one that it reaches.
const OF_CLIENT: &[Power] = &[
    Power { role: "realm-admin", lets: "do anything in the realm" },
    Power { role: "manage-realm", lets: "change every realm setting, including keys and login flows" },
    Power { role: "manage-users", lets: "set any user's password" },
    Power { role: "impersonation", lets: "log in as any user" },
    Power { role: "manage-identity-providers", lets: "add an identity provider that vouches for any user" },
    Power { role: "manage-clients", lets: "read every client secret and change redirect URIs" },
    Power { role: "manage-authorization", lets: "change the authorization permissions of every client" },
];

const OF_MASTER: &Power = &Power { role: "admin", lets: "do anything in every realm" };

pub(super) const LINK: &str = "https://www.keycloak.org/docs/latest/server_admin/#_per_realm_admin_permissions";

fn is_master(context: &Context) -> bool {
    context.realm().is_some_and(|realm| realm.text(&["realm"]) == Some("master"))
}

/// Whether a client has the roles that administer a realm; `master` has one such client for each realm.
fn administers(client: &str, is_master: bool) -> bool {
    client == "realm-management" || is_master && client.ends_with("-realm")
}

/// Whether a client of this realm has the roles that administer it or another realm.
pub(super) fn is_of_administration(context: &Context, client: &str) -> bool {
    administers(client, is_master(context))
}

/// Whether it is an administration role of any strength.
pub(super) fn is_admin_role(context: &Context, name: &Address) -> bool {
    let address = name;
    match address.kind {
        names::CLIENT_ROLE => {
            address.parent.as_deref().is_some_and(|client| administers(&client.name, is_master(context)))
        }
        names::REALM_ROLE => matches!(address.name.as_str(), "admin" | "create-realm") && is_master(context),
        _ => false,
    }
}

/// Whether Keycloak created it. The default role does not count: its content is up to the realm.
pub(super) fn is_keycloaks(context: &Context, name: &Address) -> bool {
    let built_in = realmform_kinds::is_built_in(name, None);
    built_in && !is_default_role(context, name) || is_admin_role(context, name)
}

pub(super) fn is_default_role(context: &Context, name: &Address) -> bool {
    let of_export =
        context.realm().filter(|_| context.is_export).and_then(|realm| realm.text(&["defaultRole", "name"]));
    match of_export {
        Some(role) => name.kind == names::REALM_ROLE && name.name == role,
        None => default_role::is_default_role(name, context.live),
    }
}

/// Whether the client of the account or mapper is disabled.
pub(super) fn is_off(context: &Context, inside: &Subject) -> bool {
    let client = inside.name.parent.as_deref();
    let client = client.and_then(|client| context.objects.get(client));
    client.is_some_and(|client| client.flag_or(&["enabled"], true) == Some(false))
}

/// Everything that reaches a power, with its first step to the strongest one, once for each kind of step.
pub(super) fn each(context: &Context, mut tell: impl FnMut(&Toward, Edge, &'static Power)) {
    let holders = context.holders();
    let mut seen: HashSet<Id> = HashSet::new();
    let mut search = |targets: &[Id], power: &'static Power| {
        if targets.is_empty() {
            return;
        }
        let toward = holders.toward(targets, |_| false);
        let mut told = HashSet::new();
        for edge in toward.steps().filter(|edge| !seen.contains(&edge.from)) {
            if told.insert((edge.from, edge.by)) {
                tell(&toward, edge, power);
            }
        }
        seen.extend(told.into_iter().map(|(holder, _)| holder));
    };
    let is_master = is_master(context);
    let master = holders.id(&names::realm_role("admin")).filter(|_| is_master);
    search(master.as_slice(), OF_MASTER);
    let clients = context.of_kind(names::CLIENT).map(|(client, _)| client.name.as_str());
    let of_master: Vec<&str> = clients.filter(|client| is_master && client.ends_with("-realm")).collect();
    for power in OF_CLIENT {
        let clients = std::iter::once("realm-management").chain(of_master.iter().copied());
        let roles = clients.map(|client| names::client_role(client, power.role));
        let targets: Vec<Id> = roles.filter_map(|role| holders.id(&role)).collect();
        search(&targets, power);
    }
}

/// The strongest power that each thing reaches.
pub(super) fn reached(context: &Context) -> HashMap<Id, &'static Power> {
    let mut strongest = HashMap::new();
    each(context, |_, edge, power| {
        strongest.insert(edge.from, power);
    });
    strongest
}

/// `` `realm-admin`, which lets its holder do anything in the realm (a → b)``
pub(super) fn described(toward: &Toward, edge: Edge, power: &Power) -> String {
    format!("`{}`, which lets its holder {} ({})", power.role, power.lets, toward.way(edge))
}
