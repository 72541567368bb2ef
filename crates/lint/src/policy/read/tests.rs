//! Tests of findings about vocabularies, waivers, levels and regular expressions.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::io;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::rules;
use realmform_kinds::names;

fn source(path: &str, text: &str) -> Source {
    Source::new(path, text.to_owned())
}

/// The policies of a text, with the word files that lie beside it.
fn read(text: &str, files: &[(&str, &str)]) -> (Policies, Vec<Finding>) {
    let file = |policy: &Path, file: &Path| {
        assert_eq!(policy, Path::new("policies/x.toml"));
        let found = files.iter().find(|(name, _)| Path::new(name) == file);
        found.map(|(name, text)| source(name, text)).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    };
    parse(vec![Arc::new(source("policies/x.toml", text))], &file)
}

fn told(text: &str, files: &[(&str, &str)]) -> String {
    let line = |finding: &Finding| {
        let place = finding.span.as_ref().map_or_else(String::new, |span| format!("{span} "));
        let related = finding.related.as_ref().map_or_else(String::new, |(what, span)| format!(" [{what}: {span}]"));
        let help = finding.help.as_deref().unwrap_or_default();
        format!("{place}{} {}: {} ({help}){related}", finding.severity, finding.code, finding.message)
    };
    read(text, files).1.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn words_of(text: &str, files: &[(&str, &str)]) -> Vec<String> {
    let (policies, findings) = read(text, files);
    assert!(findings.is_empty(), "{findings:?}");
    policies.vocabularies["v"].clone()
}

#[test]
fn a_vocabulary_may_be_a_file() {
    let text = "[vocabularies]\nv = { file = \"words.txt\" }\n";
    let words = "\u{feff}# products\nneon\r\n  mesh  # the gateway\n\n#athyper\nc#\n";
    assert_eq!(words_of(text, &[("words.txt", words)]), ["neon", "mesh", "c#"]);
    let json = r#"{"a": {"b.c": ["neon", "mesh"]}}"#;
    let text = "[vocabularies]\nv = { file = \"../x.json\", key = \"a.'b.c'\" }\n";
    assert_eq!(words_of(text, &[("../x.json", json)]), ["neon", "mesh"]);
    let text = "[vocabularies]\nv = { file = \"x.json\" }\n";
    assert_eq!(words_of(text, &[("x.json", "[\"neon\"]")]), ["neon"]);
    let lookups = "[lookups.module.values.user]\nlabel.en = \"User\"\n[lookups.module.values.course]\n";
    let text = "[vocabularies.v]\nfile = \"m.toml\"\nkey = \"lookups.module.values\"\n";
    assert_eq!(words_of(text, &[("m.toml", lookups)]), ["user", "course"]);
}

#[test]
fn the_words_of_a_file_are_what_names_may_have() {
    let text = "[[naming]]\nkind = \"client\"\nname = \"<v>-web\"\n[vocabularies]\nv = { file = \"words.txt\" }\n";
    let (policies, _) = read(text, &[("words.txt", "neon\n")]);
    let rule = policies.naming_for(&names::client("x")).unwrap();
    assert!(rule.allows("neon-web") && !rule.allows("mesh-web"));
}

#[test]
fn what_the_manual_shows_is_right() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let manual = std::fs::read_to_string(root.join("docs/policies.md")).unwrap();
    let blocks: Vec<_> = manual.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), 5);
    let files = [
        ("teams.txt", "core\n"),
        ("catalogue.json", r#"{"api": {"domains": ["doc", "wf"]}}"#),
        ("../lookups/modules.toml", "[lookups.module.values.user]\n"),
    ];
    let rule = "[vocabularies]\nproduct = [\"neon\"]\ndomain = [\"doc\"]\n\
                [[naming]]\nkind = \"group\"\nname = \"/<name>/<owner>[-<action>][<number>]/<word>\"\nparts.word = \"digits\"\n";
    for block in blocks {
        let text = if block.starts_with("parts.") { format!("{rule}{block}") } else { block.to_owned() };
        assert_eq!(told(&text, &files), "", "{text}");
    }
}

