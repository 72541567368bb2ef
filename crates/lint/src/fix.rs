//! Fixes: renames objects with wrong names, updates references to them, and adds the `[[moved]]` blocks.
//!
//! Texts in, texts out: the caller reads and writes the files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::policy::Policies;
use realmform_config::load;
use realmform_config::load::{ExtraFields, View};
use realmform_model::{Address, Declared, Desired, Finding, Live, Move, Severity, Source};

mod block;
mod choose;
mod edit;
mod patch;
mod renames;
mod rewrite;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub use patch::{Unshowable, patch};
pub use renames::{Rename, Renames};
pub use text::Edited;

/// What a fix makes of a project.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The files that change, the declarations first.
    pub files: Vec<Edited>,
    /// What was renamed.
    pub renames: Renames,
    /// Objects that keep a name that is wrong, under the address that they have afterwards, and why.
    pub refused: BTreeMap<Address, String>,
    /// The objects that `only` chose, under the address that they have afterwards; none where all were chosen.
    pub only: BTreeSet<Address>,
    /// How many others have a name that is wrong.
    pub left_out: usize,
}

impl Fixed {
    fn of(chosen: choose::Chosen, files: Vec<Edited>) -> Self {
        let choose::Chosen { renames, refused, only, left_out, .. } = chosen;
        Self { files, renames, refused, only: only.unwrap_or_default(), left_out }
    }
}

/// Fixes the names of a project whose files are the same for every target.
///
/// # Errors
/// See `project_of`.
pub fn project(
    sources: &[Arc<Source>],
    extra: &ExtraFields,
    policies: &Policies,
    only: &[String],
) -> Result<Fixed, Vec<Finding>> {
    project_of(sources, &[View::plain(extra)], policies, only)
}

/// Fixes the names of a project as the first of its targets has them, in the files of all; the policies' files are changed
/// where a scope is exactly an old name. Where `only` has patterns of addresses, other objects keep their names.
///
/// # Errors
/// The findings of level error for which the files cannot be changed safely: what cannot be read could name anything.
pub fn project_of(
    sources: &[Arc<Source>],
    views: &[View],
    policies: &Policies,
    only: &[String],
) -> Result<Fixed, Vec<Finding>> {
    let mut documents = Vec::new();
    for view in views {
        let loaded = load::as_written(sources.to_vec(), view);
        let errors: Vec<_> = loaded.findings.into_iter().filter(|it| it.severity == Severity::Error).collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        documents.push((view, loaded.desired));
    }
    let Some((first, others)) = documents.split_first() else { return Ok(Fixed::default()) };
    let chosen = choose::choose(&first.1, policies, only);
    if chosen.renames.is_empty() {
        return Ok(Fixed::of(chosen, Vec::new()));
    }
    let mut files = text::declarations(sources, &first.1, &chosen.renames);
    confirm(sources, &files, (first.0, &first.1), &chosen.desired, &chosen.renames)?;
    for (view, desired) in others {
        let meant = rewrite::document(desired, &chosen.renames);
        confirm(sources, &files, (view, desired), &meant, &chosen.renames)?;
    }
    files.extend(text::policies(&policy_files(policies), &chosen.renames));
    Ok(Fixed::of(chosen, files))
}

/// The renames that the names of an export ask for, and why others cannot be made; no files. `only` as for a project.
pub fn export(live: &Live, policies: &Policies, only: &[String]) -> Fixed {
    let objects = live.objects.keys().map(|address| (address.clone(), Declared::default()));
    let desired = Desired { objects: objects.collect(), ..Desired::default() };
    Fixed::of(choose::choose(&desired, policies, only), Vec::new())
}

/// The `[[moved]]` blocks of renames, as they stand in a file.
pub fn blocks(renames: &Renames) -> String {
    block::blocks(renames.iter())
}

/// The policies' files that have rules.
fn policy_files(policies: &Policies) -> Vec<Arc<Source>> {
    let mut files: Vec<Arc<Source>> = policies.naming.iter().map(|rule| Arc::clone(&rule.span.source)).collect();
    files.sort();
    files.dedup();
    files
}

/// Reads the new texts again: they must say what is meant, whatever the old ones looked like.
fn confirm(
    sources: &[Arc<Source>],
    files: &[Edited],
    (view, old): (&View, &Desired),
    meant: &Desired,
    renames: &Renames,
) -> Result<(), Vec<Finding>> {
    let new = sources.iter().map(|source| match files.iter().find(|file| Arc::ptr_eq(&file.source, source)) {
        Some(file) => Arc::new(source.with_text(file.text.clone())),
        None => Arc::clone(source),
    });
    let loaded = load::as_written(new.collect(), view);
    let objects = |desired: &Desired| -> BTreeMap<_, _> {
        let content = |it: &Declared| (it.body.clone(), it.secrets.clone(), it.implied);
        desired.objects.iter().map(|(address, declared)| (address.clone(), content(declared))).collect()
    };
    let (found, wanted) = (objects(&loaded.desired), objects(meant));
    let is_sound = loaded.findings.iter().all(|finding| finding.severity != Severity::Error);
    // `client.role` is read by the clients that there are, so a new name can give an old text another meaning.
    let means = rewrite::named(old, renames) == rewrite::named(&loaded.desired, &Renames::default());
    if is_sound && means && found == wanted && moves(&loaded.desired) == moves(meant) {
        return Ok(());
    }
    let odd = wanted.iter().find(|(address, content)| found.get(*address) != Some(*content));
    let mut finding =
        Finding::error("fix/unsure", "cannot rename this safely: the files would not mean the same afterwards")
            .help("rename it by hand and add its `[[moved]]` block. Nothing was written");
    if let Some(declared) = odd.and_then(|(address, _)| meant.objects.get(address)) {
        finding = finding.at(&declared.span);
    }
    Err(vec![finding])
}

fn moves(desired: &Desired) -> Vec<(&'static str, Option<&str>, &str, &str)> {
    fn parts(it: &Move) -> (&'static str, Option<&str>, &str, &str) {
        (it.kind.as_str(), it.within.as_deref(), &it.from, &it.to)
    }
    let mut moves: Vec<_> = desired.moves.iter().map(parts).collect();
    moves.sort_unstable();
    moves
}
