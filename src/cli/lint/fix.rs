//! `lint --fix` and `lint --diff`: wrong names are renamed in the project's files, or shown as a patch or as blocks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::only::OnlyArgs;
use super::policies::policies;
use crate::cli::console::{print, print_as_it_is, tell, tell_findings};
use crate::cli::exit::Exit;
use crate::cli::paths::within;
use crate::cli::replace;
use crate::cli::target::project_for;
use realmform_config::load;
use realmform_config::project::FOLDERS;
use realmform_files::Root;
use realmform_kinds::export::document;
use realmform_lint::fix;
use realmform_lint::fix::{Fixed, Renames};
use realmform_lint::policy::Policies;
use realmform_model::{Address, Failure, Finding};
use realmform_render as render;
use realmform_targets::export;

/// Whether wrong names are corrected.
#[derive(Debug, clap::Args)]
pub(super) struct FixArgs {
    /// Rename objects with wrong names, update all references and add `[[moved]]` blocks, then show the remaining
    /// findings; exports are not changed, their `[[moved]]` blocks are printed
    #[arg(long)]
    fix: bool,

    /// Change nothing; print what --fix would change as a patch, or the `[[moved]]` blocks of an export
    #[arg(long, conflicts_with = "fix")]
    diff: bool,
}

/// What was not renamed, and why.
pub(super) type Refusals = BTreeMap<String, String>;

/// What a fix did.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// Whether there was one.
    pub has_run: bool,
    /// What kept its name.
    pub refused: Refusals,
    /// What `--only` chose, under its new addresses.
    pub only: BTreeSet<Address>,
}

/// What comes after the fix.
pub(super) enum Next {
    /// The lint of what is there now.
    Lint(Done),
    End(Exit),
}

/// Does what `--fix` or `--diff` asks for; without them it is the lint's turn at once.
///
/// # Errors
/// What cannot be read or written.
pub(super) fn run(
    directory: &Path,
    args: &FixArgs,
    only: &OnlyArgs,
    exports: &[PathBuf],
    target: Option<&str>,
    policy: Option<&Path>,
) -> Result<Next, Failure> {
    if !args.fix && !args.diff {
        return Ok(Next::Lint(Done::default()));
    }
    let (policies, findings) = policies(directory, policy)?;
    if !exports.is_empty() {
        return propose(directory, exports, only, &policies).map(Next::End);
    }
    let project = project_for(directory, target)?;
    let mut errors: Vec<Finding> =
        findings.iter().chain(&project.findings).filter(|it| it.is_error()).cloned().collect();
    let mut fixed = Fixed::default();
    if errors.is_empty() {
        let names: Vec<String> = project.desired.objects.keys().map(ToString::to_string).collect();
        only.confirm(names.iter().map(String::as_str))?;
        let (files, _) = load::read(directory, FOLDERS);
        let views = project.config.views(target.unwrap_or(&project.config.default_target));
        match fix::project_of(&files, &views, &policies, only.patterns()) {
            Ok(made) => fixed = made,
            Err(found) => errors = found,
        }
    }
    fixed.files.retain(|file| is_inside(&file.source.path));
    match (errors.is_empty(), args.diff) {
        (true, true) => show(&fixed).map(Next::End),
        (true, false) => {
            replace::write(&Root::of(directory), &fixed.files)?;
            tell(&render::text::fixed(&renamed(&fixed), fixed.files.len()));
            Ok(Next::Lint(Done { has_run: true, refused: shown(&fixed.refused), only: fixed.only }))
        }
        (false, is_diff) => {
            tell("Nothing was fixed. Fix the errors in the files first.\n\n");
            // The lint that follows has the others.
            let unseen = errors.into_iter().filter(|it| is_diff || it.code == "fix/unsure").collect::<Vec<_>>();
            tell_findings(&unseen);
            Ok(if is_diff { Next::End(Exit::Findings) } else { Next::Lint(Done::default()) })
        }
    }
}

/// The findings, those about what was refused with the reason.
pub(super) fn with_reasons(mut findings: Vec<Finding>, refused: &Refusals) -> Vec<Finding> {
    for finding in findings.iter_mut().filter(|finding| finding.fix.is_some()) {
        if let Some(why) = finding.object.as_ref().and_then(|object| refused.get(object)) {
            let help = finding.help.take().unwrap_or_default();
            finding.help = Some(format!("not renamed by --fix: {why}. {help}"));
        }
    }
    findings
}

fn renamed(fixed: &Fixed) -> Vec<(&Address, &Address)> {
    fixed.renames.iter().map(|rename| (&rename.from, &rename.to)).collect()
}

fn shown(refused: &BTreeMap<Address, String>) -> Refusals {
    refused.iter().map(|(address, why)| (address.to_string(), why.clone())).collect()
}

fn show(fixed: &Fixed) -> Result<Exit, Failure> {
    let patch = fix::patch(&fixed.files).map_err(|error| {
        Failure::input(error.to_string()).help("remove them from the file, or run --fix, which does not print them")
    })?;
    // It was made of nothing that a terminal or a CI obeys, and may have line ends of its own.
    print_as_it_is(&patch);
    if fixed.renames.is_empty() {
        tell(&render::text::fixed(&renamed(fixed), fixed.files.len()));
    }
    tell(&render::text::refused(&fixed.refused));
    tell(&left_out(fixed.left_out));
    Ok(if patch.is_empty() && fixed.refused.is_empty() { Exit::Fine } else { Exit::Findings })
}

/// The blocks that would carry over the names of exports, which are never written themselves.
fn propose(directory: &Path, exports: &[PathBuf], only: &OnlyArgs, policies: &Policies) -> Result<Exit, Failure> {
    let (mut renames, mut refused, mut others) = (Renames::default(), BTreeMap::new(), 0);
    let mut names = BTreeSet::new();
    for path in exports {
        let path = within(directory, path);
        for export in export::read_all(&Root::named(&path), &path)? {
            let live = document(&export);
            let found = fix::export(&live, policies, only.patterns());
            found.renames.iter().for_each(|rename| renames.push(rename.clone()));
            refused.extend(found.refused);
            others += found.left_out;
            names.extend(live.objects.keys().map(ToString::to_string));
        }
    }
    only.confirm(names.iter().map(String::as_str))?;
    print(&fix::blocks(&renames));
    tell(&render::text::refused(&refused));
    if renames.is_empty() {
        tell("Nothing to rename.\n");
    }
    tell(&left_out(others));
    Ok(if renames.is_empty() && refused.is_empty() { Exit::Fine } else { Exit::Findings })
}

/// How many wrong names `--only` leaves as they are.
fn left_out(number: usize) -> String {
    match number {
        0 => String::new(),
        1 => "1 wrong name of another object left out.\n".to_owned(),
        number => format!("{number} wrong names of other objects left out.\n"),
    }
}

/// Policies from elsewhere are others' too, and stay.
fn is_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use super::*;

    #[test]
    fn policies_from_elsewhere_are_not_ours() {
        assert!(is_inside(Path::new("policies/naming.toml")));
        assert!(!is_inside(Path::new("../shared/naming.toml")));
        assert!(!is_inside(Path::new("/etc/naming.toml")));
    }
}
