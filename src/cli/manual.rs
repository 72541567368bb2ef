//! `realmform completions SHELL` and `realmform man`: completion scripts and manual pages.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Command;
use clap_complete::Shell;

use super::console::print_as_it_is;
use super::exit::{Exit, fail};
use super::paths::within;
use realmform_model::Failure;

/// Print a shell completion script
#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// Shell to print the script for
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page, or write one page per command
#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// Write realmform.1, realmform-lint.1 and so on to this directory
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn completions(args: &CompletionsArgs, mut command: Command) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "realmform", &mut script);
    print_as_it_is(&String::from_utf8_lossy(&script));
    Exit::Fine
}

pub(super) fn man(directory: &Path, args: &ManArgs, command: Command) -> Exit {
    let Some(out) = args.out.as_deref().map(|out| within(directory, out)) else {
        let mut page = Vec::new();
        // Writing to a `Vec` cannot fail.
        let _ = clap_mangen::Man::new(command).render(&mut page);
        print_as_it_is(&String::from_utf8_lossy(&page));
        return Exit::Fine;
    };
    let command = command.disable_help_subcommand(true);
    let written = fs::create_dir_all(&out).and_then(|()| clap_mangen::generate_to(command, &out));
    match written {
        Ok(()) => Exit::Fine,
        Err(error) => {
            let failure = Failure::input(format!("cannot write manual pages to {}: {error}", out.display()));
            fail(&failure.help("choose a directory that you can write to"))
        }
    }
}
