//! `[vocabularies]`: lists of words, in the policy itself or in separate files.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use toml_edit::{Item, Key, TableLike};

use super::reader::PolicyReader;
use realmform_files::Trouble;
use realmform_model::words::counted;
use realmform_model::{Finding, Source, Span};

/// A word, and where it stands.
type PlacedWord = (String, Span);

impl PolicyReader<'_> {
    pub(super) fn vocabularies(&mut self, item: &Item) {
        let Some(table) = item.as_table_like() else {
            return self.wrong_type(item.span(), "`vocabularies`", "a table of lists of words");
        };
        for (name, item) in table.iter() {
            let place = table.key(name).and_then(Key::span);
            let span = self.span(place.clone());
            if self.policies.vocabularies.contains_key(name) {
                let finding = Finding::error("config/duplicate", format!("the vocabulary `{name}` already exists"));
                let finding = finding.at(&span).help("remove or rename one of the two");
                let first = self.defined.get(name).cloned().unwrap_or_default();
                self.findings.push(finding.and_at("first defined here", &first));
                continue;
            }
            let words = match item.as_table_like() {
                Some(table) => self.word_file(name, table, &span),
                None => Some(self.inline_words(name, item)),
            };
            if words.as_ref().is_some_and(Vec::is_empty) {
                self.report("config/empty", place, format!("the vocabulary `{name}` is empty"), "add words to it");
            }
            let words = self.without_twins(name, words.unwrap_or_default());
            self.defined.insert(name.to_owned(), span);
            self.policies.vocabularies.insert(name.to_owned(), words);
        }
    }

    fn inline_words(&mut self, name: &str, item: &Item) -> Vec<PlacedWord> {
        let texts = self.texts(item, &format!("the vocabulary `{name}`"));
        let values: Vec<_> = item.as_array().into_iter().flatten().filter(|value| value.as_str().is_some()).collect();
        let place = |at: usize| self.span(values.get(at).map_or_else(|| item.span(), |value| value.span()));
        texts.into_iter().enumerate().map(|(at, text)| (text, place(at))).collect()
    }

    /// The words of `{ file = "words.txt" }`; `None` if an error was reported.
    fn word_file(&mut self, name: &str, table: &dyn TableLike, span: &Span) -> Option<Vec<PlacedWord>> {
        let before = self.findings.len();
        self.known(table, &["file", "key"], &format!("the vocabulary `{name}`"));
        let Some(file) = table.get("file").and_then(Item::as_str) else {
            if self.findings.len() == before {
                let place = Some(span.offset..span.offset + span.length);
                let expected = "a list of words, or `{ file = \"words.txt\" }`";
                self.wrong_type(place, &format!("the vocabulary `{name}`"), expected);
            }
            return None;
        };
        let place = table.get("file").and_then(Item::span);
        let read = (self.files)(&self.source.path, Path::new(file));
        let source = match read {
            Ok(source) => Arc::new(source),
            Err(error) => {
                let trouble = error.get_ref().and_then(|inner| inner.downcast_ref::<Trouble>());
                let help = trouble.and_then(Trouble::help);
                let usual = "correct `file`: the path is relative to the folder of the policy file";
                let help = help.as_deref().unwrap_or(usual);
                self.report("config/unreadable", place, format!("cannot read `{file}`: {error}"), help);
                return None;
            }
        };
        let key = table.get("key").and_then(Item::as_str);
        let words = match Path::new(file).extension().and_then(|extension| extension.to_str()) {
            Some("json") => serde_json::from_str(&source.text)
                .map_err(|error| format!("is not valid JSON: {error}"))
                .and_then(|value| listed(value, key)),
            Some("toml") => toml_edit::de::from_str(&source.text)
                .map_err(|error: toml_edit::de::Error| format!("is not valid TOML: {}", error.message()))
                .and_then(|value| listed(value, key)),
            _ if key.is_some() => Err("has no keys: `key` only applies to JSON and TOML".to_owned()),
            _ => return Some(lines(&source)),
        };
        match words {
            Ok(words) => {
                let span = self.span(place);
                Some(words.into_iter().map(|word| (word, span.clone())).collect())
            }
            Err(error) => {
                let help = "the file must contain a list of strings or a table; `key` is the path to it";
                self.report("config/words", place, format!("`{file}` {error}"), help);
                None
            }
        }
    }

    /// Each word once. One finding tells of all that are there again.
    fn without_twins(&mut self, name: &str, words: Vec<PlacedWord>) -> Vec<String> {
        let mut first: BTreeMap<String, Span> = BTreeMap::new();
        let mut once = Vec::new();
        let mut twins: Vec<(String, Span)> = Vec::new();
        for (word, span) in words {
            if first.contains_key(&word) {
                twins.push((word, span));
            } else {
                first.insert(word.clone(), span);
                once.push(word);
            }
        }
        if let Some((word, span)) = twins.first() {
            let appear = match twins.len() - 1 {
                0 => "appears".to_owned(),
                more => format!("and {} appear", counted(more, "other word")),
            };
            let message = format!("`{word}` {appear} twice in the vocabulary `{name}`");
            let finding = Finding::warning("config/duplicate-word", message).at(span).help("remove the duplicate");
            let twin = first.get(word).filter(|twin| *twin != span).cloned().unwrap_or_default();
            self.findings.push(finding.and_at("first listed here", &twin));
        }
        once
    }
}

/// One word a line, in spaces or not. What follows a `#` at the beginning or after a space is a comment.
fn lines(source: &Arc<Source>) -> Vec<PlacedWord> {
    let is_blank = |letter: char| letter.is_whitespace() || letter == '\u{feff}';
    let mut words = Vec::new();
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let begins = |at: usize| line[..at].chars().next_back().is_none_or(is_blank);
        let comment = line.match_indices('#').map(|(at, _)| at).find(|at| begins(*at));
        let text = &line[..comment.unwrap_or(line.len())];
        let word = text.trim_matches(is_blank);
        if !word.is_empty() {
            let offset = start + text.find(word).unwrap_or(0);
            words.push((word.to_owned(), Span::of(source, offset..offset + word.len())));
        }
        start += line.len();
    }
    words
}

/// The words at a key: a list of texts, or a table's own keys.
fn listed(value: Value, key: Option<&str>) -> Result<Vec<String>, String> {
    let mut found = &value;
    for key in key
        .map_or(Ok(Vec::new()), Key::parse)
        .map_err(|error| format!("cannot be searched: `key` is invalid ({error})"))?
    {
        found = found.get(key.get()).ok_or_else(|| format!("has no `{}`, which is part of `key`", key.get()))?;
    }
    match found {
        Value::Array(list) => list.iter().map(|word| word.as_str().map(str::to_owned)).collect(),
        Value::Object(table) => Some(table.keys().cloned().collect()),
        _ => None,
    }
    .ok_or_else(|| format!("has no list of strings{}", key.map_or_else(String::new, |key| format!(" at `{key}`"))))
}
