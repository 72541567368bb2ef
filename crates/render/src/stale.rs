//! Why a saved plan is not carried out: what it found, and what is there now.

use anstyle::{AnsiColor, Style};

use super::line::painted;
use super::{falls, field};
use realmform_engine::saved::{Stale, Why};
use realmform_model::escape;

/// So many objects are told of; the others are counted.
const LISTED: usize = 20;

/// Each object that is no longer as the plan found it, field by field, with colours. `is_done`: all that the plan was to
/// bring about is there.
pub fn stale(stale: &[Stale], is_done: bool) -> String {
    let what = match stale {
        [_] => "1 object that it touches is no longer as it found it".to_owned(),
        more => format!("{} objects that it touches are no longer as it found them", more.len()),
    };
    let error = painted(AnsiColor::Red.on_default().bold(), "error:");
    let mut text = format!("{error} the plan is stale: {what}; nothing was done\n\n");
    for stale in stale.iter().take(LISTED) {
        text.push_str("  ");
        text.push_str(&one(stale));
    }
    if stale.len() > LISTED {
        text.push_str(&format!("  … and {} more\n", stale.len() - LISTED));
    }
    let help = match is_done {
        true => "all that this plan was to bring about is there: it was carried out before",
        false => "make a new plan with `realmform plan --out FILE`, have it reviewed, and apply that",
    };
    text + &format!("\n{} {help}\n", painted(AnsiColor::Cyan.on_default(), "help:"))
}

/// One object and what became different, with colours.
pub fn one(Stale { address, why }: &Stale) -> String {
    let mut text = painted(Style::new().bold(), &escape::line(&address.to_string()));
    match why {
        Why::Appeared => text.push_str(": was not there, and is now\n"),
        Why::Gone => text.push_str(": was there, and is gone\n"),
        Why::NotUnder(from) => {
            let from = escape::line(&from.to_string());
            text.push_str(&format!(": was to be renamed from {from}, which does not bear that name any more\n"));
        }
        Why::Fields(changes) => {
            text.push_str(": as planned → as it is now\n");
            let lines = changes.iter().flat_map(|change| field::changed(address.kind, change));
            text.extend(lines.map(|line| line.to_text()));
        }
        Why::Falls(more) => text.push_str(&format!(": now {}\n", falls::words(address.kind, more))),
    }
    text
}
