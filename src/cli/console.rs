//! Printing: results go to standard output, everything else to standard error.

use std::io::Write;

use realmform_model::Finding;
use realmform_render as render;

/// Writes a command's result; colour only where the terminal has it.
pub(super) fn print(text: &str) {
    let mut out = anstream::stdout().lock();
    // A reader that has gone away (`| head`) is no failure of ours.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes what is beside the result.
pub(super) fn tell(text: &str) {
    let mut out = anstream::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// So many warnings stand above a plan: more of them would bury it.
const WARNINGS: usize = 10;

/// What is wrong, and keeps nobody from going on.
pub(super) fn tell_warnings(findings: &[Finding]) {
    if !findings.is_empty() {
        tell(&render::text::first(findings, WARNINGS));
    }
}

pub(super) fn tell_findings(findings: &[Finding]) {
    if !findings.is_empty() {
        tell(&render::text::findings(findings));
    }
}
