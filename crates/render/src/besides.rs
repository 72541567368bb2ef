//! What an apply changed besides its plan.

use anstyle::{AnsiColor, Style};

use super::field;
use super::line::painted;
use realmform_engine::besides::Besides;
use realmform_model::escape;
use realmform_model::words::counted;

/// Each object with the fields that changed besides the plan, with colours.
pub fn besides(besides: &[Besides]) -> String {
    let error = painted(AnsiColor::Red.on_default().bold(), "error:");
    let objects = counted(besides.len(), "object");
    let mut text = format!("{error} {objects} changed besides the plan: value that the plan leaves → live value\n\n");
    for Besides { address, fields } in besides {
        text.push_str("  ");
        text.push_str(&painted(Style::new().bold(), &escape::line(&address.to_string())));
        text.push('\n');
        let lines = fields.iter().flat_map(|change| field::changed(address.kind, change));
        text.extend(lines.map(|line| line.to_text()));
    }
    let help = "someone else may have changed these fields meanwhile, or the server did; check them, and declare those that matter";
    text + &format!("\n{} {help}\n", painted(AnsiColor::Cyan.on_default(), "help:"))
}
