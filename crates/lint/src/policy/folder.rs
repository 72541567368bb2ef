//! The policy files of a project, and the day that decides which waivers have expired.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use realmform_model::{Finding, Source};

use super::policies::Policies;
use super::read::parse;

/// Reads the `*.toml` of a folder, named as they are seen from `root`. A folder that is not there holds no policies.
pub fn load(folder: &Path, root: &Path) -> (Policies, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut unreadable = |path: &Path, error: io::Error| {
        let finding = Finding::error("config/unreadable", format!("cannot read {}: {error}", path.display()));
        findings.push(finding.help("make it readable, or remove it from the policies"));
    };
    let mut paths = Vec::new();
    match fs::read_dir(folder) {
        Ok(entries) => {
            let all = entries.flatten().map(|entry| entry.path());
            paths.extend(all.filter(|path| path.extension().is_some_and(|extension| extension == "toml")));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => unreadable(folder, error),
    }
    paths.sort();
    let mut sources = Vec::new();
    for path in paths {
        match fs::read_to_string(&path) {
            Ok(text) => {
                let path = path.strip_prefix(root).unwrap_or(&path).to_owned();
                sources.push(Arc::new(Source::new(path, text)));
            }
            Err(error) => unreadable(&path, error),
        }
    }
    let (policies, wrong) = parse(sources, &|policy, file| word_file(root, policy, file));
    findings.extend(wrong);
    (policies, findings)
}

/// A file of words; its path begins in the folder of the policy that names it.
fn word_file(root: &Path, policy: &Path, file: &Path) -> io::Result<Source> {
    let named = policy.parent().unwrap_or(Path::new("")).join(file);
    let path = root.join(&named);
    // A device or a pipe would never end.
    if fs::metadata(&path)?.is_file() {
        Ok(Source::new(without_detours(&named), fs::read_to_string(path)?))
    } else {
        Err(io::Error::other("not a regular file"))
    }
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
