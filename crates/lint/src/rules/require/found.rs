//! What is found against a `[[require]]`.

use realmform_model::{Finding, Span};

use crate::policy::Require;
use crate::rule::{Report, Subject};

/// A finding, with the policy as its second place.
pub(super) fn report_unmet(
    report: &mut Report,
    require: &Require,
    code: &str,
    subject: &Subject,
    at: &Span,
    message: String,
) {
    let finding = Finding::error(format!("require/{code}"), message).on(&subject.name).at(at);
    report.against(&require.span, require.severity, require.why.as_deref(), finding);
}
