//! `realmform matrix`: which role has which permission.

use std::path::Path;

use clap::ValueEnum;

use super::console::{print, tell, tell_findings};
use super::exit::{Exit, fail};
use super::target::{TargetArgs, project_for};
use realmform_model::matrix::Matrix;
use realmform_model::words::counted;
use realmform_model::{Failure, Finding};
use realmform_render as render;
use realmform_run::matrix::{Made, of_files, of_live};
use realmform_targets::Reader;

/// Show which role has which permission, through other roles too; needs a project
///
/// Shows what the files declare, or with `--target` what a target has.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Show what this target has, instead of what the files declare: one from realmform.toml, or `live`
    #[arg(long, value_name = "NAME")]
    target: Option<String>,

    /// Only show roles that match, such as `Admin` or `shop/*`; `*` matches any characters; can be repeated
    #[arg(long = "role", value_name = "PATTERN")]
    roles: Vec<String>,

    /// Output format
    #[arg(long, value_enum, default_value_t = MatrixFormat::Text)]
    format: MatrixFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum MatrixFormat {
    /// For a terminal
    Text,
    /// For a page
    Markdown,
    /// For a spreadsheet
    Csv,
}

impl MatrixFormat {
    fn render(self, matrix: &Matrix) -> String {
        match self {
            Self::Text => render::matrix::text(matrix),
            Self::Markdown => render::matrix::markdown(matrix),
            Self::Csv => render::matrix::csv(matrix),
        }
    }
}

pub(super) async fn run(directory: &Path, args: &Args) -> Exit {
    let made = match &args.target {
        Some(name) => live(directory, name, args).await,
        None => files(directory, args),
    };
    match made {
        Ok(made) => {
            tell_findings(&made.findings);
            tell_left_out(&made);
            print(&args.format.render(&made.matrix));
            Exit::Fine
        }
        Err(exit) => exit,
    }
}

fn files(directory: &Path, args: &Args) -> Result<Made, Exit> {
    let project = project_for(directory, None).map_err(|failure| fail(&failure))?;
    sound(&project.findings)?;
    named(of_files(&project.desired, &args.roles), "files")
}

async fn live(directory: &Path, name: &str, args: &Args) -> Result<Made, Exit> {
    let target = TargetArgs { target: Some(name.to_owned()) };
    let (project, target) = target.open(directory).await?;
    sound(&project.findings)?;
    let live = target.read(None).await.map_err(|failure| fail(&failure))?;
    named(of_live(&live, &project.desired, &args.roles), &format!("target {}", target.name))
}

fn named(made: Result<Made, Failure>, of: &str) -> Result<Made, Exit> {
    let mut made = made.map_err(|failure| fail(&failure))?;
    of.clone_into(&mut made.matrix.of);
    Ok(made)
}

/// Files with errors say less than they mean.
fn sound(findings: &[Finding]) -> Result<(), Exit> {
    let errors: Vec<Finding> = findings.iter().filter(|finding| finding.is_error()).cloned().collect();
    if errors.is_empty() {
        return Ok(());
    }
    tell_findings(&errors);
    Err(Exit::Findings)
}

fn tell_left_out(made: &Made) {
    if made.built_in > 0 {
        tell(&format!("note: left out {} of Keycloak's own; `--role` shows them\n", counted(made.built_in, "role")));
    }
    if made.loose > 0 {
        let count = counted(made.loose, "role");
        tell(&format!("note: left out {count} that no role contains, and that contain none\n"));
    }
    if made.without_rows {
        tell("note: roles also come from the rows of a database, which the files do not have; `--target` shows them\n");
    }
}
