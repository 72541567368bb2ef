//! Findings as SARIF 2.1.0, for GitHub code scanning and other viewers: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Report, uri};
use crate::finding::{Finding, Severity, Span};
use crate::render::escape;
use crate::rule::Rule;
use crate::rules;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub fn render(report: &Report) -> String {
    let codes: BTreeSet<&str> = report.findings.iter().map(|finding| finding.code.as_str()).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    let results: Vec<Value> = report.findings.iter().map(|finding| result(finding, &codes)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "realmform",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "artifacts": report.files.iter().map(|file| json!({"location": {"uri": uri(file)}})).collect::<Vec<_>>(),
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule(code: &str) -> Value {
    let Some(rule) = rules::of(code) else { return json!({"id": code}) };
    let Rule { title, why, fix, links, severity, .. } = rule;
    let more: String = links.iter().map(|link| format!("\n- <{link}>")).collect();
    let mut told = json!({
        "id": code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": why},
        "help": {
            "text": format!("{why}\n\nWhat to set: {fix}"),
            "markdown": format!("{why}\n\n**What to set:** {fix}\n{more}"),
        },
        "defaultConfiguration": {"level": level(*severity)},
        "properties": {"tags": ["security", "identity"]},
    });
    if let Some(link) = links.first() {
        told["helpUri"] = json!(link);
    }
    told
}

fn result(finding: &Finding, codes: &[&str]) -> Value {
    let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let object = finding.object.as_deref().unwrap_or_default();
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": codes.binary_search(&finding.code.as_str()).ok(),
        "level": level(finding.severity),
        "message": {"text": escape::lines(&format!("{}{help}", finding.message))},
        "partialFingerprints": {"finding/v1": escape::line(&format!("{} {object} {}", finding.code, finding.message))},
    });
    let mut location = finding.span.as_ref().and_then(place).unwrap_or_else(|| json!({}));
    if let Some(object) = &finding.object {
        location["logicalLocations"] = json!([{"fullyQualifiedName": escape::line(object), "kind": "object"}]);
    }
    result["locations"] = json!([location]);
    if let Some((message, span)) = &finding.related
        && let Some(mut second) = place(span)
    {
        second["id"] = json!(1);
        second["message"] = json!({"text": escape::lines(message)});
        result["relatedLocations"] = json!([second]);
    }
    result
}

fn place(span: &Span) -> Option<Value> {
    if !span.is_known() {
        return None;
    }
    let ((line, column), (end_line, end_column)) = (span.line_column(), span.end_line_column());
    Some(json!({"physicalLocation": {
        "artifactLocation": {"uri": uri(&span.source.path)},
        "region": {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column},
    }}))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn what_is_told_is_of_the_published_schema() {
        let schema = sample::schema(include_str!("../../../tests/schemas/sarif-2.1.0.json"));
        for findings in [sample::hostile(), Vec::new()] {
            let told: Value = serde_json::from_str(&render(&sample::report(&findings))).unwrap_or_default();
            let wrong: Vec<String> = schema.iter_errors(&told).map(|error| error.to_string()).collect();
            assert!(wrong.is_empty(), "{wrong:?}\n{told:#}");
            assert_eq!(told["runs"][0]["results"].as_array().map(Vec::len), Some(findings.len()));
        }
    }

    #[test]
    fn a_result_names_its_rule_by_place_in_the_list() {
        let told: Value = serde_json::from_str(&render(&sample::report(&sample::hostile()))).unwrap_or_default();
        let run = &told["runs"][0];
        for result in run["results"].as_array().into_iter().flatten() {
            let index = result["ruleIndex"].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX);
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
    }

    #[test]
    fn a_fingerprint_stays_when_lines_move() {
        let (one, moved) = (sample::at_line(3), sample::at_line(300));
        let print = |finding: Finding| result(&finding, &[])["partialFingerprints"].clone();
        assert_eq!(print(one), print(moved));
    }
}
