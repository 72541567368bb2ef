//! As many findings as a big export has, in one line of 20 MB: nothing is counted or copied from the beginning each time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{FORMATS, Format, LintReport};
use realmform_model::{Finding, Source, Span};

const MANY: usize = 20_000;
/// More than an unoptimized build needs on a busy machine; were each place counted from the file's beginning, it would be
/// many times that.
const LONG: Duration = Duration::from_secs(40);

#[test]
fn many_findings_in_one_long_line_are_told_in_every_format() {
    let object = format!("{{\"clientId\": \"ä\", \"pad\": \"{}\"}},", "x".repeat(1_000));
    let source = Arc::new(Source::new("realm.json", object.repeat(MANY)));
    assert!(source.text.len() > 20_000_000);
    let findings: Vec<Finding> = (0..MANY)
        .map(|at| {
            let span = Span { source: Arc::clone(&source), offset: at * object.len() + 1, length: 10 };
            Finding::error("client/pkce-missing", "it is odd").on(format!("client/{at}")).at(&span).help("mend it")
        })
        .collect();
    let report =
        LintReport { findings: &findings, files: &[], project: "realmform.toml", rules: &[], fail_level: None };

    for Format { name, render, .. } in FORMATS {
        let started = Instant::now();
        let told = render(&report);
        let took = started.elapsed();
        assert!(took < LONG, "{name} took {took:?}");
        let last = format!("client/{}", MANY - 1);
        assert!(told.contains(&last) || *name == "markdown", "{name} leaves out {last}");
    }
}
