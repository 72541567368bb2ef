//! Spoils good files in ways that nobody would think of, and hands them to both loaders and to all that reads them: no
//! input makes a panic, and each is told something that can be printed.
//!
//! Each target runs for some seconds; `REALMFORM_FUZZ_SECONDS` sets how many. A failure prints the seed that it began with.
#![allow(clippy::unwrap_used)]

mod spoil;

use std::path::Path;
use std::sync::Arc;

use arbtest::arbtest;
use spoil::{Change, spoiled};

use realmform_config::load;
use realmform_lint::policy::Policies;
use realmform_lint::rule::{Beside, Context, Export};
use realmform_lint::{policy, rules};
use realmform_model::{Finding, Severity, Source};
use realmform_render as render;
use realmform_render::findings::{FORMATS, LintReport};

/// How long each target runs.
fn budget() -> u64 {
    let asked = std::env::var("REALMFORM_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    asked.unwrap_or(8_u64) * 1000
}

fn shipped(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn source(path: &str, text: String) -> Arc<Source> {
    Arc::new(Source::new(path, text))
}

/// A terminal or a program gets all of it, and nothing in it is obeyed.
fn is_printable(findings: &[Finding]) {
    let text = render::text::plain(&render::text::findings(findings));
    let obeyed = text.chars().find(|letter| letter.is_control() && *letter != '\n');
    assert_eq!(obeyed, None, "{text:?}");
    let texts: Vec<_> = rules::all().map(|rule| rule.text()).collect();
    let report = LintReport {
        findings,
        files: &[],
        project: "realmform.toml",
        rules: &texts,
        fail_level: Some(Severity::Error),
    };
    assert!(FORMATS.iter().all(|format| !(format.render)(&report).is_empty()));
}

/// Words from files are not there.
fn no_file(_: &Path, _: &Path) -> std::io::Result<Source> {
    Err(std::io::ErrorKind::NotFound.into())
}

fn policies() -> Policies {
    policy::parse(vec![source("naming.toml", String::from_utf8(shipped("policies/naming.toml")).unwrap())], &no_file).0
}

#[test]
fn a_spoilt_export_is_linted_or_refused() {
    let good = shipped("examples/legacy-realm/athyper-realm.json");
    let small = br#"{"realm":"r","clients":[{"clientId":"a","redirectUris":["*"],"attributes":{"x":"1"}}],"users":[]}"#;
    let policies = policies();
    arbtest(|script| {
        let (big, changes): (bool, Vec<Change>) = script.arbitrary()?;
        let Ok(text) = String::from_utf8(spoiled(if big { &good } else { small }, &changes)) else { return Ok(()) };
        let source = source("spoilt.json", text);
        match Export::read(&source) {
            Ok(exports) => {
                exports.chunks(1).for_each(|export| is_printable(&rules::check(&Context::of_export(export, &policies))))
            }
            Err(error) => {
                assert!(!error.message.is_empty() && error.offset.is_none_or(|at| at <= source.text.len()));
            }
        }
        Ok(())
    })
    .budget_ms(budget());
}

#[test]
fn spoilt_toml_is_loaded_or_told() {
    let good = [shipped("realm/clients.toml"), shipped("realm/groups.toml"), shipped("lookups/jobs.toml")];
    let policies = policies();
    arbtest(|script| {
        let (which, changes): (usize, Vec<Change>) = script.arbitrary()?;
        let Ok(text) = String::from_utf8(spoiled(&good[which % good.len()], &changes)) else { return Ok(()) };
        let loaded = load::sources(vec![source("spoilt.toml", text)], &load::ExtraFields::default());
        let mut findings = loaded.findings;
        findings.extend(rules::check(&Context::of_project(&loaded.desired, Beside::Nothing, &policies)));
        is_printable(&findings);
        Ok(())
    })
    .budget_ms(budget());
}

#[test]
fn a_spoilt_policy_is_read_or_told() {
    let good = shipped("policies/naming.toml");
    arbtest(|script| {
        let changes: Vec<Change> = script.arbitrary()?;
        let Ok(text) = String::from_utf8(spoiled(&good, &changes)) else { return Ok(()) };
        is_printable(&policy::parse(vec![source("spoilt.toml", text)], &no_file).1);
        Ok(())
    })
    .budget_ms(budget());
}
