//! What files take from each other: `use` lines, and paths that are written out.

use std::collections::{BTreeMap, BTreeSet};

use crate::files::File;

/// The names that a file takes and those that it hands on, by full paths.
pub(crate) fn read(code: &str, module: &[String]) -> (Vec<String>, Vec<(String, String)>) {
    let (mut uses, mut hands_on) = (Vec::new(), Vec::new());
    let code: String =
        code.lines().map(|line| line.split("// ").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let children: BTreeSet<&str> = code
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").trim_start_matches("pub(crate) ").strip_prefix("mod "))
        .filter_map(|rest| rest.strip_suffix(';'))
        .collect();
    let mut rest = code.as_str();
    let mut others = String::new();
    while let Some((before, statement, after)) = next_use(rest) {
        others.push_str(before);
        for (path, name) in expand(statement) {
            let first = path.split("::").next().unwrap_or_default();
            let path = if children.contains(first) { format!("self::{path}") } else { path };
            let full = full(&path, module);
            if path.starts_with("self::") {
                hands_on.push((name, full));
            } else {
                uses.push(full);
            }
        }
        rest = after;
    }
    others.push_str(rest);
    // What is handed on may be used here, too.
    let words: BTreeSet<&str> = others.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
    uses.extend(hands_on.iter().filter(|(name, _)| words.contains(name.as_str())).map(|(_, path)| path.clone()));
    uses.extend(written_out(&others, module, &children));
    uses.retain(|path| path.starts_with("crate") || path.starts_with("realmform_"));
    (uses, hands_on)
}

/// The text before the next `use`, its tree, and what follows.
fn next_use(text: &str) -> Option<(&str, &str, &str)> {
    let at = text.match_indices("use ").map(|(at, _)| at).find(|at| {
        let line = text[..*at].rsplit('\n').next().unwrap_or_default().trim();
        matches!(line, "" | "pub" | "pub(crate)" | "pub(super)")
    })?;
    let (statement, after) = text[at + 4..].split_once(';')?;
    Some((&text[..at], statement, after))
}

/// The leaves of a tree of names: path and the name that it gets here.
fn expand(tree: &str) -> Vec<(String, String)> {
    let tree = tree.trim();
    let Some((prefix, inner)) = tree.split_once('{') else {
        let (path, alias) = tree.split_once(" as ").map_or((tree, None), |(path, alias)| (path, Some(alias)));
        let path = path.strip_suffix("::self").unwrap_or(path);
        let name = alias.unwrap_or_else(|| path.rsplit("::").next().unwrap_or(path));
        return vec![(path.to_owned(), name.trim().to_owned())];
    };
    let inner = inner.trim_end().strip_suffix('}').unwrap_or(inner);
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, letter) in inner.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[start..]);
    let parts = parts.into_iter().map(str::trim).filter(|part| !part.is_empty());
    parts.flat_map(|part| expand(&format!("{}{part}", prefix.trim()))).collect()
}

/// Paths such as `crate::a::b` and `super::c` outside of `use` lines, and those that begin in a child module.
fn written_out(code: &str, module: &[String], children: &BTreeSet<&str>) -> Vec<String> {
    let is_path = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    // How far something may be seen is no import.
    let code = code.replace("pub(in crate::", "pub(");
    let words = code.split(|letter: char| !is_path(letter)).filter(|word| word.contains("::"));
    let begins = |word: &&str| {
        let first = word.split("::").next().unwrap_or_default();
        matches!(first, "crate" | "super") || first.starts_with("realmform_") || children.contains(first)
    };
    let paths = words.filter(begins).map(|word| match children.contains(word.split("::").next().unwrap_or_default()) {
        true => format!("self::{word}"),
        false => word.to_owned(),
    });
    paths.map(|path| full(&path, module)).collect()
}

/// `super` and `self` resolved: a path that begins with `crate`, or with another crate.
fn full(path: &str, module: &[String]) -> String {
    let parts: Vec<&str> = path.split("::").filter(|part| !part.is_empty()).collect();
    let ups = parts.iter().take_while(|part| **part == "super").count();
    let is_here = parts.first() == Some(&"self");
    if ups == 0 && !is_here {
        return parts.join("::");
    }
    let above = module.iter().take(module.len().saturating_sub(ups)).map(String::as_str);
    let rest = parts.iter().skip(ups + usize::from(is_here)).copied();
    std::iter::once("crate").chain(above).chain(rest).collect::<Vec<_>>().join("::")
}

/// For each file the files of its own crate that it imports, each with the names. What a file only hands on counts for
/// the one who takes it.
pub(crate) fn arrows(files: &[File]) -> BTreeMap<&str, BTreeMap<&str, BTreeSet<String>>> {
    let mut arrows: BTreeMap<&str, BTreeMap<&str, BTreeSet<String>>> = BTreeMap::new();
    for file in files {
        for path in file.uses.iter().filter(|path| path.starts_with("crate")) {
            let Some((to, name)) = target(path, file, files, 0) else { continue };
            if to.path != file.path {
                arrows.entry(&file.path).or_default().entry(&to.path).or_default().insert(name);
            }
        }
    }
    arrows
}

/// The file that a path leads to, and the name there. Re-exports are followed.
fn target<'f>(path: &str, from: &File, files: &'f [File], depth: usize) -> Option<(&'f File, String)> {
    let parts: Vec<&str> = path.split("::").skip(1).collect();
    for length in (0..=parts.len()).rev() {
        let found = files.iter().find(|file| file.crate_name == from.crate_name && file.module == parts[..length]);
        let Some(file) = found else { continue };
        let rest = &parts[length..];
        if let Some(name) = rest.first()
            && depth < 8
            && let Some((_, further)) = file.hands_on.iter().find(|(it, _)| it == name)
        {
            let further = std::iter::once(further.as_str()).chain(rest[1..].iter().copied()).collect::<Vec<_>>();
            return target(&further.join("::"), from, files, depth + 1);
        }
        return Some((file, rest.join("::")));
    }
    None
}
