//! Findings for programs: `docs/findings-format.md` tells the shape, `docs/findings.schema.json` checks it.

use serde::Serialize;

use super::{LintReport, shown_path};
use realmform_model::{Finding, Severity, Span, escape};

/// The version of the form. It grows when a reader of the form before could misunderstand.
pub(super) const VERSION: u32 = 1;

#[derive(Serialize)]
struct FindingsDocument<'a> {
    format: &'static str,
    version: u32,
    tool: &'static str,
    summary: Summary,
    files: Vec<String>,
    findings: Vec<FindingEntry<'a>>,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    infos: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Position {
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

#[derive(Serialize)]
struct FindingEntry<'a> {
    code: &'a str,
    severity: Severity,
    object: Option<&'a str>,
    message: &'a str,
    help: Option<&'a str>,
    #[serde(flatten)]
    place: Position,
    related: Option<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Position,
}

/// All findings, in the order in which they come, and a last line end.
pub(super) fn render(report: &LintReport) -> String {
    let count = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let document = FindingsDocument {
        format: "realmform-findings",
        version: VERSION,
        tool: env!("CARGO_PKG_VERSION"),
        summary: Summary {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
        },
        files: report.files.iter().map(|path| shown_path(path)).collect(),
        findings: report.findings.iter().map(one).collect(),
    };
    // Texts and numbers can always be written.
    escape::json(&(serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"))
}

fn one(finding: &Finding) -> FindingEntry<'_> {
    FindingEntry {
        code: &finding.code,
        severity: finding.severity,
        object: finding.object.as_deref(),
        message: &finding.message,
        help: finding.help.as_deref(),
        place: place(finding.span.as_ref()),
        related: finding.related.as_ref().map(|(message, span)| Related { message, place: place(Some(span)) }),
    }
}

fn place(span: Option<&Span>) -> Position {
    let Some(span) = span.filter(|span| span.is_known()) else {
        return Position { file: None, line: None, column: None, end_line: None, end_column: None };
    };
    let ((line, column), (end_line, end_column)) = (span.line_column(), span.end_line_column());
    Position {
        file: Some(shown_path(&span.source.path)),
        line: Some(line),
        column: Some(column),
        end_line: Some(end_line),
        end_column: Some(end_column),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::findings::sample;

    #[test]
    fn what_is_told_is_of_the_published_schema() {
        let schema = sample::schema(include_str!("../../../../docs/findings.schema.json"));
        for findings in [sample::hostile(), Vec::new()] {
            let told: Value = serde_json::from_str(&render(&sample::report(&findings))).unwrap_or_default();
            let wrong: Vec<String> = schema.iter_errors(&told).map(|error| error.to_string()).collect();
            assert!(wrong.is_empty(), "{wrong:?}\n{told:#}");
            assert_eq!(told["findings"].as_array().map(Vec::len), Some(findings.len()));
        }
    }

    #[test]
    fn a_finding_without_a_place_has_nulls_there() {
        let finding = Finding::error("config/nothing-declared", "nothing");
        let told: Value = serde_json::from_str(&render(&sample::report(&[finding]))).unwrap_or_default();
        assert_eq!(told["findings"][0]["file"], Value::Null);
        assert_eq!(told["findings"][0]["endLine"], Value::Null);
        assert_eq!(told["summary"]["errors"], 1);
    }
}
