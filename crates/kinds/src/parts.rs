//! Parts of a realm export that cannot be declared yet, and that rules look at all the same. One that becomes a kind
//! leaves this list, and its rules see it in TOML, too.

use realmform_model::{Address, KindName};

use crate::kind::Seg;
use crate::place::Tree;
use crate::reference::Slot;
use crate::{kinds, names, scope_mappings};

/// A sort of part: its name, the list of an export that it stands in, and the keys that name it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is called.
    pub name: KindName,
    /// Components are in lists by their type.
    pub list: Option<&'static str>,
    keys: &'static [&'static str],
}

/// Where components are.
const COMPONENTS: &str = "components";

/// Where users are.
pub const USERS: &str = "users";

/// Every sort there is.
pub const PARTS: &[Part] = &[
    Part { name: names::IDENTITY_PROVIDER, list: Some("identityProviders"), keys: &["alias"] },
    Part {
        name: names::IDENTITY_PROVIDER_MAPPER,
        list: Some("identityProviderMappers"),
        keys: &["identityProviderAlias", "name"],
    },
    Part { name: names::AUTHENTICATOR_CONFIG, list: Some("authenticatorConfig"), keys: &["alias"] },
    Part { name: names::COMPONENT, list: None, keys: &[] },
    Part { name: names::USER, list: Some(USERS), keys: &["username"] },
];

impl Part {
    /// The key of an export under which its items are.
    pub fn section(&self) -> &'static str {
        self.list.unwrap_or(COMPONENTS)
    }

    /// Where its items name other objects: the realm's slots that are in its list, as paths in an item.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        let realms = kinds::of(names::REALM).slots().iter().filter(|slot| self.holds(slot));
        realms.map(|slot| Slot { path: &slot.path[2..], ..*slot })
    }

    /// Whether a slot of the realm is in the items of its list.
    pub fn holds(&self, slot: &Slot) -> bool {
        matches!(slot.path, [first, "[]", _, ..] if self.list == Some(*first))
    }
}

/// The sort of part that is called so.
pub fn named(name: KindName) -> Option<&'static Part> {
    PARTS.iter().find(|part| part.name == name)
}

/// Whether a key of an export's realm holds objects, or what they name, and no setting of the realm itself.
pub fn is_section(key: &str) -> bool {
    let of_kinds = kinds::ALL.iter().flat_map(|kind| kind.places()).filter_map(|place| place.export.first());
    let mut of_kinds = of_kinds.filter_map(|seg| if let Seg::Key(section) = seg { Some(*section) } else { None });
    of_kinds.any(|section| section == key)
        || PARTS.iter().any(|part| part.section() == key)
        || scope_mappings::LISTS.contains(&key)
}

/// Visits all parts of an export. A service account is a kind of its own, and no user here.
pub fn visit<'a, T: Tree<'a>>(export: T, found: &mut dyn FnMut(Address, T)) {
    for (part, list) in PARTS.iter().filter_map(|part| Some((part, part.list?))) {
        for item in export.get(list).into_iter().flat_map(T::items) {
            if part.name == names::USER && item.get("serviceAccountClientId").and_then(T::text).is_some() {
                continue;
            }
            let names: Vec<&str> = part.keys.iter().filter_map(|key| item.get(key)?.text()).collect();
            found(Address::top(part.name, names.join("/")), item);
        }
    }
    if let Some(components) = export.get(COMPONENTS) {
        component(components, found);
    }
}

/// Components are in lists by their type, and hold more of the same.
fn component<'a, T: Tree<'a>>(by_type: T, found: &mut dyn FnMut(Address, T)) {
    for (provider_type, list) in by_type.entries() {
        let kind = provider_type.rsplit('.').next().unwrap_or_default();
        for item in list.items() {
            // That of the user profile has no name.
            let mut named = ["name", "providerId"].iter().filter_map(|key| item.get(key)?.text());
            let name = named.find(|name| !name.is_empty()).unwrap_or_default();
            found(Address::top(names::COMPONENT, format!("{kind}/{name}")), item);
            if let Some(inner) = item.get("subComponents") {
                component(inner, found);
            }
        }
    }
}
