//! What one part of a name may be: a word of a vocabulary, a class of characters, a regular expression.

use std::sync::OnceLock;

use regex::Regex;

use realmform_model::words::one_of;

/// What fills a `<part>` of a pattern.
#[derive(Clone, Debug, Default)]
pub struct PatternPart {
    /// As the pattern spells it: `type`.
    pub name: String,
    /// The words that fit here.
    pub words: Vec<String>,
    /// The whole vocabulary, where only some of its words fit here.
    pub vocabulary: Vec<String>,
    /// The spellings that fit here.
    pub classes: Vec<CharacterClass>,
    /// As the policy has it, and compiled with anchors.
    pub regex: Option<(String, Regex)>,
}

impl PatternPart {
    /// Only words of a vocabulary fit, nothing free.
    pub fn is_closed(&self) -> bool {
        self.classes.is_empty() && self.regex.is_none()
    }

    /// Whether the text may stand here.
    pub fn fits(&self, text: &str) -> bool {
        self.words.iter().any(|word| word == text)
            || self.classes.iter().any(|class| class.fits(text))
            || self.regex.as_ref().is_some_and(|(_, regex)| regex.is_match(text))
    }

    /// The regular expression of all that fits, without anchors.
    pub fn expression(&self) -> String {
        let words = self.words.iter().map(|word| regex::escape(word));
        let classes = self.classes.iter().map(|class| class.expression().to_owned());
        let own = self.regex.iter().map(|(text, _)| format!("(?:{text})"));
        words.chain(classes).chain(own).collect::<Vec<_>>().join("|")
    }

    /// What the part must be, for messages: `kebab-case`, `neon, athyper or mesh`.
    pub fn description(&self) -> String {
        let mut choices: Vec<String> = Vec::new();
        let words = if self.vocabulary.is_empty() { &self.words } else { &self.vocabulary };
        if words.len() <= MOST_WORDS {
            choices.extend(words.iter().cloned());
        }
        choices.extend(self.classes.iter().map(|class| class.name().to_owned()));
        choices.extend(self.regex.iter().map(|(text, _)| format!("/{text}/")));
        one_of(&choices)
    }
}

/// Messages do not list vocabularies longer than this.
const MOST_WORDS: usize = 12;

/// A way of spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CharacterClass {
    /// `lower-case-words`.
    Kebab,
    /// `lower_case_words`.
    Snake,
    /// `lowercase`.
    Lower,
    /// `UPPERCASE`.
    Upper,
    /// `camelCase`.
    Camel,
    /// `PascalCase`.
    Pascal,
    /// Digits only.
    Digits,
}

impl CharacterClass {
    /// Every class there is.
    pub const ALL: [Self; 7] =
        [Self::Kebab, Self::Snake, Self::Lower, Self::Upper, Self::Camel, Self::Pascal, Self::Digits];

    /// As a policy spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kebab => "kebab-case",
            Self::Snake => "snake_case",
            Self::Lower => "lowercase",
            Self::Upper => "UPPERCASE",
            Self::Camel => "camelCase",
            Self::Pascal => "PascalCase",
            Self::Digits => "digits",
        }
    }

    /// The class that a policy spells so.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }

    fn expression(self) -> &'static str {
        match self {
            Self::Kebab => "[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
            Self::Snake => "[a-z][a-z0-9]*(?:_[a-z0-9]+)*",
            Self::Lower => "[a-z][a-z0-9]*",
            Self::Upper => "[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*",
            Self::Camel => "[a-z][a-zA-Z0-9]*",
            Self::Pascal => "[A-Z][a-zA-Z0-9]*",
            Self::Digits => "[0-9]+",
        }
    }

    /// Whether the text is spelt this way.
    pub fn fits(self, text: &str) -> bool {
        static COMPILED: OnceLock<Vec<(CharacterClass, Option<Regex>)>> = OnceLock::new();
        let compiled = COMPILED.get_or_init(|| {
            let compile = |class: Self| (class, Regex::new(&format!("^(?:{})$", class.expression())).ok());
            Self::ALL.into_iter().map(compile).collect()
        });
        let found = compiled.iter().find(|(class, _)| *class == self);
        found.and_then(|(_, regex)| regex.as_ref()).is_some_and(|regex| regex.is_match(text))
    }

    /// The words, spelt this way.
    pub fn spell(self, words: &[&str]) -> String {
        let lower = || words.iter().map(|word| word.to_lowercase());
        match self {
            Self::Kebab => lower().collect::<Vec<_>>().join("-"),
            Self::Snake => lower().collect::<Vec<_>>().join("_"),
            Self::Lower | Self::Digits => lower().collect(),
            Self::Upper => lower().map(|word| word.to_uppercase()).collect::<Vec<_>>().join("_"),
            Self::Camel => {
                lower().enumerate().map(|(at, word)| if at == 0 { word } else { capitalised(&word) }).collect()
            }
            Self::Pascal => lower().map(|word| capitalised(&word)).collect(),
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_class_spells_fits_it() {
        for class in CharacterClass::ALL.into_iter().filter(|class| *class != CharacterClass::Digits) {
            let spelt = class.spell(&["Runtime", "worker", "V2"]);
            assert!(class.fits(&spelt), "{spelt}");
            assert_eq!(CharacterClass::of(class.name()), Some(class));
        }
    }
}
