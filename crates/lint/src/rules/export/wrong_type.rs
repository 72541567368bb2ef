//! A field with a value of the wrong type.

use super::walk::{self, Seen, Step};
use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule};
use realmform_kinds::representation::Holds;
use realmform_model::{Form, Severity};

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
        r#"{"realm": "r", "clients": [{"clientId": 42}]}"#,
        r#"{"realm": "r", "roles": []}"#,
        r#"{"realm": "r", "users": 3}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": "https://shop.example.com/cb"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": ["x"]}]}"#,
        r#"{"realm": "r", "roles": {"realm": [{"name": "clerk", "description": 42}]}}"#,
        r#"{"realm": "r", "roles": {"realm": ["clerk"]}}"#,
        r#"{"realm": "r", "groups": [{"name": "staff", "path": "/staff", "attributes": {"floor": 3}}]}"#,
        r#"{"realm": "r", "users": [{"username": "ann", "attributes": [{"phone": ["1"]}]}]}"#,
        r#"{"realm": "r", "users": [{"username": "ann", "credentials": [{"type": "password", "temporary": "no"}]}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "corp", "enabled": "maybe"}]}"#,
        r#"{"realm": "r", "organizations": [{"name": "o", "alias": "o", "domains": {"o.example": {}}}]}"#,
        r#"{"realm": "r", "components": {"org.keycloak.keys.KeyProvider": [{"name": "rsa", "config": {"priority": "1"}}]}}"#,
        r#"{"realm": "r", "authenticationFlows": [{"alias": "mine", "authenticationExecutions": [{"priority": "first"}]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": true, "description": null,
            "redirectUris": ["https://shop.example.com/cb"], "attributes": {"pkce.code.challenge.method": "S256"}}],
            "groups": [{"name": "staff", "path": "/staff", "attributes": {"floor": ["3"]}}]}"#,
        r#"{"realm": "r", "users": [{"username": "ann", "attributes": {"phone": ["1"], "floor": "3"}, "unknown": 5}],
            "organizations": [{"name": "o", "alias": "o", "domains": ["o.example", {"name": "p.example"}]}],
            "components": {"org.keycloak.keys.KeyProvider": [{"name": "rsa", "config": {"priority": ["1"]}}]},
            "clientProfiles": {"profiles": []}}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    walk::fields(context, &mut |seen| {
        if let Some(known) = seen.known.filter(|known| !fits(&seen.entry.1, &known.holds)) {
            judge(&known.holds, &seen.entry.1, &seen, &mut seen.way.to_vec(), report);
        }
    });
}

/// Judges a value in the nearest entry around it, and what is in the value, down to the objects with fields of their own.
fn judge<'w, 'a>(
    holds: &Holds,
    value: &'w Json<'a>,
    seen: &Seen<'w, 'a>,
    way: &mut Vec<Step<'w>>,
    report: &mut Report,
) {
    if *value == Json::Null || fits(value, holds) {
        return;
    }
    match (holds, value) {
        (Holds::Map(inner), Json::Object(entries)) => {
            for entry in entries {
                way.push(Step::Key(&entry.0));
                judge(inner, &entry.1, &Seen { entry, ..*seen }, way, report);
                way.pop();
            }
        }
        (Holds::List(inner), Json::List(items)) if !matches!(**inner, Holds::Text) => {
            for (at, item) in items.iter().enumerate() {
                way.push(Step::At(at));
                judge(inner, item, seen, way, report);
                way.pop();
            }
        }
        _ => {
            let field = match seen.subject.name.kind.form() {
                Form::Side => format!("`{}`", walk::shown(way)),
                _ => format!("`{}` of {}", walk::shown(way), seen.subject.name),
            };
            let found = match (holds, value) {
                (Holds::List(_) | Holds::TextOrTexts, Json::List(_)) => "has elements that are not strings".to_owned(),
                _ => format!("is {}", type_name(value)),
            };
            let message = format!("{field} {found}; Keycloak expects {}", expected(holds));
            let reported = report.at_span(seen.subject, &seen.place(), message);
            if is_taken(value, holds) {
                reported.severity(Severity::Warning);
            }
        }
    }
}

fn expected(holds: &Holds) -> &'static str {
    match holds {
        Holds::Text => "a string",
        Holds::Bool => "a boolean (true or false)",
        Holds::Int => "an integer",
        Holds::Number => "a number",
        Holds::TextOrTexts => "a list of strings",
        Holds::List(inner) if **inner == Holds::Text => "a list of strings",
        Holds::List(_) => "a list",
        Holds::Map(inner) => match &**inner {
            Holds::Text => "an object of strings",
            Holds::TextOrTexts => "an object of lists of strings",
            Holds::List(inner) if **inner == Holds::Text => "an object of lists of strings",
            _ => "an object",
        },
        Holds::Fields(_) | Holds::TextOrFields(_) | Holds::Any => "an object",
    }
}

/// Whether the value itself is right. What is in a list or an object of others is judged by itself.
fn fits(value: &Json, holds: &Holds) -> bool {
    let is_texts = |value: &Json| matches!(value, Json::List(items) if items.iter().all(|item| item.text().is_some()));
    match holds {
        Holds::Text => matches!(value, Json::Text(_)),
        Holds::Bool => matches!(value, Json::Bool(_)),
        Holds::Int => matches!(value, Json::Number(number) if number.is_i64()),
        Holds::Number => matches!(value, Json::Number(_)),
        Holds::TextOrTexts => matches!(value, Json::Text(_)) || is_texts(value),
        Holds::List(inner) => **inner == Holds::Text && is_texts(value),
        Holds::Map(_) => false,
        Holds::Fields(_) => matches!(value, Json::Object(_)),
        Holds::TextOrFields(_) => matches!(value, Json::Object(_) | Json::Text(_)),
        Holds::Any => true,
    }
}

/// Whether Keycloak converts the value silently.
fn is_taken(value: &Json, holds: &Holds) -> bool {
    let is_scalar = |value: &Json| matches!(value, Json::Text(_) | Json::Number(_) | Json::Bool(_));
    match holds {
        Holds::Text => matches!(value, Json::Number(_) | Json::Bool(_)),
        Holds::Bool => value.flag().is_some() || matches!(value, Json::Number(_)),
        Holds::Int => value.int().is_some() || matches!(value, Json::Number(_)),
        Holds::TextOrTexts => is_scalar(value) || value.items().iter().all(is_scalar) && matches!(value, Json::List(_)),
        Holds::List(inner) => {
            **inner == Holds::Text && matches!(value, Json::List(items) if items.iter().all(is_scalar))
        }
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
