//! Lint rules as text: the list of them, and all that there is to say of one.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use realmform_model::words::counted;
use realmform_model::{RuleText, Severity};

/// Where text is broken.
pub const COLUMNS: usize = 100;

/// One line a rule.
pub fn list(rules: &[RuleText]) -> String {
    let width = rules.iter().map(|rule| rule.code.len()).max().unwrap_or_default();
    let mut text = String::new();
    for rule in rules {
        let style = style(rule.severity);
        let _ = writeln!(text, "{:width$}  {style}{:7}{style:#}  {}", rule.code, rule.severity.to_string(), rule.title);
    }
    let _ = writeln!(text, "\n{}. Run `realmform explain CODE` for details.", counted(rules.len(), "rule"));
    text
}

/// Why, what to set, where it is written, and a sample of each sort.
pub fn explain(rule: &RuleText) -> String {
    let (bold, style) = (Style::new().bold(), style(rule.severity));
    let mut text = format!("{bold}{}{bold:#}  {style}{}{style:#}\n{}.\n", rule.code, rule.severity, rule.title);
    let _ = write!(text, "\n{}\n{bold}How to fix{bold:#}\n{}", wrapped(rule.why), wrapped(rule.fix));
    for (heading, samples) in [("Flagged", rule.bad), ("Not flagged", rule.good)] {
        if let Some(sample) = samples.first() {
            let _ = write!(text, "\n{bold}{heading}{bold:#}\n{}", sample_text(sample));
        }
    }
    if !rule.links.is_empty() {
        let _ = write!(text, "\n{bold}References{bold:#}\n");
        rule.links.iter().for_each(|link| text.extend(["  ", link, "\n"]));
    }
    text
}

fn style(severity: Severity) -> Style {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::Cyan,
    };
    Style::new().fg_color(Some(color.into()))
}

/// A paragraph, two columns in.
fn wrapped(text: &str) -> String {
    let options = textwrap::Options::new(COLUMNS).initial_indent("  ").subsequent_indent("  ").break_words(false);
    textwrap::fill(text, options) + "\n"
}

/// The sample without what every export has, laid out.
fn sample_text(sample: &str) -> String {
    let Ok(serde_json::Value::Object(mut export)) = serde_json::from_str(sample) else {
        return sample.lines().map(|line| format!("  {line}").trim_end().to_owned() + "\n").collect();
    };
    if export.get("realm").is_some_and(|name| name == "r") && export.len() > 1 {
        export.shift_remove("realm");
    }
    let text = format!("{:#}", serde_json::Value::Object(export));
    text.lines().map(|line| format!("  {line}\n")).collect()
}
