//! `realmform lint`: the project's TOML, or realm exports, against the policies.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::console::{print, print_as_it_is, tell};
use super::exit::{Exit, fail};
use super::paths::within;
use super::stats::StatsArgs;
use super::target::project_for;
use realmform_config::project;
use realmform_lint::baseline::Baseline;
use realmform_lint::inputs::Linted;
use realmform_lint::policy::Extent;
use realmform_lint::rule::{Beside, Context, Rule};
use realmform_lint::{inputs, policy, rules};
use realmform_model::{Failure, Finding, Severity};
use realmform_render::findings::{FORMATS, Format, LintReport, format_named};

mod fix;
mod only;
mod policies;

use only::{Names, OnlyArgs};
use policies::policies;

/// Check names, references and security; needs a project or realm exports, no server
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Realm exports to check: files, directories, glob patterns, or `-` for standard input; defaults to the project's
    /// TOML
    #[arg(value_name = "EXPORT")]
    exports: Vec<PathBuf>,

    /// Target whose values and files are checked; defaults to the project's default target
    #[arg(long, value_name = "NAME", conflicts_with = "exports")]
    target: Option<String>,

    /// Directory of policies to use instead of the project's `policies`
    #[arg(long, value_name = "DIR")]
    policy: Option<PathBuf>,

    /// Output format
    #[arg(long, value_parser = formats(), default_value = "text")]
    format: &'static Format,

    /// Lowest severity that makes the command fail
    #[arg(long, value_enum, default_value_t = FailLevel::Error)]
    fail_level: FailLevel,

    /// Earlier output of `lint --format json`: only new findings are shown and make the command fail
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    #[command(flatten)]
    only: OnlyArgs,

    #[command(flatten)]
    fix: fix::FixArgs,

    #[command(flatten)]
    stats: StatsArgs,
}

/// The formats by their names.
fn formats() -> impl TypedValueParser<Value = &'static Format> {
    let names = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(names).try_map(|name| format_named(&name).ok_or("unknown format"))
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailLevel {
    /// Notes, warnings and errors make it fail
    Info,
    /// Warnings and errors make it fail
    Warning,
    /// Only errors make it fail
    Error,
    /// Findings never make the command fail
    Never,
}

impl FailLevel {
    /// The least severity that makes the command fail; `None` if none does.
    fn severity(self) -> Option<Severity> {
        match self {
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
            Self::Never => None,
        }
    }
}

pub(super) fn run(directory: &Path, args: &Args) -> Exit {
    let mut stats = args.stats.start();
    let fixed =
        match fix::run(directory, &args.fix, &args.only, &args.exports, args.target.as_deref(), args.policy.as_deref())
        {
            Ok(fix::Next::Lint(fixed)) => fixed,
            Ok(fix::Next::End(exit)) => return exit,
            Err(failure) => return fail(&failure),
        };
    let (mut linted, mut known) = match new_ones(directory, args, &fixed) {
        Ok(found) => found,
        Err(failure) => return fail(&failure),
    };
    linted.findings = fix::with_reasons(linted.findings, &fixed.refused);
    known.push_str(&only::left_out(args.only.keep(&mut linted.findings, &fixed.only)));
    stats.phase("lint", None);
    let findings = &linted.findings;
    if linted.failures.is_empty() || !linted.files.is_empty() {
        let rules: Vec<_> = rules::all().map(Rule::text).collect();
        let (files, project, fail_level) = (&linted.files, project::FILE, args.fail_level.severity());
        let report = LintReport { findings, files, project, rules: &rules, fail_level };
        let text = (args.format.render)(&report);
        match args.format.name {
            // Commands, and the only ones that are ours.
            "github" => print_as_it_is(&text),
            _ => print(&text),
        }
    }
    match args.format.name {
        "text" => print(&known),
        _ => tell(&known),
    }
    stats.phase("show", None);
    stats.print_to_stderr();
    let failed = linted.failures.iter().map(fail).next_back();
    let fails = |finding: &Finding| args.fail_level.severity().is_some_and(|least| finding.severity >= least);
    let found = if findings.iter().any(fails) { Exit::Findings } else { Exit::Fine };
    failed.unwrap_or(found)
}

/// The findings that are not in the baseline, and a last line about the others; without a baseline, all findings and no
/// line.
fn new_ones(directory: &Path, args: &Args, fixed: &fix::Done) -> Result<(Linted, String), Failure> {
    let Some(file) = &args.baseline else { return Ok((check(directory, args, fixed)?, String::new())) };
    let baseline = Baseline::open(&within(directory, file))?;
    let mut linted = check(directory, args, fixed)?;
    let compared = baseline.compare(linted.findings);
    let known = compared.summary() + "\n";
    linted.findings = compared.new;
    Ok((linted, known))
}

fn check(directory: &Path, args: &Args, fixed: &fix::Done) -> Result<Linted, Failure> {
    let (policies, mut findings) = policies(directory, args.policy.as_deref())?;
    let names = Names::default();
    // A fix has looked at the patterns already, and what it renamed may match them no longer.
    let asks = !args.only.patterns().is_empty() && !fixed.has_run;
    if args.exports.is_empty() {
        let project = project_for(directory, args.target.as_deref())?;
        findings.extend(project.findings.iter().cloned());
        let found = rules::check(&Context::of_project(&project.desired, Beside::Nothing, &policies));
        findings.extend(policies.apply(found, policy::today(), Extent::Project));
        // What does not load cannot be known to be missing.
        if asks && !project.findings.iter().any(Finding::is_error) {
            names.add(project.desired.objects.keys());
            confirm(&args.only, names, &findings)?;
        }
        return Ok(Linted { findings, ..Linted::default() });
    }
    // A project's policies are for its TOML, and here for whichever exports are at hand.
    let extent = if args.policy.is_some() { Extent::All } else { Extent::Part };
    let mut linted = inputs::lint(directory, &args.exports, &mut std::io::stdin(), |exports| {
        let context = Context::of_export(exports, &policies);
        if asks {
            names.add(context.addresses().chain(context.parts.iter().map(|part| &part.name)));
        }
        rules::check(&context)
    });
    findings.extend(policies.apply(linted.findings, policy::today(), extent));
    if asks && linted.failures.is_empty() {
        confirm(&args.only, names, &findings)?;
    }
    linted.findings = findings;
    Ok(linted)
}

/// Each pattern of --only matches an object, or what a finding names.
fn confirm(only: &OnlyArgs, names: Names, findings: &[Finding]) -> Result<(), Failure> {
    let names = names.all();
    let found = findings.iter().filter_map(|finding| finding.object.as_deref());
    only.confirm(names.iter().map(String::as_str).chain(found))
}
