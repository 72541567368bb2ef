//! `realmform lint`: the project's TOML, or realm exports, against the policies.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::{Exit, fail, print, tell, within};
use crate::baseline::Baseline;
use crate::finding::{Finding, Severity};
use crate::policy::{self, Extent, Policies};
use crate::project::Project;
use crate::render;
use crate::rule::Context;
use crate::rules;
use crate::target::{Failure, export};

/// Check names and references: of the project's TOML, or of realm exports
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Realm exports; without one, the project's own TOML
    #[arg(value_name = "EXPORT")]
    exports: Vec<PathBuf>,

    /// A folder of naming policies instead of the project's `policies`
    #[arg(long, value_name = "DIR")]
    policy: Option<PathBuf>,

    /// How to show the findings
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// The least severity that makes the command fail
    #[arg(long, value_enum, default_value_t = Level::Error)]
    fail_level: Level,

    /// What `lint --format json` wrote before: only what is new is shown and makes the command fail
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For a terminal, with the lines that are meant
    Text,
    /// For programs
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    Info,
    Warning,
    Error,
    /// Findings never do
    Never,
}

impl Level {
    fn is_reached(self, findings: &[Finding]) -> bool {
        let least = match self {
            Self::Info => Severity::Info,
            Self::Warning => Severity::Warning,
            Self::Error => Severity::Error,
            Self::Never => return false,
        };
        findings.iter().any(|finding| finding.severity >= least)
    }
}

pub fn run(directory: &Path, args: &Args) -> Exit {
    let (findings, known) = match new_ones(directory, args) {
        Ok(found) => found,
        Err(failure) => return fail(&failure),
    };
    print(&match args.format {
        Format::Text if findings.is_empty() => "No findings.\n".to_owned(),
        Format::Text => render::text::findings(&findings),
        Format::Json => format!("{:#}\n", render::json::findings(&findings)),
    });
    match args.format {
        Format::Text => print(&known),
        Format::Json => tell(&known),
    }
    if args.fail_level.is_reached(&findings) { Exit::Findings } else { Exit::Fine }
}

/// What the baseline does not have, and a last line about what it has; without a baseline all findings and no line.
fn new_ones(directory: &Path, args: &Args) -> Result<(Vec<Finding>, String), Failure> {
    let Some(file) = &args.baseline else { return Ok((check(directory, args)?, String::new())) };
    let baseline = Baseline::open(&within(directory, file))?;
    let compared = baseline.compare(check(directory, args)?);
    let known = compared.summary() + "\n";
    Ok((compared.new, known))
}

fn check(directory: &Path, args: &Args) -> Result<Vec<Finding>, Failure> {
    let (policies, mut findings) = policies(directory, args)?;
    if args.exports.is_empty() {
        let project = Project::open(directory)?;
        findings.extend(project.findings.iter().cloned());
        let found = rules::check(&Context::of_project(&project.desired, None, &policies));
        findings.extend(policies.apply(found, policy::today(), Extent::Project));
        return Ok(findings);
    }
    // A project's policies are for its TOML, and here for whichever exports are at hand.
    let extent = if args.policy.is_some() { Extent::All } else { Extent::Part };
    let mut found = Vec::new();
    for path in &args.exports {
        let path = within(directory, path);
        let live = export::live(&export::parse(&path)?);
        found.extend(rules::check(&Context::of_export(&live, &path, &policies)));
    }
    findings.extend(policies.apply(found, policy::today(), extent));
    Ok(findings)
}

fn policies(directory: &Path, args: &Args) -> Result<(Policies, Vec<Finding>), Failure> {
    match args.policy.as_deref().map(|folder| within(directory, folder)) {
        Some(folder) if !folder.is_dir() => Err(Failure::input(format!("there is no folder {}", folder.display()))
            .help("--policy takes a folder with *.toml files of naming rules")),
        Some(folder) => Ok(policy::load(&folder, directory)),
        None => Ok(policy::load(&directory.join(policy::FOLDER), directory)),
    }
}
