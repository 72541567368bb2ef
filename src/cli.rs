//! The command line: one file per command, and what all commands share.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use realmform_config::project::Project;
use realmform_model::words::counted;
use realmform_model::{Class, Failure, Finding};
use realmform_render as render;
use realmform_run::aside::aside;
use realmform_run::compare::Stop;
use realmform_run::open;
use realmform_targets::target::Target;

mod apply;
mod choice;
mod fmt;
mod import;
mod lint;
mod log;
mod manual;
mod owned;
mod plan;
mod replace;
mod report;
mod rules;
mod schema;
mod secret;
mod show;
mod stats;
mod unlock;

/// Plan and apply Keycloak realms and their lookup tables, declared in TOML.
///
/// Exit codes: 0 success; 1 invalid input or an internal error; 2 changes (only with `plan --detailed-exitcode`);
/// 3 a server is unreachable or refuses a request; 4 findings; 5 the saved plan is stale; 6 the apply is incomplete;
/// 7 another apply holds the lock of the target.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub struct Cli {
    /// Project directory, which holds realmform.toml; relative paths start there
    #[arg(
        short = 'C',
        long = "directory",
        value_name = "DIR",
        default_value = ".",
        global = true,
        help_heading = GLOBAL
    )]
    directory: PathBuf,

    #[command(flatten)]
    log: log::LogArgs,

    #[command(subcommand)]
    command: Command,
}

/// The heading of options that every command has.
const GLOBAL: &str = "Global options";

#[derive(Debug, Subcommand)]
enum Command {
    Lint(lint::Args),
    Fmt(fmt::Args),
    Plan(plan::Args),
    Show(show::Args),
    Apply(apply::Args),
    Unlock(unlock::Args),
    Owned(owned::OwnedArgs),
    Adopt(owned::AdoptArgs),
    Disown(owned::DisownArgs),
    Secret(secret::Args),
    Import(import::Args),
    Rules(rules::ListArgs),
    Explain(rules::ExplainArgs),
    Schema(schema::Args),
    Completions(manual::CompletionsArgs),
    Man(manual::ManArgs),
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Fine = 0,
    Input = 1,
    Changes = 2,
    Server = 3,
    Findings = 4,
    Stale = 5,
    InPart = 6,
    Locked = 7,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Runs the command line.
pub fn run(cli: Cli) -> Exit {
    if let Err((message, help)) = cli.log.start() {
        return fail(&Failure::input(message).help(help));
    }
    // One thread for all that goes over the network: more would wake each other for every answer.
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&Failure::input(format!("cannot start the async runtime: {error}"))),
    };
    let exit = runtime.block_on(async {
        match cli.command {
            Command::Lint(args) => lint::run(&cli.directory, &args),
            Command::Fmt(args) => fmt::run(&cli.directory, &args),
            Command::Plan(args) => plan::run(&cli.directory, &args).await,
            Command::Show(args) => show::run(&cli.directory, &args),
            Command::Apply(args) => apply::run(&cli.directory, &args).await,
            Command::Unlock(args) => unlock::run(&cli.directory, &args).await,
            Command::Owned(args) => owned::owned(&cli.directory, &args).await,
            Command::Adopt(args) => owned::adopt(&cli.directory, &args).await,
            Command::Disown(args) => owned::disown(&cli.directory, &args).await,
            Command::Secret(args) => secret::run(&cli.directory, &args).await,
            Command::Import(args) => import::run(&cli.directory, &args).await,
            Command::Rules(args) => rules::list(&args),
            Command::Explain(args) => rules::explain(&args),
            Command::Schema(args) => schema::run(&cli.directory, &args),
            Command::Completions(args) => manual::completions(&args),
            Command::Man(args) => manual::man(&cli.directory, &args),
        }
    });
    // A secret's command that still runs after an interruption keeps nobody.
    runtime.shutdown_background();
    exit
}

/// Which target a command is about.
#[derive(Debug, clap::Args)]
struct TargetArgs {
    /// Target from realmform.toml, or `live` for the Keycloak and database named by environment variables; defaults to
    /// the project's default target
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
}

/// A path of the command line: relative ones begin in the project's folder, as with git and make.
fn within(directory: &Path, path: &Path) -> PathBuf {
    if directory == Path::new(".") { path.to_owned() } else { directory.join(path) }
}

/// A file that a command was to write, and cannot.
fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::input(format!("cannot write {}: {error}", path.display()))
        .help("choose a path in an existing directory that you can write to")
}

/// Writes a command's result; colour only where the terminal has it.
fn print(text: &str) {
    let mut out = anstream::stdout().lock();
    // A reader that has gone away (`| head`) is no failure of ours.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes what is beside the result.
fn tell(text: &str) {
    let mut out = anstream::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn fail(failure: &Failure) -> Exit {
    tell(&render::text::failure(failure));
    match failure.class {
        Class::Input => Exit::Input,
        Class::Server => Exit::Server,
        Class::Locked => Exit::Locked,
    }
}

impl TargetArgs {
    /// The project of the folder and the target that is asked for; where there is none of them, how the command ends.
    async fn open(&self, directory: &Path) -> Result<(Project, Target), Exit> {
        self.open_beside(directory, Target::sign_in_early).await
    }

    /// The same; what is begun with the target goes on while the files are read.
    async fn open_beside(&self, directory: &Path, begin: impl FnOnce(&Target)) -> Result<(Project, Target), Exit> {
        let project = Project::configured(directory).map_err(|failure| fail(&failure))?;
        match open::target(&project, self.target.as_deref()) {
            Ok(target) => {
                begin(&target);
                Ok((aside(|| project.loaded()).await, target))
            }
            Err(failure) => {
                // Its table may be misspelt: what is wrong with realmform.toml is told with it.
                tell_findings(&project.findings);
                Err(fail(&failure))
            }
        }
    }
}

fn stop(stop: Stop) -> Exit {
    match stop {
        Stop::Failure(failure) => fail(&failure),
        Stop::Findings(findings) => {
            tell_findings(&findings);
            Exit::Findings
        }
    }
}

/// So many warnings stand above a plan: more of them would bury it.
const WARNINGS: usize = 10;

/// What is wrong, and keeps nobody from going on.
fn tell_warnings(findings: &[Finding]) {
    if !findings.is_empty() {
        tell(&render::text::first(findings, WARNINGS));
    }
}

fn tell_findings(findings: &[Finding]) {
    if !findings.is_empty() {
        tell(&render::text::findings(findings));
    }
}
