//! What must hold for every plan and every name: short pages, closed fences, nothing that a terminal obeys.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::json;

use super::findings::{FORMATS, LintReport};
use super::{drift, markdown, sample, text};
use realmform_engine::besides::Besides;
use realmform_engine::saved::{Stale, Why};
use realmform_kinds::names;
use realmform_model::drift::{Class, Drift, Drifted, Event};
use realmform_model::{
    Action, Address, Change, Delta, Failure, Finding, Link, Outcome, Path, Plan, Side, Source, Span, Step, escape,
};

/// What is left outside the fences of a page, read as CommonMark reads it; `None` where a fence is left open.
fn outside_fences(page: &str) -> Option<Vec<&str>> {
    let mut inside = false;
    let mut outside = Vec::new();
    for line in page.lines() {
        let stripped = line.trim_start_matches(' ');
        let is_mark = line.len() - stripped.len() <= 3 && stripped.starts_with("```");
        match (inside, is_mark) {
            (false, true) => inside = true,
            (true, true) if stripped.trim_matches(['`', ' ']).is_empty() => inside = false,
            (false, false) => outside.push(line),
            _ => {}
        }
    }
    (!inside).then_some(outside)
}

/// A name or value with all that could do harm.
fn nasty() -> impl Strategy<Value = String> {
    let pieces = [
        "\u{1b}[31m",
        "\u{9b}2J",
        "\r",
        "\n",
        "\n```\n",
        "</details>",
        "|",
        "`",
        "\u{202e}",
        "\u{7}",
        "مدير",
        "a b",
        "\0",
        "::",
        "\n::error::x\n",
        "##",
        "[section]",
        "##vso[task.x]",
        "section_start:1:x",
        "@everyone #1 ![x](https://x) :smile: <img>",
    ];
    prop::collection::vec(prop_oneof![prop::sample::select(pieces.to_vec()).prop_map(str::to_owned), ".{0,40}"], 0..12)
        .prop_map(|pieces| pieces.concat())
}

fn any_plan() -> impl Strategy<Value = Plan> {
    let step =
        (nasty(), nasty(), nasty(), 0..5_usize, 1..1_500_usize).prop_map(|(name, before, after, form, times)| {
            let long = before.repeat(times.min(400));
            let path = Path::of(&["attributes", &name]);
            let value =
                |before: &str, after: &str| Delta::Value { before: Some(json!(before)), after: Some(json!(after)) };
            let update = |delta| Action::Update {
                renamed: None,
                changes: vec![Change {
                    path: path.clone(),
                    delta,
                    follows: vec![(names::client(before.clone()), names::client(after.clone()))],
                }],
            };
            let action = match form {
                0 => Action::Create { body: sample::body(json!({ "a": before, &name: long })), secrets: vec![] },
                1 => update(value(&before, &after)),
                2 => update(value(&long, &after)),
                3 => update(Delta::Set {
                    added: vec![json!(before)],
                    removed: vec![json!({ &name: after })],
                    after: vec![],
                }),
                _ => Action::Grant(Link {
                    path: path.clone(),
                    targets: (0..times).map(|_| names::client_role(before.clone(), after.clone())).collect(),
                }),
            };
            sample::step(names::client(name), action, &[])
        });
    prop::collection::vec(step, 0..25).prop_map(|steps| Plan {
        steps,
        makes: vec![Side::Realm],
        compared: 1,
        realm: "athyper".to_owned(),
        target: "live".to_owned(),
        ..Plan::default()
    })
}

/// Whether nothing is in the text that a terminal could obey, line ends apart.
fn is_harmless(text: &str) -> bool {
    !text.chars().any(|letter| (letter.is_control() && letter != '\n') || letter == '\u{202e}')
}

/// The first line that a CI obeys, read as its runner reads it; none may be there once a text was printed.
fn command(printed: &str) -> Option<&str> {
    // Colours are gone where the output is no terminal.
    let bare = |line: &str| text::plain(line);
    printed.lines().find(|line| {
        let bare = bare(line);
        let word = |rest: &str| rest.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).starts_with('[');
        let marks = ["section_start:", "section_end:", "\u{202e}", "\r"];
        bare.trim_start().starts_with("::")
            || bare.match_indices("##").any(|(at, _)| word(&bare[at + 2..]))
            || marks.iter().any(|mark| bare.contains(mark))
    })
}

