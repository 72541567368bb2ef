//! `realmform undo`: the plan that takes back what an applied plan did.

use std::path::{Path, PathBuf};

use super::console::{print, tell, tell_findings, tell_warnings};
use super::exit::{Exit, fail, stop};
use super::plan::{PlanFormat, identify};
use super::show;
use super::target::TargetArgs;
use realmform_config::project::Project;
use realmform_engine::saved::Saved;
use realmform_model::Failure;
use realmform_render as render;
use realmform_run::reach;
use realmform_run::undo::{NotUndone, makes_realm, undo};
use realmform_targets::target::Target;

/// Plan to take back what an applied plan did; needs the project and its target
///
/// Reads the target and changes nothing: save the plan with `--out`, review it, and apply it. What was created is deleted,
/// what was changed, renamed, granted or deleted becomes as it was; the plan says what does not come back. Refused if an
/// object has changed since.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The applied plan: a file of `apply --keep` or of `plan --out`
    #[arg(value_name = "PLAN")]
    plan: PathBuf,

    #[command(flatten)]
    target: TargetArgs,

    /// Allow up to NUMBER deletions, even beyond `max_deletions`
    #[arg(long, value_name = "NUMBER")]
    allow_deletes: Option<usize>,

    /// Output format
    #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
    format: PlanFormat,

    /// Also save the plan to FILE, for `apply FILE`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) async fn run(directory: &Path, args: &Args) -> Exit {
    let (project, target, applied) = match open(directory, args) {
        Ok(opened) => opened,
        Err(failure) => return fail(&failure),
    };
    let mut compared = match undo(&applied, &project, &target, args.allow_deletes).await {
        Ok(compared) => compared,
        Err(NotUndone::Stop(reason)) => return stop(reason),
        Err(NotUndone::Changed(stale)) => {
            tell(&render::text::not_undone(&stale));
            return Exit::Stale;
        }
    };
    tell_warnings(&compared.findings);
    reach::count(&mut compared, &target).await;
    let is_blocked = !compared.guarded.is_empty();
    if !is_blocked {
        let identified = identify(directory, args.out.as_deref(), args.format, &mut compared, &project, &target).await;
        if let Err(failure) = identified {
            return fail(&failure);
        }
    }
    print(&args.format.plan(&compared.plan));
    if is_blocked {
        tell_findings(&compared.guarded);
        return Exit::Findings;
    }
    if let (Some(file), Some(sources)) = (&args.out, &compared.plan.sources) {
        let file = file.display();
        tell(&format!("note: to apply this plan, run `realmform apply {file} --expect {}`\n", sources.digest));
    }
    Exit::Fine
}

fn open(directory: &Path, args: &Args) -> Result<(Project, Target, Saved), Failure> {
    let applied = show::open(directory, &args.plan)?;
    let project = Project::configured(directory)?;
    let target = args.target.of_plan(&project, &applied)?;
    if makes_realm(&applied) {
        return Err(Failure::input("this plan created the realm, and realmform never deletes a realm")
            .help("delete the realm by hand if that is intended"));
    }
    Ok((project, target, applied))
}
