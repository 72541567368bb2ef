//! Findings as `miette` draws them: the code, the message, the lines of the file, and what to do next.

use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use rayon::prelude::*;

use super::by_rule::by_rule;
use super::frame::Frame;
use super::{LintReport, frame, summary};
use realmform_model::{Finding, Severity, Span, escape};

/// Where messages are broken.
const COLUMNS: usize = 110;
/// How many findings are drawn in one go.
const CHUNK: usize = 256;

/// The findings of a report, with colours; where they are many, how many each rule has.
pub(crate) fn render(report: &LintReport) -> String {
    match report.findings {
        [] => findings(&[]),
        some => format!("{}{}{}.\n", drawn(some), by_rule(some), summary(some)),
    }
}

/// All findings and a last line that counts them, with colours.
pub fn findings(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "No findings.\n".to_owned();
    }
    format!("{}{}.\n", drawn(findings), summary(findings))
}

/// The first so many findings, which stand above something else; the last line tells where all of them are to be seen.
pub fn first(findings: &[Finding], most: usize) -> String {
    match findings.split_at_checked(most) {
        Some((shown, rest)) if !rest.is_empty() => {
            let all = "run `realmform lint` to see all";
            format!("{}… and {} more; {all}\n\n{}.\n", drawn(shown), rest.len(), summary(findings))
        }
        _ => self::findings(findings),
    }
}

fn drawn(findings: &[Finding]) -> String {
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode()).with_links(false).with_width(COLUMNS);
    // Drawn side by side: a big export has many.
    let drawn: Vec<String> = findings
        .par_chunks(CHUNK)
        .map(|chunk| chunk.iter().fold(String::new(), |text, finding| draw(text, &handler, finding)))
        .collect();
    drawn.concat()
}

fn draw(mut text: String, handler: &GraphicalReportHandler, finding: &Finding) -> String {
    let before = text.len();
    let mut draw = |drawn: &Drawn| handler.render_report(&mut text, drawn);
    let second = finding.related.as_ref().map(|(message, span)| Drawn::second(message, span));
    // Not through `Diagnostic::related`: miette would put a bare "Advice:" before it.
    if draw(&Drawn::from(finding)).and_then(|()| second.iter().try_for_each(draw)).is_err() {
        text.truncate(before);
        text.push_str(&escape::lines(&format!("{}: {}\n", finding.severity, finding.message)));
    }
    if !text.ends_with("\n\n") {
        text.push('\n');
    }
    text
}

/// A finding, or the second place of one, as `miette` wants it.
#[derive(Debug)]
struct Drawn {
    code: Option<String>,
    severity: miette::Severity,
    message: String,
    help: Option<String>,
    place: Option<(Frame, LabeledSpan)>,
}

impl Drawn {
    /// The second place of a finding.
    fn second(message: &str, span: &Span) -> Self {
        Self {
            code: None,
            severity: miette::Severity::Advice,
            message: escape::lines(message),
            help: None,
            place: Some(frame::around(span, None)),
        }
    }
}

impl From<&Finding> for Drawn {
    fn from(finding: &Finding) -> Self {
        let label = finding.object.as_deref().map(escape::line);
        Self {
            code: Some(escape::line(&finding.code)),
            severity: match finding.severity {
                Severity::Error => miette::Severity::Error,
                Severity::Warning => miette::Severity::Warning,
                Severity::Info => miette::Severity::Advice,
            },
            message: match (&finding.span, &label) {
                // Without a place, the object is told in words.
                (None, Some(object)) => format!("{object}: {}", escape::lines(&finding.message)),
                _ => escape::lines(&finding.message),
            },
            help: finding.help.as_deref().map(escape::lines),
            place: finding.span.as_ref().map(|span| frame::around(span, label)),
        }
    }
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn {}

impl Diagnostic for Drawn {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.place.as_ref().map(|(source, _)| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (_, label) = self.place.as_ref()?;
        Some(Box::new(std::iter::once(label.clone())))
    }
}
