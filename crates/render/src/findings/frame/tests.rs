//! What a code frame shows of big lines, of secrets and of two places.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::text;
use realmform_model::{Finding, Source};

fn span(source: &Arc<Source>, offset: usize, length: usize) -> Span {
    Span { source: Arc::clone(source), offset, length }
}

fn drawn(span: &Span) -> String {
    text::plain(&text::findings(&[Finding::error("x/y", "odd").on("client/x").at(span)]))
}

/// A line of 20 MB, with the place of a word in its middle.
fn one_line() -> (Arc<Source>, usize) {
    let half = r#"{"clientId": "ä"}, "#.repeat(500_000);
    let text = format!("{half}\"needle\"{half}");
    (Arc::new(Source::new("realm.json", text)), half.len())
}

#[test]
fn of_a_long_line_the_part_around_the_place_is_shown() {
    let (source, at) = one_line();
    let shown = drawn(&span(&source, at, 8));
    let column = source.text[..at].chars().count() + 1;
    assert!(shown.contains(&format!("[realm.json:1:{column}]")), "{shown}");
    let line = shown.lines().find(|line| line.contains("needle")).unwrap_or_default();
    assert!(line.contains('…') && line.ends_with('…') && line.chars().count() < LONGEST + 20, "{line}");
}

#[test]
fn long_lines_above_and_below_are_cut_and_keep_their_numbers() {
    let long = "é".repeat(5_000);
    let text = format!("first\n{long}\n  \"place\": 1\n{long}\nlast\n");
    let at = text.find("\"place\"").unwrap_or_default();
    let source = Arc::new(Source::new("realm.json", text));
    let shown = drawn(&span(&source, at, 7));
    assert!(shown.contains("[realm.json:3:3]"), "{shown}");
    let numbered = |number: usize| {
        let start = format!(" {number} │");
        shown.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("no {number}: {shown}"))
    };
    assert!(numbered(2).contains('…') && numbered(2).chars().count() < LONGEST + 20);
    assert!(numbered(3).contains("\"place\": 1"));
    assert!(numbered(4).ends_with('…') && numbered(4).chars().count() < LONGEST + 20);
    assert!(!shown.contains("first") && !shown.contains("last"), "{shown}");
}

#[test]
fn a_secret_beside_the_place_is_stars_however_the_line_is_cut() {
    let pad = r#""a": 1, "#.repeat(400);
    let text = format!("{{{pad}\"secret\": \"geheim\", \"place\": 1, {pad}}}");
    let secret = text.find("\"geheim\"").unwrap_or_default();
    let source = Arc::new(Source::new("realm.json", text));
    let quoted = secret..secret + 8;
    source.hide(vec![quoted]);
    let mut starred = 0;
    for offset in secret - 200..secret + 200 {
        let shown = drawn(&span(&source, offset, 5));
        for part in ["gehe", "ehei", "heim"] {
            assert!(!shown.contains(part), "at {offset}: {shown}");
        }
        starred += usize::from(shown.contains("********"));
    }
    assert!(starred > 100, "the secret's place is shown: {starred}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_place_of_any_text_is_shown_with_its_own_line_and_column(
        pieces in prop::collection::vec(prop_oneof!["[aé😀\" ]{0,300}", "[\n]{1,3}", "\r\n"], 0..12),
        offset in 0..3_000_usize,
        length in 0..400_usize,
    ) {
        let source = Arc::new(Source::new("realm.json", pieces.concat()));
        let place = span(&source, offset.min(source.text.len()), length);
        let (line, column) = place.line_column();
        let shown = drawn(&place);
        prop_assert!(shown.contains(&format!("[realm.json:{line}:{column}]")), "{}", shown);
        let widest = shown.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        prop_assert!(widest < 2 * LONGEST + 40, "{widest}: {shown}");
    }
}
