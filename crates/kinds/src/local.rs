//! What bears the name of its realm: the default role, and URLs below the realm. Files spell them without that name, so that
//! they are true of every realm.

use serde_json::Value;

use crate::default_role::{DEFAULT_ROLE, default_role_of};
use crate::kinds;
use crate::names;
use crate::reference::{client_ids, rewrite};
use realmform_model::{Address, Body, Declared, Desired, Finding, Live, Path};

/// How files spell the realm's name in a URL below it.
const REALM: &str = "${realm}";

/// What stands before the realm's name in URLs of Keycloak.
const BEFORE_REALM: &[&str] = &["/realms/", "/admin/"];

/// Puts the realm's own names in place of the spellings that files have for them.
///
/// # Errors
/// A finding where the default role is declared twice, once under each name, or where the realm has another role that is
/// called like its spelling.
pub fn localise(desired: &mut Desired, live: &Live) -> Result<(), Box<Finding>> {
    let name = default_role_of(live);
    let (spelt, real) = (names::realm_role(DEFAULT_ROLE), names::realm_role(name.clone()));
    if let (Some(spelling), Some(twin)) = (desired.objects.get(&spelt), desired.objects.get(&real))
        && spelt != real
    {
        let message = format!("`{DEFAULT_ROLE}` is the realm's default role, which is also declared as `{name}`");
        let finding = Finding::error("config/declared-twice", message).on(&spelt).at(&spelling.span);
        let help = format!("declare it once, as `{DEFAULT_ROLE}`");
        return Err(Box::new(finding.help(help).and_at("the other declaration", &twin.span)));
    }
    let is_ambiguous = has_namesake(live);
    let ambiguous = |address: &Address, declared: &Declared| {
        let message = format!(
            "`{DEFAULT_ROLE}` stands for the realm's default role, `{name}`, but the realm has a role of that name, too"
        );
        let finding = Finding::error("config/ambiguous-role", message).on(address).at(&declared.span);
        Box::new(finding.help(format!("rename the role `{DEFAULT_ROLE}` in Keycloak, or write `{name}` here")))
    };
    if let Some(declared) = desired.objects.get(&spelt).filter(|_| is_ambiguous) {
        return Err(ambiguous(&spelt, declared));
    }
    name_default_role(desired, &name);
    let url = |text: &str| put_realm(text, REALM, &live.realm);
    for (address, declared) in &mut desired.objects {
        if name_role(address, &mut declared.body, &spelt, &real) && is_ambiguous {
            return Err(ambiguous(address, declared));
        }
        each_text(&mut declared.body, &url);
    }
    Ok(())
}

/// Whether the realm has a role that is called as files spell the default one, and that is another.
pub fn has_namesake(live: &Live) -> bool {
    default_role_of(live) != DEFAULT_ROLE && live.objects.contains_key(&names::realm_role(DEFAULT_ROLE))
}

/// Gives the declared default role the name that it has in the realm.
pub fn name_default_role(desired: &mut Desired, name: &str) {
    if let Some(declared) = desired.objects.remove(&names::realm_role(DEFAULT_ROLE)) {
        desired.objects.insert(names::realm_role(name), declared);
    }
}

/// Spells what bears the name of its realm as files do; not of a realm that has a namesake of the spelling.
pub fn generalise(live: &mut Live) {
    let (spelt, real) = (names::realm_role(DEFAULT_ROLE), names::realm_role(default_role_of(live)));
    if let Some(role) = live.objects.remove(&real) {
        live.objects.insert(spelt.clone(), role);
    }
    if let Some(realm) = live.objects.get_mut(&names::realm()) {
        Path::of(&["defaultRole", "name"]).set(&mut realm.body, Some(DEFAULT_ROLE.into()));
    }
    let realm = live.realm.clone();
    let url = |text: &str| put_realm(text, &realm, REALM);
    for (address, object) in &mut live.objects {
        name_role(address, &mut object.body, &real, &spelt);
        each_text(&mut object.body, &url);
    }
}

/// Whether the body named the role.
fn name_role(address: &Address, body: &mut Body, from: &Address, to: &Address) -> bool {
    let clients = client_ids(address.lineage());
    let mut is_named = false;
    for slot in kinds::of(address.kind).slots() {
        let mut becomes = |_: &_, target: &Address| {
            is_named |= target == from;
            (target == from).then(|| to.clone())
        };
        rewrite(slot, body, &|id| clients.contains(id), &mut becomes);
    }
    is_named
}

