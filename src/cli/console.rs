//! Printing: results go to standard output, everything else to standard error, and no line is a command to the CI that keeps
//! it as its log.

use std::io::Write;

use realmform_model::words::counted;
use realmform_model::{Finding, escape};
use realmform_render as render;
use realmform_targets::plaintext;
use realmform_targets::target::Target;

/// Writes a command's result; colour only where the terminal has it.
pub(crate) fn print(text: &str) {
    print_as_it_is(&escape::log(text));
}

/// Writes a result of which not a letter may change: a file, a secret, commands that are ours.
pub(crate) fn print_as_it_is(text: &str) {
    let mut out = anstream::stdout().lock();
    // A reader that has gone away (`| head`) is no failure of ours.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes what is beside the result.
pub(crate) fn tell(text: &str) {
    let mut out = anstream::stderr().lock();
    let _ = out.write_all(escape::log(text).as_bytes()).and_then(|()| out.flush());
}

/// Warns of what would cross a network unencrypted, unless somebody said that it is trusted.
pub(super) fn tell_exposed(target: &Target) {
    let is_trusted = |value: &std::ffi::OsString| value == "1" || value == "true";
    if std::env::var_os(plaintext::ALLOW).as_ref().is_some_and(is_trusted) {
        return;
    }
    for exposed in target.exposed() {
        let (message, help) = (escape::line(&exposed.message), escape::line(&exposed.help));
        tell(&format!("warning: {message}\n  help: {help}\n"));
    }
}

/// So many warnings stand above a plan: more of them would bury it.
const WARNINGS: usize = 10;

/// What is wrong, and keeps nobody from going on.
pub(super) fn tell_warnings(findings: &[Finding]) {
    if !findings.is_empty() {
        tell(&render::text::first(findings, WARNINGS));
    }
}

/// What is found on objects that a plan leaves as they are.
pub(super) fn tell_untouched(findings: &[Finding]) {
    if findings.is_empty() {
        return;
    }
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    let counts: Vec<String> = [(errors, "error"), (findings.len() - errors, "warning")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| counted(count, word))
        .collect();
    let counts = counts.join(" and ");
    tell(&format!("note: {counts} on objects that this plan does not change; `realmform lint` shows them\n"));
}

pub(super) fn tell_findings(findings: &[Finding]) {
    if !findings.is_empty() {
        tell(&render::text::findings(findings));
    }
}
