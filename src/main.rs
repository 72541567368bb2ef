//! The command line of realmform: `plan` and `apply` for identity.

mod cli;
mod interruption;
mod progress;

use std::process::ExitCode;

use clap::Parser;

use cli::console::{print, tell};

fn main() -> ExitCode {
    // clap ends with 2 for a wrong command line, which means "changes" here.
    match cli::Cli::try_parse() {
        Ok(cli) => cli::run(cli).into(),
        Err(error) => {
            let text = error.render().ansi().to_string();
            if error.use_stderr() {
                tell(&text);
                ExitCode::from(1)
            } else {
                print(&text);
                ExitCode::SUCCESS
            }
        }
    }
}
