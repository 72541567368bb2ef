//! Findings with all that a name can hold, to try the formats on.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use jsonschema::Validator;

use super::LintReport;
use realmform_model::{Finding, Severity, Source, Span};

const HOSTILE: &[&str] = &[
    "plain",
    "a\"quote",
    "]]>",
    "two\nlines\r\n",
    "\u{1b}[31mred",
    "::error::x",
    "a|b",
    "<script>alert(1)</script>",
    "100%0A",
    "😀 emoji",
    "\u{202e}turned",
    "[x](javascript:alert(1))",
    "![x](http://x)",
    "@everyone",
    "**bold**",
    "a,b:c",
    "\u{0}\u{b}\u{ffff}\u{fffe}",
    "\u{9b}2J\u{7f}\u{2028}",
    "`tick`",
    "&amp; &",
    "##[error]x",
    "two\n  ::stop-commands::t",
    "section_start:1:x",
    "",
];

/// One finding for each odd text, in its name, its message and its file's name; and one without a place.
pub(super) fn hostile() -> Vec<Finding> {
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let findings = HOSTILE.iter().zip(severities.iter().cycle()).map(|(text, severity)| {
        let file = format!("realms/{}.json", text.replace(['\0', '/'], "_"));
        let source = Arc::new(Source::new(file, format!("{{\n  \"clientId\": \"{text}\"\n}}\n")));
        let span = Span { source, offset: 4, length: 10 };
        let finding = Finding::error("client/pkce-missing", format!("`{text}` is odd, {text}"));
        let finding = finding.on(format!("client/{text}")).at(&span).help(format!("call it {text}"));
        Finding { severity: *severity, ..finding.and_at("its twin", &span) }
    });
    findings.chain([Finding::error("config/nothing-declared", "nothing is declared")]).collect()
}

pub(super) fn at_line(line: usize) -> Finding {
    let text = "\n".repeat(line) + "x";
    let span = Span { source: Arc::new(Source::new("realm.json", text)), offset: line, length: 1 };
    Finding::error("client/pkce-missing", "missing").on("client/x").at(&span)
}

/// A report that has a clean file besides, and fails at warnings.
pub(super) fn report(findings: &[Finding]) -> LintReport<'_> {
    static FILES: LazyLock<Vec<PathBuf>> = LazyLock::new(|| vec!["realms/clean realm.json".into()]);
    LintReport { findings, files: &FILES, project: "realmform.toml", rules: &[], fail_level: Some(Severity::Warning) }
}

pub(super) fn schema(text: &str) -> Validator {
    let schema = serde_json::from_str(text).unwrap_or_else(|error| panic!("the schema: {error}"));
    jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("the schema: {error}"))
}
