//! Text for a terminal: the plan as a person reads it, and the doors to findings, failures and outcomes.

use anstyle::Style;

use super::line::painted;
use super::sentence::{DELETED, heading, makes, marks, summary, unseen};
use super::step;
use realmform_model::{Plan, escape};

pub use super::besides::besides;
pub use super::findings::text::findings;
pub use super::findings::text::first;
pub use super::fixed::fixed;
pub use super::fixed::refused;
pub use super::outcome::failure;
pub use super::outcome::outcome;
pub use super::stale::one as one_stale;
pub use super::stale::stale;
pub use super::stale::stale_now;

/// The whole plan, with colours.
pub fn plan(plan: &Plan) -> String {
    let mut text = String::new();
    for side in &plan.makes {
        let realm = if plan.realm.is_empty() { String::new() } else { format!("`{}`", escape::line(&plan.realm)) };
        text.push_str(&makes(*side, &realm));
        text.push('\n');
    }
    if !plan.makes.is_empty() {
        text.push('\n');
    }
    let mut current = None;
    for shown in step::shown(plan) {
        if current != Some(shown.kind) {
            if current.is_some() {
                text.push('\n');
            }
            current = Some(shown.kind);
            text.push_str(&painted(Style::new().bold(), &heading(shown.kind)));
            text.push('\n');
        }
        text.extend(shown.lines.iter().map(super::line::Line::to_text));
    }
    let deleted = step::deleted(plan);
    if !deleted.is_empty() {
        if current.is_some() {
            text.push('\n');
        }
        text.push_str(&painted(Style::new().bold(), DELETED));
        text.push('\n');
        text.extend(deleted.iter().flat_map(|shown| &shown.lines).map(super::line::Line::to_text));
    }
    if !plan.is_empty() {
        text.push('\n');
    }
    if let Some(sentence) = marks(plan, |project| format!("`{}`", escape::line(project))) {
        text.push_str(&sentence);
        text.push('\n');
    }
    text.push_str(&painted(Style::new().bold(), &summary(plan)));
    text.push('\n');
    if let Some(sentence) = unseen(plan, |code| format!("`{}`", escape::line(code))) {
        text.push_str(&sentence);
        text.push('\n');
    }
    text
}

/// The text without its colours.
pub fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}
