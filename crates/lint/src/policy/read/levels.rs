//! `[levels]`: the severity of a rule's findings, or `off`.

use toml_edit::{Item, Key};

use super::reader::PolicyReader;
use realmform_model::{Finding, Severity};

const OFF: &str = "off";

impl PolicyReader<'_> {
    pub(super) fn levels(&mut self, item: &Item) {
        let Some(table) = item.as_table_like() else {
            return self.wrong_type(item.span(), "`levels`", "a table: `\"naming/*\" = \"warning\"`");
        };
        for (code, item) in table.iter() {
            let place = table.key(code).and_then(Key::span);
            let Some(level) = self.level(code, item) else { continue };
            if self.is_fixed(code, &["config/"], "given another level", place.clone())
                || !self.is_code(code, place.clone())
            {
                continue;
            }
            let (span, key) = (self.span(place), format!("levels.{code}"));
            if let Some(first) = self.defined.get(&key) {
                let finding = Finding::error("config/duplicate", format!("the level of `{code}` is set twice"));
                let finding = finding.at(&span).help("remove one of the two");
                self.findings.push(finding.and_at("first set here", first));
                continue;
            }
            self.defined.insert(key, span);
            self.policies.levels.insert(code.to_owned(), level);
        }
    }

    /// The level; `Some(None)` is off.
    fn level(&mut self, code: &str, item: &Item) -> Option<Option<Severity>> {
        let all = [Severity::Info, Severity::Warning, Severity::Error];
        let text = item.as_str();
        if text == Some(OFF) {
            return Some(None);
        }
        let found = all.into_iter().find(|severity| text == Some(&severity.to_string()));
        if found.is_none() {
            let expected = "\"off\", \"info\", \"warning\" or \"error\"";
            self.wrong_type(item.span(), &format!("the level of `{code}`"), expected);
        }
        found.map(Some)
    }
}
