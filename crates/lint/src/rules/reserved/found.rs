//! What is found against a `[[reserved]]`.

use std::fmt::Display;

use realmform_model::{Finding, Span};

use crate::policy::Reserved;
use crate::rule::Report;

/// A finding, with the policy as its second place.
pub(super) fn report_breach(
    report: &mut Report,
    reserved: &Reserved,
    code: &str,
    on: impl Display,
    at: &Span,
    message: String,
) {
    let finding = Finding::error(format!("reserved/{code}"), message).on(on).at(at);
    report.against(&reserved.span, reserved.severity, reserved.why.as_deref(), finding);
}

/// `, which is reserved for a, b`
pub(super) fn for_whom(reserved: &Reserved) -> String {
    match reserved.only.texts.as_slice() {
        [] => "which nobody may have".to_owned(),
        only => format!("which is reserved for {}", realmform_model::words::listed(only.iter().map(String::as_str))),
    }
}
