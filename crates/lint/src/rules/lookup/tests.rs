//! Lookups beside rows that nobody declared, and how bad each case is.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::sync::Arc;

use serde_json::{Value, json};

use crate::policy::Policies;
use crate::rule::{Beside, Context};
use crate::rules::check;
use realmform_config::load::{ExtraFields, sources};
use realmform_kinds::names;
use realmform_model::{Finding, Live, Object, Source};

fn live(rows: &[(&str, &str, Value)]) -> Live {
    let objects = rows.iter().map(|(lookup_type, code, body)| {
        let object = Object { body: body.as_object().cloned().unwrap(), ..Object::default() };
        (names::lookup(*lookup_type, *code), object)
    });
    Live { objects: objects.collect(), ..Live::default() }
}

fn found(text: &str, live: Option<&Live>) -> Vec<Finding> {
    let source = Arc::new(Source::new("lookups/a.toml", text.to_owned()));
    let desired = sources(vec![source], &ExtraFields::new()).desired;
    let beside = live.map_or(Beside::Nothing, Beside::Live);
    let mut found = check(&Context::of_project(&desired, beside, &Policies::default()));
    found.retain(|finding| finding.code.starts_with("lookup/"));
    found
}

fn told(text: &str, live: Option<&Live>) -> Vec<String> {
    let line = |it: Finding| format!("{} {} {}: {}", it.severity, it.code, it.object.unwrap_or_default(), it.message);
    found(text, live).into_iter().map(line).collect()
}

#[test]
fn a_declared_value_is_the_twin_of_a_row_and_two_rows_are_nobodys_business() {
    let live = live(&[("status", "Open", json!({})), ("status", "done", json!({})), ("status", "DONE", json!({}))]);
    assert_eq!(
        told("[lookups.status.values]\nopen = {}\n", Some(&live)),
        ["warning lookup/twin-by-case lookup/status/open: `open` differs from `Open` only in case or whitespace"]
    );
}

#[test]
fn the_languages_are_those_of_rows_too_and_a_row_keeps_the_label_that_no_file_speaks_of() {
    let text = "[lookups.status.values]\nopen = { sort = 1, label.en = \"Open\" }\n";
    let german = |text: &str| json!({"label": {"en": text, "de": text}});
    let rows = [("status", "a", german("A")), ("status", "b", german("B"))];
    assert_eq!(
        told(text, Some(&live(&rows))),
        ["warning lookup/missing-translation lookup/status/open: no label in `de`, unlike most lookups"]
    );
    let own = [&rows[..], &[("status", "open", german("Open"))]].concat();
    assert_eq!(told(text, Some(&live(&own))), [""; 0]);
}

#[test]
fn several_languages_are_one_finding() {
    let text = "[lookups.s.values]\na = { label = { en = \"A\", de = \"A\" } }\nb = { label = { en = \"B\", de = \"B\" } }\nc = {}\n";
    let found = found(text, None);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].help.as_deref(), Some("add `label.de` and `label.en`"));
}

#[test]
fn a_parent_that_lives_and_is_retired_is_found() {
    let text = "[lookups.country.values]\nmy = { parent = \"region/asia\" }\n";
    let retired = |active: bool| live(&[("region", "asia", json!({"active": active}))]);
    assert_eq!(told(text, Some(&retired(true))), [""; 0]);
    assert_eq!(
        told(text, Some(&retired(false))),
        ["warning lookup/inactive-parent lookup/country/my: its parent `region/asia` is not active"]
    );
}

const MAPPING: &str = "[lookups.role.values]\nadmin = {}\n\n[lookups.may.values]\nread = {}\n\n\
    [roles_from_lookups]\nroles = { type = \"role\", name = \"{Code}\" }\npermissions = \"may\"\n";

#[test]
fn grants_of_rows_are_judged_when_the_rows_are_known() {
    let text =
        format!("{MAPPING}source = \"database\"\ngrants.admin = [\"write\", \"read\", \"x*\"]\ngrants.helper = []\n");
    assert_eq!(told(&text, None), [""; 0]);
    let known = live(&[("may", "write", json!({})), ("role", "helper", json!({})), ("may", "xx", json!({}))]);
    assert_eq!(
        told(&text, Some(&known)),
        ["info lookup/permission-without-role lookup/may/read: no role contains the permission `read`"]
    );
    assert_eq!(
        told(&text, Some(&live(&[]))),
        [
            "info lookup/permission-without-role lookup/may/read: no role contains the permission `read`",
            "error lookup/unknown-permission realmRole/Admin: `may` has no value `write`",
            "warning lookup/unknown-permission realmRole/Admin: `x*` matches no value of `may`",
            "error lookup/unknown-role lookupType/role: `role` has no value `helper`",
        ]
    );
}

#[test]
fn a_misspelt_role_is_about_the_one_that_was_meant() {
    let text = format!("{MAPPING}grants.admn = [\"*\"]\nincludes.admin = [\"admin\", \"chief\", \"!boss*\"]\n");
    assert_eq!(
        told(&text, None),
        [
            "info lookup/permission-without-role lookup/may/read: no role contains the permission `read`",
            "error lookup/unknown-role realmRole/Admin: `role` has no value `admn`",
            "error lookup/unknown-role realmRole/Admin: `role` has no value `chief`",
            "warning lookup/unknown-role realmRole/Admin: `boss*` matches no value of `role`",
        ]
    );
}

#[test]
fn permissions_without_a_role_are_told_once_with_five_names() {
    let values = |count: usize| (0..count).map(|at| format!("p{at} = {{}}\n")).collect::<String>();
    let text =
        |count| format!("[lookups.may.values]\n{}\n[roles_from_lookups]\npermissions = \"may\"\n", values(count));
    let message = |count| told(&text(count), None);
    assert_eq!(
        message(2),
        ["info lookup/permission-without-role lookup/may/p0: no role contains 2 of the permissions: `p0`, `p1`"]
    );
    assert!(message(5)[0].ends_with("`p4`"));
    assert!(message(6)[0].ends_with("`p4` and 1 more"));
}
