//! An element of a list without its name.

use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule};
use realmform_kinds as kinds;
use realmform_kinds::kind::{Place, Seg};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "export/nameless",
    severity: Severity::Error,
    title: "An object in a list has no name",
    why: "Keycloak identifies clients, roles, groups, client scopes and mappers by name. It rejects an import in which \
          one has no name, or creates an object that nothing can refer to, and no other rule can check it. The usual \
          cause is a template whose variable was empty, or a truncated file that was repaired by hand.",
    fix: "add the name, or remove the object",
    links: &["https://www.keycloak.org/docs-api/latest/rest-api/index.html#_overview"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "clients": [{"enabled": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": null}]}"#,
        r#"{"realm": "r", "roles": {"realm": [{"description": "a clerk"}]}}"#,
        r#"{"realm": "r", "groups": [{"name": "staff", "path": "/staff", "subGroups": [{"name": ""}]}]}"#,
    ],
    good: &[
        // Values of the wrong type.
        r#"{"realm": "r", "clients": [{"clientId": 42}]}"#,
        r#"{"realm": "r", "roles": {"realm": ["clerk"]}}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop"}], "users": [{"username": "ann", "serviceAccountClientId": null}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    let Some(realm) = context.realm().filter(|_| context.is_export) else { return };
    for kind in kinds::ALL {
        for place in kind.places() {
            // A user is a service account only with its client's name.
            if !matches!(place.export.last(), Some(Seg::List(["serviceAccountClientId"]))) {
                visit(&realm.body, place, 0, &mut Vec::new(), &mut |way, key| {
                    let message = format!("the {} at {way} has no `{key}`", kind.name());
                    report.at(realm, &[place.export.first().map_or("", first_key)], message);
                });
            }
        }
    }
}

fn first_key(seg: &Seg) -> &'static str {
    match seg {
        Seg::Key(key) => key,
        _ => "",
    }
}

/// Calls `found` for each element without a name, with its path and the missing key.
fn visit(value: &Json, place: &Place, at: usize, way: &mut Vec<String>, found: &mut dyn FnMut(String, &str)) {
    let Some(seg) = place.export.get(at) else { return };
    match seg {
        Seg::Key(key) => {
            if let Some(inner) = value.get(key) {
                way.push((*key).to_owned());
                visit(inner, place, at + 1, way, found);
                way.pop();
            }
        }
        Seg::Named => {
            for (name, inner) in value.entries() {
                way.push(name.clone().into_owned());
                visit(inner, place, at + 1, way, found);
                way.pop();
            }
        }
        Seg::List(_) | Seg::Tree(..) => {
            let keys = match seg {
                Seg::List(keys) => keys,
                Seg::Tree(key, _) => &[*key][..],
                Seg::Key(_) | Seg::Named => &[],
            };
            for (position, item) in value.items().iter().enumerate() {
                way.push(format!("[{position}]"));
                let is_missing = |key: &&&str| match item.get(key) {
                    Some(Json::Text(name)) => name.is_empty(),
                    value => value.is_none_or(|value| *value == Json::Null),
                };
                match keys.iter().find(is_missing) {
                    Some(_) if !matches!(item, Json::Object(_)) => {}
                    Some(key) if at + 1 == place.export.len() => {
                        found(format!("`{}`", way.join(".").replace(".[", "[")), key)
                    }
                    _ => visit(item, place, at + 1, way, found),
                }
                if let Seg::Tree(_, children) = seg
                    && let Some(inner) = item.get(children)
                {
                    way.push((*children).to_owned());
                    visit(inner, place, at, way, found);
                    way.pop();
                }
                way.pop();
            }
        }
    }
}
