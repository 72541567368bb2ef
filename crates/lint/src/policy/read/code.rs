//! The codes in `[levels]` and `[[waive]]`: an unknown one would have no effect, so it is reported.

use std::ops::Range;

use super::reader::{PolicyReader, nearest};
use crate::policy::UNUSED;
use crate::rules;
use realmform_model::matches;

impl PolicyReader<'_> {
    /// Whether a finding may have the code, in which `*` stands for any characters. Tells where none may.
    pub(super) fn is_code(&mut self, code: &str, place: Option<Range<usize>>) -> bool {
        let mut codes = rules::codes();
        codes.push(UNUSED.to_owned());
        let known = codes.iter().any(|known| matches(code, known));
        if !known {
            let help = help(code, &codes);
            self.report("config/unknown-code", place, format!("unknown code `{code}`"), help);
        }
        known
    }

    /// Whether the code is of findings that stay as they are; `done` is what somebody tries. Tells where it is.
    pub(super) fn is_fixed(&mut self, code: &str, families: &[&str], done: &str, place: Option<Range<usize>>) -> bool {
        let fixed = families.iter().any(|family| code.starts_with(family));
        if fixed {
            let message = format!("`{code}` cannot be {done}: it reports errors in the configuration itself");
            self.report("config/fixed-code", place, message, "fix what it finds");
        }
        fixed
    }
}

/// The nearest code; else those of its family; else the families.
fn help(code: &str, codes: &[String]) -> String {
    let family_of = |code: &str| code.split('/').next().unwrap_or_default().to_owned();
    let mut families: Vec<String> = codes.iter().map(|code| family_of(code) + "/*").collect();
    families.dedup();
    let all = || codes.iter().chain(&families).map(String::as_str);
    if let Some(near) = nearest(code, all()) {
        return format!("did you mean `{near}`?");
    }
    let family = family_of(code) + "/";
    let inside: Vec<_> = codes.iter().filter(|code| code.starts_with(&family)).cloned().collect();
    if inside.is_empty() {
        return format!("the families are: {}", families.join(", "));
    }
    format!("known codes: {}", inside.join(", "))
}
