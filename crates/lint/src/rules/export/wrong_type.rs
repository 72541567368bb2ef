//! A field with a value of the wrong type.

use std::collections::BTreeSet;

use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds as kinds;
use realmform_kinds::kind::{Seg, Shape};
use realmform_kinds::names;
use realmform_kinds::parts::PARTS;
use realmform_model::{KindName, Severity};

pub(super) const RULE: Rule = Rule {
    code: "export/wrong-type",
    severity: Severity::Error,
    title: "A field has a value of the wrong type",
    why: "Keycloak rejects the whole import if a value does not have the field's type, and names only a line of the \
          JSON. Values that it can convert, such as a number for a string, it accepts silently, and a later export \
          then differs from what was written. Such files were edited by hand or written by a template.",
    fix: "write the value in the type that Keycloak itself exports",
    links: &["https://www.keycloak.org/docs-api/latest/rest-api/index.html#_overview"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": "yes"}]}"#,
        r#"{"realm": "r", "clients": {"shop": {}}}"#,
        r#"{"realm": "r", "roles": []}"#,
        r#"{"realm": "r", "users": 3}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": "https://shop.example.com/cb"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": ["x"]}]}"#,
        r#"{"realm": "r", "roles": {"realm": [{"name": "clerk", "description": 42}]}}"#,
        r#"{"realm": "r", "groups": [{"name": "staff", "path": "/staff", "attributes": {"floor": "3"}}]}"#,
    ],
    good: &[r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": true, "description": null,
            "redirectUris": ["https://shop.example.com/cb"], "attributes": {"pkce.code.challenge.method": "S256"}}],
            "groups": [{"name": "staff", "path": "/staff", "attributes": {"floor": ["3"]}}]}"#],
};

/// Kinds whose objects have another shape in an export than in TOML.
const OTHER_SHAPE: &[KindName] =
    &[names::SERVICE_ACCOUNT, names::ORGANIZATION, names::USER_FEDERATION, names::LDAP_MAPPER];

fn check(context: &Context, report: &mut Report) {
    if !context.is_export {
        return;
    }
    if let Some(realm) = context.realm() {
        sections(realm, report);
    }
    for kind in kinds::ALL.iter().filter(|kind| !OTHER_SHAPE.contains(&kind.name())) {
        let fields = kind.fields();
        for (_, subject) in context.of_kind(kind.name()) {
            for (key, value) in subject.body.entries() {
                if let Some((field, shape)) = fields.iter().find(|(field, _)| field == key) {
                    judge(subject, field, value, *shape, report);
                }
            }
        }
    }
}

/// The realm's top-level lists and objects: with a wrong type, nothing inside is read.
fn sections(realm: &Subject, report: &mut Report) {
    let mut reported: BTreeSet<Vec<&str>> = BTreeSet::new();
    let mut expect = |keys: &[&'static str], wanted: &str, is_right: fn(&Json) -> bool, report: &mut Report| {
        let Some(value) = realm.get(keys).filter(|_| !keys.is_empty()) else { return };
        if !is_right(value) && reported.insert(keys.to_vec()) {
            let message = format!("`{}` is {}; Keycloak expects {wanted}", keys.join("."), type_name(value));
            report.at(realm, keys, message);
        }
    };
    for place in kinds::ALL.iter().flat_map(|kind| kind.places()) {
        let mut keys = Vec::new();
        for seg in place.export {
            match seg {
                Seg::Key(key) => {
                    expect(&keys, "an object", |value| matches!(value, Json::Object(_)), report);
                    keys.push(*key);
                }
                Seg::Named => {
                    expect(&keys, "an object", |value| matches!(value, Json::Object(_)), report);
                    break;
                }
                Seg::List(_) | Seg::Tree(..) => {
                    expect(&keys, "a list", |value| matches!(value, Json::List(_)), report);
                    break;
                }
            }
        }
    }
    for list in PARTS.iter().filter_map(|part| part.list) {
        expect(&[list], "a list", |value| matches!(value, Json::List(_)), report);
    }
}

fn judge(subject: &Subject, field: &str, value: &Json, shape: Shape, report: &mut Report) {
    let wanted = match shape {
        _ if *value == Json::Null => return,
        Shape::Text => "a string",
        Shape::Bool => "a boolean (true or false)",
        Shape::Int => "an integer",
        Shape::Texts => "a list of strings",
        Shape::TextMap => "an object of strings",
        Shape::TextsMap => "an object of lists of strings",
        Shape::TextMaps => "an object of objects of strings",
        Shape::Fields(_) | Shape::Named(_) | Shape::Any => return,
    };
    let found = match (shape, value) {
        (Shape::TextMap | Shape::TextsMap, Json::Object(entries)) => {
            for (key, inner) in entries {
                let (inner_shape, wanted) = match shape {
                    Shape::TextMap => (Shape::Text, "a string"),
                    _ => (Shape::Texts, "a list of strings"),
                };
                if !fits(inner, inner_shape) && *inner != Json::Null {
                    report_type(subject, &[field, key], inner, inner_shape, wanted, report);
                }
            }
            return;
        }
        _ => fits(value, shape),
    };
    if !found {
        report_type(subject, &[field], value, shape, wanted, report);
    }
}

fn report_type(subject: &Subject, keys: &[&str], value: &Json, shape: Shape, wanted: &str, report: &mut Report) {
    let message = format!("`{}` is {}; Keycloak expects {wanted}", keys.join("."), type_name(value));
    let reported = report.at(subject, keys, message);
    if is_taken(value, shape) {
        reported.severity(Severity::Warning);
    }
}

fn fits(value: &Json, shape: Shape) -> bool {
    match shape {
        Shape::Text => matches!(value, Json::Text(_)),
        Shape::Bool => matches!(value, Json::Bool(_)),
        Shape::Int => matches!(value, Json::Number(number) if number.is_i64()),
        Shape::Texts => matches!(value, Json::List(items) if items.iter().all(|item| item.text().is_some())),
        Shape::TextMaps => {
            matches!(value, Json::Object(tables) if tables.iter().all(|(_, table)| matches!(table, Json::Object(_))))
        }
        _ => false,
    }
}

/// Whether Keycloak converts the value silently.
fn is_taken(value: &Json, shape: Shape) -> bool {
    match shape {
        Shape::Text => matches!(value, Json::Number(_) | Json::Bool(_)),
        Shape::Bool => value.flag().is_some() || matches!(value, Json::Number(_)),
        Shape::Int => value.int().is_some() || matches!(value, Json::Number(_)),
        Shape::Texts => matches!(value, Json::List(items)
            if items.iter().all(|item| matches!(item, Json::Text(_) | Json::Number(_) | Json::Bool(_)))),
        _ => false,
    }
}

fn type_name(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(true) => "`true`",
        Json::Bool(false) => "`false`",
        Json::Number(_) => "a number",
        Json::Text(_) => "a string",
        Json::List(_) => "a list",
        Json::Object(_) => "an object",
    }
}
