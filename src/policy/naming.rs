//! A naming rule, and what it says about one name.

use regex::Regex;

use crate::finding::{Severity, Span};
use crate::policy::fit;
use crate::policy::pattern::Pattern;
use crate::policy::scope::Scope;
use crate::policy::tokens::Tokens;
use crate::policy::{Policies, words};

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
    /// One sentence, the parts that are wrong told in words.
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
    pub fn judge(&self, name: &str, policies: &Policies) -> Option<Judgement> {
        if self.allows(name) {
            return None;
        }
        let Some(tokens) = Tokens::of(name) else {
            return Some(Judgement { message: self.bare_message(name), suggestion: None });
        };
        let variants = self.patterns.iter().flat_map(|pattern| &pattern.variants);
        let mut fits: Vec<_> = variants.map(|variant| fit::fit(&tokens, variant, policies)).collect();
        fits.sort_by_key(|fit| fit.cost);
        let good = fits.iter().filter(|fit| fit.is_whole());
        let good = good.map(|fit| (fit, fit.name())).find(|(_, suggestion)| self.allows(suggestion));
        if let Some((fit, suggestion)) = good {
            let message = words::message(&tokens, fit, Some(&suggestion), policies);
            return Some(Judgement { message, suggestion: Some(suggestion) });
        }
        let message = match fits.first().filter(|fit| !fit.is_whole()) {
            Some(fit) => words::message(&tokens, fit, None, policies),
            None => self.bare_message(name),
        };
        Some(Judgement { message, suggestion: None })
    }

    /// The patterns, for people.
    pub fn shown(&self) -> String {
        if self.patterns.is_empty() {
            let text = self.regex.as_str();
            let text = text.strip_prefix("^(?:").and_then(|text| text.strip_suffix(")$")).unwrap_or(text);
            return format!("`/{text}/`");
        }
        let patterns: Vec<_> = self.patterns.iter().map(|pattern| format!("`{}`", pattern.text)).collect();
        super::part::one_of(&patterns)
    }

    fn bare_message(&self, name: &str) -> String {
        format!("`{}`: does not follow {}", words::shown(name), self.shown())
    }
}
