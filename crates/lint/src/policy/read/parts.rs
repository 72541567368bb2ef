//! The allowed values of a pattern's parts, from the naming rule or from a vocabulary of the same name.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml_edit::{Item, TableLike};

use super::reader::{PolicyReader, did_you_mean, nearest};
use crate::policy::Policies;
use crate::policy::part::{CharacterClass, PatternPart};
use crate::policy::pattern::PartName;

impl PolicyReader<'_> {
    /// What the rule says of its parts.
    pub(super) fn parts(&mut self, table: &dyn TableLike) -> BTreeMap<String, PatternPart> {
        let mut parts = BTreeMap::new();
        let Some(item) = table.get("parts") else { return parts };
        let Some(table) = item.as_table_like() else {
            self.wrong_type(item.span(), "`parts`", "a table: `parts.name = \"kebab-case\"`");
            return parts;
        };
        for (name, item) in table.iter() {
            let mut part = PatternPart { name: name.to_owned(), ..PatternPart::default() };
            if let Some(inner) = item.as_table_like() {
                self.known(inner, &["regex"], "a part");
                let text = inner.get("regex").and_then(Item::as_str).unwrap_or_default();
                part.regex = self.regex(text, item.span());
            } else if let Some(text) = item.as_str() {
                for choice in text.split('|').map(str::trim) {
                    match (CharacterClass::of(choice), self.policies.vocabularies.get(choice)) {
                        (Some(class), _) => part.classes.push(class),
                        (None, Some(words)) => part.words.extend(words.iter().cloned()),
                        (None, None) => {
                            let classes = CharacterClass::ALL.iter().map(|class| class.name());
                            let known = classes.chain(self.policies.vocabularies.keys().map(String::as_str));
                            let help = did_you_mean(choice, known);
                            let message = format!("`{choice}` is neither a vocabulary nor a class of characters");
                            self.report("config/unknown-vocabulary", item.span(), message, help);
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
}

impl Policies {
    /// What fills a part of a pattern: what the rule says of it, else the vocabulary of its name.
    pub(super) fn part(
        &self,
        name: PartName,
        parts: &BTreeMap<String, PatternPart>,
    ) -> Result<Arc<PatternPart>, String> {
        let mut part = match (parts.get(&name.name), self.vocabularies.get(&name.name)) {
            (Some(part), _) => part.clone(),
            (None, Some(words)) => {
                PatternPart { name: name.name.clone(), words: words.clone(), ..PatternPart::default() }
            }
            (None, None) => {
                let known = parts.keys().chain(self.vocabularies.keys()).map(String::as_str);
                let help = nearest(&name.name, known).map(|near| format!("; did you mean `<{near}>`"));
                return Err(format!(
                    "`<{}>` is neither a vocabulary nor a part{}",
                    name.name,
                    help.unwrap_or_default()
                ));
            }
        };
        if !name.only.is_empty() {
            if let Some(unknown) = name.only.iter().find(|word| part.is_closed() && !part.words.contains(word)) {
                return Err(format!("`{unknown}` is not in the vocabulary of `<{}>`", name.name));
            }
            let vocabulary = std::mem::replace(&mut part.words, name.only);
            part = PatternPart { vocabulary, words: part.words, name: part.name, ..PatternPart::default() };
        }
        Ok(Arc::new(part))
    }
}
