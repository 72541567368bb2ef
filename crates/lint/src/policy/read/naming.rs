//! `[[naming]]`: rules for names.

use std::ops::Range;

use toml_edit::{Item, Key, TableLike};

use super::reader::{PolicyReader, did_you_mean};
use crate::policy::pattern::Pattern;
use crate::policy::scope::scoped;
use crate::policy::{Naming, Scope};
use realmform_kinds as kinds;
use realmform_model::words::one_of;
use realmform_model::{Finding, Form, Severity};

pub(super) const KEYS: &[&str] =
    &["kind", "client", "product", "path", "type", "name", "regex", "parts", "severity", "why"];

impl PolicyReader<'_> {
    pub(super) fn rule(&mut self, table: &dyn TableLike, place: Option<Range<usize>>) {
        let before = self.findings.len();
        self.known(table, KEYS, "a naming rule");
        let scope = self.scope(table, place.clone());
        let severity = self.severity(table);
        let why = table.get("why").map(|item| self.texts(item, "`why`").join(" "));
        let parts = self.parts(table);
        let levels = matches!(scope.kinds[..], [kind] if kind.form() == Form::Path);
        let name_place = table.get("name").and_then(Item::span);
        let mut patterns = Vec::new();
        for text in self.field(table, "name") {
            match Pattern::parse(&text, levels, |name| self.policies.part(name, &parts)) {
                Ok(pattern) => patterns.push(pattern),
                Err(error) => {
                    let help = "check the vocabularies and `parts`";
                    self.report("config/pattern", name_place.clone(), format!("`{text}`: {error}"), help);
                }
            }
        }
        let expression = match (table.get("name"), table.get("regex")) {
            (Some(_), None) => patterns.iter().map(Pattern::expression).collect::<Vec<_>>().join("|"),
            (None, Some(item)) => item.as_str().unwrap_or_default().to_owned(),
            _ => {
                let help = "set either `name = \"…\"` or `regex = \"…\"`";
                self.report(
                    "config/pattern",
                    place.clone(),
                    "a naming rule must have exactly one of `name` and `regex`",
                    help,
                );
                return;
            }
        };
        let regex_place = table.get("regex").and_then(Item::span).or(name_place);
        let regex = self.regex(&expression, regex_place);
        let (Some((_, regex)), true) = (regex, self.findings.len() == before) else { return };
        let span = self.span(place);
        let wider = self
            .policies
            .naming
            .iter()
            .find(|rule| rule.scope.is_whole() && scope.kinds.iter().all(|kind| rule.scope.kinds.contains(kind)));
        if let Some(wider) = wider {
            let finding =
                Finding::warning("config/unreachable", "this rule is unreachable: an earlier rule covers every name");
            let finding =
                finding.at(&span).help("move it before the earlier rule, or narrow the scope of the earlier rule");
            self.findings.push(finding.and_at("earlier rule", &wider.span));
        }
        self.policies.naming.push(Naming { scope, patterns, regex, severity, why, span });
    }

    fn scope(&mut self, table: &dyn TableLike, place: Option<Range<usize>>) -> Scope {
        let mut kinds = Vec::new();
        for name in self.field(table, "kind") {
            match kinds::ALL.iter().map(|kind| kind.name()).find(|kind| kind.as_str() == name) {
                Some(kind) => kinds.push(kind),
                None => {
                    let place = table.get("kind").and_then(Item::span);
                    let help = did_you_mean(&name, kinds::ALL.iter().map(|kind| kind.name().as_str()));
                    self.report("config/unknown-kind", place, format!("unknown kind `{name}`"), help);
                }
            }
        }
        if !table.contains_key("kind") {
            self.report(
                "config/missing-key",
                place,
                "`kind` is missing in a naming rule",
                "add the kind that the rule applies to, such as `kind = \"client\"`",
            );
        }
        for key in ["client", "path", "type"] {
            let holds = scoped(key);
            if table.contains_key(key) && !kinds.iter().all(|kind| holds.contains(kind)) {
                let place = table.key(key).and_then(Key::span);
                let kinds: Vec<_> = holds.iter().map(|kind| kind.as_str().to_owned()).collect();
                let message = format!("`{key}` only applies if `kind` is {}", one_of(&kinds));
                self.report("config/scope", place, message, format!("remove `{key}`, or change `kind`"));
            }
        }
        Scope {
            kinds,
            clients: self.field(table, "client"),
            products: self.field(table, "product"),
            paths: self.field(table, "path"),
            types: self.field(table, "type"),
        }
    }

    fn severity(&mut self, table: &dyn TableLike) -> Severity {
        let Some(item) = table.get("severity") else { return Severity::Error };
        let all = [Severity::Error, Severity::Warning, Severity::Info];
        let found = all.into_iter().find(|severity| item.as_str() == Some(&severity.to_string()));
        if found.is_none() {
            self.wrong_type(item.span(), "`severity`", "\"error\", \"warning\" or \"info\"");
        }
        found.unwrap_or(Severity::Error)
    }
}
