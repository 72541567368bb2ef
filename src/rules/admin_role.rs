//! Whether a role lets its holder administer the realm, by itself or through the roles in it.

use std::collections::BTreeSet;

use crate::document::{Address, KindName};
use crate::json::Json;
use crate::rule::Context;

/// The role that the text names, in words, if it lets its holder administer the realm.
pub fn told(context: &Context, text: &str) -> Option<String> {
    let role = named(context, text);
    let admin = in_role(context, &role)?;
    let within = if admin == role { String::new() } else { format!(", which contains `{}`", admin.names().join(".")) };
    Some(format!("`{text}`{within}"))
}

/// The role that the text names, as Keycloak's mappers do: `client.role`, or the name of a realm role.
fn named(context: &Context, text: &str) -> Address {
    let client_roles = text.rmatch_indices('.').map(|(dot, _)| (&text[..dot], &text[dot + 1..]));
    let mut of_clients = client_roles.filter(|(client, _)| is_client(context, client));
    of_clients.next().map_or_else(|| Address::realm_role(text), |(client, role)| Address::client_role(client, role))
}

/// A client that is there, or that every realm has for its administration.
fn is_client(context: &Context, id: &str) -> bool {
    is_of_administration(context, id) || context.is_known(&Address::client(id))
}

/// Whether the client's roles are those over a realm. In the realm `master`, every realm has such a client.
pub fn is_of_administration(context: &Context, client: &str) -> bool {
    client == "realm-management" || is_master(context) && client.ends_with("-realm")
}

fn is_master(context: &Context) -> bool {
    context.realm().and_then(|realm| realm.text(&["realm"])) == Some("master")
}

/// The role over the realm that this one is or contains, at any depth.
fn in_role(context: &Context, role: &Address) -> Option<Address> {
    let mut seen = BTreeSet::new();
    let mut ahead = vec![role.clone()];
    while let Some(role) = ahead.pop() {
        if changes_the_realm(context, &role) {
            return Some(role);
        }
        if let Some(subject) = context.objects.get(&role)
            && seen.insert(role)
        {
            let texts = |list: &Json| list.items().iter().filter_map(|item| item.text().map(str::to_owned)).collect();
            let of_realm: Vec<String> = subject.get(&["composites", "realm"]).map_or_else(Vec::new, texts);
            ahead.extend(of_realm.into_iter().map(Address::realm_role));
            for (client, roles) in subject.get(&["composites", "client"]).map_or(&[][..], Json::entries) {
                let roles: Vec<String> = texts(roles);
                ahead.extend(roles.into_iter().map(|role| Address::client_role(client.as_ref(), role)));
            }
        }
    }
    None
}

/// Roles that only look at things are not meant.
fn changes_the_realm(context: &Context, role: &Address) -> bool {
    let looks_only = role.name.starts_with("view-") || role.name.starts_with("query-");
    match (&role.parent, role.kind) {
        (Some(client), KindName::ClientRole) => is_of_administration(context, &client.name) && !looks_only,
        (_, KindName::RealmRole) => is_master(context) && matches!(role.name.as_str(), "admin" | "create-realm"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::told;
    use crate::finding::Source;
    use crate::policy::Policies;
    use crate::rule::{Context, Export};

    fn admin(realm: &str, role: &str) -> Option<String> {
        let text = format!(
            r#"{{"realm": "{realm}", "clients": [{{"clientId": "a.b"}}],
            "roles": {{"realm": [{{"name": "boss", "composites": {{"realm": ["ring"]}}}},
                {{"name": "ring", "composites": {{"realm": ["boss"], "client": {{"a.b": ["c.d"]}}}}}},
                {{"name": "reader", "composites": {{"client": {{"realm-management": ["view-users"]}}}}}}],
                "client": {{"a.b": [{{"name": "c.d", "composites": {{"client": {{"realm-management": ["manage-users"]}}}}}}]}}
            }}}}"#
        );
        let source = Arc::new(Source::new("sample.json", text));
        let exports = Export::read(&source).unwrap_or_else(|error| panic!("{error}"));
        let policies = Policies::default();
        let context = Context::of_export(&exports, &policies);
        told(&context, role)
    }

    #[test]
    fn a_role_over_the_realm_is_found_through_composites_and_rings() {
        let told = |role: &str| admin("r", role).unwrap_or_default();
        assert_eq!(told("realm-management.realm-admin"), "`realm-management.realm-admin`");
        assert_eq!(told("boss"), "`boss`, which contains `realm-management.manage-users`");
        assert_eq!(
            told("a.b.c.d"),
            "`a.b.c.d`, which contains `realm-management.manage-users`",
            "dots are in names too"
        );
        for harmless in ["reader", "realm-management.query-users", "admin", "gone", "shop-realm.manage-users", ""] {
            assert_eq!(admin("r", harmless), None, "{harmless}");
        }
    }

    #[test]
    fn the_master_realm_has_roles_over_all_realms() {
        assert_eq!(admin("master", "admin"), Some("`admin`".into()));
        assert_eq!(admin("master", "shop-realm.manage-users"), Some("`shop-realm.manage-users`".into()));
    }
}
