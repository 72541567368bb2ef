//! Findings as GitLab's Code Quality report, which a merge request shows beside the lines.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{LintReport, shown_path};
use realmform_model::{Finding, Severity, digest, escape};

#[derive(Serialize)]
struct Violation<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// One list of all findings. What stands in no file is shown at the top of the project's own.
pub(super) fn render(report: &LintReport) -> String {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let all: Vec<Violation> = report.findings.iter().map(|finding| violation(finding, report, &mut seen)).collect();
    // Texts and numbers can always be written.
    escape::json(&(serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"))
}

fn violation<'a>(finding: &'a Finding, report: &LintReport, seen: &mut BTreeMap<String, usize>) -> Violation<'a> {
    let place = finding.span.as_ref().filter(|span| span.is_known());
    let path = place.map_or_else(|| report.project.to_owned(), |span| shown_path(&span.source.path));
    // GitLab wants a path from the repository's root as it stands there.
    let path = path.trim_start_matches("./").to_owned();
    let object = finding.object.as_deref().unwrap_or_default();
    // Lines are left out, for they move. Of two with one fingerprint, GitLab shows only the first.
    let same = format!("{path}\0{}\0{object}\0{}", finding.code, finding.message);
    let number = seen.entry(same.clone()).or_default();
    *number += 1;
    let fingerprint = digest(format!("{same}\0{number}").as_bytes());
    let before = finding.object.as_ref().map(|object| format!("{}: ", escape::line(object)));
    let help = finding.help.as_ref().map(|help| format!("\n{help}"));
    let words = format!("{}{}", finding.message, help.unwrap_or_default());
    Violation {
        description: before.unwrap_or_default() + &escape::lines(&words),
        check_name: &finding.code,
        fingerprint: fingerprint.trim_start_matches("sha256:").to_owned(),
        severity: match finding.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        },
        location: Location { path, lines: Lines { begin: place.map_or(1, |span| span.line_column().0) } },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::*;
    use crate::findings::sample;

    fn told(findings: &[Finding]) -> Vec<Value> {
        serde_json::from_str(&render(&sample::report(findings))).unwrap_or_default()
    }

    #[test]
    fn a_report_has_what_gitlab_reads_and_no_fingerprint_twice() {
        let schema = sample::schema(include_str!("../../../../tests/schemas/gitlab-code-quality.json"));
        let twice = sample::hostile().into_iter().chain(sample::hostile()).collect::<Vec<_>>();
        let told = told(&twice);
        let wrong: Vec<String> = schema.iter_errors(&json!(told)).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        let fingerprints: BTreeSet<&str> = told.iter().filter_map(|it| it["fingerprint"].as_str()).collect();
        assert_eq!((told.len(), fingerprints.len()), (twice.len(), twice.len()));
        assert_eq!(render(&sample::report(&[])), "[]\n");
    }

    #[test]
    fn a_finding_keeps_its_fingerprint_when_its_line_moves() {
        let told = [3, 9].map(|line| told(&[sample::at_line(line)]).remove(0));
        assert_eq!(told[0]["fingerprint"], told[1]["fingerprint"]);
        let shown = json!({"path": "realm.json", "lines": {"begin": 4}});
        assert_eq!((&told[0]["location"], &told[0]["severity"]), (&shown, &json!("major")));
        assert_eq!(told[0]["description"], "client/x: missing");
        let nowhere = self::told(&[Finding::warning("config/x", "odd").help("mend it")]).remove(0);
        assert_eq!(nowhere["location"], json!({"path": "realmform.toml", "lines": {"begin": 1}}));
        assert_eq!((&nowhere["description"], &nowhere["severity"]), (&json!("odd\nmend it"), &json!("minor")));
    }
}