/// Everything that is printed of a plan, whether it is applied or not, and of what goes wrong with it.
fn all_of(plan: &Plan, name: &str) -> Vec<String> {
    let steps: Vec<usize> = (0..plan.steps.len()).collect();
    let failure = || Failure::server(name).help(name);
    let failed = Outcome { failed: steps.iter().map(|step| (*step, failure())).collect(), ..Outcome::default() };
    let done = Outcome { done: steps.clone(), remaining: steps, interrupted: true, ..Outcome::default() };
    let objects: Vec<_> = plan.steps.iter().map(|step| step.address.clone()).collect();
    let why = |step: &Step| match &step.action {
        Action::Update { changes, .. } => Why::Fields(changes.clone()),
        _ => Why::NotUnder(step.address.clone()),
    };
    let stale: Vec<Stale> =
        plan.steps.iter().map(|step| Stale { address: step.address.clone(), why: why(step) }).collect();
    let fields = |step: &Step| match &step.action {
        Action::Update { changes, .. } => changes.clone(),
        _ => Vec::new(),
    };
    let besides: Vec<Besides> =
        plan.steps.iter().map(|step| Besides { address: step.address.clone(), fields: fields(step) }).collect();
    let event =
        Event { what: "updated", time: "2026-01-01T00:00:00Z".parse().unwrap_or_default(), who: name.to_owned() };
    let drifted =
        |address: &Address| Drifted { address: address.clone(), class: Class::Changed, event: Some(event.clone()) };
    let drift = Drift { objects: objects.iter().map(drifted).collect(), note: None };
    let renames: Vec<_> = objects.iter().map(|address| (address, address)).collect();
    let refused = objects.iter().map(|address| (address.clone(), name.to_owned())).collect();
    vec![
        text::plan(plan),
        markdown::plan(plan),
        text::outcome(plan, &failed),
        text::outcome(plan, &done),
        text::stale(&stale, false),
        text::stale_now(&stale),
        text::besides(&besides),
        text::failure(&failure()),
        drift::text(&drift),
        drift::markdown(&drift),
        text::fixed(&renames, 1),
        text::refused(&refused),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn no_line_is_a_command_to_a_ci(plan in any_plan(), name in nasty()) {
        let plan = Plan { realm: name.clone(), target: name.clone(), ..plan };
        for text in all_of(&plan, &name) {
            let printed = escape::log(&text);
            prop_assert_eq!(command(&printed), None);
            // Our own colours are the only controls, before it is printed, too.
            prop_assert!(is_harmless(&text::plain(&text).replace('\t', "")), "{:?}", text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_finding_is_a_command_to_a_ci(source in nasty(), message in nasty()) {
        let span = Span { source: Arc::new(Source::new(format!("{message}.toml"), source)), offset: 0, length: 3 };
        let finding = Finding::error(message.clone(), message.clone()).at(&span).on(&message).help(message.clone());
        let findings = [finding.and_at(message.clone(), &span), Finding::warning("x/y", message)];
        let report =
            LintReport { findings: &findings, files: &[], project: "realmform.toml", rules: &[], fail_level: None };
        for format in FORMATS {
            let text = (format.render)(&report);
            if format.name == "markdown" {
                let markup = ["@everyone", "![x", "https://", ":smile:", "<img", "#1 "];
                prop_assert!(!markup.iter().any(|mark| text.contains(mark)), "{}", text);
            }
            if format.name == "github" {
                // One command of ours a finding, and a last line.
                prop_assert_eq!(text.lines().count(), findings.len() + 1);
                prop_assert!(text.lines().take(findings.len()).all(|line| line.starts_with("::")));
                continue;
            }
            let printed = escape::log(&text);
            prop_assert_eq!(command(&printed), None);
            // What a program reads is not changed as it is printed.
            prop_assert!(["text", "markdown"].contains(&format.name) || printed == text, "{}", text);
        }
    }

    #[test]
    fn markdown_is_short_and_ends_its_fences(plan in any_plan(), name in nasty()) {
        let page = markdown::plan(&Plan { review: sample::review(&name), realm: name.clone(), target: name, ..plan });
        prop_assert!(page.chars().count() < 60_000);
        prop_assert!(is_harmless(&page));
        let outside = outside_fences(&page);
        prop_assert!(outside.is_some(), "an open fence");
        // Names are text: nothing of them is a mention, a link, an image, HTML, a sign or the number of an issue.
        let markup = ["@everyone", "![x", "https://", ":smile:", "<img", "#1 ", "##"];
        let is_markup = |line: &&&str| {
            let text = line.trim_start_matches('#');
            markup.iter().any(|mark| text.contains(mark)) || text.trim_start().starts_with('/')
        };
        prop_assert_eq!(outside.iter().flatten().find(is_markup), None);
        let details = |mark: &str| outside.iter().flatten().filter(|line| line.contains(mark)).count();
        prop_assert_eq!(details("<details>"), details("</details>"));
    }

    #[test]
    fn nothing_from_a_name_reaches_the_terminal(plan in any_plan(), name in nasty()) {
        // Our own colours are the only ones: without them, no control is left.
        let shown = text::plan(&Plan { review: sample::review(&name), realm: name.clone(), target: name, ..plan });
        let own = shown.replace("\u{1b}[0m", "").replace("\u{1b}[1m", "").replace("\u{1b}[2m", "");
        let own = (31..=36).fold(own, |text, colour| text.replace(&format!("\u{1b}[{colour}m"), ""));
        prop_assert!(is_harmless(&own), "{:?}", own);
    }

    #[test]
    fn nothing_from_a_file_or_a_server_reaches_the_terminal(source in nasty(), message in nasty(), offset in 0..80_usize) {
        let span = Span {
            source: Arc::new(Source::new(format!("{message}.toml"), source.clone())),
            offset,
            length: 5,
        };
        let finding = Finding::error(message.clone(), message.clone())
            .at(&span).on(&message).help(source.clone()).and_at(source, &span);
        let shown = text::plain(&text::findings(&[finding]));
        prop_assert!(is_harmless(&shown.replace('\t', "")), "{shown:?}");
        let failure = Failure { span: Some(span), ..Failure::server(message.clone()) };
        prop_assert!(is_harmless(&text::plain(&text::failure(&failure.help(message))).replace('\t', "")));
    }
}
