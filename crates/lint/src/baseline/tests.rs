//! What is known, what is new, what is gone, and files that are no baseline.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use serde_json::Value;

use super::*;
use realmform_model::{Source, Span};
use realmform_render::findings::{LintReport, format_named};

fn finding(code: &str, object: &str, file: &str, offset: usize) -> Finding {
    let source = Arc::new(Source::new(file, "a\nb\nc\n".to_owned()));
    let finding = Finding::error(code, format!("about {object} at {offset}"));
    finding.on(object).at(&Span { source, offset, length: 1 })
}

fn as_json(findings: &[Finding]) -> String {
    let report = LintReport { findings, files: &[], project: "realmform.toml", rules: &[], fail_level: None };
    (format_named("json").unwrap().render)(&report)
}

fn baseline_of(findings: &[Finding]) -> Baseline {
    Baseline::parse(&as_json(findings)).unwrap()
}

#[test]
fn only_what_is_new_is_left() {
    let before = [finding("naming/client", "client/a", "x.toml", 0), finding("naming/client", "client/b", "x.toml", 2)];
    let moved = finding("naming/client", "client/a", "x.toml", 4);
    let compared = baseline_of(&before).compare(vec![
        moved,
        finding("naming/client", "client/c", "x.toml", 0),
        finding("naming/client", "client/b", "y.toml", 2),
        finding("reference/missing", "client/b", "x.toml", 2),
    ]);
    let new: Vec<_> =
        compared.new.iter().map(|finding| format!("{} {}", finding.code, finding.span.as_ref().unwrap())).collect();
    assert_eq!(new, ["naming/client x.toml:1:1", "naming/client y.toml:2:1", "reference/missing x.toml:2:1"]);
    assert_eq!(
        compared.summary(),
        "1 known finding left out; 1 finding of the baseline no longer occurs: create the baseline again."
    );
}

#[test]
fn the_same_once_more_is_new() {
    let one = || finding("reference/missing", "client/a", "x.toml", 0);
    let compared = baseline_of(&[one(), one()]).compare(vec![one(), one(), one()]);
    assert_eq!((compared.new.len(), compared.known, compared.gone), (1, 2, 0));
    assert_eq!(compared.summary(), "2 known findings left out.");
    let compared = baseline_of(&[one(), one(), one()]).compare(vec![one()]);
    assert_eq!(
        compared.summary(),
        "1 known finding left out; 2 findings of the baseline no longer occur: create the baseline again."
    );
}

#[test]
fn without_an_object_the_message_counts() {
    let ring = |message: &str| Finding::error("reference/cycle", message);
    let compared = baseline_of(&[ring("a → a"), ring("b → b")]).compare(vec![ring("a → a"), ring("c → c")]);
    assert_eq!((compared.new[0].message.as_str(), compared.new.len(), compared.gone), ("c → c", 1, 1));
    let with_object = Finding::error("reference/cycle", "x").on("a → a");
    assert_eq!(baseline_of(&[ring("a → a")]).compare(vec![with_object]).new.len(), 1);
}

#[test]
fn what_is_wrong_with_the_configuration_is_never_known() {
    let broken = || Finding::error("config/syntax", "not TOML");
    let compared = baseline_of(&[broken()]).compare(vec![broken()]);
    assert_eq!((compared.new.len(), compared.known, compared.gone), (1, 0, 0));
}

#[test]
fn a_path_may_be_written_in_other_ways() {
    let compared = baseline_of(&[finding("naming/client", "client/a", "./dir/x.json", 0)]).compare(vec![finding(
        "naming/client",
        "client/a",
        "dir\\x.json",
        0,
    )]);
    assert_eq!((compared.new.len(), compared.known), (0, 1));
}

#[test]
fn more_fields_do_no_harm() {
    let mut written: Value =
        serde_json::from_str(&as_json(&[finding("naming/client", "client/a", "x.toml", 0)])).unwrap();
    written["tool"] = "realmform".into();
    written["findings"][0]["key"] = serde_json::json!(["clients", "a"]);
    let compared = Baseline::parse(&format!("\u{feff}{written}")).unwrap().compare(Vec::new());
    assert_eq!(compared.gone, 1);
}

#[test]
fn other_files_are_no_baseline() {
    let told: Vec<_> = ["", "{", "[]", "{}", r#"{"findings": 3}"#, r#"{"findings": [{"ruleId": "x"}]}"#, "<xml/>"]
        .into_iter()
        .map(|text| Baseline::parse(text).unwrap_err())
        .collect();
    insta::assert_snapshot!(told.join("\n"), @"
    the file is empty
    invalid JSON: EOF while parsing an object at line 1 column 1
    the list `findings`, which `realmform lint --format json` writes, is missing
    the list `findings`, which `realmform lint --format json` writes, is missing
    the list `findings`, which `realmform lint --format json` writes, is missing
    `realmform lint --format json` did not write it: missing field `code`
    invalid JSON: expected value at line 1 column 1
    ");
}
