//! The formats of `lint`, as the command writes them of an export full of odd names, against their published schemas.

use std::path::Path;

use serde_json::{Value, json};

use super::checked;
use crate::support::{Project, java, run};

const SCHEMAS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schemas");

const ODD: &[&str] = &[
    "plain",
    "a\"quote",
    "]]>",
    "two\nlines\r\n",
    "\u{1b}[31mred",
    "\u{9b}2J\u{7f}",
    "::error::x",
    "a|b",
    "<script>alert(1)</script>",
    "100%0A",
    "😀 emoji",
    "\u{202e}turned",
    "a,b:c",
    "\u{0}\u{b}\u{ffff}\u{fffe}",
    "`tick` @everyone #1",
    "&amp; &",
];

/// A project with an export whose names, and whose file's name, hold all that a format could stumble over.
fn odd() -> Project {
    let clients: Vec<Value> = ODD
        .iter()
        .map(|name| json!({"clientId": name, "publicClient": true, "standardFlowEnabled": true, "redirectUris": ["*"]}))
        .collect();
    let project = Project::new();
    project.file("realms/o\u{202e}dd ]]>&'%,:.json", &json!({"realm": "demo", "clients": clients}).to_string());
    project.file("realms/clean.json", r#"[{"realm": "demo", "users": []}]"#);
    project
}

fn told(project: &Project, format: &str) -> String {
    let output = checked(project, &["lint", "realms", "--format", format, "--fail-level", "warning"]);
    assert_eq!((output.status, output.stderr.as_str()), (4, ""), "{format}");
    output.stdout
}

fn hold(told: &Value, schema: &str) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let wrong: Vec<_> =
        jsonschema::validator_for(&schema).unwrap().iter_errors(told).map(|it| it.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What is wrong with a file of XML by an XML Schema; Java's own validator says it.
fn hold_xml(schema: &Path, file: &Path) {
    let purpose = "hold JUnit XML to its schema";
    let mut java = java(purpose);
    java.arg(format!("{SCHEMAS}/Validate.java")).args([schema, file]);
    run(&mut java, purpose, "What follows is what is wrong with the XML.");
}

#[test]
fn json_is_as_its_schema_says() {
    let told: Value = serde_json::from_str(&told(&odd(), "json")).unwrap();
    hold(&told, include_str!("../../docs/findings.schema.json"));
    let names: Vec<&str> = told["findings"].as_array().unwrap().iter().filter_map(|it| it["object"].as_str()).collect();
    for name in ODD {
        assert!(names.contains(&format!("client/{name}").as_str()), "{name:?} among {names:?}");
    }
}

#[test]
fn sarif_is_as_oasis_says() {
    let told: Value = serde_json::from_str(&told(&odd(), "sarif")).unwrap();
    hold(&told, include_str!("../schemas/sarif-2.1.0.json"));
    let place = &told["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    let uri = place["artifactLocation"]["uri"].as_str().unwrap();
    assert!(uri.ends_with("/realms/o%E2%80%AEdd%20%5D%5D%3E%26%27%25%2C%3A.json"), "{uri}");
}

#[test]
fn a_code_quality_report_is_as_gitlab_says() {
    let told: Value = serde_json::from_str(&told(&odd(), "gitlab")).unwrap();
    hold(&told, include_str!("../schemas/gitlab-code-quality.json"));
    assert!(told.as_array().unwrap().len() >= ODD.len(), "{told:#}");
}

#[test]
fn junit_is_as_jenkins_says() {
    let project = odd();
    let schema = Path::new(SCHEMAS).join("jenkins-junit-4.xsd");
    project.file("findings.xml", &told(&project, "junit"));
    hold_xml(&schema, &project.path().join("findings.xml"));
}

#[test]
#[should_panic(expected = "'skipped' is not allowed")]
fn xml_that_does_not_fit_is_told() {
    let project = Project::new();
    project.file("findings.xml", "<testsuites skipped=\"0\"/>");
    hold_xml(&Path::new(SCHEMAS).join("jenkins-junit-4.xsd"), &project.path().join("findings.xml"));
}

#[test]
fn no_format_has_a_raw_control_or_a_sign_that_turns_text() {
    let project = odd();
    for format in realmform_render::findings::FORMATS.iter().map(|format| format.name) {
        let told = told(&project, format);
        let unseen = |letter: &char| {
            (letter.is_control() && *letter != '\n') || matches!(letter, '\u{202e}' | '\u{fffe}' | '\u{ffff}')
        };
        assert_eq!(told.chars().find(unseen), None, "{format}");
    }
}
