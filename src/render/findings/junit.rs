//! Findings as JUnit XML, which CI servers show as tests: a suite for each file, a failed test for each finding that makes
//! the command fail. A lesser finding is a test that passed and said something.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::{Report, shown_path};
use crate::finding::Finding;
use crate::render::escape;

/// The suite of findings that are in no file.
const NOWHERE: &str = "project";

pub fn render(report: &Report) -> String {
    let mut by_file: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
    for file in report.files {
        by_file.entry(shown_path(file)).or_default();
    }
    for finding in report.findings {
        let file = finding.span.as_ref().filter(|span| span.is_known()).map(|span| shown_path(&span.source.path));
        by_file.entry(file.unwrap_or_else(|| NOWHERE.to_owned())).or_default().push(finding);
    }
    if by_file.is_empty() {
        by_file.insert(NOWHERE.to_owned(), Vec::new());
    }
    let mut all = quick_junit::Report::new("realmform lint");
    for (file, findings) in by_file {
        let mut suite = TestSuite::new(escape::line(&file));
        if findings.is_empty() {
            let mut case = TestCase::new("no findings", TestCaseStatus::success());
            case.set_classname("lint");
            suite.add_test_case(case);
        }
        suite.add_test_cases(findings.into_iter().map(|finding| case(finding, report)));
        all.add_test_suite(suite);
    }
    // What is written is UTF-8, and writing to a `Vec` cannot fail.
    all.to_string().unwrap_or_default()
}

fn fails(finding: &Finding, report: &Report) -> bool {
    report.fail_level.is_some_and(|least| finding.severity >= least)
}

fn case(finding: &Finding, report: &Report) -> TestCase {
    let place = finding.span.as_ref().filter(|span| span.is_known());
    let line = place.map(|span| format!("line {}", span.line_column().0));
    let name: Vec<String> = finding.object.clone().into_iter().chain(line).collect();
    let name = if name.is_empty() { finding.code.clone() } else { name.join(", ") };
    let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let told = escape::lines(&format!("{}{help}", finding.message));
    let mut case;
    if fails(finding, report) {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type(finding.severity.to_string()).set_message(escape::line(&finding.message)).set_description(told);
        case = TestCase::new(escape::line(&name), status);
    } else {
        case = TestCase::new(escape::line(&name), TestCaseStatus::success());
        case.set_system_out(format!("{}: {told}", finding.severity));
    }
    case.set_classname(&*finding.code);
    case
}

#[cfg(test)]
mod tests {
    use quick_junit::Report as Read;

    use super::super::sample;
    use super::*;

    fn read(text: &str) -> Read {
        Read::deserialize_from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    #[test]
    fn findings_that_fail_the_command_are_failures_and_the_others_are_not() {
        let findings = sample::hostile();
        let text = render(&sample::report(&findings));
        let failing = findings.iter().filter(|finding| fails(finding, &sample::report(&findings))).count();
        let all = read(&text);
        assert_eq!((all.tests, all.failures), (findings.len() + 1, failing), "{text}");
        let control = text.chars().find(|letter| letter.is_control() && *letter != '\n');
        assert_eq!(control, None, "{text:?}");
    }

    #[test]
    fn a_clean_file_is_a_test_that_passed() {
        let all = read(&render(&sample::report(&[])));
        assert_eq!((all.tests, all.failures), (1, 0));
    }
}
