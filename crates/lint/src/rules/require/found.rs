//! What is found against a `[[require]]`.

use realmform_model::{Finding, Span};

use crate::policy::Require;
use crate::rule::{Report, Subject};

/// A finding, with the policy as its second place.
pub(super) fn tell(report: &mut Report, require: &Require, code: &str, subject: &Subject, at: &Span, message: String) {
    let mut finding = Finding::error(format!("require/{code}"), message).on(&subject.name).at(at);
    finding.severity = require.severity;
    let fix = report.fix();
    let help = require.why.as_ref().map_or_else(|| fix.to_owned(), |why| format!("{fix}. {why}"));
    report.tell(finding.help(help).and_at("the policy", &require.span));
}
