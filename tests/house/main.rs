//! The walls of the house: what the compiler does not keep by itself. It reads the `use` lines of the workspace.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod files;
mod uses;

use std::collections::{BTreeMap, BTreeSet};

use files::{CRATES, File, all, manifest};
use uses::arrows;

/// The most lines of code that a file may have; comments, empty lines and tests do not count.
const LONGEST: usize = 400;

/// Files that may be longer, each with the reason.
const LONG: &[(&str, &str)] = &[];

/// What a crate must never take from another, although the compiler would let it.
const NEVER: &[(&str, &str, &str)] = &[
    ("engine", "realmform_kinds::names", "the engine knows no kind by its name: it asks the kind"),
    ("render", "realmform_kinds::names", "a renderer knows no kind by its name: it asks the kind"),
];

/// Libraries that belong to one room.
const ROOMS: &[(&str, &[&str])] = &[
    ("cap-fs-ext", &["files"]),
    ("cap-std", &["files"]),
    ("clap", &["."]),
    ("clap_complete", &["."]),
    ("clap_mangen", &["."]),
    ("indicatif", &["."]),
    ("miette", &["render"]),
    ("reqwest", &["targets"]),
    ("rustls", &["targets"]),
    ("sqlx", &["targets"]),
];

#[test]
fn no_files_of_a_crate_import_each_other_in_a_circle() {
    let files = all();
    let arrows = arrows(&files);
    let circles = circles(&arrows);
    let shown: Vec<String> = circles.iter().map(|circle| shown(circle, &arrows)).collect();
    assert!(shown.is_empty(), "{} circles:\n{}", shown.len(), shown.join("\n"));
}

#[test]
fn crates_depend_only_on_those_below_them() {
    for (at, name) in CRATES.iter().enumerate() {
        let upward: Vec<&str> = manifest(name)
            .dependencies
            .iter()
            .filter_map(|dependency| CRATES.iter().position(|it| Some(*it) == dependency.strip_prefix("realmform-")))
            .filter(|position| *position >= at)
            .map(|position| CRATES[position])
            .collect();
        assert!(upward.is_empty(), "{name} depends on {upward:?}, which stand above it");
    }
}

/// Who writes to standard output or standard error past the console could write a command to a CI.
#[test]
fn only_the_console_and_the_log_write_to_the_terminal() {
    // A plan file goes as it is to where `--out /dev/stdout` leads.
    let allowed = ["crates/files/src/output.rs", "src/cli/console.rs", "src/cli/log.rs"];
    let writes = |file: &File| {
        let code = file.text.replace("io::stderr().is_terminal()", "").replace("io::stdout().is_terminal()", "");
        let words = ["io::stdout", "io::stderr", "stdout().lock", "stderr().lock", "anstream::std", "error.print()"];
        words.iter().any(|word| code.contains(word))
    };
    let writing: Vec<String> = all().iter().filter(|file| writes(file)).map(|file| file.path.clone()).collect();
    assert_eq!(writing, allowed);
}

#[test]
fn libraries_stay_in_their_rooms() {
    for name in CRATES.iter().chain(&["."]) {
        for library in manifest(name).dependencies {
            let room = ROOMS.iter().find(|(it, _)| *it == library);
            assert!(room.is_none_or(|(_, rooms)| rooms.contains(name)), "{library} does not belong into {name}");
        }
    }
}

#[test]
fn no_crate_takes_what_it_must_not_know() {
    for (name, path, why) in NEVER {
        for file in all().iter().filter(|file| file.crate_name == *name) {
            let taken = file.uses.iter().any(|it| it == path || it.starts_with(&format!("{path}::")));
            assert!(!taken, "{} takes {path}: {why}", file.path);
        }
    }
}

/// What opens, lists or follows files by itself.
const OPENS: &[&str] = &[
    "std::fs",
    "fs::",
    "File::open",
    "File::create",
    "OpenOptions::new",
    "tokio::fs",
    ".canonicalize()",
    ".read_dir()",
    "read_to_string(",
    "NamedTempFile",
];

/// Files outside of the room that opens files that do so all the same, each with the reason.
const OPENING: &[(&str, &str)] = &[
    ("src/cli/manual.rs", "manual pages, written by whoever packages the tool"),
    ("src/cli/paths.rs", "follows links of the directory that a person named, and opens nothing"),
    ("src/cli/stats.rs", "what the system says of this process"),
    ("src/cli/report.rs", "a report is a file that was opened"),
    ("src/progress/record.rs", "a journal is a file that was opened"),
];

