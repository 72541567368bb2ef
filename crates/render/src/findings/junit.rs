//! Findings as JUnit XML, which CI servers show as tests: a suite for each file, a failed test for each finding that makes
//! the command fail. A lesser finding is a test that passed and said something.

use std::collections::BTreeMap;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{LintReport, shown_path};
use realmform_model::{Finding, escape};

/// The suite of findings that are in no file.
const NOWHERE: &str = "project";

type Xml = Writer<Vec<u8>>;

pub(super) fn render(report: &LintReport) -> String {
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
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    // What is written is UTF-8, and writing to a `Vec` cannot fail.
    if suites(&mut xml, &by_file, report).is_err() {
        return String::new();
    }
    escape::xml(&(String::from_utf8(xml.into_inner()).unwrap_or_default() + "\n"))
}

fn suites(xml: &mut Xml, by_file: &BTreeMap<String, Vec<&Finding>>, report: &LintReport) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let tests: usize = by_file.values().map(|findings| findings.len().max(1)).sum();
    let all = xml.create_element("testsuites").with_attribute(("name", "realmform lint"));
    let all = all.with_attributes(counts(tests, failing(report.findings, report)).each_ref().map(as_attribute));
    all.write_inner_content(|xml| by_file.iter().try_for_each(|(file, found)| suite(xml, file, found, report)))?;
    Ok(())
}

fn suite(xml: &mut Xml, file: &str, findings: &[&Finding], report: &LintReport) -> io::Result<()> {
    let counts = counts(findings.len().max(1), failing(findings.iter().copied(), report));
    let name = escape::line(file);
    let suite = xml.create_element("testsuite").with_attribute(("name", name.as_str()));
    suite.with_attributes(counts.each_ref().map(as_attribute)).write_inner_content(|xml| {
        if findings.is_empty() {
            let clean = [("name", "no findings"), ("classname", "lint")];
            xml.create_element("testcase").with_attributes(clean).write_empty()?;
        }
        findings.iter().try_for_each(|finding| case(xml, finding, report))
    })?;
    Ok(())
}

/// A finding as a test.
fn case(xml: &mut Xml, finding: &Finding, report: &LintReport) -> io::Result<()> {
    let place = finding.span.as_ref().filter(|span| span.is_known());
    let line = place.map(|span| format!("line {}", span.line_column().0));
    let name: Vec<String> = finding.object.clone().into_iter().chain(line).collect();
    let name = escape::line(&if name.is_empty() { finding.code.clone() } else { name.join(", ") });
    let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let told = escape::lines(&format!("{}{help}", finding.message));
    let severity = finding.severity.to_string();

    let attributes = [("name", name.as_str()), ("classname", &escape::line(&finding.code))];
    xml.create_element("testcase").with_attributes(attributes).write_inner_content(|xml| {
        if fails(finding, report) {
            let message = escape::line(&finding.message);
            let failure = xml.create_element("failure").with_attributes([("type", &*severity), ("message", &message)]);
            failure.write_text_content(BytesText::new(&told))?;
        } else {
            let said = format!("{severity}: {told}");
            xml.create_element("system-out").write_text_content(BytesText::new(&said))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn fails(finding: &Finding, report: &LintReport) -> bool {
    report.fail_level.is_some_and(|least| finding.severity >= least)
}

fn failing<'f>(findings: impl IntoIterator<Item = &'f Finding>, report: &LintReport) -> usize {
    findings.into_iter().filter(|finding| fails(finding, report)).count()
}

/// What the schema wants counted, of all suites and of one.
fn counts(tests: usize, failures: usize) -> [(&'static str, String); 3] {
    [("tests", tests.to_string()), ("failures", failures.to_string()), ("errors", "0".to_owned())]
}

fn as_attribute<'c>((name, count): &'c (&'static str, String)) -> (&'static str, &'c str) {
    (name, count)
}

#[cfg(test)]
mod tests {
    use quick_xml::Reader;

    use super::*;
    use crate::findings::sample;

    /// How many tests and failures the elements are, and what the texts in them say.
    fn read(text: &str) -> (usize, usize, String) {
        let (mut reader, mut tests, mut failures) = (Reader::from_str(text), 0, 0);
        let mut said = String::new();
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{error}: {text}")) {
                Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == "testcase" => tests += 1,
                Event::Start(tag) if tag.name().as_ref() == "failure" => failures += 1,
                Event::Text(told) => said.push_str(&told),
                Event::Eof => return (tests, failures, said),
                _ => {}
            }
        }
    }

    #[test]
    fn findings_that_fail_the_command_are_failures_and_the_others_are_not() {
        let findings = sample::hostile();
        let report = sample::report(&findings);
        let text = render(&report);
        let (tests, failures, said) = read(&text);
        assert_eq!((tests, failures), (findings.len() + 1, failing(&findings, &report)), "{text}");
        assert!(failures > 0 && failures < findings.len());
        assert!(text.contains(&format!("name=\"realmform lint\" tests=\"{tests}\" failures=\"{failures}\"")), "{text}");
        assert!(said.contains("nothing is declared"), "{said}");
    }

    #[test]
    fn nothing_is_written_that_xml_forbids() {
        let text = render(&sample::report(&sample::hostile()));
        let allowed = |letter: char| matches!(letter, '\n' | ' '..='\u{7e}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
        assert_eq!(text.chars().find(|letter| !allowed(*letter)), None, "{text:?}");
    }

    #[test]
    fn a_clean_file_is_a_test_that_passed() {
        let text = render(&sample::report(&[]));
        assert_eq!(read(&text).0, 1);
        assert!(text.contains("<testcase name=\"no findings\" classname=\"lint\"/>"), "{text}");
    }
}
