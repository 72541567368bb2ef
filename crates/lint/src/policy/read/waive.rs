//! `[[waive]]`: findings that somebody has accepted, and why.

use std::ops::Range;

use jiff::civil::Date;
use toml_edit::{Item, TableLike};

use super::reader::PolicyReader;
use crate::policy::Waiver;

pub(super) const KEYS: &[&str] = &["code", "object", "reason", "until"];

impl PolicyReader<'_> {
    pub(super) fn waiver(&mut self, table: &dyn TableLike, place: Option<Range<usize>>) {
        self.known(table, KEYS, "a waiver");
        let code = self.needed(table, "code", "client/full-scope", place.clone());
        let object = self.needed(table, "object", "client/legacy-*", place.clone());
        let reason = self.needed(table, "reason", "…", place.clone());
        let until = table.get("until").map(|item| self.date(item));
        let (Some(code), Some(object), Some(reason)) = (code, object, reason) else { return };
        let code_place = table.get("code").and_then(Item::span);
        if until == Some(None)
            || self.is_fixed(&code, &["config/", "waiver/"], "waived", code_place.clone())
            || !self.is_code(&code, code_place)
        {
            return;
        }
        let span = self.span(place);
        self.policies.waivers.push(Waiver { code, object, reason, until: until.flatten(), span });
    }

    /// A text that must be there and must say something.
    fn needed(
        &mut self,
        table: &dyn TableLike,
        key: &str,
        example: &str,
        place: Option<Range<usize>>,
    ) -> Option<String> {
        let help = format!("add `{key} = \"{example}\"`");
        let Some(item) = table.get(key) else {
            self.report("config/missing-key", place, format!("`{key}` is missing in a waiver"), help);
            return None;
        };
        let Some(text) = item.as_str() else {
            self.wrong_type(item.span(), &format!("`{key}`"), "a string");
            return None;
        };
        if text.trim().is_empty() {
            self.report("config/empty", item.span(), format!("`{key}` must not be empty in a waiver"), help);
            return None;
        }
        Some(text.to_owned())
    }

    /// A TOML date, or a text of that shape.
    fn date(&mut self, item: &Item) -> Option<Date> {
        let written = match (item.as_datetime(), item.as_str()) {
            (Some(date), _) => date.to_string(),
            (None, text) => text.unwrap_or_default().to_owned(),
        };
        // No other spellings, and no times, which the parser would take as well.
        let date = written.parse().ok().filter(|date: &Date| date.to_string() == written);
        if date.is_none() {
            self.wrong_type(item.span(), "`until`", "a date, such as 2027-03-31");
        }
        date
    }
}
