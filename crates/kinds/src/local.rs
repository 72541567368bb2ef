//! What bears the name of its realm: the default role, and URLs below the realm. Files spell them without that name, so that
//! they are true of every realm.

use serde_json::Value;

use crate::kinds;
use crate::names;
use crate::reference::{client_ids, rewrite};
use realmform_model::{Address, Body, Desired, Finding, Live, Path};

/// How files spell the realm's default role, whatever it is called there.
pub const DEFAULT_ROLE: &str = "default-roles";

/// Where a realm says which role that is. No file has to: it is the one with the spelling above.
pub const DEFAULT_ROLE_FIELD: &str = "defaultRole";

/// How files spell the realm's name in a URL below it.
const REALM: &str = "${realm}";

/// What stands before the realm's name in URLs of Keycloak.
const BEFORE_REALM: &[&str] = &["/realms/", "/admin/"];

/// What a realm calls its default role: by its own representation, or as Keycloak calls it in a new realm.
pub fn default_role(realm: &str, representation: Option<&Body>) -> String {
    let named = representation.and_then(|body| body.get("defaultRole")?.get("name")?.as_str());
    named.map_or_else(|| format!("default-roles-{}", realm.to_lowercase()), str::to_owned)
}

/// What the live realm calls its default role.
pub fn default_role_of(live: &Live) -> String {
    default_role(&live.realm, live.objects.get(&names::realm()).map(|realm| &realm.body))
}

/// Whether the role is the default one: of the live realm, or by its name in any realm.
pub fn is_default_role(address: &Address, live: Option<&Live>) -> bool {
    address.kind == names::REALM_ROLE
        && match live {
            Some(live) => address.name == default_role_of(live),
            None => address.name == DEFAULT_ROLE || address.name.starts_with("default-roles-"),
        }
}

/// Puts the realm's own names in place of the spellings that files have for them.
///
/// # Errors
/// A finding where the default role is declared twice, once under each name.
pub fn localise(desired: &mut Desired, realm: &str, default_role: &str) -> Result<(), Box<Finding>> {
    let (spelt, real) = (names::realm_role(DEFAULT_ROLE), names::realm_role(default_role));
    if let (Some(spelling), Some(twin)) = (desired.objects.get(&spelt), desired.objects.get(&real))
        && spelt != real
    {
        let message =
            format!("`{DEFAULT_ROLE}` is the realm's default role, which is also declared as `{default_role}`");
        let finding = Finding::error("config/declared-twice", message).on(&spelt).at(&spelling.span);
        let help = format!("declare it once, as `{DEFAULT_ROLE}`");
        return Err(Box::new(finding.help(help).and_at("the other declaration", &twin.span)));
    }
    if let Some(declared) = desired.objects.remove(&spelt) {
        desired.objects.insert(real.clone(), declared);
    }
    let url = |text: &str| put_realm(text, REALM, realm);
    for (address, declared) in &mut desired.objects {
        name_role(address, &mut declared.body, &spelt, &real);
        each_text(&mut declared.body, &url);
    }
    Ok(())
}

/// Spells what bears the name of its realm as files do.
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

fn name_role(address: &Address, body: &mut Body, from: &Address, to: &Address) {
    let clients = client_ids(address.lineage());
    for slot in kinds::of(address.kind).slots() {
        let mut becomes = |_: &_, target: &Address| (target == from).then(|| to.clone());
        rewrite(slot, body, &|id| clients.contains(id), &mut becomes);
    }
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
}