#[test]
fn a_bad_word_file_is_told_once() {
    let of = |value: &str| format!("[vocabularies]\nv = {value}\n");
    let files = [
        ("empty.txt", "# none\n\n"),
        ("twice.txt", "neon\nmesh\nneon\nmesh\nneon\n"),
        ("bad.json", "[\"neon\""),
        ("numbers.json", "{\"a\": [1]}"),
        ("bad.toml", "a = "),
    ];
    let bad = [
        "{ file = \"gone.txt\" }",
        "{ file = \"empty.txt\" }",
        "{ file = \"twice.txt\" }",
        "[\"neon\", \"mesh\", \"neon\"]",
        "{ file = \"bad.json\" }",
        "{ file = \"numbers.json\", key = \"a\" }",
        "{ file = \"numbers.json\", key = \"b\" }",
        "{ file = \"bad.toml\" }",
        "{ file = \"empty.txt\", key = \"a\" }",
        "{ fiel = \"empty.txt\" }",
        "{ file = 3 }",
        "{}",
    ];
    let told: Vec<_> = bad.iter().map(|value| told(&of(value), &files)).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    policies/x.toml:2:14 error config/unreadable: cannot read `gone.txt`: entity not found (correct `file`: the path is relative to the folder of the policy file)
    policies/x.toml:2:1 error config/empty: the vocabulary `v` is empty (add words to it)
    twice.txt:3:1 warning config/duplicate-word: `neon` and 2 other words appear twice in the vocabulary `v` (remove the duplicate) [first listed here: twice.txt:1:1]
    policies/x.toml:2:22 warning config/duplicate-word: `neon` appears twice in the vocabulary `v` (remove the duplicate) [first listed here: policies/x.toml:2:6]
    policies/x.toml:2:14 error config/words: `bad.json` is not valid JSON: EOF while parsing a list at line 1 column 7 (the file must contain a list of strings or a table; `key` is the path to it)
    policies/x.toml:2:14 error config/words: `numbers.json` has no list of strings at `a` (the file must contain a list of strings or a table; `key` is the path to it)
    policies/x.toml:2:14 error config/words: `numbers.json` has no `b`, which is part of `key` (the file must contain a list of strings or a table; `key` is the path to it)
    policies/x.toml:2:14 error config/words: `bad.toml` is not valid TOML: string values must be quoted, expected literal string (the file must contain a list of strings or a table; `key` is the path to it)
    policies/x.toml:2:14 error config/words: `empty.txt` has no keys: `key` only applies to JSON and TOML (the file must contain a list of strings or a table; `key` is the path to it)
    policies/x.toml:2:7 error config/unknown-key: unknown field `fiel` in the vocabulary `v` (did you mean `file`?)
    policies/x.toml:2:1 error config/wrong-type: the vocabulary `v` must be a list of words, or `{ file = "words.txt" }` (write a list of words, or `{ file = "words.txt" }`)
    policies/x.toml:2:1 error config/wrong-type: the vocabulary `v` must be a list of words, or `{ file = "words.txt" }` (write a list of words, or `{ file = "words.txt" }`)
    "#);
}

