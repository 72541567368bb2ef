//! A naming rule, and what it says about one name.

use regex::Regex;

use crate::policy::fit::Fit;
use crate::policy::letters::Strange;
use crate::policy::pattern::Pattern;
use crate::policy::scope::Scope;
use crate::policy::tokens::Tokens;
use crate::policy::vocabularies::Vocabularies;
use crate::policy::{fit, letters, words};
use realmform_model::words::one_of;
use realmform_model::{Severity, Span};

/// What the names of some objects are to be.
#[derive(Clone, Debug)]
pub struct Naming {
    /// What it is for.
    pub scope: Scope,
    /// A name follows one of these. Empty where the rule has a plain regular expression.
    pub patterns: Vec<Pattern>,
    /// All patterns at once, anchored; or the rule's own regular expression.
    pub regex: Regex,
    /// How bad another name is.
    pub severity: Severity,
    /// The reason, as the policy gives it.
    pub why: Option<String>,
    /// Where the rule stands.
    pub span: Span,
}

/// What is wrong with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// One sentence that describes the wrong parts.
    pub message: String,
    /// A name that follows the rule.
    pub suggestion: Option<String>,
}

impl Naming {
    /// Whether the name follows the rule.
    pub fn allows(&self, name: &str) -> bool {
        self.regex.is_match(name)
    }

    /// What is wrong with the name; `None` where it follows the rule.
    pub fn judge(&self, name: &str, vocabularies: &Vocabularies) -> Option<Judgement> {
        if self.allows(name) {
            return None;
        }
        let (problems, suggestion) = match letters::strange(name, &self.patterns) {
            Some(strange) => self.strange(&strange, vocabularies),
            None => self.problems(name, vocabularies),
        };
        Some(Judgement { message: format!("`{}`: {problems}", words::shortened(name)), suggestion })
    }

    /// First the letters that names do not have, then what else is wrong.
    fn strange(&self, strange: &Strange, vocabularies: &Vocabularies) -> Verdict {
        let letters = words::strange(strange);
        if strange.letters.iter().any(|(_, alike)| alike.is_none()) {
            return (letters, None);
        }
        if self.allows(&strange.plain) {
            return (format!("{letters}; write `{}`", words::shown(&strange.plain)), Some(strange.plain.clone()));
        }
        let (problems, suggestion) = self.problems(&strange.plain, vocabularies);
        (format!("{letters}; {problems}"), suggestion)
    }

    fn problems(&self, name: &str, vocabularies: &Vocabularies) -> Verdict {
        let Some(tokens) = Tokens::of(name) else { return (self.not_followed(), None) };
        let fits = self.fits(&tokens, vocabularies);
        if let Some(verdict) = self.corrected(&tokens, &fits, vocabularies) {
            return verdict;
        }
        // Words without anything between them.
        let parted = tokens.parted(&self.words());
        if let Some(verdict) =
            parted.and_then(|parted| self.corrected(&parted, &self.fits(&parted, vocabularies), vocabularies))
        {
            return verdict;
        }
        match fits.first() {
            Some(fit) => (words::problems(&tokens, fit, None, vocabularies), None),
            None => (self.not_followed(), None),
        }
    }

    /// The name laid against all that the patterns allow, the best first.
    fn fits(&self, tokens: &Tokens, vocabularies: &Vocabularies) -> Vec<Fit> {
        let variants = self.patterns.iter().flat_map(|pattern| &pattern.variants);
        let mut fits: Vec<_> = variants.map(|variant| fit::fit(tokens, variant, vocabularies)).collect();
        fits.sort_by_key(|fit| fit.cost);
        fits
    }

    /// What to write instead, where that can be known.
    fn corrected(&self, tokens: &Tokens, fits: &[Fit], vocabularies: &Vocabularies) -> Option<Verdict> {
        let whole = fits.iter().filter(|fit| fit.is_whole()).map(|fit| (fit, fit.name()));
        let (fit, suggestion) = whole.into_iter().find(|(_, suggestion)| self.allows(suggestion))?;
        Some((words::problems(tokens, fit, Some(&suggestion), vocabularies), Some(suggestion)))
    }

    /// The words that the patterns have, and those of their vocabularies.
    fn words(&self) -> Vec<&str> {
        let pieces = self.patterns.iter().flat_map(|pattern| &pattern.variants).flatten();
        let words = pieces.flat_map(|piece| fit::closed(piece).unwrap_or_default());
        words.map(String::as_str).collect()
    }

    /// The patterns, for people.
    pub fn shown(&self) -> String {
        if self.patterns.is_empty() {
            let text = self.regex.as_str();
            let text = text.strip_prefix("^(?:").and_then(|text| text.strip_suffix(")$")).unwrap_or(text);
            return format!("`/{text}/`");
        }
        let patterns: Vec<_> = self.patterns.iter().map(|pattern| format!("`{}`", pattern.text)).collect();
        one_of(&patterns)
    }

    fn not_followed(&self) -> String {
        format!("does not follow {}", self.shown())
    }
}

/// What is wrong, and a name that follows the rule.
type Verdict = (String, Option<String>);
