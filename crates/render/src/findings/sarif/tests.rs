//! The log that code scanning takes: of its schema, and with places that it shows.

use super::super::sample;
use super::*;

fn read(report: &LintReport) -> Value {
    serde_json::from_str(&render(report)).unwrap_or_else(|error| panic!("{error}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}

#[test]
fn what_is_told_is_of_the_published_schema() {
    let schema = sample::schema(include_str!("../../../../../tests/schemas/sarif-2.1.0.json"));
    for findings in [sample::hostile(), Vec::new()] {
        let told = read(&sample::report(&findings));
        let wrong: Vec<String> = schema.iter_errors(&told).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}\n{told:#}");
        assert_eq!(list(&told["runs"][0]["results"]).len(), findings.len());
    }
}

#[test]
fn a_result_names_its_rule_by_place_in_the_list() {
    let told = read(&sample::report(&sample::hostile()));
    let run = &told["runs"][0];
    for result in list(&run["results"]) {
        let index = result["ruleIndex"].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX);
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
}

#[test]
fn a_fingerprint_stays_when_lines_move() {
    let print = |finding: &Finding| found(finding, &[], "").partial_fingerprints.finding;
    assert_eq!(print(&sample::at_line(3)), print(&sample::at_line(300)));
}

#[test]
fn every_place_is_in_a_file_as_code_scanning_needs_it() {
    let told = read(&sample::report(&sample::hostile()));
    for result in list(&told["runs"][0]["results"]) {
        let related = result.get("relatedLocations").map(list).unwrap_or_default();
        for location in list(&result["locations"]).iter().chain(related) {
            let place = &location["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap_or_default();
            assert!(uri.starts_with("realms/") && uri.is_ascii() && !uri.contains([' ', '"', '<', '\\']), "{uri}");
            for key in ["startLine", "startColumn", "endLine", "endColumn"] {
                assert!(place["region"][key].as_u64() >= Some(1), "{key} of {place}");
            }
        }
    }
}

#[test]
fn what_is_in_no_file_is_of_the_export_or_else_of_the_project() {
    let finding = [Finding::error("config/nothing-declared", "nothing is declared").on("realm")];
    let uri = |report: &LintReport| {
        let location = read(report)["runs"][0]["results"][0]["locations"][0].take();
        assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], "realm");
        location["physicalLocation"]["artifactLocation"]["uri"].clone()
    };
    assert_eq!(uri(&sample::report(&finding)), "realms/clean%20realm.json");
    assert_eq!(uri(&LintReport { files: &[], ..sample::report(&finding) }), "realmform.toml");
}
