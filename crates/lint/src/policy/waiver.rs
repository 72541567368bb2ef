//! A waiver: a finding that somebody has accepted.

use jiff::civil::Date;

use realmform_model::{Finding, Span, matches};

/// Takes findings out.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The findings' code, `*` for any characters.
    pub code: String,
    /// The address of their object, `*` for any characters; those without an object are only of `*`.
    pub object: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Where it stands.
    pub span: Span,
}

impl Waiver {
    /// Whether the finding is meant, whatever the day.
    pub fn is_of(&self, finding: &Finding) -> bool {
        matches(&self.code, &finding.code) && matches(&self.object, finding.object.as_deref().unwrap_or_default())
    }

    /// The day on which it ended, where it has.
    pub fn ended(&self, today: Date) -> Option<Date> {
        self.until.filter(|until| *until < today)
    }
}
