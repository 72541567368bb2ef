//! Which of their own attributes users can edit, according to the realm's user profile.

use realmform_kinds::names;
use serde_json::Value;

use crate::rule::Context;

/// What a user can do to an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writable {
    /// The profile lets the user edit it.
    Declared,
    /// The profile does not declare it, and lets users edit undeclared attributes.
    Unmanaged,
    No,
}

/// The user profile of an export.
pub(super) struct Profile {
    config: Value,
    /// Users can edit attributes that the profile does not declare.
    open: bool,
}

impl Profile {
    /// `None` if the profile is not known, as in TOML.
    pub(super) fn of(context: &Context) -> Option<Self> {
        let realm = context.realm().filter(|_| context.is_export)?;
        let provider = |it: &&crate::rule::Subject| it.text(&["providerId"]) == Some("declarative-user-profile");
        let component = context.of_kind(names::COMPONENT).map(|(_, it)| it).find(provider);
        let text = component.and_then(|it| it.texts(&["config", "kc.user.profile.config"]).next().map(str::to_owned));
        let config: Value = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        // Before Keycloak 24 a realm had a profile only where it was switched on.
        let version = realm.text(&["keycloakVersion"]).unwrap_or_default();
        let major: Option<u32> = version.split('.').next().and_then(|major| major.parse().ok());
        let is_old = major.is_some_and(|major| major < 24) && !realm.is(&["attributes", "userProfileEnabled"]);
        let policy = config.get("unmanagedAttributePolicy").and_then(Value::as_str);
        Some(Self { open: is_old || policy == Some("ENABLED"), config })
    }

    pub(super) fn writable(&self, attribute: &str) -> Writable {
        let mut declared = self.config.get("attributes").and_then(Value::as_array).into_iter().flatten();
        let declared = declared.rfind(|it| it.get("name").and_then(Value::as_str) == Some(attribute));
        let edit = |it: &Value| it.pointer("/permissions/edit").and_then(Value::as_array).cloned();
        match declared {
            Some(it) if edit(it).is_some_and(|who| who.iter().any(|who| who == "user")) => Writable::Declared,
            None if self.open => Writable::Unmanaged,
            _ => Writable::No,
        }
    }
}
