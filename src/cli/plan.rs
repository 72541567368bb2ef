//! `realmform plan`: reads, writes nothing, shows the difference.

use std::path::Path;

use clap::ValueEnum;

use super::stats::StatsArgs;
use super::{Exit, TargetArgs, print, stop, tell_findings};
use crate::compare::compare;
use crate::render;

/// Show what `apply` would do; reads only
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    target: TargetArgs,

    #[command(flatten)]
    stats: StatsArgs,

    /// How to show the plan
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Exit with 2 when there are changes
    #[arg(long)]
    detailed_exitcode: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// For a pull request's comment
    Markdown,
    /// For programs; docs/plan-format.md describes it
    Json,
}

pub async fn run(directory: &Path, args: &Args) -> Exit {
    let mut stats = args.stats.start();
    let (project, target) = match args.target.open(directory) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let compared = match compare(&project, &target).await {
        Ok(compared) => compared,
        Err(reason) => return stop(reason),
    };
    stats.part("plan", target.requests());
    tell_findings(&compared.findings);
    print(&match args.format {
        Format::Text => render::text::plan(&compared.plan),
        Format::Markdown => render::markdown::plan(&compared.plan),
        Format::Json => {
            let json = render::json::plan(&compared.plan, env!("CARGO_PKG_VERSION"));
            format!("{json:#}\n")
        }
    });
    stats.part("show", target.requests());
    stats.tell();
    if args.detailed_exitcode && !compared.plan.is_empty() { Exit::Changes } else { Exit::Fine }
}
