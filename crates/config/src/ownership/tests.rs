//! Tests of `[ownership]`: what is read, and whose an object is.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::sync::Arc;

use super::*;
use crate::project::Config;
use realmform_kinds::names;
use realmform_model::{Address, Source};

fn ownership(text: &str) -> (Ownership, String) {
    let source = Arc::new(Source::new("realmform.toml", format!("schema = 1\n[ownership]\n{text}")));
    let (config, findings) = Config::parse(&source).unwrap();
    let told = findings.iter().map(|finding| {
        let place = finding.span.as_ref().map_or_else(String::new, ToString::to_string);
        format!("{place} {}: {}\n  help: {}\n", finding.code, finding.message, finding.help.as_deref().unwrap_or("-"))
    });
    (config.ownership, crate::redact::redacted(&told.collect::<String>()))
}

#[test]
fn nothing_is_deleted_where_nothing_is_said() {
    let (ownership, told) = ownership("");
    assert_eq!(told, "");
    assert_eq!(ownership.mode(&names::client("a")), Mode::Additive);
    assert!(marks::kinds_owned().all(|kind| !ownership.deletes(kind)));
    assert_eq!(marks::mark(&ownership, &names::client("a")), None);
}

#[test]
fn modes_are_told_by_kind_and_finer_by_name() {
    let (ownership, told) = ownership(
        r#"project = "athyper"
realmRole = "managed"
client = { mode = "exclusive", additive = ["legacy-*"], managed = ["*-web", "legacy-web"], ignore = ["tmp-*"] }
"#,
    );
    assert_eq!(told, "");
    let client = |id: &str| ownership.mode(&names::client(id));
    assert_eq!(client("neon-api"), Mode::Exclusive);
    assert_eq!(client("neon-web"), Mode::Managed);
    // The most careful of all that match.
    assert_eq!(client("legacy-web"), Mode::Additive);
    assert_eq!(ownership.mode(&names::realm_role("a")), Mode::Managed);
    assert_eq!(ownership.mode(&names::client_role("neon-api", "a")), Mode::Additive);
    // What lives in something that is nobody's is nobody's as well.
    assert!(ownership.ignored(&names::client_role("tmp-x", "a")).is_some());
    assert!(ownership.ignored(&names::client_role("neon-api", "tmp-a")).is_none());
    let (path, value) = marks::mark(&ownership, &names::realm_role("a")).unwrap();
    assert_eq!(
        (path.to_string().as_str(), value.to_string().as_str()),
        (r#"attributes."realmform.project""#, r#"["athyper"]"#)
    );
    assert_eq!(marks::mark(&ownership, &names::client("legacy-web")), None);
}

#[test]
fn a_pattern_with_a_slash_is_about_all_the_names() {
    let (ownership, _) =
        ownership("project = 'p'\nclientRole = { ignore = ['web/tmp-*'] }\ngroup = { ignore = ['/tmp/*', 'old'] }");
    let ignored = |address: &Address| ownership.ignored(address).is_some();
    assert!(ignored(&names::client_role("web", "tmp-a")));
    assert!(!ignored(&names::client_role("api", "tmp-a")));
    assert!(ignored(&names::group("/tmp/a/b").unwrap()));
    assert!(ignored(&names::group("/a/old/b").unwrap()));
    assert!(!ignored(&names::group("/a/tmp/b").unwrap()));
}

#[test]
fn the_share_is_rounded_up_so_that_one_is_never_too_many() {
    assert_eq!([1, 2, 3, 4, 10, 11].map(|live| Cap::default().of(live)), [1, 1, 1, 2, 3, 4]);
    assert_eq!(Cap::Number(0).of(100), 0);
}

#[test]
fn what_is_wrong_is_told_with_place_and_help() {
    let (_, told) = ownership(
        r#"project = ""
max_deletions = "many"
clients = "managed"
realm = "managed"
client = "manged"
group = { mode = "exclusive", ignored = ["a"], ignore = "a" }
"#,
    );
    insta::assert_snapshot!(told, @r#"
    realmform.toml:3:1 config/bad-project: `project` must have 1 to 100 characters and no control characters
      help: write a name, such as `project = "athyper"`
    realmform.toml:4:1 config/wrong-type: `max_deletions` must be a percentage of each kind, or a number
      help: write it like `"30%"` or `5`
    realmform.toml:5:1 config/unknown-kind: unknown field or kind `clients` in `[ownership]`; did you mean `client`?
      help: known fields and kinds: …
    realmform.toml:6:1 config/unknown-kind: `[ownership]` does not apply to the kind `realm`
      help: known fields and kinds: …
    realmform.toml:7:1 config/unknown-mode: unknown ownership mode `manged`; did you mean `managed`?
      help: the modes are `additive`, `managed`, `exclusive`
    realmform.toml:8:31 config/unknown-key: unknown field `ignored` in `ownership.group`; did you mean `ignore`?
      help: known fields: `mode`, `additive`, `managed`, `exclusive`, `ignore`
    realmform.toml:8:48 config/wrong-type: `ignore` must be a list of strings, found a string
      help: put it in brackets and quotes: `["…"]`
    "#);
}

#[test]
fn what_may_be_deleted_needs_the_projects_name() {
    let (_, told) = ownership("group = { managed = ['a'] }");
    insta::assert_snapshot!(told, @r#"
    realmform.toml:2:2 config/no-project: `[ownership]` allows deletions but does not set `project`
      help: add `project = "NAME"`, with a different name for each project: objects that this project creates are marked with it
    "#);
}

#[test]
fn every_kind_that_can_be_made_has_a_place_for_the_mark() {
    for kind in kinds::ALL {
        let can_be_made = kind.is_row() || kind.places().iter().any(|place| !place.toml.is_empty());
        let is_by_itself = matches!(kind.name(), names::REALM | names::SERVICE_ACCOUNT);
        assert_eq!(kind.marks().is_some(), can_be_made && !is_by_itself, "{}", kind.name());
    }
}
