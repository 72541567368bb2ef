//! `[ownership]` of `realmform.toml`: reads it, and reports what contradicts it.

use std::sync::Arc;

use toml_edit::Value;

use crate::load::entry::{Entry, entries};
use realmform_kinds::{self as kinds, marks, names};
use realmform_model::ownership::{Cap, Mode, Ownership, OwnershipRule};
use realmform_model::rows::RowMode;
use realmform_model::words::{did_you_mean, listed};
use realmform_model::{Desired, Finding, KindName, Source, Span, ownership};

/// What the table may have beside the kinds.
pub const KEYS: &[&str] = &["project", "max_deletions"];
/// What a kind's own table may have.
pub(crate) const RULE_KEYS: &[&str] = &["mode", "additive", "managed", "exclusive", "ignore"];

/// Reads the table; what is wrong is added to the findings.
pub fn read(source: &Arc<Source>, entry: &Entry, findings: &mut Vec<Finding>) -> Ownership {
    let mut reading = OwnershipReader { source, findings, ownership: Ownership::default() };
    let Some(table) = reading.keep(entry.table()) else { return reading.ownership };
    for field in entries(source, table) {
        match field.key {
            "project" => reading.project(&field),
            "max_deletions" => reading.cap(&field),
            _ => reading.kind(&field),
        }
    }
    let ownership = reading.ownership;
    if table.get("project").is_none() && marks::kinds_owned().any(|kind| ownership.deletes(kind)) {
        let message = "`[ownership]` allows deletions but does not set `project`";
        let help = "add `project = \"NAME\"`, with a different name for each project: objects that this project creates are marked with it";
        findings.push(Finding::error("config/no-project", message).at(&entry.key_span).help(help));
    }
    ownership
}

/// Rows that are not declared go from tables that are in step with their files, and from no others.
pub fn of_tables(desired: &mut Desired) {
    let synced = desired.tables.values().filter(|table| table.mode == RowMode::Sync);
    let synced: Vec<(String, Span)> = synced.map(|table| (table.name.clone(), table.span.clone())).collect();
    let Some((_, span)) = synced.first().cloned() else {
        // Whatever is said of rows in general.
        if let Some(rule) = desired.ownership.rules.get_mut(&names::ROW) {
            rule.mode = Mode::Additive;
        }
        return;
    };
    let rule = desired.ownership.rules.entry(names::ROW).or_default();
    let mode = match std::mem::take(&mut rule.mode) {
        Mode::Additive => Mode::Exclusive,
        mode => mode,
    };
    if !rule.span.is_known() {
        rule.span = span;
    }
    rule.finer.extend(synced.into_iter().map(|(table, _)| (mode, format!("{table}/*"))));
}

/// What is declared and ignored at once, marks that are declared by hand, and names that realmform uses itself.
pub fn contradictions(desired: &Desired) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (address, declared) in &desired.objects {
        if let Some(ignored) = desired.ownership.ignored(address).filter(|_| !declared.implied) {
            let finding =
                Finding::error("config/declared-and-ignored", format!("`{address}` is both declared and ignored"));
            let help = "remove the declaration, or narrow the pattern";
            findings.push(finding.on(address).at(&declared.span).help(help).and_at("ignored here", ignored));
        }
        if !declared.implied && kinds::endpoint(address.kind).is_some_and(|kind| kind.is_ours(&address.name)) {
            let finding =
                Finding::error("config/reserved-name", format!("the name of {address} is reserved for realmform"));
            let help = "choose another name: an object of this name is the lock of the realm while realmform works";
            findings.push(finding.on(address).at(&declared.span).help(help));
        }
        let by_hand = marks::place(address.kind, ownership::PROJECT).filter(|path| path.get(&declared.body).is_some());
        if let Some(path) = by_hand {
            let finding = Finding::error("config/reserved-attribute", format!("`{path}` is reserved for realmform"));
            let help = "remove it. To mark an object, run `realmform adopt`";
            findings.push(finding.on(address).at(declared.place(&path)).help(help));
        }
    }
    findings
}

struct OwnershipReader<'a> {
    source: &'a Arc<Source>,
    findings: &'a mut Vec<Finding>,
    ownership: Ownership,
}

