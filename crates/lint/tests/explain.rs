//! What `explain` says of the rules.

use serde_json::Value;

use realmform_lint::rule::Rule;
use realmform_lint::rules;
use realmform_model::{Finding, RuleText};
use realmform_render::findings::{LintReport, format_named};
use realmform_render::rule::{COLUMNS, explain};
use realmform_render::text::plain;

#[test]
fn a_rule_is_explained_with_what_to_set_and_where_it_is_written() {
    let rule = rules::of("client/pkce-missing").unwrap_or_else(|| panic!("the rule is there"));
    insta::assert_snapshot!(plain(&explain(&rule.text())));
}

#[test]
fn no_line_of_any_explanation_but_a_link_is_too_long_for_a_terminal() {
    for rule in rules::all() {
        let told = plain(&explain(&rule.text()));
        let long = told.lines().find(|line| line.chars().count() > COLUMNS && !line.contains("://"));
        assert_eq!(long, None, "{}", rule.code);
    }
}

#[test]
fn code_scanning_has_all_that_it_needs_of_every_rule() {
    let rules: Vec<RuleText> = rules::all().map(Rule::text).collect();
    let codes = rules::codes();
    let findings: Vec<Finding> = codes
        .iter()
        .map(String::as_str)
        .chain(["config/syntax", "moved/cycle"])
        .map(|code| Finding::error(code, "it is odd"))
        .collect();
    let report =
        LintReport { findings: &findings, files: &[], project: "realmform.toml", rules: &rules, fail_level: None };
    let sarif = format_named("sarif").map(|format| (format.render)(&report)).unwrap_or_default();
    let log: Value = serde_json::from_str(&sarif).unwrap_or_else(|error| panic!("{error}"));
    let described = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap_or_else(|| panic!("no rules: {log}"));
    assert_eq!(described.len(), findings.len());
    for rule in described {
        let code = &rule["id"];
        for key in ["shortDescription", "fullDescription", "help"] {
            let text = rule[key]["text"].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{code} has no {key}");
            // What the manual of code scanning says of descriptions.
            assert!(key == "help" || text.chars().count() <= 1000, "{key} of {code} is too long");
        }
        assert!(rule["properties"]["tags"].as_array().is_none_or(|tags| tags.len() <= 10), "{code}");
    }
}
