//! What must hold for every plan and every name: short pages, closed fences, nothing that a terminal obeys.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::json;

use super::{markdown, sample, text};
use realmform_kinds::names;
use realmform_model::{Action, Change, Delta, Failure, Finding, Link, Path, Plan, Side, Source, Span};

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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn markdown_is_short_and_ends_its_fences(plan in any_plan(), name in nasty()) {
        let page = markdown::plan(&Plan { review: sample::review(&name), realm: name.clone(), target: name, ..plan });
        prop_assert!(page.chars().count() < 60_000);
        prop_assert!(is_harmless(&page));
        let outside = outside_fences(&page);
        prop_assert!(outside.is_some(), "an open fence");
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
