//! The policy files of a project, and the day that decides which waivers have expired.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use realmform_files::{Root, TEXT, Trouble};
use realmform_model::{Finding, Source};

use super::policies::Policies;
use super::read::parse;
use realmform_config::load::veiled;

/// Reads the `*.toml` of a folder, named as they are seen from `root`. A folder that is not there holds no policies.
pub fn load(folder: &Path, root: &Path) -> (Policies, Vec<Finding>) {
    read(&Root::of(root), folder)
}

/// The same for a folder that a person named, wherever it is; it is used beside the files of the project.
pub fn load_named(folder: &Path, root: &Path) -> (Policies, Vec<Finding>) {
    read(&Root::of(root).with_named(folder), folder)
}

fn read(root: &Root, folder: &Path) -> (Policies, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut unreadable = |path: &Path, trouble: &Trouble| {
        let finding = Finding::error("config/unreadable", format!("cannot read {}: {trouble}", path.display()));
        let help = trouble.help().unwrap_or_else(|| "make it readable, or remove it from the policies".to_owned());
        findings.push(finding.help(help));
    };
    let mut paths = match root.list(folder) {
        Ok(paths) => paths,
        Err(trouble) => {
            if !trouble.is_absent() {
                unreadable(folder, &trouble);
            }
            Vec::new()
        }
    };
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let mut sources = Vec::new();
    for path in paths {
        match root.declared(&path) {
            Ok(text) => {
                let path = path.strip_prefix(root.folder()).unwrap_or(&path).to_owned();
                sources.push(Arc::new(veiled(path, text)));
            }
            Err(trouble) => unreadable(&path, &trouble),
        }
    }
    let (policies, wrong) = parse(sources, &|policy, file| word_file(root, policy, file));
    findings.extend(wrong);
    (policies, findings)
}

/// A file of words; its path begins in the folder of the policy that names it.
fn word_file(root: &Root, policy: &Path, file: &Path) -> io::Result<Source> {
    let named = policy.parent().unwrap_or(Path::new("")).join(file);
    let path = root.folder().join(&named);
    // Its words may be shown.
    root.check_not_hidden(&path)?;
    let text = root.text(&path, TEXT)?;
    Ok(Source::new(without_detours(&named), text))
}

/// `words.txt` for `policies/../words.txt`.
fn without_detours(path: &Path) -> PathBuf {
    let mut straight = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir if matches!(straight.components().next_back(), Some(Component::Normal(_))) => {
                straight.pop();
            }
            Component::CurDir => {}
            _ => straight.push(component),
        }
    }
    straight
}

/// The day, as waivers count it: the same everywhere, whatever the machine's time zone.
pub fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}
