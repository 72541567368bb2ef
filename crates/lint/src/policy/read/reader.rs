//! The reader that all sections of a policy file share.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};
use toml_edit::{Item, Key, TableLike};

use crate::policy::Policies;
use realmform_model::{Finding, Source, Span};

/// Reads a file that a policy file names: first the policy's path, as it is shown, then what it says.
pub type WordFiles<'f> = &'f dyn Fn(&Path, &Path) -> io::Result<Source>;

/// Reads section after section, and keeps what it has read and what was wrong.
pub(super) struct PolicyReader<'f> {
    pub policies: Policies,
    pub findings: Vec<Finding>,
    /// The file that is being read.
    pub source: Arc<Source>,
    pub files: WordFiles<'f>,
    /// Where each vocabulary and each level first stands.
    pub defined: BTreeMap<String, Span>,
}

impl<'f> PolicyReader<'f> {
    pub(super) fn new(files: WordFiles<'f>) -> Self {
        Self {
            policies: Policies::default(),
            findings: Vec::new(),
            source: Arc::default(),
            files,
            defined: BTreeMap::new(),
        }
    }

    pub(super) fn span(&self, place: Option<Range<usize>>) -> Span {
        Span::of(&self.source, place.unwrap_or_default())
    }

    pub(super) fn report(
        &mut self,
        code: &str,
        place: Option<Range<usize>>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let finding = Finding::error(code, message).at(&self.span(place)).help(help);
        self.findings.push(finding);
    }

    pub(super) fn wrong_type(&mut self, place: Option<Range<usize>>, what: &str, expected: &str) {
        self.report("config/wrong-type", place, format!("{what} must be {expected}"), format!("write {expected}"));
    }

    /// Tells of keys that are none of the known ones.
    pub(super) fn known(&mut self, table: &dyn TableLike, keys: &[&str], what: &str) {
        for (name, _) in table.iter().filter(|(name, _)| !keys.contains(name)) {
            let place = table.key(name).and_then(Key::span);
            let help = did_you_mean(name, keys.iter().copied());
            self.report("config/unknown-key", place, format!("unknown field `{name}` in {what}"), help);
        }
    }

    /// A text, or a list of texts.
    pub(super) fn texts(&mut self, item: &Item, what: &str) -> Vec<String> {
        if let Some(text) = item.as_str() {
            return vec![text.to_owned()];
        }
        let Some(list) = item.as_array() else {
            self.wrong_type(item.span(), what, "a string or a list of strings");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for value in list {
            match value.as_str() {
                Some(text) => texts.push(text.to_owned()),
                None => self.wrong_type(value.span(), &format!("an entry of {what}"), "a string"),
            }
        }
        texts
    }

    pub(super) fn field(&mut self, table: &dyn TableLike, key: &str) -> Vec<String> {
        table.get(key).map_or_else(Vec::new, |item| self.texts(item, &format!("`{key}`")))
    }

    /// The regular expression, anchored.
    pub(super) fn regex(&mut self, text: &str, place: Option<Range<usize>>) -> Option<(String, Regex)> {
        let compile = |text: &str| RegexBuilder::new(text).size_limit(MOST_BYTES).build();
        // Compiled by itself first, so that nothing in it can reach beyond its own brackets.
        match compile(text).and_then(|_| compile(&format!("^(?:{text})$"))) {
            Ok(regex) => Some((text.to_owned(), regex)),
            Err(regex::Error::CompiledTooBig(_)) => {
                let message =
                    format!("the regular expression is too large: it compiles to more than {} MiB", MOST_BYTES >> 20);
                self.report("config/regex", place, message, "shorten its repetitions or vocabularies");
                None
            }
            Err(error) => {
                let error = error.to_string();
                let last = error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                let message = format!("invalid regular expression: {last}");
                self.report("config/regex", place, message, "use the syntax of the Rust crate `regex`");
                None
            }
        }
    }
}

/// Names are matched in linear time; this bounds the time and the memory that compiling takes.
const MOST_BYTES: usize = 10 << 20;

/// The known word that is nearest to one that is not known.
pub(crate) fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let near = known.map(|known| (strsim::osa_distance(word, known), known));
    let near = near.filter(|(distance, known)| *distance <= 2 && *distance < known.chars().count());
    near.min().map(|(_, known)| known)
}

pub(super) fn did_you_mean<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    match nearest(word, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expected one of: {}", known.collect::<Vec<_>>().join(", ")),
    }
}
