//! Text for a terminal: the plan as a person reads it, and the doors to findings, failures and outcomes.

use anstyle::{AnsiColor, Style};

use super::line::{Line, painted};
use super::sentence::{DELETED, heading, makes, marks, place, summary, unseen};
use super::{review, sources, step};
use realmform_model::{Plan, escape};

pub use super::besides::besides;
pub use super::findings::text::findings;
pub use super::findings::text::first;
pub use super::fixed::fixed;
pub use super::fixed::refused;
pub use super::outcome::failure;
pub use super::outcome::outcome;
pub use super::stale::not_undone;
pub use super::stale::one as one_stale;
pub use super::stale::stale;
pub use super::stale::stale_now;

/// So many entries of a section are listed.
const LISTED: usize = 50;

/// The whole plan, with colours: where it goes and what blocks it first, what it deletes and risks last, beside the summary.
pub fn plan(plan: &Plan) -> String {
    let mut text = String::new();
    let bold = Style::new().bold();
    let target = escape::line(&plan.target);
    let first = match place(plan, escape::line) {
        place if place.is_empty() => format!("Plan for {target}"),
        place => format!("Plan for {target}: {place}"),
    };
    text.push_str(&format!("{}\n", painted(bold, &first)));
    let loud = AnsiColor::Red.on_default().bold();
    for side in &plan.makes {
        let realm = if plan.realm.is_empty() { String::new() } else { format!("`{}`", escape::line(&plan.realm)) };
        text.push_str(&format!("{}\n", painted(loud, &makes(*side, &realm))));
    }
    if !plan.review.blocked.is_empty() {
        section(&mut text, loud, &review::blocked_title(plan), &review::blocked(plan), LISTED);
    }
    let mut current = None;
    for shown in step::shown(plan) {
        if current != Some(shown.kind) {
            current = Some(shown.kind);
            text.push_str(&format!("\n{}\n", painted(bold, &heading(shown.kind))));
        }
        text.extend(shown.lines.iter().map(Line::to_text));
    }
    let deleted: Vec<Vec<Line>> = step::deleted(plan).into_iter().map(|shown| shown.lines).collect();
    // What goes is never cut.
    section(&mut text, bold, DELETED, &deleted, usize::MAX);
    section(&mut text, bold, review::LOST, &review::lost(plan), LISTED);
    section(&mut text, bold, review::RISKS, &review::risks(plan), LISTED);
    section(&mut text, bold, review::REACH, &review::reach(plan), LISTED);
    section(&mut text, bold, review::RENAMES, &review::renames(plan), LISTED);
    section(&mut text, bold, review::SECRETS, &review::secrets(plan), LISTED);
    section(&mut text, bold, sources::SOURCES, &sources::sources(plan), LISTED);
    if text.lines().nth(1).is_some() {
        text.push('\n');
    }
    if let Some(sentence) = marks(plan, |project| format!("`{}`", escape::line(project))) {
        text.push_str(&format!("{sentence}\n"));
    }
    text.push_str(&format!("{}\n", painted(bold, &summary(plan))));
    if let Some(sentence) = review::balance(plan) {
        text.push_str(&format!("{sentence}\n"));
    }
    let code = |name: &str| format!("`{}`", escape::line(name));
    for sentence in [unseen(plan, code), review::uncompared(plan, code)].into_iter().flatten() {
        text.push_str(&format!("{sentence}\n"));
    }
    text
}

/// The last line of a plan alone: what it does, or that there is nothing to do.
pub fn in_short(plan: &Plan) -> String {
    format!("{}\n", painted(Style::new().bold(), &summary(plan)))
}

/// A heading and up to `limit` entries below it; nothing where nothing is.
fn section(text: &mut String, style: Style, title: &str, entries: &[Vec<Line>], limit: usize) {
    if entries.is_empty() {
        return;
    }
    text.push_str(&format!("\n{}\n", painted(style, title)));
    text.extend(entries.iter().take(limit).flatten().map(Line::to_text));
    if entries.len() > limit {
        text.push_str(&format!("  … and {} more; `--format html` shows all\n", entries.len() - limit));
    }
}

/// The text without its colours.
pub fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}
