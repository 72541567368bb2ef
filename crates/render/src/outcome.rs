//! The outcome of an apply, and failures: what happened, the place that asked for it, and what to do next.

use anstyle::{AnsiColor, Style};

use super::line::{Line, Tone, painted};
use super::{count, step};
use realmform_model::words::counted;
use realmform_model::{Failure, Outcome, Plan, Span, escape};

/// This many steps of each part are listed; the others are counted.
const LISTED: usize = 20;

/// A failure with colours: the error, the place that asked for it, the next step.
pub fn failure(failure: &Failure) -> String {
    rendered(failure, failure.span.as_ref(), "")
}

fn rendered(failure: &Failure, span: Option<&Span>, indent: &str) -> String {
    let error = painted(AnsiColor::Red.on_default().bold(), "error:");
    let help = painted(AnsiColor::Cyan.on_default(), "help:");
    let mut text = format!("{indent}{error} {}\n", hanging(&failure.message, indent, 7));
    if let Some(span) = span.filter(|span| span.is_known()) {
        text.push_str(&format!("{indent}  at {}\n", file_line(span)));
    }
    if let Some(words) = &failure.help {
        text.push_str(&format!("{indent}  {help} {}\n", hanging(words, indent, 8)));
    }
    text
}

/// Text of several lines, those after the first moved in under it.
fn hanging(text: &str, indent: &str, columns: usize) -> String {
    escape::lines(text.trim_end()).replace('\n', &format!("\n{indent}{}", " ".repeat(columns)))
}

fn file_line(span: &Span) -> String {
    escape::line(&format!("{}:{}", span.source.path.display(), span.line_column().0))
}

/// What an apply did, what failed and why, and what remains, with colours.
pub fn outcome(plan: &Plan, outcome: &Outcome) -> String {
    let done = count::done(&plan.counts_of(&outcome.done));
    if outcome.failed.is_empty() && outcome.remaining.is_empty() {
        return if done.is_empty() { "Nothing to do.\n".to_owned() } else { format!("Done: {done}.\n") };
    }
    let bold = Style::new().bold();
    let began = match (outcome.interrupted, outcome.done.is_empty()) {
        (true, _) => "Apply interrupted",
        (false, true) => "Apply failed",
        (false, false) => "Apply incomplete",
    };
    let first = format!(
        "{began}: {} of {} done, {} failed, {} not started.",
        outcome.done.len(),
        counted(plan.steps.len(), "step"),
        outcome.failed.len(),
        outcome.remaining.len(),
    );
    let mut text = painted(bold, &first) + "\n";
    if !outcome.done.is_empty() {
        text.push_str(&format!("\n{}: {done}\n", painted(bold, "Done")));
        text.push_str(&list(plan, &outcome.done));
    }
    if !outcome.failed.is_empty() {
        text.push_str(&format!("\n{}\n", painted(bold, "Failed")));
    }
    // All failures are told: each may need another remedy.
    for (index, failure) in &outcome.failed {
        let Some(step) = plan.steps.get(*index) else { continue };
        text.extend(step::tried(step).iter().map(Line::to_text));
        text.push_str(&rendered(failure, failure.span.as_ref().or(Some(&step.span)), "      "));
    }
    if !outcome.remaining.is_empty() {
        text.push_str(&format!("\n{}\n", painted(bold, "Not started")));
        text.push_str(&list(plan, &outcome.remaining));
    }
    text + "\nRun `realmform apply` again to continue.\n"
}

fn list(plan: &Plan, indexes: &[usize]) -> String {
    let steps = indexes.iter().filter_map(|index| plan.steps.get(*index));
    let mut text: String = steps.take(LISTED).map(|step| step::head(step).to_text()).collect();
    if indexes.len() > LISTED {
        text.push_str(&Line::at(0).with(Tone::Dim, format!("… and {} more", indexes.len() - LISTED)).to_text());
    }
    text
}
