//! `[[moved]]`: reads the history of names and checks each block on its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml_edit::{Item, TableLike, Value};

use crate::load::entry::{Entry, entries, span, value_type_name, wrong_type};
use realmform_kinds as kinds;
use realmform_kinds::kind::Renames;
use realmform_model::words::{article, did_you_mean, listed};
use realmform_model::{Address, Finding, Form, KindName, Move, Source, Span};

/// The keys of an entry. What the object lives in has one of its own for some kinds.
pub fn keys() -> Vec<&'static str> {
    [&["kind", "from", "to"][..], &kinds::owner_keys(), &["reason"]].concat()
}

/// Reads all entries; one with a finding is left out.
pub fn read(source: &Arc<Source>, entry: &Entry, moves: &mut Vec<Move>, findings: &mut Vec<Finding>) {
    let mut add = |read: Result<Move, Vec<Finding>>| match read {
        Ok(moved) => moves.push(moved),
        Err(mut wrong) => findings.append(&mut wrong),
    };
    match entry.item {
        Item::ArrayOfTables(tables) => {
            for table in tables {
                add(one(source, table, span(source, table.span().unwrap_or_default())));
            }
        }
        Item::Value(Value::Array(list)) => {
            for item in list {
                let at = span(source, item.span().unwrap_or_default());
                match item.as_inline_table() {
                    Some(table) => add(one(source, table, at)),
                    None => add(Err(vec![wrong_type("moved", value_type_name(item), "a table", &at)])),
                }
            }
        }
        _ => findings.push(
            entry
                .wrong_type("moved", "a list of tables")
                .help("write a `[[moved]]` block, in double brackets, for each rename"),
        ),
    }
}

/// One entry as far as it could be read.
struct Draft {
    at: Span,
    texts: BTreeMap<String, (String, Span)>,
    findings: Vec<Finding>,
}

fn one(source: &Arc<Source>, table: &dyn TableLike, at: Span) -> Result<Move, Vec<Finding>> {
    let mut draft = Draft { at, texts: BTreeMap::new(), findings: Vec::new() };
    let mut wrong = Vec::new();
    let known = keys();
    for entry in entries(source, table) {
        if !known.contains(&entry.key) {
            draft.findings.push(entry.unknown("`[[moved]]`", &known));
            continue;
        }
        match entry.text() {
            Ok(text) => drop(draft.texts.insert(entry.key.to_owned(), (text, entry.span.clone()))),
            Err(finding) => {
                wrong.push(entry.key);
                draft.findings.push(*finding);
            }
        }
    }
    let mut needed = |key: &str, example: &str| match draft.texts.get(key) {
        Some((text, _)) if !text.is_empty() => Some(text.clone()),
        _ => {
            if !wrong.contains(&key) {
                let finding = Finding::error("moved/missing-key", format!("`{key}` is missing in `[[moved]]`"));
                draft.findings.push(finding.at(&draft.at).help(format!("add `{key} = \"{example}\"`")));
            }
            None
        }
    };
    let kind = needed("kind", "client");
    let from = needed("from", "old-name");
    let to = needed("to", "new-name");
    let kind_name = kind.as_deref().and_then(|word| kinds::renamed().into_iter().find(|kind| kind.as_str() == word));
    let within = match kind_name.map(|kind| kinds::of(kind).renames()) {
        Some(Renames::Inside { key, example }) => needed(key, example),
        Some(Renames::InPlace | Renames::Never) | None => None,
    };
    if let (Some(kind), None) = (&kind, kind_name) {
        draft.unknown_kind(kind);
    }
    if let Some(kind) = kind_name {
        kinds::owner_keys().into_iter().for_each(|key| draft.only_for(kind, key));
    }
    if let (Some(from), Some(to)) = (&from, &to) {
        draft.check_names(kind_name, from, to);
    }
    match (kind_name, from, to) {
        (Some(kind), Some(from), Some(to)) if draft.findings.is_empty() => {
            let reason = draft.texts.remove("reason").map(|(reason, _)| reason);
            Ok(Move { kind, within, from, to, reason, span: draft.at })
        }
        _ => Err(draft.findings),
    }
}

impl Draft {
    fn report(&mut self, code: &str, key: &str, message: String, help: String) {
        let at = self.texts.get(key).map_or(&self.at, |(_, at)| at);
        self.findings.push(Finding::error(code, message).at(at).help(help));
    }

    fn unknown_kind(&mut self, kind: &str) {
        let known = || kinds::renamed().into_iter().map(KindName::as_str);
        let message = match kinds::named(kind) {
            Some(_) => format!("`[[moved]]` cannot rename {}", article(kind)),
            None => format!("unknown kind `{kind}` in `[[moved]]`{}", did_you_mean(kind, known())),
        };
        self.report(
            "moved/unknown-kind",
            "kind",
            message,
            format!("the kinds that can be renamed are {}", listed(known())),
        );
    }

    /// The key is for kinds whose objects live in what it names.
    fn only_for(&mut self, kind: KindName, key: &str) {
        if kinds::owner_key(kind) != Some(key) && self.texts.contains_key(key) {
            let owned = kinds::renamed().into_iter().filter(|kind| kinds::owner_key(*kind) == Some(key));
            let owned: Vec<String> = owned.map(|kind| article(kind.as_str())).collect();
            let (owned, kind) = (owned.join(" or "), article(kind.as_str()));
            let message = format!("`{key}` only applies when {owned} is renamed, and this block renames {kind}");
            self.report("moved/misplaced-key", key, message, format!("remove `{key}`"));
        }
    }

    fn check_names(&mut self, kind: Option<KindName>, from: &str, to: &str) {
        let stars = |name: &str| name.matches('*').count();
        if let Some((key, _)) = [("from", from), ("to", to)].into_iter().find(|(_, name)| stars(name) > 1) {
            let message = format!("`{key}` contains more than one `*`");
            self.report(
                "moved/pattern",
                key,
                message,
                "write one `[[moved]]` block for each part that changes".to_owned(),
            );
        } else if stars(from) != stars(to) {
            let (with, without) = if stars(from) > 0 { ("from", "to") } else { ("to", "from") };
            let message = format!("`{with}` contains a `*`, but `{without}` does not");
            self.report(
                "moved/pattern",
                without,
                message,
                "put a `*` in both: it stands for the part that stays the same".into(),
            );
        }
        if from == to {
            let message = format!("`{from}` is renamed to itself");
            self.report("moved/same-name", "to", message, "set `to` to the new name, or remove this block".to_owned());
        }
        if let Some(kind) = kind.filter(|kind| kind.form() == Form::Path) {
            self.check_paths(kind, from, to);
        }
    }

    fn check_paths(&mut self, kind: KindName, from: &str, to: &str) {
        let mut paths = true;
        for (key, path) in [("from", from), ("to", to)] {
            if Address::at_path(kind, path).is_none() {
                paths = false;
                let message =
                    format!("`{path}` is not a {kind} path: a path starts with `/` and contains no empty names");
                self.report("moved/group-path", key, message, "write it like `/group/subgroup`".to_owned());
            }
        }
        if paths && to.strip_prefix(from).is_some_and(|below| below.starts_with('/')) {
            let message = format!("cannot move `{from}` to `{to}`, which is inside it");
            self.report("moved/group-parent", "to", message, "set `to` to a path outside of it".to_owned());
        }
    }
}
