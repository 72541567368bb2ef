//! `realmform plan`: reads, writes nothing, shows the difference.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::choice::{ChoiceArgs, tell_left_out};
use super::stats::StatsArgs;
use super::{Exit, TargetArgs, fail, print, stop, tell_findings, unwritable, within};
use crate::compare::{Compared, compare};
use crate::plan::Plan;
use crate::project::Project;
use crate::render;
use crate::saved::{self, Saved};
use crate::target::Failure;
use crate::target::open::Target;

/// Show what `apply` would do; reads only
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    target: TargetArgs,

    #[command(flatten)]
    choice: ChoiceArgs,

    #[command(flatten)]
    stats: StatsArgs,

    /// How to show the plan
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Save the plan for `apply FILE`, too
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Exit with 2 when there are changes
    #[arg(long)]
    detailed_exitcode: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    /// For a terminal
    Text,
    /// For a pull request's comment
    Markdown,
    /// For programs; docs/plan-format.md describes it
    Json,
}

impl Format {
    /// The plan in this form.
    pub fn plan(self, plan: &Plan) -> String {
        match self {
            Self::Text => render::text::plan(plan),
            Self::Markdown => render::markdown::plan(plan),
            Self::Json => format!("{:#}\n", render::json::plan(plan, env!("CARGO_PKG_VERSION"))),
        }
    }
}

pub async fn run(directory: &Path, args: &Args) -> Exit {
    let mut stats = args.stats.start();
    let (project, target) = match args.target.open(directory) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let compared = match compare(&project, &target, &args.choice.choice()).await {
        Ok(compared) => compared,
        Err(reason) => return stop(reason),
    };
    stats.part("plan", target.requests());
    tell_findings(&compared.findings);
    tell_left_out(&compared.left_out);
    let is_guarded = !compared.guarded.is_empty();
    if !is_guarded
        && let Some(file) = &args.out
        && let Err(failure) = save(&within(directory, file), &compared, &project, &target).await
    {
        return fail(&failure);
    }
    print(&args.format.plan(&compared.plan));
    stats.part("show", target.requests());
    stats.tell();
    if is_guarded {
        tell_findings(&compared.guarded);
        return Exit::Findings;
    }
    if args.detailed_exitcode && !compared.plan.is_empty() { Exit::Changes } else { Exit::Fine }
}

/// Writes the plan's file whole or not at all, for nobody else to read.
async fn save(file: &Path, compared: &Compared, project: &Project, target: &Target) -> Result<(), Failure> {
    let server = target.server_version().await;
    let text = saved::write(&Saved::of(compared, target.places.clone(), server, project.digest()))?;
    let failed = |error: std::io::Error| unwritable(file, &error);
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    new.write_all(text.as_bytes()).map_err(failed)?;
    new.persist(file).map_err(|error| failed(error.error))?;
    Ok(())
}
