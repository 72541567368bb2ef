//! `realmform plan`: reads, writes nothing, shows the difference.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::baseline;
use super::choice::{ChoiceArgs, tell_left_out};
use super::console::{print, tell_findings, tell_untouched, tell_warnings};
use super::exit::{Exit, fail, stop};
use super::paths::{unwritable, within};
use super::stats::StatsArgs;
use super::target::TargetArgs;
use realmform_config::project::Project;
use realmform_engine::form;
use realmform_engine::saved::Saved;
use realmform_engine::select::Choice;
use realmform_engine::{drift, saved};
use realmform_files::Output;
use realmform_model::drift::Drift;
use realmform_model::uri::without_credentials;
use realmform_model::{Failure, Plan, Review, escape};
use realmform_render as render;
use realmform_run::compare::{Compared, Stop, compare};
use realmform_run::reach;
use realmform_targets::target::Target;

/// Show what `apply` would do; needs a project (realmform.toml) and its target
///
/// Reads the target and changes nothing.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: TargetArgs,

    #[command(flatten)]
    choice: ChoiceArgs,

    #[command(flatten)]
    stats: StatsArgs,

    /// Output format
    #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
    format: PlanFormat,

    /// Also save the plan to FILE, for `apply FILE`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Also write the labels of the plan (`no changes`, `changes`, `deletes`, `blocked`) as JSON to FILE, for a script that
    /// labels the pull request
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,

    /// Also list objects that differ from the files (missing, changed, not declared), and who last changed them and
    /// when if the realm records admin events
    #[arg(long)]
    drift: bool,

    /// Earlier output of `lint --format json`: its findings do not block the plan and are not shown
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Need no secrets: none is read and none is compared, and the plan says which; such a plan cannot be saved
    #[arg(long, conflicts_with_all = ["out", "rotate"])]
    without_secrets: bool,

    /// Exit with code 2 if there are changes
    #[arg(long)]
    detailed_exitcode: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum PlanFormat {
    /// For a terminal
    Text,
    /// For a comment on a pull request
    Markdown,
    /// For programs; see docs/plan-format.md
    Json,
    /// The numbers that GitLab shows in a merge request, for artifacts:reports:terraform
    Gitlab,
    /// One page for a browser, without network access: searchable, each change side by side
    Html,
}

impl PlanFormat {
    /// The plan in this form.
    pub(super) fn plan(self, plan: &Plan) -> String {
        self.drift(plan, None)
    }

    /// What stands in the place of a plan that contradictory files do not allow: a comment says why, too.
    fn print_without_plan(self, plan: &Plan) {
        if !matches!(self, Self::Text) {
            print(&self.plan(plan));
        }
    }

    /// The plan, and the drift where it was asked for.
    fn drift(self, plan: &Plan, drift: Option<&Drift>) -> String {
        match self {
            Self::Text => render::text::plan(plan) + &drift.map(render::drift::text).unwrap_or_default(),
            Self::Markdown => render::markdown::plan(plan) + &drift.map(render::drift::markdown).unwrap_or_default(),
            Self::Gitlab => render::gitlab::plan(plan),
            Self::Html => render::html::plan(plan, drift),
            Self::Json => {
                let mut json = form::plan(plan, env!("CARGO_PKG_VERSION"));
                if let Some(drift) = drift {
                    json["drift"] = render::drift::json(drift);
                }
                // A saved plan has them, as they are to be written.
                escape::json(&without_credentials(&format!("{json:#}\n")))
            }
        }
    }
}