#[test]
fn one_room_opens_files() {
    let mut wrong = Vec::new();
    for file in all().iter().filter(|file| file.crate_name != "files") {
        let code = file.text.split("#[cfg(test)]").next().unwrap();
        let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let found = OPENS.iter().find(|word| code.contains(**word));
        let allowed = OPENING.iter().any(|(path, _)| *path == file.path);
        match found {
            Some(word) if !allowed => wrong.push(format!("{} has `{word}`: use realmform-files", file.path)),
            None if allowed => wrong.push(format!("{} opens no files: take it off the list", file.path)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Files that make a `Source` without a veil, each with the reason: what is shown of a text that was read has to be asked for
/// secrets first.
const UNVEILED: &[(&str, &str)] = &[
    ("crates/model/src/source.rs", "makes the others, and places without a text"),
    ("crates/config/src/load/files.rs", "a file that cannot be read has no text"),
    ("crates/config/src/load/secret.rs", "its secrets are stars already"),
    ("crates/config/src/load/veiled.rs", "is the veil"),
    ("crates/config/src/fmt/comments.rs", "toml's own word for a text"),
    ("crates/lint/src/fix/words.rs", "toml's own word for a text"),
    ("crates/lint/src/policy/folder.rs", "a list of words, which messages name"),
];

#[test]
fn what_is_read_is_veiled() {
    let made = |file: &File| file.text.split("#[cfg(test)]").next().unwrap().contains("Source::new(");
    let paths: BTreeSet<String> = all().iter().filter(|file| made(file)).map(|file| file.path.clone()).collect();
    let allowed: BTreeSet<String> = UNVEILED.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(paths, allowed);
}

#[test]
fn every_file_says_what_it_is_for_and_holds_one_idea() {
    let mut wrong = Vec::new();
    for file in all() {
        if !file.text.starts_with("//! ") {
            wrong.push(format!("{} does not begin with `//!` and a sentence", file.path));
        }
        let allowed = LONG.iter().any(|(path, _)| *path == file.path);
        if file.lines > LONGEST && !allowed {
            wrong.push(format!("{} has {} lines of code; split it along a noun", file.path, file.lines));
        }
        if file.lines <= LONGEST && allowed {
            wrong.push(format!("{} is no longer too long: take it off the list", file.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Sets of files that reach each other.
fn circles(arrows: &BTreeMap<&str, BTreeMap<&str, BTreeSet<String>>>) -> Vec<BTreeSet<String>> {
    let reached = |from: &str| {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> = arrows.get(from).into_iter().flatten().map(|(to, _)| *to).collect();
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(arrows.get(next).into_iter().flatten().map(|(to, _)| *to));
            }
        }
        seen
    };
    let reach: BTreeMap<&str, BTreeSet<&str>> = arrows.keys().map(|from| (*from, reached(from))).collect();
    let mut circles: Vec<BTreeSet<String>> = Vec::new();
    for (from, to) in &reach {
        let mutual: BTreeSet<String> = to
            .iter()
            .filter(|it| reach.get(*it).is_some_and(|back| back.contains(from)))
            .map(|it| (*it).to_owned())
            .collect();
        if !mutual.is_empty() && !circles.contains(&mutual) {
            circles.push(mutual);
        }
    }
    circles
}

fn shown(circle: &BTreeSet<String>, arrows: &BTreeMap<&str, BTreeMap<&str, BTreeSet<String>>>) -> String {
    let mut lines = vec![format!("a circle of {}:", circle.len())];
    for from in circle {
        for (to, names) in arrows.get(from.as_str()).into_iter().flatten().filter(|(to, _)| circle.contains(**to)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            lines.push(format!("  {from} -> {to}: {}", names.join(", ")));
        }
    }
    lines.join("\n")
}

/// The test would notice: two files that import each other are a circle, a chain is none.
#[test]
fn a_circle_is_found_and_a_chain_is_none() {
    let arrow = |to: &'static str| BTreeMap::from([(to, BTreeSet::from(["x".to_owned()]))]);
    let chain = BTreeMap::from([("a.rs", arrow("b.rs")), ("b.rs", arrow("c.rs"))]);
    assert_eq!(circles(&chain), Vec::<BTreeSet<String>>::new());
    let ring = BTreeMap::from([("a.rs", arrow("b.rs")), ("b.rs", arrow("a.rs"))]);
    assert_eq!(circles(&ring).len(), 1);
    let read = |path: &str, text: &str| File::read("x", path, text.to_owned());
    let files = [
        read("crates/x/src/lib.rs", "//! x\npub mod a;\nmod b;\npub use b::B;\n"),
        read("crates/x/src/a.rs", "//! a\nuse crate::B;\n"),
        read("crates/x/src/b.rs", "//! b\nuse super::a::{self, A};\n"),
    ];
    assert_eq!(circles(&arrows(&files)).len(), 1, "a re-export is seen through");
}
