//! `realmform owned`, `adopt`, `disown`: lists, sets and removes the project's mark on live objects.

use std::path::Path;

use clap::ValueEnum;
use serde_json::json;

use super::apply::{Guarded, LockArgs};
use super::confirm::confirmed;
use super::console::{print, tell, tell_findings};
use super::exit::{Exit, fail};
use super::target::TargetArgs;
use crate::progress::Reporter;
use crate::progress::record::Record;
use realmform_config::project::Project;
use realmform_engine::form;
use realmform_engine::mark;
use realmform_engine::mark::Marking;
use realmform_engine::select::Choice;
use realmform_kinds::marks;
use realmform_model::moves::future;
use realmform_model::words::counted;
use realmform_model::{Address, Desired, Failure, Finding, Live, Object, Secrets};
use realmform_model::{Step, escape};
use realmform_render as render;
use realmform_run::{lookup_roles, tables};
use realmform_targets::target::Target;
use realmform_targets::{Reader, Writer};

/// List the live objects that this project created or adopted; read-only
#[derive(Debug, clap::Args)]
pub(super) struct OwnedArgs {
    #[command(flatten)]
    target: TargetArgs,

    /// Output format
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    format: ListFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ListFormat {
    /// One address per line
    Text,
    /// For programs
    Json,
}

/// Take ownership of declared live objects, so that they are deleted once they are no longer declared
#[derive(Debug, clap::Args)]
pub(super) struct AdoptArgs {
    /// Addresses of objects, such as `client/neon-web` or `clientRole/neon-*`
    #[arg(required = true, value_name = "ADDRESS")]
    objects: Vec<String>,

    #[command(flatten)]
    change: ChangeArgs,
}

/// Release ownership of live objects, so that this project no longer deletes them
#[derive(Debug, clap::Args)]
pub(super) struct DisownArgs {
    /// Addresses of objects, such as `client/neon-web` or `clientRole/neon-*`
    #[arg(required = true, value_name = "ADDRESS")]
    objects: Vec<String>,

    #[command(flatten)]
    change: ChangeArgs,
}

#[derive(Debug, clap::Args)]
struct ChangeArgs {
    #[command(flatten)]
    target: TargetArgs,

    #[command(flatten)]
    lock: LockArgs,

