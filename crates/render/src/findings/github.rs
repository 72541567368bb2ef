//! Findings as workflow commands of GitHub Actions, which show them beside the lines of a pull request.

use std::fmt::Write as _;

use super::{LintReport, shown_path, summary};
use realmform_model::{Severity, escape};

/// One command a finding, and a last line that counts them.
pub(super) fn render(report: &LintReport) -> String {
    let mut text = String::new();
    for finding in report.findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let mut properties = Vec::new();
        if let Some(span) = finding.span.as_ref().filter(|span| span.is_known()) {
            let ((line, column), (end_line, end_column)) = (span.line_column(), span.end_line_column());
            properties.push(format!("file={}", property(&shown_path(&span.source.path))));
            properties.push(format!("line={line}"));
            // Columns only mean something within one line.
            if line == end_line {
                properties.push(format!("col={column},endColumn={end_column}"));
            } else {
                properties.push(format!("endLine={end_line}"));
            }
        }
        let title = match &finding.object {
            Some(object) => format!("{}: {object}", finding.code),
            None => finding.code.clone(),
        };
        properties.push(format!("title={}", property(&title)));
        let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        let _ = writeln!(text, "::{command} {}::{}", properties.join(","), data(&format!("{}{help}", finding.message)));
    }
    let _ = writeln!(text, "{}.", summary(report.findings));
    text
}

/// As GitHub's own toolkit spells what follows the second `::`.
fn data(text: &str) -> String {
    escape::log(&escape::lines(text)).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The same for a property, which `:` and `,` would end.
fn property(text: &str) -> String {
    data(&escape::line(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::sample;

    /// Reads a command as the runner does: `::name key=value,…::data`.
    #[expect(clippy::type_complexity, reason = "name, properties and data, once")]
    fn parsed(line: &str) -> Option<(String, Vec<(String, String)>, String)> {
        let plain = |text: &str| {
            text.replace("%0A", "\n").replace("%0D", "\r").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
        };
        let (head, data) = line.strip_prefix("::")?.split_once("::")?;
        let (name, properties) = head.split_once(' ')?;
        let pairs = properties.split(',').map(|pair| pair.split_once('='));
        let pairs: Option<Vec<_>> = pairs.map(|pair| pair.map(|(key, value)| (key.to_owned(), plain(value)))).collect();
        Some((name.to_owned(), pairs?, plain(data)))
    }

    #[test]
    fn every_finding_is_one_command_that_the_runner_reads_back() {
        let findings = sample::hostile();
        let text = render(&sample::report(&findings));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), findings.len() + 1, "{text}");
        for (line, finding) in lines.iter().zip(&findings) {
            let (name, properties, data) = parsed(line).unwrap_or_else(|| panic!("no command: {line}"));
            assert!(["error", "warning", "notice"].contains(&name.as_str()));
            let known = ["file", "line", "col", "endLine", "endColumn", "title"];
            assert!(properties.iter().all(|(key, _)| known.contains(&key.as_str())), "{properties:?}");
            let title = &properties.last().unwrap_or_else(|| panic!("no title: {line}")).1;
            assert!(title.starts_with(&finding.code), "{title}");
            assert!(data.starts_with(&escape::log(&escape::lines(&finding.message))), "{data}");
        }
    }
}
