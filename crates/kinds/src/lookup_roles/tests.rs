//! Rows of a database beside declared lookups: whose name counts, and what somebody who may add a row can do.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{codes, expand, origins};
use crate::names;
use realmform_model::lookup_roles::{Codes, LookupRoles, NamePart, RoleName, RolesOfType, RowSource};
use realmform_model::{Address, Body, Declared, Desired, Severity, Source, Span};

fn body(json: &Value) -> Body {
    json.as_object().cloned().unwrap_or_default()
}

fn lookups(values: &[(&str, &str, Value)]) -> BTreeMap<Address, Body> {
    values.iter().map(|(lookup_type, code, json)| (names::lookup(*lookup_type, *code), body(json))).collect()
}

fn of_type(lookup_type: &str, part: NamePart) -> Option<RolesOfType> {
    Some(RolesOfType { lookup_type: lookup_type.into(), names: vec![RoleName(vec![part])], span: Span::default() })
}

/// A project with these lookups, whose users' roles are called in camel case, and in which `admin` may do all.
fn desired(values: &[(&str, &str, Value)]) -> Desired {
    let objects = lookups(values).into_iter().map(|(it, body)| (it, Declared { body, ..Declared::default() }));
    let all = Codes { patterns: vec![("*".into(), Span::default())], span: Span::default() };
    let mapping = LookupRoles {
        roles: of_type("role", NamePart::CamelCode),
        permissions: of_type("permission", NamePart::Code),
        source: Some(RowSource::Database),
        grants: [("admin".to_owned(), all)].into(),
        ..LookupRoles::default()
    };
    Desired { objects: objects.collect(), lookup_roles: Some(mapping), ..Desired::default() }
}

fn roles(desired: &Desired) -> Value {
    let roles = desired.objects.iter().filter(|(address, _)| address.kind == names::REALM_ROLE);
    Value::Object(roles.map(|(it, role)| (it.name.clone(), Value::Object(role.body.clone()))).collect())
}

#[test]
fn a_row_is_a_role_and_a_declared_value_wins_over_its_row() {
    let mut desired = desired(&[("role", "admin", json!({"label": {"en": "Declared"}}))]);
    let rows = lookups(&[
        ("role", "admin", json!({"label": {"en": "Row", "de": "Zeile"}, "sort": 5, "active": true})),
        ("role", "auditor", json!({"label": {"en": "Auditor"}, "active": true})),
        ("role", "gone", json!({"active": false})),
        ("permission", "read", json!({"active": true})),
    ]);
    let from = origins(&desired, &rows);
    assert!(expand(&mut desired, &rows).is_empty());
    assert_eq!(
        roles(&desired),
        json!({
            "Admin": {"description": "Declared", "composites": {"realm": ["read"]}},
            "Auditor": {"description": "Auditor"},
            "read": {},
        })
    );
    assert_eq!(from.get(&names::realm_role("Auditor")), Some(&names::lookup("role", "auditor")));
    assert_eq!(codes("role", rows.keys()).into_iter().collect::<Vec<_>>(), ["admin", "auditor", "gone"]);
}

#[test]
fn what_the_files_say_of_activity_counts_more_than_the_row() {
    let mut desired = desired(&[("role", "admin", json!({"active": false})), ("permission", "read", json!({}))]);
    let rows = lookups(&[("role", "admin", json!({"active": true})), ("permission", "read", json!({"active": false}))]);
    assert!(expand(&mut desired, &rows).is_empty());
    // Nothing is declared of the permission's activity, so that of its row stays.
    assert_eq!(roles(&desired), json!({}));
}

