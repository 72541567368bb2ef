//! Policy files: TOML to policies, and what is wrong with the files themselves.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use regex::Regex;
use toml_edit::{Document, Item, Key, TableLike, Value};

use crate::document::KindName;
use crate::finding::{Finding, Severity, Source, Span};
use crate::kinds;
use crate::policy::part::{Class, Part};
use crate::policy::pattern::{PartName, Pattern};
use crate::policy::{Naming, Policies, Scope, require, reserved};

/// The vocabulary that is always there: the countries' two letters, in lower case.
const COUNTRIES: &str = "iso3166-1-alpha-2";

const SECTIONS: &[&str] = &["vocabularies", "naming", "reserved", "require"];
const RULE_KEYS: &[&str] = &["kind", "client", "product", "path", "type", "name", "regex", "parts", "severity", "why"];

/// Reads policy files. What is wrong is left out and told.
pub fn parse(sources: Vec<Arc<Source>>) -> (Policies, Vec<Finding>) {
    let mut reader = Reader::default();
    let countries = rust_iso3166::ALL_ALPHA2.iter().map(|code| code.to_lowercase()).collect();
    reader.policies.vocabularies.insert(COUNTRIES.to_owned(), countries);
    let mut documents = Vec::new();
    for source in sources {
        match Document::parse(source.text.clone()) {
            Ok(document) => documents.push((source, document)),
            Err(error) => {
                reader.source = source;
                reader.tell("config/syntax", error.span(), error.message(), "correct the TOML");
            }
        }
    }
    // Vocabularies first: a rule may use one of another file.
    for (source, document) in &documents {
        reader.source = Arc::clone(source);
        reader.known(document.as_table(), SECTIONS, "a policy file");
        if let Some(item) = document.get("vocabularies") {
            reader.vocabularies(item);
        }
    }
    for (source, document) in &documents {
        reader.source = Arc::clone(source);
        match document.get("naming") {
            Some(Item::ArrayOfTables(rules)) => rules.iter().for_each(|rule| reader.rule(rule, rule.span())),
            Some(Item::Value(Value::Array(rules))) => {
                for rule in rules {
                    match rule.as_inline_table() {
                        Some(table) => reader.rule(table, rule.span()),
                        None => reader.wrong_type(rule.span(), "a naming rule", "a table: `[[naming]]`"),
                    }
                }
            }
            Some(item) => reader.wrong_type(item.span(), "naming", "a list of tables: `[[naming]]`"),
            None => {}
        }
        let Reader { policies, findings, .. } = &mut reader;
        policies.reserved.extend(reserved::read(document, source, findings));
        policies.require.extend(require::read(document, &policies.vocabularies, source, findings));
    }
    (reader.policies, reader.findings)
}

#[derive(Default)]
struct Reader {
    policies: Policies,
    findings: Vec<Finding>,
    source: Arc<Source>,
    defined: BTreeMap<String, Span>,
}

impl Reader {
    fn span(&self, place: Option<Range<usize>>) -> Span {
        let place = place.unwrap_or(0..0);
        Span { source: Arc::clone(&self.source), offset: place.start, length: place.len() }
    }

    fn tell(&mut self, code: &str, place: Option<Range<usize>>, message: impl Into<String>, help: impl Into<String>) {
        let finding = Finding::error(code, message).at(&self.span(place)).help(help);
        self.findings.push(finding);
    }

    fn wrong_type(&mut self, place: Option<Range<usize>>, what: &str, expected: &str) {
        self.tell("config/wrong-type", place, format!("{what} is not {expected}"), format!("make it {expected}"));
    }

    /// Tells of keys that are none of the known ones.
    fn known(&mut self, table: &dyn TableLike, keys: &[&str], what: &str) {
        for (name, _) in table.iter().filter(|(name, _)| !keys.contains(name)) {
            let place = table.key(name).and_then(Key::span);
            let help = did_you_mean(name, keys.iter().copied());
            self.tell("config/unknown-key", place, format!("`{name}` is no key of {what}"), help);
        }
    }

