//! Each rule's own samples: it finds something in the bad ones, where it says, and nothing in the good ones.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{all, check, of};
use crate::policy::Policies;
use crate::rule::{Beside, Context, Export, Rule};
use realmform_config::load::{ExtraFields, Loaded, sources};
use realmform_model::{Finding, Source};

/// What all rules find in an export, or in a project's TOML.
pub(super) fn found(text: &str) -> Vec<Finding> {
    if text.starts_with("[lookups") {
        let source = Arc::new(Source::new("lookups/sample.toml", text.to_owned()));
        let Loaded { desired, findings } = sources(vec![source], &ExtraFields::new());
        assert!(findings.is_empty(), "{findings:?}: {text}");
        return check(&Context::of_project(&desired, Beside::Nothing, &Policies::default()));
    }
    let source = Arc::new(Source::new("sample.json", text.to_owned()));
    let exports = Export::read(&source).unwrap_or_else(|error| panic!("{error}: {text}"));
    check(&Context::of_export(&exports, &Policies::default()))
}

fn of_rule(rule: &Rule, text: &str) -> Vec<Finding> {
    found(text).into_iter().filter(|finding| rule.covers(&finding.code)).collect()
}

#[test]
fn every_rule_finds_what_is_bad_in_its_samples_and_points_into_them() {
    for rule in all() {
        for sample in rule.bad {
            let found = of_rule(rule, sample);
            assert!(!found.is_empty(), "{}: nothing found in {sample}", rule.code);
            for finding in found {
                let place = finding.span.as_ref().is_some_and(|span| span.length > 0);
                assert!(place, "{}: no place: {} in {sample}", rule.code, finding.message);
            }
        }
    }
}

#[test]
fn no_rule_finds_anything_in_its_good_samples() {
    for rule in all() {
        for sample in rule.good {
            let messages: Vec<String> = of_rule(rule, sample).into_iter().map(|finding| finding.message).collect();
            assert!(messages.is_empty(), "{}: {messages:?} in {sample}", rule.code);
        }
    }
}

#[test]
fn no_rule_shows_who_logs_in_to_a_uri() {
    let mut masked = 0;
    for sample in all().flat_map(|rule| rule.bad) {
        for finding in found(&sample.replace("://", "://ann:hunter2@")) {
            let help = finding.help.as_deref().unwrap_or_default();
            assert!(!finding.message.contains("hunter2") && !help.contains("hunter2"), "{finding:?} in {sample}");
            masked += usize::from(finding.message.contains("://…@"));
        }
    }
    assert!(masked > 10, "{masked}");
}

#[test]
fn every_rule_has_samples_and_words() {
    // A rule that carries out the policies has nothing to say without them.
    for rule in all().filter(|rule| !rule.code.ends_with("/*")) {
        assert!(!rule.bad.is_empty() && !rule.good.is_empty(), "{}: no samples", rule.code);
        assert!(rule.why.len() > 80 && !rule.fix.is_empty(), "{}: few words", rule.code);
        assert!(!rule.title.ends_with('.'), "{}: the title ends in a full stop", rule.code);
    }
}

#[test]
fn codes_are_of_one_form_and_belong_to_one_rule() {
    let mut seen = BTreeSet::new();
    for rule in all() {
        let form = rule.code.split_once('/').is_some_and(|(family, name)| !family.is_empty() && !name.is_empty());
        assert!(form && seen.insert(rule.code), "{}", rule.code);
        assert!(of(rule.code).is_some_and(|found| std::ptr::eq(found, rule)), "{} is covered by another", rule.code);
    }
}
