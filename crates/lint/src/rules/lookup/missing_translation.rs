//! Lookups without a label in a language that most others have.

use std::collections::BTreeMap;

use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::lookup::facts::undeclared;
use realmform_kinds::names;
use realmform_model::words::listed;
use realmform_model::{Body, KindName, Severity};

pub(super) const RULE: Rule = Rule {
    code: "lookup/missing-translation",
    severity: Severity::Warning,
    title: "A lookup lacks a label in a language of the catalogue",
    why: "Whoever uses the application in that language sees an empty entry, or the code. A language belongs to the \
          catalogue when more than half of its values have a label in it; for types, more than half of the types.",
    fix: "add the label",
    links: &[],
    check: Check::Whole(check),
    bad: &[
        "[lookups.status.values]\nopen = { label = { en = \"Open\", de = \"Offen\" } }\n\
         done = { label = { en = \"Done\", de = \"Erledigt\" } }\nlost = { label.en = \"Lost\" }\n",
        "[lookups.status.values]\nopen = { label.en = \"Open\" }\ndone = { label.en = \"Done\" }\n\
         lost = { label.en = \"\" }\n",
        "[lookups.a]\nlabel.en = \"A\"\n\n[lookups.b]\nlabel.en = \"B\"\n\n[lookups.c]\ndescription = \"C\"\n",
    ],
    good: &[
        // Half of them is not most of them.
        "[lookups.status.values]\nopen = { label = { en = \"Open\", de = \"Offen\" } }\n\
         done = { label.en = \"Done\" }\n",
        "[lookups.status.values]\nopen = {}\ndone = {}\nlost = {}\n",
    ],
};

fn check(context: &Context, report: &mut Report) {
    for kind in [names::LOOKUP_TYPE, names::LOOKUP] {
        let expected = languages(context, kind);
        for (_, subject) in context.of_kind(kind).filter(|(_, subject)| subject.whole || subject.declares("label")) {
            let missing: Vec<&str> =
                expected.iter().map(String::as_str).filter(|language| !subject.says(&["label", language])).collect();
            if !missing.is_empty() {
                let message = format!("no label in {}, unlike most lookups", listed(missing.iter().copied()));
                let keys = missing.iter().map(|language| format!("`label.{language}`"));
                let help = format!("add {}", keys.collect::<Vec<_>>().join(" and "));
                report.at(subject, &["label"], message).help(help);
            }
        }
    }
}

/// The languages in which more than half of the kind have a label.
fn languages(context: &Context, kind: KindName) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut total = 0;
    for (_, subject) in context.of_kind(kind) {
        total += 1;
        of_subject(subject).for_each(|language| *counts.entry(language).or_default() += 1);
    }
    for (_, body) in undeclared(context, kind) {
        total += 1;
        of_body(body).for_each(|language| *counts.entry(language).or_default() += 1);
    }
    counts.into_iter().filter(|(_, count)| 2 * count > total).map(|(language, _)| language).collect()
}

fn of_subject(subject: &Subject) -> impl Iterator<Item = String> {
    let labels = subject.get(&["label"]).map(|labels| labels.entries()).unwrap_or_default();
    let said = labels.iter().filter(|(_, text)| text.text().is_some_and(|text| !text.is_empty()));
    said.map(|(language, _)| language.to_string())
}

fn of_body(body: &Body) -> impl Iterator<Item = String> {
    let labels = body.get("label").and_then(serde_json::Value::as_object);
    let said = labels.into_iter().flatten().filter(|(_, text)| text.as_str().is_some_and(|text| !text.is_empty()));
    said.map(|(language, _)| language.clone())
}
