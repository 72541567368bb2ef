//! The source files of the workspace, without tests, and the manifests of its crates.

use std::fs;
use std::path::{Path, PathBuf};

/// The crates, from the ground up: each may use those before it.
pub(crate) const CRATES: &[&str] = &["model", "files", "kinds", "config", "engine", "lint", "targets", "render", "run"];

/// A source file.
pub(crate) struct File {
    /// The crate's folder in `crates/`, or `.` for the command line.
    pub crate_name: String,
    /// From the repository's root.
    pub path: String,
    pub text: String,
    /// The path of its module in the crate; empty for the root.
    pub module: Vec<String>,
    /// What it takes, by full paths: `crate::…`, `realmform_model::…`.
    pub uses: Vec<String>,
    /// What it hands on under its own name: (name, path).
    pub hands_on: Vec<(String, String)>,
    /// Lines of code: without comments, empty lines and tests.
    pub lines: usize,
}

/// What a manifest says.
pub(crate) struct Manifest {
    pub dependencies: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All source files but tests.
pub(crate) fn all() -> Vec<File> {
    let mut files = Vec::new();
    for name in CRATES.iter().chain(&["."]) {
        let folder = if *name == "." { PathBuf::from("src") } else { Path::new("crates").join(name).join("src") };
        let mut paths = Vec::new();
        collect(&root().join(&folder), &mut paths);
        paths.sort();
        for path in paths {
            let text = fs::read_to_string(&path).unwrap();
            let path = path.strip_prefix(root()).unwrap().display().to_string();
            files.push(File::read(name, &path, text));
        }
    }
    // A module is one of tests if it, or one that it is in, is declared so.
    let is_test = |file: &File| {
        (1..=file.module.len()).any(|depth| {
            let (module, above) = (&file.module[..depth], &file.module[..depth - 1]);
            let parent = files.iter().find(|it| it.crate_name == file.crate_name && it.module == above);
            let declared = format!("#[cfg(test)]\nmod {};", module[depth - 1]);
            parent.is_some_and(|parent| parent.text.contains(&declared))
        })
    };
    let tests: Vec<bool> = files.iter().map(is_test).collect();
    let files = files.into_iter().zip(tests).filter(|(_, is_test)| !is_test).map(|(file, _)| file);
    files.collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

impl File {
    /// Takes a file's text apart.
    pub(crate) fn read(crate_name: &str, path: &str, text: String) -> Self {
        let inside = path.split_once("src/").map_or(path, |(_, inside)| inside);
        let mut module: Vec<String> = inside.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        if matches!(module.last().map(String::as_str), Some("lib" | "main")) {
            module.pop();
        }
        let code = without_tests(&text);
        let lines = code.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).count();
        let (uses, hands_on) = crate::uses::read(&code, &module);
        Self { crate_name: crate_name.to_owned(), path: path.to_owned(), module, uses, hands_on, lines, text }
    }
}

/// The text up to the tests at its end.
fn without_tests(text: &str) -> String {
    let end = text.match_indices("#[cfg(test)]\n").map(|(at, _)| at).find(|at| {
        let after = text[*at..].lines().skip(1).find(|line| !line.trim_start().starts_with("#["));
        after.is_some_and(|line| line.starts_with("mod ") && line.ends_with('{'))
    });
    text[..end.unwrap_or(text.len())].to_owned()
}

/// The dependencies of a crate, without those of its tests.
pub(crate) fn manifest(crate_name: &str) -> Manifest {
    let folder = if crate_name == "." { root().to_owned() } else { root().join("crates").join(crate_name) };
    let text = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let section = text.split("\n[dependencies]\n").nth(1).unwrap_or_default();
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    let names = lines.filter_map(|line| line.split(['.', ' ', '=']).next()).filter(|name| !name.is_empty());
    Manifest { dependencies: names.map(str::to_owned).collect() }
}