pub(super) async fn run(directory: &Path, args: &Args) -> Exit {
    let mut stats = args.stats.start();
    let baseline = match baseline::open(directory, args.baseline.as_ref()) {
        Ok(baseline) => baseline,
        Err(failure) => return fail(&failure),
    };
    let (mut project, target) = match args.target.open_beside(directory, Target::read_ahead).await {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    project.desired.sees_all = args.drift;
    let choice = Choice { without_secrets: args.without_secrets, ..args.choice.choice() };
    let mut compared = match compare(&mut project, &target, &choice, baseline).await {
        Ok(compared) => compared,
        Err(reason) => {
            if let Some(plan) = without_steps(&reason, &target) {
                args.format.print_without_plan(&plan);
                if let Err(failure) = args.save_labels(directory, &plan) {
                    return fail(&failure);
                }
            }
            return stop(reason);
        }
    };
    stats.phase("plan", target.requests());
    tell_warnings(&compared.findings);
    tell_untouched(&compared.untouched);
    baseline::tell_known(compared.known);
    tell_left_out(&compared.left_out);
    reach::count(&mut compared, &target).await;
    let is_guarded = !compared.guarded.is_empty();
    if !is_guarded
        && let Err(failure) =
            identify(directory, args.out.as_deref(), args.format, &mut compared, &project, &target).await
    {
        return fail(&failure);
    }
    if let Err(failure) = args.save_labels(directory, &compared.plan) {
        return fail(&failure);
    }
    let drift = match args.drift {
        true => match drift(&compared, &target, &choice).await {
            Ok(drift) => Some(drift),
            Err(failure) => return fail(&failure),
        },
        false => None,
    };
    print(&args.format.drift(&compared.plan, drift.as_ref()));
    stats.phase("show", target.requests());
    stats.print_to_stderr();
    let exit = match compared.plan.is_empty() {
        _ if is_guarded => {
            tell_findings(&compared.guarded);
            Exit::Findings
        }
        false if args.detailed_exitcode => Exit::Changes,
        _ => Exit::Fine,
    };
    // The process ends here, and the system takes all memory back at once: object by object takes longer than the diff.
    std::mem::forget((project, compared));
    exit
}

async fn drift(compared: &Compared, target: &Target, choice: &Choice) -> Result<Drift, Failure> {
    let mut drift = drift::classify(&compared.plan, &compared.desired, &compared.settled.live, choice);
    target.tell_events(&compared.settled.live, &mut drift).await?;
    Ok(drift)
}

impl Args {
    /// Writes the file of labels, if there is to be one.
    fn save_labels(&self, directory: &Path, plan: &Plan) -> Result<(), Failure> {
        let Some(file) = &self.labels else { return Ok(()) };
        write_text(directory, &within(directory, file), &format!("{:#}\n", form::labels(plan)))
    }
}

/// The plan that files with errors do not allow: nothing but why.
fn without_steps(reason: &Stop, target: &Target) -> Option<Plan> {
    let Stop::Findings(findings) = reason else { return None };
    let blocked = findings.iter().filter(|finding| finding.is_error()).cloned().collect();
    Some(Plan {
        target: target.name.clone(),
        places: target.places.clone(),
        review: Review { blocked, ..Review::default() },
        ..Plan::default()
    })
}

/// Tells the plan's digest where it is saved, or read by a program; and saves it.
///
/// # Errors
/// It cannot be written.
pub(super) async fn identify(
    directory: &Path,
    out: Option<&Path>,
    format: PlanFormat,
    compared: &mut Compared,
    project: &Project,
    target: &Target,
) -> Result<(), Failure> {
    if out.is_none() && !matches!(format, PlanFormat::Json) {
        return Ok(());
    }
    let server = if out.is_some() { target.server_version().await } else { None };
    let saved = compared.saved(target.places.clone(), server, project.digest());
    if let Some(file) = out {
        write(directory, &within(directory, file), &saved)?;
    }
    compared.plan.sources = Some(saved.sources());
    Ok(())
}

/// Writes a plan's file whole or not at all, for nobody else to read; a pipe or a terminal is written to.
///
/// # Errors
/// It cannot be written.
pub(super) fn write(directory: &Path, file: &Path, saved: &Saved) -> Result<(), Failure> {
    write_text(directory, file, &saved::write(saved)?)
}

fn write_text(directory: &Path, file: &Path, text: &str) -> Result<(), Failure> {
    let written = Output::at(directory, file).and_then(|output| output.write(text.as_bytes()));
    written.map_err(|trouble| unwritable(file, &trouble))
}
