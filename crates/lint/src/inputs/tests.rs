//! Which files are linted, which belong together, and what is said of those that cannot be.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;

use tempfile::TempDir;

use super::*;

const REALM: &str = r#"{"realm": "shop", "clients": []}"#;
const USERS: &str = r#"{"realm": "shop", "users": [{"username": "ann"}]}"#;

/// One finding for each realm: which files it was made of.
fn told(exports: &[Export]) -> Vec<Finding> {
    let files: Vec<String> = exports.iter().map(|export| export.source.path.display().to_string()).collect();
    vec![Finding::error("test/files", format!("{} {}", exports[0].realm(), files.join(" ")))]
}

fn linted(files: &[(&str, &[u8])], names: &[&str], piped: &str) -> (Vec<String>, Vec<String>) {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let names: Vec<PathBuf> = names.iter().map(PathBuf::from).collect();
    let linted = lint(folder.path(), &names, &mut piped.as_bytes(), told);
    let here = format!("{}/", folder.path().display());
    let plain = |text: &str| text.replace(&here, "").replace(here.trim_end_matches('/'), "<folder>");
    (
        linted.findings.iter().map(|finding| plain(&finding.message)).collect(),
        linted.failures.iter().map(|failure| plain(&failure.to_string())).collect(),
    )
}

#[test]
fn the_users_of_a_realm_are_linted_with_it() {
    let files: &[(&str, &[u8])] =
        &[("out/shop-realm.json", REALM.as_bytes()), ("out/shop-users-0.json", USERS.as_bytes())];
    let together = ["shop out/shop-realm.json out/shop-users-0.json"];
    assert_eq!(linted(files, &["out"], "").0, together);
    assert_eq!(linted(files, &["out/*.json"], "").0, together);
    assert_eq!(linted(files, &["out/shop-users-0.json", "out/shop-realm.json"], "").0, together);
    assert_eq!(linted(files, &["out/shop-users-0.json"], "").0, ["shop out/shop-users-0.json"]);
}

#[test]
fn a_file_that_is_named_twice_is_linted_once() {
    let files: &[(&str, &[u8])] = &[("out/shop.json", REALM.as_bytes())];
    assert_eq!(linted(files, &["out", "out/shop.json", "out/*.json"], "").0, ["shop out/shop.json"]);
}

#[test]
fn a_list_of_realms_is_each_of_them() {
    let list = r#"[{"realm": "a"}, {"realm": "b", "users": []}]"#;
    assert_eq!(linted(&[], &["-"], list).0, ["a -", "b -"]);
}

#[test]
fn other_json_in_a_folder_is_passed_over_and_broken_json_is_not() {
    let files: &[(&str, &[u8])] = &[
        ("d/package.json", b"{\"name\": \"x\"}"),
        ("d/deep/shop.json", REALM.as_bytes()),
        ("d/cut.json", b"{\"realm\""),
    ];
    let (findings, failures) = linted(files, &["d"], "");
    assert_eq!(findings, ["shop d/deep/shop.json"]);
    assert_eq!(failures, ["d/cut.json is truncated: its JSON ends in line 1"]);
}

#[test]
fn each_file_that_cannot_be_linted_is_told_and_the_others_are_linted() {
    let files: &[(&str, &[u8])] = &[
        ("empty.json", b""),
        ("bom.json", b"\xef\xbb\xbf{\"realm\": \"bom\"}"),
        ("utf16.json", b"\xff\xfe{\0}\0"),
        ("latin.json", b"{\"realm\":\n \"caf\xe9\"}"),
        ("html.json", b"<html>"),
        ("list.json", b"[1]"),
        ("other.json", b"{}"),
        ("folder/none.txt", b""),
    ];
    let names = [
        "empty.json",
        "bom.json",
        "utf16.json",
        "latin.json",
        "html.json",
        "list.json",
        "other.json",
        "folder",
        "no.json",
        "no*.json",
    ];
    let (findings, failures) = linted(files, &names, "");
    assert_eq!(findings, ["bom bom.json"]);
    insta::assert_snapshot!(failures.join("\n"), @"
    utf16.json is UTF-16, not UTF-8
    latin.json is not UTF-8: invalid byte 0xe9 in line 2
    no *.json files in folder
    cannot read no.json: No such file or directory (os error 2)
    no file matches no*.json
    empty.json is empty
    html.json is not valid JSON: expected value in line 1
    list.json is a list, but not of realms
    other.json is not a realm export: the field `realm` is missing
    ");
}

#[test]
fn nesting_beyond_measure_is_told() {
    let deep = format!("{{\"realm\": {}{}}}", "[".repeat(200), "]".repeat(200));
    assert_eq!(linted(&[], &["-"], &deep).1, ["- is nested more than 127 levels deep in line 1"]);
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_told_once_and_never_taken_for_a_whole_one() {
    let whole = "{\"realm\": \"caf\u{e9}\", \"clients\": [{\"clientId\": \"\\ud83d\\ude00\", \"enabled\": true, \"x\": -1.5e3}]}\n";
    let bytes = whole.as_bytes();
    let linted = |end: usize| lint(Path::new("."), &["-".into()], &mut &bytes[..end], told);
    assert_eq!(linted(bytes.len()).findings.len(), 1);
    for end in 0..bytes.len() - 1 {
        let linted = linted(end);
        assert!(linted.findings.is_empty(), "the first {end} bytes");
        let [failure] = linted.failures.as_slice() else { panic!("{end}: {:?}", linted.failures) };
        let failure = failure.to_string();
        let is_told =
            failure.contains("is truncated") || failure.contains("is not UTF-8") || failure.contains("is empty");
        assert!(is_told, "the first {end} bytes: {failure}");
    }
}