#[test]
fn a_bad_waiver_is_told_and_waives_nothing() {
    let good = "code = \"naming/client\"\nobject = \"client/x\"\nreason = \"known\"\n";
    let bad = [
        "code = \"naming/client\"\nobject = \"client/x\"\n".to_owned(),
        "code = \"naming/client\"\nobject = \"client/x\"\nreason = \" \"\n".to_owned(),
        "object = \"client/x\"\nreason = \"known\"\n".to_owned(),
        good.replace("\"client/x\"", "3"),
        good.replace("naming/client", "naming/clint"),
        good.replace("naming/client", "namign/*"),
        good.replace("naming/client", "reference/nothing"),
        good.replace("naming/client", "security/x"),
        good.replace("naming/client", "config/regex"),
        good.replace("naming/client", "waiver/unused"),
        format!("{good}until = \"soon\"\n"),
        format!("{good}until = \"2027-02-30\"\n"),
        format!("{good}until = 2027-03-31T10:00:00Z\n"),
        format!("{good}until = 10:00:00\n"),
        format!("{good}until = \"20270331\"\n"),
    ];
    let mut all = Vec::new();
    for waiver in &bad {
        let text = format!("[[waive]]\n{waiver}");
        assert!(read(&text, &[]).0.waivers.is_empty(), "{text}");
        all.push(told(&text, &[]));
    }
    all.push(told("waive = 3\n", &[]));
    all.push(told(&format!("[[waive]]\n{good}untill = 2027-03-31\n"), &[]));
    insta::assert_snapshot!(without_families(&all), @r#"
    policies/x.toml:1:1 error config/missing-key: `reason` is missing in a waiver (add `reason = "…"`)
    policies/x.toml:4:10 error config/empty: `reason` must not be empty in a waiver (add `reason = "…"`)
    policies/x.toml:1:1 error config/missing-key: `code` is missing in a waiver (add `code = "client/full-scope"`)
    policies/x.toml:3:10 error config/wrong-type: `object` must be a string (write a string)
    policies/x.toml:2:8 error config/unknown-code: unknown code `naming/clint` (did you mean `naming/client`?)
    policies/x.toml:2:8 error config/unknown-code: unknown code `namign/*` (did you mean `naming/*`?)
    policies/x.toml:2:8 error config/unknown-code: unknown code `reference/nothing` (known codes: reference/missing, reference/missing-client, reference/cycle)
    policies/x.toml:2:8 error config/unknown-code: unknown code `security/x` (the families are: …)
    policies/x.toml:2:8 error config/fixed-code: `config/regex` cannot be waived: it reports errors in the configuration itself (fix what it finds)
    policies/x.toml:2:8 error config/fixed-code: `waiver/unused` cannot be waived: it reports errors in the configuration itself (fix what it finds)
    policies/x.toml:5:9 error config/wrong-type: `until` must be a date, such as 2027-03-31 (write a date, such as 2027-03-31)
    policies/x.toml:5:9 error config/wrong-type: `until` must be a date, such as 2027-03-31 (write a date, such as 2027-03-31)
    policies/x.toml:5:9 error config/wrong-type: `until` must be a date, such as 2027-03-31 (write a date, such as 2027-03-31)
    policies/x.toml:5:9 error config/wrong-type: `until` must be a date, such as 2027-03-31 (write a date, such as 2027-03-31)
    policies/x.toml:5:9 error config/wrong-type: `until` must be a date, such as 2027-03-31 (write a date, such as 2027-03-31)
    policies/x.toml:1:9 error config/wrong-type: `waive` must be a list of tables: `[[waive]]` (write a list of tables: `[[waive]]`)
    policies/x.toml:5:1 error config/unknown-key: unknown field `untill` in a waiver (did you mean `until`?)
    "#);
}

/// The lines without the list of all families, which grows.
fn without_families(lines: &[String]) -> String {
    let families = regex::Regex::new(r"the families are: [^)]*").unwrap();
    families.replace_all(&lines.join("\n"), "the families are: …").into_owned()
}

#[test]
fn a_bad_level_is_told() {
    let bad = [
        "\"naming/client\" = \"fatal\"",
        "\"naming/client\" = 3",
        "\"naming/clint\" = \"off\"",
        "\"config/regex\" = \"off\"",
        "\"config/*\" = \"warning\"",
        "\"moved/cycle\" = \"info\"",
    ];
    let mut all: Vec<_> = bad.iter().map(|line| told(&format!("[levels]\n{line}\n"), &[])).collect();
    all.push(told("levels = \"off\"\n", &[]));
    insta::assert_snapshot!(without_families(&all), @r#"
    policies/x.toml:2:19 error config/wrong-type: the level of `naming/client` must be "off", "info", "warning" or "error" (write "off", "info", "warning" or "error")
    policies/x.toml:2:19 error config/wrong-type: the level of `naming/client` must be "off", "info", "warning" or "error" (write "off", "info", "warning" or "error")
    policies/x.toml:2:1 error config/unknown-code: unknown code `naming/clint` (did you mean `naming/client`?)
    policies/x.toml:2:1 error config/fixed-code: `config/regex` cannot be given another level: it reports errors in the configuration itself (fix what it finds)
    policies/x.toml:2:1 error config/fixed-code: `config/*` cannot be given another level: it reports errors in the configuration itself (fix what it finds)
    policies/x.toml:2:1 error config/unknown-code: unknown code `moved/cycle` (the families are: …)
    policies/x.toml:1:10 error config/wrong-type: `levels` must be a table: `"naming/*" = "warning"` (write a table: `"naming/*" = "warning"`)
    "#);
}

#[test]
fn a_level_stands_once_in_all_files() {
    let one = Arc::new(source("policies/a.toml", "[levels]\n\"naming/*\" = \"off\"\n"));
    let other = Arc::new(source("policies/b.toml", "[levels]\n\"naming/*\" = \"info\"\n"));
    let (policies, findings) = parse(vec![one, other], &|_, _| unreachable!());
    assert_eq!((policies.levels["naming/*"], findings.len()), (None, 1));
    assert_eq!(findings[0].code, "config/duplicate");
}

#[test]
fn every_code_that_the_rules_have_may_be_waived_and_levelled() {
    for code in rules::codes() {
        let text =
            format!("[[waive]]\ncode = \"{code}\"\nobject = \"*\"\nreason = \"x\"\n[levels]\n\"{code}\" = \"off\"\n");
        assert_eq!(told(&text, &[]), "");
    }
}

#[test]
fn a_regular_expression_that_is_too_big_is_told() {
    for expression in ["(a{1000}){1000}", "((a{100}){100}){100}", "\\\\pL{9000}"] {
        let text = format!("[[naming]]\nkind = \"client\"\nregex = \"{expression}\"\n");
        let start = std::time::Instant::now();
        let (policies, findings) = read(&text, &[]);
        assert!(start.elapsed().as_secs() < 10, "{expression}");
        assert!(policies.naming.is_empty());
        assert_eq!(
            findings[0].message, "the regular expression is too large: it compiles to more than 10 MiB",
            "{expression}"
        );
    }
    let text = "[[naming]]\nkind = \"client\"\nname = \"<a>\"\nparts.a = { regex = \"(a{1000}){1000}\" }\n";
    assert_eq!(read(text, &[]).1.len(), 1);
}

#[test]
fn ten_thousand_words_are_not_too_many() {
    let words: Vec<String> = (0..10_000).map(|number| format!("word{number}")).collect();
    let text = "[[naming]]\nkind = \"client\"\nname = \"<v>[-<v>]\"\n[vocabularies]\nv = { file = \"words.txt\" }\n";
    let (policies, findings) = read(text, &[("words.txt", &words.join("\n"))]);
    assert!(findings.is_empty(), "{findings:?}");
    assert!(policies.naming[0].allows("word9999-word0"));
}

#[test]
fn no_name_makes_a_regular_expression_hang() {
    let text = "[[naming]]\nkind = \"client\"\nregex = \"(a+)+b|(a|aa)*c|(.*)*d\"\n";
    let (policies, findings) = read(text, &[]);
    assert!(findings.is_empty(), "{findings:?}");
    let name = "a".repeat(1 << 20);
    let start = std::time::Instant::now();
    let judgement = policies.naming[0].judge(&name, &policies.vocabularies).unwrap();
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    assert!(judgement.message.len() < 300, "a long name is shown in short");
    let (policies, _) = read("[[naming]]\nkind = \"client\"\nname = \"<v>-<v>\"\nparts.v = \"kebab-case\"\n", &[]);
    assert!(policies.naming[0].judge(&format!("{name}А"), &policies.vocabularies).unwrap().message.len() < 300);
}

proptest! {
    #[test]
    fn any_word_file_is_read(text in any::<String>()) {
        for file in ["w.txt", "w.json", "w.toml"] {
            let policy = format!("[vocabularies]\nv = {{ file = \"{file}\" }}\n");
            read(&policy, &[(file, &text)]);
        }
    }

    #[test]
    fn any_waiver_is_read(code in any::<String>(), until in "[0-9T:Z\"-]{0,24}") {
        read(&format!("[[waive]]\ncode = {code:?}\nobject = \"*\"\nreason = \"x\"\nuntil = {until}\n"), &[]);
        read(&format!("[levels]\n{code:?} = \"off\"\n"), &[]);
    }
}
