//! `realmform show`: a saved plan, in any output format.

use std::path::{Path, PathBuf};

use super::console::{print, tell};
use super::exit::{Exit, fail};
use super::paths::within;
use super::plan::PlanFormat;
use realmform_engine::saved;
use realmform_engine::saved::Saved;
use realmform_files::{EXPORT, named_text};
use realmform_model::Failure;
use realmform_model::escape;

/// Show a plan saved by `plan --out`; needs no server
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Plan file
    #[arg(value_name = "PLAN")]
    file: PathBuf,

    /// Output format
    #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
    format: PlanFormat,
}

pub(super) fn run(directory: &Path, args: &Args) -> Exit {
    match open(directory, &args.file) {
        Ok(mut saved) => {
            tell(&format!("{}\n", origin(&saved)));
            saved.plan.sources = Some(saved.sources());
            print(&args.format.plan(&saved.plan));
            Exit::Fine
        }
        Err(failure) => fail(&failure),
    }
}

/// Reads a plan's file.
///
/// # Errors
/// It cannot be read, or is not a plan as it was written.
pub(super) fn open(directory: &Path, file: &Path) -> Result<Saved, Failure> {
    let shown = file.display().to_string();
    let text = named_text(&within(directory, file), EXPORT).map_err(|error| {
        Failure::input(format!("cannot read {shown}: {error}")).help("pass a file that `realmform plan --out` wrote")
    })?;
    saved::read(&shown, &text)
}

/// What a plan was made from, in a line.
fn origin(saved: &Saved) -> String {
    let server = saved.server.as_ref().map_or_else(String::new, |version| format!(", Keycloak {version}"));
    escape::line(&format!(
        "Plan for {} ({}{server}), created by realmform {}.",
        saved.plan.target, saved.places, saved.tool
    ))
}
