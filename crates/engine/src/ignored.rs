//! Patterns in `ignore` that match nothing: mostly a name that is misspelt, so that what it should keep would be deleted.

use realmform_model::words::did_you_mean;
use realmform_model::{Address, Desired, Finding, Live};

/// A warning for each pattern that matches neither a live object nor a declared one.
pub fn idle(desired: &Desired, live: &Live) -> Vec<Finding> {
    if desired.ownership.rules.values().all(|rule| rule.ignore.is_empty()) {
        return Vec::new();
    }
    let known: Vec<&Address> = live.objects.keys().chain(desired.objects.keys()).collect();
    let idle = desired.ownership.idle(&known);
    // Of a side that the target does not have, or that does not exist yet, nothing is known.
    let is_seen = |side| known.iter().any(|it| it.kind.side() == side);
    let seen = idle.into_iter().filter(|(kind, ..)| is_seen(kind.side()));
    let findings = seen.map(|(kind, pattern, span)| {
        let names: Vec<String> =
            known.iter().filter(|it| it.kind == kind).map(|address| address.shown_name()).collect();
        let suggestion = did_you_mean(pattern, names.iter().map(String::as_str));
        let message = format!("`ignore` of {kind} matches nothing: `{pattern}`{suggestion}");
        let help = "correct the pattern or remove it; what it was to protect may be deleted";
        Finding::warning("ownership/ignores-nothing", message).at(span).help(help)
    });
    findings.collect()
}
