//! The command line: one file per command, and what all commands share.

use std::path::PathBuf;

use clap::{CommandFactory, Parser, Subcommand};

use realmform_model::Failure;

mod apply;
mod baseline;
mod choice;
mod commands;
mod confirm;
pub(crate) mod console;
mod diff;
mod exit;
mod fmt;
mod import;
mod init;
mod lint;
mod log;
mod manual;
mod matrix;
mod outside;
mod owned;
mod paths;
mod plan;
mod replace;
mod report;
mod rules;
mod schema;
mod secret;
mod show;
mod stats;
mod target;
mod undo;
mod unlock;

use exit::{Exit, fail};
use log::GLOBAL;

/// Plan and apply Keycloak realms and their lookup tables, declared in TOML.
///
/// Exit codes: 0 success; 1 invalid input or an internal error; 2 changes (only with `plan --detailed-exitcode`);
/// 3 a server is unreachable or refuses a request; 4 findings; 5 the saved plan is stale; 6 the apply is incomplete;
/// 7 another apply holds the lock of the target.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub(crate) struct Cli {
    /// Project directory, which holds realmform.toml; relative paths start there, except that of --log-file
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
    outside: outside::OutsideArgs,

    #[command(flatten)]
    commands: commands::CommandsArgs,

    #[command(flatten)]
    log: log::LogArgs,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Lint(lint::Args),
    Fmt(fmt::Args),
    Plan(plan::Args),
    Show(show::Args),
    Diff(diff::Args),
    Apply(apply::Args),
    Undo(undo::Args),
    Unlock(unlock::Args),
    Owned(owned::OwnedArgs),
    Adopt(owned::AdoptArgs),
    Disown(owned::DisownArgs),
    Secret(secret::Args),
    Matrix(matrix::Args),
    Import(import::Args),
    Rules(rules::ListArgs),
    Explain(rules::ExplainArgs),
    Schema(schema::Args),
    Completions(manual::CompletionsArgs),
    Man(manual::ManArgs),
}

/// Runs the command line.
pub(crate) fn run(cli: Cli) -> Exit {
    cli.outside.allow(&cli.directory);
    if let Err(failure) = cli.commands.allow() {
        return fail(&failure);
    }
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
            Command::Init(args) => init::run(&cli.directory, &args),
            Command::Lint(args) => lint::run(&cli.directory, &args),
            Command::Fmt(args) => fmt::run(&cli.directory, &args),
            Command::Plan(args) => plan::run(&cli.directory, &args).await,
            Command::Diff(args) => diff::run(&cli.directory, &args).await,
            Command::Show(args) => show::run(&cli.directory, &args),
            Command::Apply(args) => apply::run(&cli.directory, &args).await,
            Command::Undo(args) => undo::run(&cli.directory, &args).await,
            Command::Unlock(args) => unlock::run(&cli.directory, &args).await,
            Command::Owned(args) => owned::owned(&cli.directory, &args).await,
            Command::Adopt(args) => owned::adopt(&cli.directory, &args).await,
            Command::Disown(args) => owned::disown(&cli.directory, &args).await,
            Command::Secret(args) => secret::run(&cli.directory, &args).await,
            Command::Matrix(args) => matrix::run(&cli.directory, &args).await,
            Command::Import(args) => import::run(&cli.directory, &args).await,
            Command::Rules(args) => rules::list(&args),
            Command::Explain(args) => rules::explain(&args),
            Command::Schema(args) => schema::run(&cli.directory, &args),
            Command::Completions(args) => manual::completions(&args, Cli::command()),
            Command::Man(args) => manual::man(&cli.directory, &args, Cli::command()),
        }
    });
    // A secret's command that still runs after an interruption keeps nobody.
    runtime.shutdown_background();
    exit
}
