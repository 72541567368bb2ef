//! Findings as SARIF 2.1.0, for GitHub code scanning and other viewers: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>.
//!
//! GitHub refuses a file in which a result has no physical location, or that has more than 25,000 results.

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{LintReport, uri};
use realmform_model::{Finding, RuleText, Severity, Span, escape};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Value,
    column_kind: &'static str,
    artifacts: Vec<Value>,
    results: Results<'a>,
}

/// The results, made one by one while they are written.
struct Results<'a> {
    report: &'a LintReport<'a>,
    codes: &'a [&'a str],
    /// The file of a finding that is in none.
    nowhere: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultObject<'a> {
    rule_id: &'a str,
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    partial_fingerprints: Fingerprints,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    related_locations: Option<[Location; 1]>,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "finding/v1")]
    finding: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    logical_locations: Option<[LogicalLocation; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// One line: code scanning has a limit on how big a file may be.
pub(super) fn render(report: &LintReport) -> String {
    let codes: BTreeSet<&str> = report.findings.iter().map(|finding| finding.code.as_str()).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    let driver = json!({
        "name": "realmform",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": codes.iter().map(|code| described(code, report.rules)).collect::<Vec<_>>(),
    });
    // A finding in no file is of the first export, or of the project.
    let nowhere = report.files.first().map_or_else(|| report.project.to_owned(), |file| uri(file));
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: json!({"driver": driver}),
            column_kind: "unicodeCodePoints",
            artifacts: report.files.iter().map(|file| json!({"location": {"uri": uri(file)}})).collect(),
            results: Results { report, codes: &codes, nowhere },
        }],
    };
    // Texts and numbers can always be written.
    escape::json(&(serde_json::to_string(&log).unwrap_or_default() + "\n"))
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// What code scanning needs to know of a rule.
fn described(code: &str, rules: &[RuleText]) -> Value {
    match rules.iter().find(|rule| rule.covers(code)) {
        Some(rule) => of_rule(code, *rule),
        None => json!({
            "id": code,
            "shortDescription": {"text": code},
            "fullDescription": {"text": "A problem in the project files themselves, not in the objects that they declare."},
            "help": {"text": "Each finding says what is wrong in the file and how to fix it."},
        }),
    }
}

fn of_rule(code: &str, rule: RuleText) -> Value {
    let RuleText { title, why, fix, links, severity, .. } = rule;
    let more: String = links.iter().map(|link| format!("\n- <{link}>")).collect();
    let mut described = json!({
        "id": code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": why},
        "help": {
            "text": format!("{why}\n\nHow to fix: {fix}"),
            "markdown": format!("{why}\n\n**How to fix:** {fix}\n{more}"),
        },
        "defaultConfiguration": {"level": level(severity)},
        "properties": {"tags": ["security", "identity"]},
    });
    if let Some(link) = links.first() {
        described["helpUri"] = json!(link);
    }
    described
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.report.findings.iter().map(|finding| found(finding, self.codes, &self.nowhere)))
    }
}

fn found<'a>(finding: &'a Finding, codes: &[&str], nowhere: &str) -> ResultObject<'a> {
    let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let object = finding.object.as_deref().unwrap_or_default();
    let known = |span: &&Span| span.is_known();
    let logical = |object| [LogicalLocation { fully_qualified_name: escape::line(object), kind: "object" }];
    ResultObject {
        rule_id: &finding.code,
        rule_index: codes.binary_search(&finding.code.as_str()).ok(),
        level: level(finding.severity),
        message: text(&format!("{}{help}", finding.message)),
        partial_fingerprints: Fingerprints {
            finding: escape::line(&format!("{} {object} {}", finding.code, finding.message)),
        },
        locations: [Location {
            id: None,
            message: None,
            physical_location: finding.span.as_ref().filter(known).map_or_else(|| top(nowhere), place),
            logical_locations: finding.object.as_deref().map(logical),
        }],
        related_locations: finding.related.as_ref().filter(|(_, span)| span.is_known()).map(|(message, span)| {
            let message = Some(text(message));
            [Location { id: Some(1), message, physical_location: place(span), logical_locations: None }]
        }),
    }
}

fn text(text: &str) -> Text {
    Text { text: escape::lines(text) }
}

fn place(span: &Span) -> PhysicalLocation {
    let ((start_line, start_column), (end_line, end_column)) = (span.line_column(), span.end_line_column());
    PhysicalLocation {
        artifact_location: Artifact { uri: uri(&span.source.path) },
        region: Region { start_line, start_column, end_line, end_column },
    }
}

/// The top of a file.
fn top(uri: &str) -> PhysicalLocation {
    PhysicalLocation {
        artifact_location: Artifact { uri: uri.to_owned() },
        region: Region { start_line: 1, start_column: 1, end_line: 1, end_column: 1 },
    }
}

#[cfg(test)]
mod tests;