fn each_text(body: &mut Body, change: &dyn Fn(&str) -> Option<String>) {
    fn walk(value: &mut Value, change: &dyn Fn(&str) -> Option<String>) {
        match value {
            Value::String(text) => {
                if let Some(changed) = change(text) {
                    *text = changed;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| walk(item, change)),
            Value::Object(entries) => entries.values_mut().for_each(|entry| walk(entry, change)),
            _ => {}
        }
    }
    body.values_mut().for_each(|value| walk(value, change));
}

/// The text with `to` for each `from` that is a whole segment where URLs have the realm's name; `None` where there is none.
fn put_realm(text: &str, from: &str, to: &str) -> Option<String> {
    if !BEFORE_REALM.iter().any(|before| text.contains(before)) {
        return None;
    }
    let mut changed = text.to_owned();
    for before in BEFORE_REALM {
        let (old, new) = (format!("{before}{from}"), format!("{before}{to}"));
        let mut at = 0;
        while let Some(found) = changed[at..].find(&old).map(|found| at + found) {
            let end = found + old.len();
            let is_segment =
                changed[end..].chars().next().is_none_or(|next| matches!(next, '/' | '?' | '#' | '*' | ' '));
            if is_segment {
                changed.replace_range(found..end, &new);
            }
            at = if is_segment { found + new.len() } else { end };
        }
    }
    (changed != text).then_some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::default_role::is_default_role;

    #[test]
    fn the_realm_is_a_whole_segment_of_a_url_of_keycloak() {
        let put = |text: &str| put_realm(text, "shop", "${realm}");
        assert_eq!(put("/realms/shop/account/*").as_deref(), Some("/realms/${realm}/account/*"));
        assert_eq!(put("https://id.example/realms/shop").as_deref(), Some("https://id.example/realms/${realm}"));
        assert_eq!(put("/admin/shop/console/").as_deref(), Some("/admin/${realm}/console/"));
        for other in ["/realms/shopping/account", "https://shop.example/", "/realms/", "shop"] {
            assert_eq!(put(other), None, "{other}");
        }
    }

    #[test]
    fn what_bears_the_realms_name_follows_the_realm() {
        let export = serde_json::json!({"realm": "shop", "defaultRole": {"name": "base-user"},
            "roles": {"realm": [{"name": "base-user"}, {"name": "staff", "composites": {"realm": ["base-user"]}}]},
            "clients": [{"clientId": "account", "baseUrl": "/realms/shop/account/"}]});
        let mut live = crate::export::live(&export);
        assert!(is_default_role(&names::realm_role("base-user"), Some(&live)));
        assert!(!is_default_role(&names::realm_role("default-roles-shop"), Some(&live)));
        generalise(&mut live);
        let staff = &live.objects[&names::realm_role("staff")].body;
        assert_eq!(staff["composites"]["realm"], serde_json::json!([DEFAULT_ROLE]));
        assert_eq!(live.objects[&names::client("account")].body["baseUrl"], "/realms/${realm}/account/");
        assert!(live.objects.contains_key(&names::realm_role(DEFAULT_ROLE)));

        let declared = |body: &Body| realmform_model::Declared { body: body.clone(), ..Default::default() };
        let objects = live.objects.iter().map(|(address, object)| (address.clone(), declared(&object.body)));
        let mut desired = Desired { objects: objects.collect(), ..Desired::default() };
        let other = Live { realm: "other".to_owned(), ..Live::default() };
        assert!(localise(&mut desired, &other).is_ok());
        let staff = &desired.objects[&names::realm_role("staff")].body;
        assert_eq!(staff["composites"]["realm"], serde_json::json!(["default-roles-other"]));
        assert_eq!(desired.objects[&names::client("account")].body["baseUrl"], "/realms/other/account/");
        assert!(desired.objects.contains_key(&names::realm_role("default-roles-other")));
    }

    fn refused(toml: &[(Address, serde_json::Value)], live: &serde_json::Value) -> Option<String> {
        let declared = |body: &serde_json::Value| Declared {
            body: body.as_object().cloned().unwrap_or_default(),
            ..Declared::default()
        };
        let objects = toml.iter().map(|(address, body)| (address.clone(), declared(body)));
        let mut desired = Desired { objects: objects.collect(), ..Desired::default() };
        localise(&mut desired, &crate::export::live(live)).err().map(|finding| finding.code)
    }

    #[test]
    fn the_default_role_is_declared_once_and_has_no_namesake() {
        let nothing = serde_json::json!({});
        let shop = serde_json::json!({"realm": "shop"});
        let roles = [DEFAULT_ROLE, "default-roles-shop"].map(|name| (names::realm_role(name), nothing.clone()));
        assert_eq!(refused(&roles, &shop).as_deref(), Some("config/declared-twice"));

        let namesake = serde_json::json!({"realm": "shop", "roles": {"realm": [{"name": DEFAULT_ROLE}]}});
        let ambiguous = Some("config/ambiguous-role");
        assert_eq!(refused(&roles[..1], &namesake).as_deref(), ambiguous);
        let named = (names::realm_role("staff"), serde_json::json!({"composites": {"realm": [DEFAULT_ROLE]}}));
        assert_eq!(refused(&[named], &namesake).as_deref(), ambiguous);
        assert_eq!(refused(&[(names::realm_role("staff"), nothing)], &namesake), None);
    }
}
