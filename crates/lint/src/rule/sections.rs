//! Which sections an export has. One that it leaves out is not known: its objects may well exist in the realm.

use std::collections::BTreeSet;

use realmform_kinds as kinds;
use realmform_kinds::kind::{Place, Seg};
use realmform_kinds::parts::PARTS;
use realmform_model::KindName;

use super::export::Export;
use crate::json::Json;

/// The kinds and parts all of whose sections are in the exports. An export without groups and roles has neither `groups`
/// nor `roles`, one without clients neither `clients` nor `roles.client`.
pub(super) fn complete(exports: &[Export]) -> BTreeSet<KindName> {
    let has = |section: &[&str]| {
        let mut found = exports.iter().filter_map(|export| export.root.at(section));
        found.any(|value| matches!(value, Json::List(_) | Json::Object(_)))
    };
    let of_kinds = kinds::ALL.iter().filter(|kind| {
        let sections: Vec<_> = kind.places().iter().map(section).filter(|section| !section.is_empty()).collect();
        !sections.is_empty() && sections.iter().all(|section| has(section))
    });
    let of_parts = PARTS.iter().filter(|part| has(&[part.section()]));
    of_kinds.map(|kind| kind.name()).chain(of_parts.map(|part| part.name)).collect()
}

/// The keys of the section that a place is in. The type of a component, such as `org.keycloak.storage.…`, is none: where
/// there is no component of it, it is not in `components`.
fn section(place: &Place) -> Vec<&'static str> {
    let keys = place.export.iter().map_while(|seg| match seg {
        Seg::Key(key) if !key.contains('.') => Some(*key),
        _ => None,
    });
    keys.collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::complete;
    use crate::rule::Export;
    use realmform_model::Source;

    fn known(text: &str) -> Vec<&'static str> {
        let source = Arc::new(Source::new("sample.json", text.to_owned()));
        let exports = Export::read(&source).unwrap_or_else(|error| panic!("{error}"));
        complete(&exports).into_iter().map(|kind| kind.as_str()).collect()
    }

    #[test]
    fn a_section_that_is_left_out_is_not_known() {
        let none: [&str; 0] = [];
        assert_eq!(known(r#"{"realm": "r"}"#), none);
        assert_eq!(known(r#"{"realm": "r", "roles": {"realm": []}, "groups": []}"#), ["realmRole", "group"]);
        assert_eq!(known(r#"{"realm": "r", "roles": {"client": {}}, "groups": null}"#), ["clientRole"]);
        assert_eq!(known(r#"{"realm": "r", "clients": []}"#), ["client"]);
        assert_eq!(
            known(r#"{"realm": "r", "clients": [], "clientScopes": []}"#),
            ["clientScope", "client", "protocolMapper"]
        );
        assert_eq!(known(r#"{"realm": "r", "components": {}}"#), ["userFederation", "ldapMapper", "component"]);
        assert_eq!(known(r#"{"realm": "r", "users": []}"#), ["serviceAccount", "user"]);
        assert_eq!(known(r#"{"realm": "r", "users": 3}"#), none);
    }
}
