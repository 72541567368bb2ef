//! Why a saved plan is stale: the values that it found, and the live values now.

use anstyle::{AnsiColor, Style};

use super::line::painted;
use super::{falls, field};
use realmform_engine::saved::{Stale, Why};
use realmform_model::escape;
use realmform_model::words::counted;

/// This many objects are listed; the others are counted.
const LISTED: usize = 20;

/// Each object that is no longer as the plan found it, field by field, with colours. `is_done`: all that the plan was to
/// bring about is there.
pub fn stale(stale: &[Stale], is_done: bool) -> String {
    let help = match is_done {
        true => "do not apply it again: everything that this plan would change is already in place",
        false => "create a new plan with `realmform plan --out FILE`, have it reviewed, and apply it",
    };
    page("the saved plan is stale", "since the plan was created; nothing was applied", stale, help)
}

/// Objects that are not as a plan left them, so that it cannot be taken back.
pub fn not_undone(stale: &[Stale]) -> String {
    let help = "undo only a plan that was applied in full. If somebody changed these objects since, decide what is to stay, \
                declare it, and run `realmform plan`";
    page("the plan cannot be undone", "since it was applied; nothing was planned", stale, help)
}

/// The same of a plan that was just shown, and that somebody has agreed to.
pub fn stale_now(stale: &[Stale]) -> String {
    page(
        "the plan is stale",
        "since the plan was created; nothing was applied",
        stale,
        "run `realmform apply` again, and review the new plan",
    )
}

fn page(what: &str, when: &str, stale: &[Stale], help: &str) -> String {
    let objects = counted(stale.len(), "object");
    let error = painted(AnsiColor::Red.on_default().bold(), "error:");
    let mut text = format!("{error} {what}: {objects} changed {when}\n\n");
    for stale in stale.iter().take(LISTED) {
        text.push_str("  ");
        text.push_str(&one(stale));
    }
    if stale.len() > LISTED {
        text.push_str(&format!("  … and {} more\n", stale.len() - LISTED));
    }
    text + &format!("\n{} {help}\n", painted(AnsiColor::Cyan.on_default(), "help:"))
}

/// One object and what became different, with colours.
pub fn one(Stale { address, why }: &Stale) -> String {
    let mut text = painted(Style::new().bold(), &escape::line(&address.to_string()));
    match why {
        Why::Appeared => text.push_str(": created since\n"),
        Why::Gone => text.push_str(": deleted since\n"),
        Why::NotUnder(from) => {
            let from = escape::line(&from.to_string());
            text.push_str(&format!(": to be renamed from {from}, which no longer has that name\n"));
        }
        Why::Called(name) => text.push_str(&format!(": now called {}\n", escape::line(&name.to_string()))),
        Why::Fields(changes) => {
            text.push_str(": value in the plan → live value\n");
            let lines = changes.iter().flat_map(|change| field::changed(address.kind, change));
            text.extend(lines.map(|line| line.to_text()));
        }
        Why::Falls(more) => text.push_str(&format!(": now {}\n", falls::words(address.kind, more))),
    }
    text
}