#[test]
fn a_row_can_neither_take_a_declared_name_nor_stop_the_plan() {
    let mut desired = desired(&[("role", "admin", json!({"sort": 9})), ("permission", "read", json!({"sort": 9}))]);
    let rows = lookups(&[
        ("role", "Admin", json!({"sort": 1, "active": true, "label": {"en": "Row"}})),
        ("role", "read", json!({"sort": 1, "active": true})),
        ("permission", "Admin", json!({"sort": 1, "active": true})),
        ("permission", "uma_authorization", json!({"sort": 1, "active": true})),
    ]);
    let findings = expand(&mut desired, &rows);
    let told: Vec<(&str, Severity)> = findings.iter().map(|it| (it.code.as_str(), it.severity)).collect();
    assert_eq!(
        told,
        [
            ("config/one-role-twice", Severity::Warning),
            ("config/one-role-twice", Severity::Warning),
            ("config/built-in-role", Severity::Warning),
        ]
    );
    let roles = roles(&desired);
    assert_eq!(roles["Admin"], json!({"composites": {"realm": ["read"]}}));
    assert_eq!(roles["Read"], json!({}), "camel case keeps it from being the permission");
}

#[test]
fn a_row_does_not_reach_into_a_role_that_is_written_by_hand() {
    let mut desired = desired(&[("role", "admin", json!({})), ("permission", "read", json!({}))]);
    let operator = names::realm_role("operator");
    let body = body(&json!({"composites": {"client": {"realm-management": ["realm-admin"]}}}));
    desired.objects.insert(operator.clone(), Declared { body: body.clone(), ..Declared::default() });
    let rows = lookups(&[("permission", "operator", json!({"active": true, "description": "Mine"}))]);
    let findings = expand(&mut desired, &rows);
    assert_eq!(findings.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["config/declared-role"]);
    assert_eq!(desired.objects[&operator].body, body);
    assert_eq!(roles(&desired)["Admin"], json!({"composites": {"realm": ["read"]}}));
}

#[test]
fn two_declared_values_of_one_name_are_an_error() {
    let mut desired =
        desired(&[("role", "a_b", json!({})), ("role", "a-b", json!({})), ("permission", "x", json!({}))]);
    let findings = expand(&mut desired, &BTreeMap::new());
    assert_eq!(findings.iter().map(|it| it.severity).collect::<Vec<_>>(), [Severity::Error]);
    assert_eq!(roles(&desired), json!({}), "an error adds nothing");
}

#[test]
fn a_row_with_a_name_that_no_role_can_have_is_left_out() {
    let mut desired = desired(&[("role", "admin", json!({})), ("permission", "read", json!({}))]);
    let long = "x".repeat(256);
    let rows =
        lookups(&[("role", long.as_str(), json!({"active": true})), ("role", "auditor", json!({"active": true}))]);
    let findings = expand(&mut desired, &rows);
    let told: Vec<(&str, Severity)> = findings.iter().map(|it| (it.code.as_str(), it.severity)).collect();
    assert_eq!(told, [("config/no-role-name", Severity::Warning)]);
    assert_eq!(roles(&desired).as_object().map(|roles| roles.len()), Some(3));
}

/// A row stands in no file.
#[test]
fn what_is_wrong_with_a_row_is_told_where_its_role_is_asked_for() {
    let mut desired = desired(&[("role", "admin", json!({})), ("permission", "read", json!({}))]);
    let place =
        Span::of(&Arc::new(Source::new("realm/roles.toml", "[roles_from_lookups]\npermissions = {}\n")), 21..32);
    let metadata = of_type("permission", NamePart::Metadata("role".into()));
    let permissions = metadata.map(|it| RolesOfType { span: place, ..it });
    desired.lookup_roles = desired.lookup_roles.map(|it| LookupRoles { permissions, ..it });
    let rows = lookups(&[
        ("permission", "nameless", json!({"active": true})),
        ("permission", "own", json!({"active": true, "metadata": {"role": "uma_authorization"}})),
    ]);
    let findings = expand(&mut desired, &rows);
    let told = |code: &str, object: &str| {
        let finding = findings.iter().find(|it| it.code == code && it.object.as_deref() == Some(object));
        finding.and_then(|it| it.span.as_ref()).map(ToString::to_string)
    };
    assert_eq!(told("config/no-role-name", "lookup/permission/nameless").as_deref(), Some("realm/roles.toml:2:1"));
    assert_eq!(told("config/built-in-role", "lookup/permission/own").as_deref(), Some("realm/roles.toml:2:1"));
}
