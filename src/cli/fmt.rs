//! `realmform fmt`: formats TOML files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::console::{print, print_as_it_is, tell_findings};
use super::exit::{Exit, fail};
use super::paths::within;
use super::replace;
use realmform_config::fmt::{Unformatted, format};
use realmform_config::{load, project};
use realmform_files::{Root, TEXT, piped as whole};
use realmform_lint::fix::{Edited, patch};
use realmform_lint::policy;
use realmform_model::escape;
use realmform_model::{Failure, Finding, Source, Span};

/// Format TOML files, and list those that changed
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files and directories to format, or `-` for standard input; defaults to all files of the project
    #[arg(value_name = "FILE")]
    paths: Vec<PathBuf>,

    /// Change nothing; list the files that would change, and exit with code 4 if there are any
    #[arg(long)]
    check: bool,

    /// Change nothing; print what would change as a patch, with `*` for each character of a secret
    #[arg(long)]
    diff: bool,
}

pub(super) fn run(directory: &Path, args: &Args) -> Exit {
    if args.paths == [Path::new("-")] {
        return piped(args);
    }
    let root = root(directory, &args.paths);
    let (mut sources, mut wrong) = match sources(&root, args) {
        Ok(found) => found,
        Err(failure) => return fail(&failure),
    };
    let mut edited = Vec::new();
    sources.sort();
    for source in sources {
        match format(&source.text) {
            Ok(text) if text == source.text => {}
            Ok(text) => edited.push(Edited { source, text }),
            Err(reason) => wrong.push(unformatted(&source, &reason)),
        }
    }
    tell_findings(&wrong);
    let shown = if args.diff { patched(&edited) } else { Ok(names(&edited)) };
    let told = shown.and_then(|shown| {
        let written = if args.check || args.diff { Ok(()) } else { replace::write(&root, &edited) };
        written.map(|()| shown)
    });
    match told {
        // A patch was made of nothing that a terminal or a CI obeys, and may have line ends of its own.
        Ok(shown) if args.diff => print_as_it_is(&shown),
        Ok(shown) => print(&shown),
        Err(failure) => return fail(&failure),
    }
    match (wrong.is_empty(), args.check && !edited.is_empty()) {
        (false, _) => Exit::Input,
        (true, true) => Exit::Findings,
        (true, false) => Exit::Fine,
    }
}

/// From standard input to standard output.
fn piped(args: &Args) -> Exit {
    let refused = |why: &dyn std::fmt::Display| {
        fail(&Failure::input(format!("cannot read standard input: {why}")).help("pass TOML in UTF-8"))
    };
    let text = match whole(std::io::stdin(), TEXT).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => return refused(&"stream did not contain valid UTF-8"),
        Err(trouble) => return refused(&trouble),
    };
    let source = Arc::new(load::veiled("-", text));
    match format(&source.text) {
        Err(reason) => {
            tell_findings(&[unformatted(&source, &reason)]);
            Exit::Input
        }
        Ok(text) => {
            let changed = text != source.text;
            let shown = match (args.diff, args.check) {
                (true, _) if !changed => Ok(String::new()),
                (true, _) => patched(&[Edited { source, text }]),
                (false, true) => Ok(if changed { "-\n".to_owned() } else { String::new() }),
                (false, false) => {
                    // The file itself, for whoever keeps it.
                    print_as_it_is(&text);
                    Ok(String::new())
                }
            };
            match shown {
                // A patch was made of nothing that a terminal or a CI obeys, and may have line ends of its own.
                Ok(shown) if args.diff => print_as_it_is(&shown),
                Ok(shown) => print(&shown),
                Err(failure) => return fail(&failure),
            }
            if args.check && changed { Exit::Findings } else { Exit::Fine }
        }
    }
}

/// The project's files, and what is named elsewhere.
fn root(directory: &Path, paths: &[PathBuf]) -> Root {
    paths.iter().fold(Root::of(directory), |root, path| root.with_named(&within(directory, path)))
}

/// The files, and what could not be read.
fn sources(root: &Root, args: &Args) -> Result<(Vec<Arc<Source>>, Vec<Finding>), Failure> {
    let directory = root.folder();
    if !args.paths.is_empty() {
        return load::files::named(root, &args.paths).map_err(|path| {
            let shown = within(directory, &path).display().to_string();
            Failure::input(format!("file or directory {shown} does not exist"))
                .help("pass TOML files, or directories that contain them")
        });
    }
    let path = directory.join(project::FILE);
    if !root.is_there(&path) {
        return Err(Failure::input(format!("no {} in `{}`", project::FILE, directory.display()))
            .help("run it in the project directory, pass `-C DIR`, or name the files to format"));
    }
    let folders = [project::FOLDERS, &[policy::FOLDER]].concat();
    let (mut sources, wrong) = load::files::read(directory, &folders);
    let text = root.declared(&path).map_err(|trouble| {
        let help = trouble.help().unwrap_or_else(|| "make sure that it is readable and encoded as UTF-8".to_owned());
        Failure::input(format!("cannot read `{}`: {trouble}", path.display())).help(help)
    })?;
    sources.push(Arc::new(load::veiled(project::FILE, text)));
    Ok((sources, wrong))
}

fn unformatted(source: &Arc<Source>, reason: &Unformatted) -> Finding {
    match reason {
        Unformatted::NotToml(error) => load::syntax(source, error),
        Unformatted::Changed => {
            let message = format!("cannot format `{}`: {reason}", source.path.display());
            let span = Span::of(source, 0..0);
            Finding::error("config/layout", message).at(&span).help("format this file by hand, and report the problem")
        }
    }
}

fn names(edited: &[Edited]) -> String {
    edited.iter().map(|file| format!("{}\n", escape::line(&file.source.path.display().to_string()))).collect()
}

fn patched(edited: &[Edited]) -> Result<String, Failure> {
    patch(edited).map_err(|error| Failure::input(error.to_string()).help("remove the control characters from the file"))
}