    fn vocabularies(&mut self, item: &Item) {
        let Some(table) = item.as_table_like() else {
            return self.wrong_type(item.span(), "vocabularies", "a table of lists of words");
        };
        for (name, item) in table.iter() {
            let place = table.key(name).and_then(Key::span);
            let span = self.span(place.clone());
            if self.policies.vocabularies.contains_key(name) {
                let finding = Finding::error("config/duplicate", format!("the vocabulary `{name}` is there already"));
                let finding = finding.at(&span).help("take one of the two out, or rename it");
                let first = self.defined.get(name).cloned().unwrap_or_default();
                self.findings.push(finding.and_at("the first", &first));
                continue;
            }
            let words = self.texts(item, &format!("the vocabulary `{name}`"));
            if words.is_empty() {
                self.tell("config/empty", place, format!("the vocabulary `{name}` has no words"), "give it words");
            }
            self.defined.insert(name.to_owned(), span);
            self.policies.vocabularies.insert(name.to_owned(), words);
        }
    }

    /// A text, or a list of texts.
    fn texts(&mut self, item: &Item, what: &str) -> Vec<String> {
        if let Some(text) = item.as_str() {
            return vec![text.to_owned()];
        }
        let Some(list) = item.as_array() else {
            self.wrong_type(item.span(), what, "a text or a list of texts");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for value in list {
            match value.as_str() {
                Some(text) => texts.push(text.to_owned()),
                None => self.wrong_type(value.span(), &format!("an entry of {what}"), "a text"),
            }
        }
        texts
    }

    fn field(&mut self, table: &dyn TableLike, key: &str) -> Vec<String> {
        table.get(key).map_or_else(Vec::new, |item| self.texts(item, &format!("`{key}`")))
    }

    fn rule(&mut self, table: &dyn TableLike, place: Option<Range<usize>>) {
        let before = self.findings.len();
        self.known(table, RULE_KEYS, "a naming rule");
        let scope = self.scope(table, place.clone());
        let severity = self.severity(table);
        let why = table.get("why").map(|item| self.texts(item, "`why`").join(" "));
        let parts = self.parts(table);
        let levels = scope.kinds == [KindName::Group];
        let name_place = table.get("name").and_then(Item::span);
        let mut patterns = Vec::new();
        for text in self.field(table, "name") {
            match Pattern::parse(&text, levels, |name| self.policies.part(name, &parts)) {
                Ok(pattern) => patterns.push(pattern),
                Err(error) => {
                    let help = "see the vocabularies and `parts`";
                    self.tell("config/pattern", name_place.clone(), format!("`{text}`: {error}"), help);
                }
            }
        }
        let expression = match (table.get("name"), table.get("regex")) {
            (Some(_), None) => patterns.iter().map(Pattern::expression).collect::<Vec<_>>().join("|"),
            (None, Some(item)) => item.as_str().unwrap_or_default().to_owned(),
            _ => {
                let help = "give it `name = \"…\"`, or `regex = \"…\"`";
                self.tell("config/pattern", place.clone(), "a naming rule has either `name` or `regex`", help);
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
                Finding::warning("config/unreachable", "no name ever comes to this rule: an earlier one is for all");
            let finding = finding.at(&span).help("put it before the other, or give the other a scope");
            self.findings.push(finding.and_at("the earlier rule", &wider.span));
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
                    self.tell("config/unknown-kind", place, format!("`{name}` is no kind"), help);
                }
            }
        }
        if !table.contains_key("kind") {
            self.tell(
                "config/missing-key",
                place,
                "a naming rule without `kind`",
                "say what it is for: `kind = \"client\"`",
            );
        }
        let inside: [(&str, &[KindName]); 3] = [
            ("client", &[KindName::ClientRole, KindName::ServiceAccount, KindName::ProtocolMapper]),
            ("path", &[KindName::Group]),
            ("type", &[KindName::Lookup]),
        ];
        for (key, holds) in inside {
            if table.contains_key(key) && !kinds.iter().all(|kind| holds.contains(kind)) {
                let place = table.key(key).and_then(Key::span);
                let kinds: Vec<_> = holds.iter().map(|kind| kind.as_str().to_owned()).collect();
                let message = format!("`{key}` restricts only {}", crate::policy::part::one_of(&kinds));
                self.tell("config/scope", place, message, format!("take `{key}` out, or change `kind`"));
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

    /// What the rule says of its parts.
    fn parts(&mut self, table: &dyn TableLike) -> BTreeMap<String, Part> {
        let mut parts = BTreeMap::new();
        let Some(item) = table.get("parts") else { return parts };
        let Some(table) = item.as_table_like() else {
            self.wrong_type(item.span(), "`parts`", "a table: `parts.name = \"kebab-case\"`");
            return parts;
        };
        for (name, item) in table.iter() {
            let mut part = Part { name: name.to_owned(), ..Part::default() };
            if let Some(inner) = item.as_table_like() {
                self.known(inner, &["regex"], "a part");
                let text = inner.get("regex").and_then(Item::as_str).unwrap_or_default();
                part.regex = self.regex(text, item.span());
            } else if let Some(text) = item.as_str() {
                for choice in text.split('|').map(str::trim) {
                    match (Class::of(choice), self.policies.vocabularies.get(choice)) {
                        (Some(class), _) => part.classes.push(class),
                        (None, Some(words)) => part.words.extend(words.iter().cloned()),
                        (None, None) => {
                            let classes = Class::ALL.iter().map(|class| class.name());
                            let known = classes.chain(self.policies.vocabularies.keys().map(String::as_str));
                            let help = did_you_mean(choice, known);
                            let message = format!("`{choice}` is neither a vocabulary nor a class of characters");
                            self.tell("config/unknown-vocabulary", item.span(), message, help);
                        }
                    }
                }
            } else {
                part.words = self.texts(item, &format!("`parts.{name}`"));
            }
            parts.insert(name.to_owned(), part);
        }
        parts
    }

    /// The regular expression, anchored.
    fn regex(&mut self, text: &str, place: Option<Range<usize>>) -> Option<(String, Regex)> {
        // Compiled by itself first, so that nothing in it can reach beyond its own brackets.
        match Regex::new(text).and_then(|_| Regex::new(&format!("^(?:{text})$"))) {
            Ok(regex) => Some((text.to_owned(), regex)),
            Err(error) => {
                let error = error.to_string();
                let last = error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                let message = format!("not a regular expression: {last}");
                self.tell("config/regex", place, message, "write it as the Rust crate `regex` has it");
                None
            }
        }
    }
}

impl Policies {
    /// What fills a part of a pattern: what the rule says of it, else the vocabulary of its name.
    fn part(&self, name: PartName, parts: &BTreeMap<String, Part>) -> Result<Arc<Part>, String> {
        let mut part = match (parts.get(&name.name), self.vocabularies.get(&name.name)) {
            (Some(part), _) => part.clone(),
            (None, Some(words)) => Part { name: name.name.clone(), words: words.clone(), ..Part::default() },
            (None, None) => {
                let known = parts.keys().chain(self.vocabularies.keys()).map(String::as_str);
                let help = nearest(&name.name, known).map(|near| format!("; did you mean `<{near}>`"));
                return Err(format!("`<{}>` is no vocabulary and no part{}", name.name, help.unwrap_or_default()));
            }
        };
        if !name.only.is_empty() {
            if let Some(unknown) = name.only.iter().find(|word| part.is_closed() && !part.words.contains(word)) {
                return Err(format!("`{unknown}` is not in the vocabulary of `<{}>`", name.name));
            }
            let vocabulary = std::mem::replace(&mut part.words, name.only);
            part = Part { vocabulary, words: part.words, name: part.name, ..Part::default() };
        }
        Ok(Arc::new(part))
    }
}

/// The known word that is nearest to one that is not known.
pub fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let near = known.map(|known| (strsim::osa_distance(word, known), known));
    let near = near.filter(|(distance, known)| *distance <= 2 && *distance < known.chars().count());
    near.min().map(|(_, known)| known)
}

fn did_you_mean<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    match nearest(word, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are: {}", known.collect::<Vec<_>>().join(", ")),
    }
}