impl OwnershipReader<'_> {
    fn keep<T>(&mut self, read: Result<T, Box<Finding>>) -> Option<T> {
        read.map_err(|finding| self.findings.push(*finding)).ok()
    }

    fn project(&mut self, field: &Entry) {
        let Some(name) = self.keep(field.text()) else { return };
        if name.is_empty() || name.chars().any(char::is_control) || name.chars().count() > 100 {
            let finding = Finding::error(
                "config/bad-project",
                "`project` must have 1 to 100 characters and no control characters",
            );
            self.findings.push(finding.at(&field.span).help("write a name, such as `project = \"athyper\"`"));
            return;
        }
        self.ownership.project = Some(name);
    }

    fn cap(&mut self, field: &Entry) {
        let percent = |text: &str| text.trim().strip_suffix('%')?.trim().parse().ok().filter(|percent| *percent <= 100);
        let cap = match field.item.as_value() {
            Some(Value::Integer(number)) => usize::try_from(*number.value()).ok().map(Cap::Number),
            Some(Value::String(text)) => percent(text.value()).map(Cap::Percent),
            _ => None,
        };
        match cap {
            Some(cap) => self.ownership.cap = cap,
            None => {
                let message = "`max_deletions` must be a percentage of each kind, or a number";
                let finding = Finding::error("config/wrong-type", message).at(&field.span);
                self.findings.push(finding.help("write it like `\"30%\"` or `5`"));
            }
        }
    }

    fn kind(&mut self, field: &Entry) {
        let Some(kind) = marks::kinds_owned().find(|kind| kind.as_str() == field.key) else {
            let words: Vec<&str> = KEYS.iter().copied().chain(marks::kinds_owned().map(KindName::as_str)).collect();
            let suggestion = did_you_mean(field.key, words.iter().copied());
            let message = match kinds::named(field.key) {
                Some(_) => format!("`[ownership]` does not apply to the kind `{}`", field.key),
                None => format!("unknown field or kind `{}` in `[ownership]`{suggestion}", field.key),
            };
            let help = format!("known fields and kinds: {}", listed(words.iter().copied()));
            self.findings.push(Finding::error("config/unknown-kind", message).at(&field.key_span).help(help));
            return;
        };
        let mut rule = OwnershipRule { span: field.span.clone(), ..OwnershipRule::default() };
        match field.item.as_table_like() {
            None => rule.mode = self.mode(field).unwrap_or_default(),
            Some(table) => {
                for entry in entries(self.source, table) {
                    match entry.key {
                        "mode" => rule.mode = self.mode(&entry).unwrap_or_default(),
                        "ignore" => rule.ignore.extend(self.patterns(&entry)),
                        key => match Mode::ALL.iter().find(|(word, _)| *word == key) {
                            Some((_, mode)) => {
                                let patterns = self.patterns(&entry).into_iter();
                                rule.finer.extend(patterns.map(|(pattern, _)| (*mode, pattern)));
                            }
                            None => self.findings.push(entry.unknown(&format!("`ownership.{}`", field.key), RULE_KEYS)),
                        },
                    }
                }
            }
        }
        let is_managed = rule.mode == Mode::Managed || rule.finer.iter().any(|(mode, _)| *mode == Mode::Managed);
        if is_managed && kinds::of(kind).is_row() {
            let message = "rows cannot be `managed`: a table has no place for a mark of who created them";
            let finding = Finding::error("config/unknown-mode", message).at(&field.span);
            self.findings.push(finding.help("leave it out: `mode = \"sync\"` of a table decides; `ignore` keeps rows"));
        }
        self.ownership.rules.insert(kind, rule);
    }

    fn mode(&mut self, entry: &Entry) -> Option<Mode> {
        let word = self.keep(entry.text())?;
        let found = Mode::ALL.iter().find(|(known, _)| *known == word).map(|(_, mode)| *mode);
        if found.is_none() {
            let known = || Mode::ALL.iter().map(|(word, _)| *word);
            let message = format!("unknown ownership mode `{word}`{}", did_you_mean(&word, known()));
            let finding = Finding::error("config/unknown-mode", message).at(&entry.span);
            self.findings.push(finding.help(format!("the modes are {}", listed(known()))));
        }
        found
    }

    /// Patterns of names, each with its place.
    fn patterns(&mut self, entry: &Entry) -> Vec<(String, Span)> {
        let Some(texts) = self.keep(entry.texts()) else { return Vec::new() };
        let places = entry.item.as_array().into_iter().flatten();
        let places = places.map(|item| entry.place(self.source, item.span()));
        texts.into_iter().zip(places.collect::<Vec<_>>()).collect()
    }
}

#[cfg(test)]
mod tests;
