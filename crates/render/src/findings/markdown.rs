//! Findings for a pull request's comment: a table for each file, and never more than a comment can hold.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{LintReport, shown_path, summary};
use realmform_model::words::counted;
use realmform_model::{Finding, Severity, escape};

/// A comment on GitHub holds 65,536 characters; this leaves room for what others put around it.
const LIMIT: usize = 60_000;
/// A longer message is cut.
const LONGEST: usize = 600;

pub(super) fn render(report: &LintReport) -> String {
    let mut counts = summary(report.findings);
    if let Some(first) = counts.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let mut text = format!("### Realmform lint\n\n**{counts}.**\n");
    let mut by_file: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings {
        let place = finding.span.as_ref().filter(|span| span.is_known());
        by_file.entry(place.map(|span| shown_path(&span.source.path)).unwrap_or_default()).or_default().push(finding);
    }
    let (mut shown, mut length) = (0, text.chars().count());
    'files: for (file, findings) in by_file {
        let title = if file.is_empty() { "The project".to_owned() } else { escape::markdown_code(&file) };
        let mut heading = format!("\n#### {title}\n\n| | Line | Finding |\n|---|---|---|\n");
        for finding in findings {
            let row = heading + &row(finding);
            heading = String::new();
            length += row.chars().count();
            if length > LIMIT {
                break 'files;
            }
            text.push_str(&row);
            shown += 1;
        }
    }
    let left = report.findings.len() - shown;
    if left > 0 {
        let left = counted(left, "finding");
        let _ = write!(text, "\n{left} omitted to fit the size limit. Run `realmform lint` to see all.\n");
    }
    text
}

fn row(finding: &Finding) -> String {
    let sign = match finding.severity {
        Severity::Error => "❌",
        Severity::Warning => "⚠️",
        Severity::Info => "ℹ️",
    };
    let line = finding.span.as_ref().filter(|span| span.is_known()).map(|span| span.line_column().0.to_string());
    let object = finding.object.as_ref().map(|object| format!("{}: ", escape::markdown_code(&cut(object))));
    let help = finding.help.as_ref().map(|help| format!("<br>{}", in_words(&cut(help))));
    format!(
        "| {sign} | {} | {}{} <br><sub>{}</sub>{} |\n",
        line.unwrap_or_default(),
        object.unwrap_or_default(),
        in_words(&cut(&finding.message)),
        escape::markdown_code(&finding.code),
        help.unwrap_or_default(),
    )
}

/// Our own sentences: what stands between backticks is code, and nothing in it is markup.
fn in_words(text: &str) -> String {
    let pieces = text.split('`').enumerate();
    pieces
        .map(|(at, piece)| match at % 2 {
            1 => escape::markdown_code(piece),
            _ => plain(piece),
        })
        .collect()
}

/// A sentence whose every sign that could be markup is an entity. After `@` and `#` comes a sign of no width: GitHub reads
/// mentions and numbers of issues from the finished page, where an entity is the sign again.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for letter in escape::line(text).chars() {
        if letter.is_alphanumeric() || matches!(letter, ' ' | ',' | '.' | ';' | '?' | '/' | '-' | '(' | ')') {
            out.push(letter);
        } else {
            let _ = write!(out, "&#{};", u32::from(letter));
            out.push_str(if matches!(letter, '@' | '#') { "&#8203;" } else { "" });
        }
    }
    // An address would become a link.
    out.replace("www.", "www&#46;")
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::sample;

    #[test]
    fn a_finding_is_one_row_and_nothing_of_a_name_is_markup() {
        let findings = sample::hostile();
        let text = render(&sample::report(&findings));
        assert_eq!(text.lines().filter(|line| line.starts_with("| ")).count(), findings.len() + count_of_tables(&text));
        for sign in ["<script", "](", "![", "@everyone", "**bold", "javascript:"] {
            assert!(!text.contains(sign), "{sign} in {text}");
        }
        assert!(
            text.lines().filter(|line| line.starts_with("| ")).all(|line| line.matches('|').count() == 4),
            "{text}"
        );
    }

    #[test]
    fn a_name_that_leaves_its_backticks_mentions_nobody_and_no_issue() {
        let text = in_words("`a`@team fixes #12");
        assert_eq!(text, "<code>a</code>&#64;&#8203;team fixes &#35;&#8203;12");
    }

    fn count_of_tables(text: &str) -> usize {
        text.matches("| | Line | Finding |").count()
    }

    #[test]
    fn what_does_not_fit_a_comment_is_counted() {
        let findings: Vec<Finding> =
            (0..1000).map(|at| Finding::error("x/y", format!("{at} {}", "word ".repeat(40)))).collect();
        let text = render(&sample::report(&findings));
        assert!(text.chars().count() <= LIMIT + 100, "{}", text.len());
        let rows = text.lines().filter(|line| line.starts_with("| ❌")).count();
        assert!(text.ends_with(&format!(
            "{} findings omitted to fit the size limit. Run `realmform lint` to see all.\n",
            1000 - rows
        )));
    }
}
