//! The texts of a lint rule; the rule itself is in `realmform-lint`.

use crate::finding::Severity;

/// The words of one lint rule.
#[derive(Clone, Copy, Debug)]
pub struct RuleText {
    /// Family and name, such as `client/pkce-missing`; `naming/*` where one rule has a code for each kind.
    pub code: &'static str,
    /// How bad a finding is, unless the policies set another level.
    pub severity: Severity,
    /// What is wrong where the rule finds something: one line.
    pub title: &'static str,
    /// Why it matters, and how it is attacked or what breaks.
    pub why: &'static str,
    /// What to set instead.
    pub fix: &'static str,
    /// Addresses of specifications and manuals.
    pub links: &'static [&'static str],
    /// Realm exports in which the rule finds something.
    pub bad: &'static [&'static str],
    /// Realm exports in which it finds nothing.
    pub good: &'static [&'static str],
}

impl RuleText {
    /// Whether findings of this code come from this rule.
    pub fn covers(&self, code: &str) -> bool {
        match self.code.strip_suffix('*') {
            Some(family) => code.starts_with(family),
            None => self.code == code,
        }
    }
}
