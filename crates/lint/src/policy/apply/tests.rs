//! Tests of levels, and of waivers that are valid, have expired or match nothing.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use jiff::civil::date;

use super::*;
use crate::policy::parse;
use realmform_kinds::parts::PARTS;
use realmform_model::Source;

const TODAY: Date = date(2027, 3, 31);

fn policies(text: &str) -> Policies {
    let source = Arc::new(Source::new("policies/x.toml", text.to_owned()));
    let (policies, findings) = parse(vec![source], &|_, _| unreachable!());
    assert!(findings.is_empty(), "{findings:?}");
    policies
}

fn waive(code: &str, object: &str, until: &str) -> String {
    format!("[[waive]]\ncode = \"{code}\"\nobject = \"{object}\"\nreason = \"known\"\n{until}\n")
}

fn finding(code: &str, object: &str) -> Finding {
    Finding::error(code, "wrong").on(object).help("mend it")
}

fn found() -> Vec<Finding> {
    vec![
        finding("naming/client", "client/legacy-a"),
        finding("naming/client", "client/new"),
        finding("naming/group", "group//legacy-a/b"),
        Finding::error("reference/cycle", "a → a"),
    ]
}

fn told(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let place = finding.span.as_ref().map_or_else(String::new, |span| format!("{span} "));
        let object = finding.object.as_deref().unwrap_or("-");
        let help = finding.help.as_deref().unwrap_or("-");
        format!("{place}{} {} {object}: {} ({help})", finding.severity, finding.code, finding.message)
    };
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn left(text: &str, today: Date) -> Vec<String> {
    let left = policies(text).apply(found(), today, Extent::Part);
    left.iter().map(|finding| finding.object.clone().unwrap_or_default()).collect()
}

#[test]
fn what_is_waived_is_left_out() {
    assert_eq!(left("", TODAY), ["client/legacy-a", "client/new", "group//legacy-a/b", ""]);
    assert_eq!(left(&waive("naming/client", "client/legacy-*", ""), TODAY), ["client/new", "group//legacy-a/b", ""]);
    assert_eq!(left(&waive("naming/*", "*legacy*", ""), TODAY), ["client/new", ""]);
    assert_eq!(left(&waive("naming/client", "client/legacy", ""), TODAY).len(), 4);
    assert_eq!(left(&waive("*", "*", ""), TODAY), Vec::<String>::new());
    let ring = left(&waive("reference/cycle", "*", ""), TODAY);
    assert_eq!(ring, ["client/legacy-a", "client/new", "group//legacy-a/b"]);
}

#[test]
fn the_last_day_of_a_waiver_is_the_last_on_which_it_holds() {
    for until in ["until = 2027-03-31", "until = \"2027-03-31\""] {
        let text = waive("naming/client", "client/legacy-*", until);
        assert_eq!(left(&text, TODAY).len(), 3);
        assert_eq!(left(&text, date(2027, 4, 1)).len(), 4);
    }
}

#[test]
fn what_is_back_says_which_waiver_ended() {
    let text = waive("naming/client", "client/legacy-*", "until = 2026-12-31");
    let policies = policies(&text);
    let back = policies.apply(found(), TODAY, Extent::All);
    assert_eq!(back.len(), 4, "the waiver that ended is told with what it was of, and not again as unused");
    insta::assert_snapshot!(told(&back[..2]), @"
    error naming/client client/legacy-a: wrong (mend it; the waiver at policies/x.toml:1:1 expired on 2026-12-31: fix the finding, or extend the waiver)
    error naming/client client/new: wrong (mend it)
    ");
    assert_eq!(back[0].related.as_ref().unwrap().1, policies.waivers[0].span);
}

#[test]
fn a_waiver_that_holds_is_stronger_than_one_that_ended() {
    let ended = waive("naming/*", "*", "until = 2020-01-01");
    let holds = waive("naming/client", "client/legacy-a", "until = 2030-01-01");
    assert_eq!(left(&(ended + &holds), TODAY).len(), 3);
}

#[test]
fn a_waiver_that_matches_nothing_is_told() {
    let text = [
        waive("naming/client", "client/legcy-a", ""),
        waive("naming/clientScope", "clientScope/x", "until = 2020-01-01"),
        waive("naming/client", "client/new", ""),
    ];
    let policies = policies(&text.concat());
    let all = policies.apply(found(), TODAY, Extent::All);
    insta::assert_snapshot!(told(&all[3..]), @"
    policies/x.toml:1:1 warning waiver/unused -: this waiver matches no finding: `naming/client` of `client/legcy-a` (did you mean `client/legacy-a`? Otherwise, remove the waiver)
    policies/x.toml:6:1 warning waiver/unused -: this waiver matches no finding: `naming/clientScope` of `clientScope/x` (the finding is fixed or gone: remove the waiver, or correct its code and object)
    ");
    assert_eq!(policies.apply(found(), TODAY, Extent::Part).len(), 3);
}

#[test]
fn a_project_has_no_use_for_waivers_of_what_toml_cannot_declare() {
    let parts = PARTS.iter().map(|part| (format!("{}/x", part.name), 0));
    let others = ["client/x", "*", "cl*", "*/x", "clinet/x"].map(|object| (object.to_owned(), 1));
    for (object, expected) in parts.chain(others) {
        let policies = policies(&waive("reference/*", &object, ""));
        assert_eq!(policies.apply(Vec::new(), TODAY, Extent::Project).len(), expected, "{object}");
        assert_eq!(policies.apply(Vec::new(), TODAY, Extent::All).len(), 1, "{object}");
    }
}

#[test]
fn the_most_exact_level_wins() {
    let policies = policies(
        "[levels]\n\"*\" = \"info\"\n\"naming/*\" = \"warning\"\n\"naming/group\" = \"off\"\n\"naming/g*\" = \"error\"\n",
    );
    let left = policies.apply(found(), TODAY, Extent::Part);
    let levels: Vec<_> = left.iter().map(|finding| (finding.code.as_str(), finding.severity)).collect();
    assert_eq!(
        levels,
        [
            ("naming/client", Severity::Warning),
            ("naming/client", Severity::Warning),
            ("reference/cycle", Severity::Info)
        ]
    );
}

#[test]
fn unused_waivers_have_a_level_too() {
    let unused = waive("naming/client", "client/x", "");
    let off = policies(&format!("{unused}[levels]\n\"waiver/unused\" = \"off\"\n"));
    assert!(off.apply(Vec::new(), TODAY, Extent::All).is_empty());
    let error = policies(&format!("{unused}[levels]\n\"waiver/*\" = \"error\"\n"));
    assert_eq!(error.apply(Vec::new(), TODAY, Extent::All)[0].severity, Severity::Error);
}

#[test]
fn what_is_off_still_uses_its_waiver() {
    let text = waive("naming/client", "client/legacy-a", "") + "[levels]\n\"naming/client\" = \"off\"\n";
    assert!(policies(&text).apply(found(), TODAY, Extent::All).iter().all(|finding| finding.code != UNUSED));
}
