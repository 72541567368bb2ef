//! What a lint rule is: a constant with its code, its words and a pure check over a whole document.

use std::borrow::Cow;

use realmform_model::uri::without_credentials;
use realmform_model::{Finding, KindName, RuleText, Severity, Span};

pub mod config;
mod context;
mod export;
mod sections;
mod subject;
mod subjects;

pub use context::Context;
pub use export::{Export, NotAnExport};
pub use subject::Subject;
pub use subjects::{Beside, Subjects};

/// One lint rule. A rule is one file under `rules/`.
pub struct Rule {
    /// Family and name, such as `client/pkce-missing`; `naming/*` where one rule has a code for each kind.
    pub code: &'static str,
    /// How bad a finding is, unless the policies set another level.
    pub severity: Severity,
    /// What is wrong where the rule finds something: one line.
    pub title: &'static str,
    /// Why it matters, and how it is attacked or what breaks.
    pub why: &'static str,
    /// What to set instead: the next step in each finding that has none of its own.
    pub fix: &'static str,
    /// Addresses of specifications and manuals.
    pub links: &'static [&'static str],
    /// How it is found.
    pub check: Check,
    /// Realm exports, shortened to what matters, in which the rule finds something. The tests hold it to that. Of lookups,
    /// which no export has, a project's TOML, which begins with a table of them.
    pub bad: &'static [&'static str],
    /// Realm exports, near misses above all, in which it finds nothing.
    pub good: &'static [&'static str],
}

/// How a rule looks.
pub enum Check {
    /// At each object of a kind by itself.
    Each(KindName, fn(&Subject, &Context, &mut Report)),
    /// At the document as a whole.
    Whole(fn(&Context, &mut Report)),
}

impl Rule {
    /// What there is to say of it.
    pub fn text(&self) -> RuleText {
        let Self { code, severity, title, why, fix, links, bad, good, .. } = *self;
        RuleText { code, severity, title, why, fix, links, bad, good }
    }

    /// Whether findings of this code come from this rule.
    pub fn covers(&self, code: &str) -> bool {
        self.text().covers(code)
    }
}

/// Where a rule puts what it finds.
pub struct Report<'r> {
    rule: &'static Rule,
    findings: &'r mut Vec<Finding>,
}

impl<'r> Report<'r> {
    /// Collects what this rule finds.
    pub fn new(rule: &'static Rule, findings: &'r mut Vec<Finding>) -> Self {
        Self { rule, findings }
    }

    /// What the rule says to set instead.
    pub fn fix(&self) -> &'static str {
        self.rule.fix
    }

    /// A finding on the thing, at one of its fields; no keys are the thing itself.
    pub fn at(&mut self, subject: &Subject, keys: &[&str], message: impl Into<String>) -> Reported<'_> {
        self.found(subject, &subject.place(keys), message)
    }

    /// A finding at one text in a field: an item of a list, such as one redirect URI.
    pub(crate) fn at_item(
        &mut self,
        subject: &Subject,
        keys: &[&str],
        item: &str,
        message: impl Into<String>,
    ) -> Reported<'_> {
        self.found(subject, &subject.place_of_item(keys, item), message)
    }

    /// A finding on the thing, at a place that was found otherwise.
    pub(crate) fn at_span(&mut self, subject: &Subject, span: &Span, message: impl Into<String>) -> Reported<'_> {
        self.found(subject, span, message)
    }

    fn found(&mut self, subject: &Subject, span: &Span, message: impl Into<String>) -> Reported<'_> {
        let finding = Finding { severity: self.rule.severity, ..Finding::error(self.rule.code, message) };
        self.add(finding.help(self.rule.fix).on(&subject.name).at(span))
    }

    /// A finding against a policy, which says how bad it is and why, and is its second place.
    pub fn against(&mut self, policy: &Span, severity: Severity, why: Option<&str>, finding: Finding) {
        let fix = self.fix();
        let help = why.map_or_else(|| fix.to_owned(), |why| format!("{fix}. {why}"));
        self.add(Finding { severity, ..finding.help(help).and_at("the policy", policy) });
    }

    /// A finding that was made elsewhere, with a code and a severity of its own.
    pub fn add(&mut self, mut finding: Finding) -> Reported<'_> {
        // Whichever rule it is that shows a URI: not with its password.
        if let Cow::Owned(message) = without_credentials(&finding.message) {
            finding.message = message;
        }
        let at = self.findings.len();
        self.findings.push(finding);
        Reported(&mut self.findings[at])
    }
}

/// A finding that was just reported, to add details to it.
pub struct Reported<'r>(&'r mut Finding);

impl Reported<'_> {
    /// Another next step than the rule's.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.0.help = Some(without_credentials(&help.into()).into_owned());
        self
    }

    /// A second place: the twin, or what makes it wrong.
    pub fn and_at(self, what: impl Into<String>, span: &Span) -> Self {
        self.0.related = span.is_known().then(|| (what.into(), span.clone()));
        self
    }

    /// Another severity than the rule's: of one case that is better or worse.
    pub fn severity(self, severity: Severity) -> Self {
        self.0.severity = severity;
        self
    }
}