    /// Skip the confirmation prompt
    #[arg(long, short)]
    yes: bool,
}

pub(super) async fn owned(directory: &Path, args: &OwnedArgs) -> Exit {
    match list(directory, args).await {
        Ok(text) => {
            print(&text);
            Exit::Fine
        }
        Err(exit) => exit,
    }
}

async fn list(directory: &Path, args: &OwnedArgs) -> Result<String, Exit> {
    let (desired, target) = open(directory, &args.target).await?;
    let live = target.read(None).await.map_err(|failure| fail(&failure))?;
    let owned = live.objects.iter().filter(|(address, object)| marks::owns(&desired.ownership, address, object));
    let is_declared = |address: &Address| desired.objects.contains_key(&future(address, &desired.moves));
    let is_protected = |address: &Address, object: &Object| marks::is_protected(address.kind, &object.body);
    let project = desired.ownership.project.as_deref().unwrap_or_default();
    Ok(match args.format {
        ListFormat::Json => {
            let objects = owned.map(|(address, object)| {
                let mut listed = form::address(address);
                listed.insert("declared".to_owned(), is_declared(address).into());
                listed.insert("preventDestroy".to_owned(), is_protected(address, object).into());
                listed
            });
            escape::json(&format!("{:#}\n", json!({"project": project, "objects": objects.collect::<Vec<_>>()})))
        }
        ListFormat::Text => {
            let mut lines = String::new();
            let mut count = 0;
            for (address, object) in owned {
                count += 1;
                let mut notes = Vec::new();
                notes.extend((!is_declared(address)).then_some("not declared"));
                notes.extend(is_protected(address, object).then_some("prevent_destroy"));
                let notes = if notes.is_empty() { String::new() } else { format!("  ({})", notes.join(", ")) };
                lines.push_str(&format!("{}{notes}\n", escape::line(&address.to_string())));
            }
            format!("{lines}Project {} owns {}.\n", escape::line(project), counted(count, "object"))
        }
    })
}

pub(super) async fn adopt(directory: &Path, args: &AdoptArgs) -> Exit {
    change(directory, &args.objects, &args.change, mark::adopt).await
}

pub(super) async fn disown(directory: &Path, args: &DisownArgs) -> Exit {
    change(directory, &args.objects, &args.change, mark::disown).await
}

type Marks = fn(&Desired, &Live, &Choice, &[Step]) -> Marking;

async fn change(directory: &Path, objects: &[String], args: &ChangeArgs, marks: Marks) -> Exit {
    let (desired, mut target) = match open(directory, &args.target).await {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let guard = match args.lock.take(&target).await {
        Ok(guard) => guard,
        Err(exit) => return exit,
    };
    let changed = async {
        let choice = Choice { only: objects.to_vec(), ..Choice::default() };
        let live = target.read(None).await.map_err(|failure| fail(&failure))?;
        if let Some(idle) = choice.idle(&live.objects.keys().collect()).first() {
            let message = format!("no live object matches `{idle}`");
            return Err(fail(
                &Failure::input(message).help("use addresses as plans show them, such as `client/neon-*`"),
            ));
        }
        let mut marking = marks(&desired, &live, &choice, &tables::steps());
        marking.plan.target.clone_from(&target.name);
        marking.plan.places = target.places.clone();
        tell_passed_over(&marking);
        if marking.plan.is_empty() {
            print("Nothing to do.\n");
            return Ok(Exit::Fine);
        }
        print(&render::text::plan(&marking.plan));
        guard.is_held()?;
        if !confirmed(args.yes).map_err(|failure| fail(&failure))? {
            print("Cancelled; nothing was changed.\n");
            return Ok(Exit::Fine);
        }
        let plan = &marking.plan;
        let (reporter, record) = (Reporter::start(plan.steps.len()), Record::new(None));
        let progress = Guarded { reporter: &reporter, guard: &guard, record: &record };
        let outcome = target.write(plan, &plan.all(), &live, &Secrets::new(), &progress).await;
        reporter.finish();
        if outcome.done.len() < plan.steps.len() {
            tell(&render::text::outcome(plan, &outcome));
            return Ok(Exit::InPart);
        }
        print("Done.\n");
        Ok(Exit::Fine)
    };
    let changed = changed.await;
    guard.release().await;
    changed.unwrap_or_else(|exit| exit)
}

fn tell_passed_over(marking: &Marking) {
    for (address, project) in &marking.of_others {
        let (address, project) = (escape::line(&address.to_string()), escape::line(project));
        tell(&format!("note: skipped {address}: project {project} owns it, and must disown it first\n"));
    }
    if marking.undeclared > 0 {
        tell(&format!(
            "note: skipped {} without a declaration: the next plan would delete an adopted object that is not declared\n",
            counted(marking.undeclared, "matching object")
        ));
    }
}

/// The target, and what the files say; they must be sound, and the project must have a name.
async fn open(directory: &Path, args: &TargetArgs) -> Result<(Desired, Target), Exit> {
    let (project, target) = args.open(directory).await?;
    let Project { mut desired, mut findings, .. } = project;
    let completed = lookup_roles::complete(&mut desired, &target).await.map_err(|failure| fail(&failure))?;
    findings.extend(completed.findings);
    let errors: Vec<Finding> = findings.into_iter().filter(Finding::is_error).collect();
    if !errors.is_empty() {
        tell_findings(&errors);
        return Err(Exit::Findings);
    }
    if desired.ownership.project.is_none() {
        let failure = Failure::input("this project has no name, so it cannot own objects");
        return Err(fail(&failure.help("set `project = \"NAME\"` under `[ownership]` in realmform.toml")));
    }
    Ok((desired, target))
}
