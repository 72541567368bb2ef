//! What is called like a secret is shown nowhere, however its name is spelt and wherever it stands.

use proptest::prelude::*;
use serde_json::json;

use super::{CONFIG, project, project_on};
use crate::support::Project;

/// The value of every secret here.
const VALUE: &str = "hunter2-in-clear";

/// All that the command says, in each of its formats.
fn said(project: &Project, command: &[&str]) -> String {
    let formats: &[&str] = match command[0] {
        "lint" => &["text", "json", "github", "gitlab", "junit", "sarif", "markdown"],
        "plan" => &["text", "json", "markdown", "html"],
        _ => &[""],
    };
    let mut said = String::new();
    for format in formats {
        let with = if format.is_empty() { vec![] } else { vec!["--format", format] };
        let output = project.run(&[command, &with].concat());
        assert!(output.status <= 4, "{output:#?}");
        said.push_str(&output.stdout);
        said.push_str(&output.stderr);
    }
    said
}

/// A name that means a secret, as somebody in a hurry spells it.
fn name() -> impl Strategy<Value = String> {
    let known =
        ["password", "clientSecret", "secret", "private.key", "api_key", "bindCredential", "db-passwd", "adminToken"];
    let spelt = |name: &'static str| {
        (0..6_usize, any::<prop::sample::Index>()).prop_map(move |(how, at)| {
            let letters: Vec<char> = name.chars().collect();
            let at = at.index(letters.len() - 2) + 1;
            match how {
                0 => name.to_uppercase(),
                1 => name.replace('a', "4").replace('o', "0").replace('e', "3"),
                2 => format!("{name}2"),
                3 => format!("shop.{name}.value"),
                4 if name.len() > 5 && name.chars().all(|it| it.is_ascii_lowercase()) => {
                    let (mut swapped, swap) = (letters.clone(), at.min(letters.len() - 2));
                    swapped.swap(swap, swap + 1);
                    swapped.into_iter().collect()
                }
                _ => name.to_owned(),
            }
        })
    };
    prop::sample::select(known.to_vec()).prop_flat_map(spelt)
}

/// The name with some of its letters as escapes, which JSON and TOML write alike.
fn escaped(name: &str, every: usize) -> String {
    let letter = |(at, letter): (usize, char)| match at % every {
        0 => format!("\\u{:04x}", u32::from(letter)),
        _ => letter.to_string(),
    };
    name.chars().enumerate().map(letter).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn no_spelling_of_a_name_shows_its_value(name in name(), every in 2..9_usize) {
        let key = escaped(&name, every);
        let project = project();
        for toml in [
            format!("[clients.shop]\n\"{key}\" = \"{VALUE}\"\nredirectUris = [\"*\"]\n"),
            format!("[clients.shop]\nredirectUris = [\"*\"]\nattributes = {{ \"{key}\" = \"{VALUE}\" }}\n"),
            format!("[clients.shop]\n\"{key}\" = [\n  \"{VALUE}\",\n]\n[[nothing]]\n"),
            format!("[realm.smtpServer]\nhost = 1\n\"{key}\" = \"\"\"\n{VALUE}\"\"\"\n"),
            format!("[realm]\n\"{key}\" = {{ of = {{ it = \"{VALUE}\" }} }}\n"),
            format!("[realm]\n\"{key}\" = \"{VALUE}\"\n]\n"),
            format!("[realm]\n{VALUE}\n"),
        ] {
            project.file("realm/realm.toml", &toml);
            for command in
                [&["lint"][..], &["plan"], &["fmt", "--check"], &["fmt", "--diff"], &["apply", "--yes"]]
            {
                let said = said(&project, command);
                prop_assert!(!said.contains(VALUE), "{toml}\n{said}");
            }
        }
        let export = json!({"realm": "shop", "clients": [{
            "clientId": "shop", "redirectUris": ["*"], "attributes": {"KEY": VALUE}, "protocolMappers": [
                {"name": "m", "protocolMapper": "m", "config": {"KEY": VALUE}}],
        }], "KEY": VALUE, "components": {"c": [{"name": "c", "config": {"KEY": [VALUE]}}]}, "users": [
            {"username": "u", "credentials": [{"type": "password", "value": VALUE}], "attributes": {"KEY": [VALUE]}}]});
        project.file("export.json", &export.to_string().replace("KEY", &key));
        let said = said(&project, &["lint", "export.json"]);
        prop_assert!(!said.contains(VALUE), "{said}");
        project.run(&["import", "export.json", "--out", "made"]);
        for file in ["made/realm/clients.toml", "made/realm/realm.toml"] {
            prop_assert!(!project.path().join(file).exists() || !project.read(file).contains(VALUE), "{file}");
        }
    }
}

#[test]
fn a_patch_shows_no_secret_that_somebody_typed() {
    let project = project();
    let typed = format!(
        "[clients.shop]\nname='Shop'\n\"secret\"   = \"{VALUE}\"\nattributes={{ \"my.token\" = \"\"\"\n{VALUE}\n\"\"\" }}\n"
    );
    project.file("realm/realm.toml", &typed);
    project.file("policies/a.toml", &format!("[[require]]\nkind=\"client\"\nset.secret=\"{VALUE}\"\n"));
    project.file("realmform.toml", &format!("{CONFIG}[values]\ntoken=\"{VALUE}\"\n"));
    let patch = project.run(&["fmt", "--diff"]).stdout;
    let stars = "*".repeat(VALUE.len() + 2);
    assert!(patch.contains(&format!("-\"secret\"   = {stars}\n")), "{patch}");
    assert!(patch.contains(&format!("\n+secret = {stars}\n")) && patch.contains("+name = 'Shop'"), "{patch}");
    assert!(patch.contains("a/policies/a.toml") && patch.contains("a/realmform.toml"), "{patch}");
    assert!(!patch.contains(VALUE), "{patch}");
    assert_eq!(project.read("realm/realm.toml"), typed);
}

#[test]
fn a_secret_in_a_comment_or_in_a_reference_that_is_none_is_not_shown() {
    let project = project();
    for (toml, code) in [
        (format!("[clients.shop]\n# secret = \"{VALUE}\"\nname = 1\n"), "config/wrong-type"),
        (format!("[clients.shop]\nname = 1 # the old password: {VALUE}\n"), "config/wrong-type"),
        (format!("[clients.shop]\nsecret = {{ generate = \"{VALUE}\" }}\n"), "config/wrong-type"),
        (format!("[clients.shop]\nsecret = {{ command = \"{VALUE}\" }}\n"), "config/wrong-type"),
        (format!("[clients.shop]\nsecret = {{ env = [\"{VALUE}\"] }}\n"), "config/wrong-type"),
        (format!("[clients.shop]\nsecret = {{ env = \"{VALUE}!\" }}\n"), "config/secret-reference"),
        (format!("[realm.smtpServer]\npassword = {{ file = {{ a = \"{VALUE}\" }} }}\n"), "config/wrong-type"),
    ] {
        project.file("realm/realm.toml", &toml);
        for command in [&["lint"][..], &["plan"], &["fmt", "--diff"], &["apply", "--yes"]] {
            let said = said(&project, command);
            assert!(!said.contains(VALUE), "{toml}\n{said}");
            assert!(command[0] != "lint" || said.contains(code), "{toml}\n{said}");
        }
    }
    project.file("realm/realm.toml", "");
    for key in ["client_secret", "password", "database_password"] {
        for reference in [format!("{{ env = [\"{VALUE}\"] }}"), format!("{{ command = \"{VALUE}\" }}")] {
            let target =
                format!("{CONFIG}[targets.k]\nkeycloak = \"https://a.example\"\nrealm = \"a\"\n{key} = {reference}\n");
            project.file("realmform.toml", &target);
            let said = said(&project, &["lint"]);
            assert!(said.contains("config/") && !said.contains(VALUE), "{target}\n{said}");
        }
    }
}

/// The file is not read, but shown beside the finding.
#[test]
fn a_file_for_a_target_that_is_misspelt_shows_no_secret() {
    let project = project();
    for text in [
        format!("[clients.shop]\nsecret = \"{VALUE}\"\n"),
        format!("secret = {VALUE}\n[clients.shop]\n"),
        format!("# {VALUE}\n{VALUE}\n"),
    ] {
        project.file("realm/a.embeded.toml", &text);
        for command in [&["lint"][..], &["plan"], &["fmt", "--check"]] {
            let said = said(&project, command);
            assert!(!said.contains(VALUE), "{said}");
        }
        let said = said(&project, &["lint"]);
        assert!(said.contains("config/unknown-target") && said.contains('*'), "{said}");
    }
}

#[test]
fn a_live_value_that_is_called_like_a_secret_is_hidden_in_plans_and_plan_files() {
    let project = project_on(
        &json!({"realm": "demo", "clients": [{"clientId": "shop", "name": "old", "attributes": {"pasword": VALUE}},
            {"clientId": "gone", "attributes": {"my.secret": VALUE}}]})
        .to_string(),
    );
    project.file("realm/realm.toml", "[clients.shop]\nname = \"new\"\n\n[clients.shop.attributes]\na = \"b\"\n");
    let ownership = "[ownership]\nproject = \"demo\"\nclient = \"exclusive\"\nmax_deletions = 9\n";
    project.file("realmform.toml", &format!("{CONFIG}{ownership}"));
    assert!(!said(&project, &["plan", "--out", "a.plan"]).contains(VALUE));
    assert!(!project.read("a.plan").contains(VALUE));
}

#[test]
fn an_attribute_that_is_a_secret_is_declared_as_a_reference_and_compared() {
    let project = project();
    project.file(
        "realm/realm.toml",
        "[clients.shop.attributes]\n\"my.secret\" = { env = \"SHOP\" }\n\n[groups.\"/staff\"]\nattributes.apiKey = { env = \"SHOP\" }\n",
    );
    project.env("SHOP", VALUE);
    let applied = said(&project, &["apply", "--yes"]);
    assert!(!applied.contains(VALUE), "{applied}");
    let live: serde_json::Value = serde_json::from_str(&project.read("realm.json")).unwrap();
    assert_eq!(live["clients"][0]["attributes"]["my.secret"], VALUE);
    assert_eq!(live["groups"][0]["attributes"]["apiKey"], json!([VALUE]));
    assert!(said(&project, &["plan"]).contains("No changes."));
    project.env("SHOP", "another");
    let plan = project.run(&["plan"]).stdout;
    assert!(plan.contains("attributes.\"my.secret\": changes"), "{plan}");
    assert!(plan.contains("attributes.apiKey: changes"), "{plan}");
}

/// A URL in which the password is hard to see is still one with a password.
#[test]
fn a_mistyped_url_shows_no_password() {
    for url in ["postgres:/u:CANARY@h/db", "postgres://u%3ACANARY@127.0.0.1:9/db", "postgres:///u:CANARY@h/db"] {
        let project = Project::new();
        project.file("realmform.toml", "schema = 1\ndefault_target = \"live\"\n").env("DATABASE_URL", url);
        project.file("lookups/a.toml", "[lookups.role]\nlabel.en = \"Role\"\n");
        let output = project.run(&["plan"]);
        assert_ne!(output.status, 0, "{output:#?}");
        assert!(!(output.stdout + &output.stderr).contains("CANARY"), "{url}");
    }
    for line in [
        "keycloak = \"u:CANARY@h/db\"",
        "keycloak = \"https:/u:CANARY@h/db\"",
        "database = \"postgres:/u:CANARY@h/db\"",
        "database = \"postgres://u%3ACANARY@h/db\"",
    ] {
        let project = Project::new();
        project.file(
            "realmform.toml",
            &format!("schema = 1\ndefault_target = \"t\"\n[targets.t]\nrealm = \"x\"\n{line}\n"),
        );
        for command in ["lint", "plan"] {
            let output = project.run(&[command]);
            assert_ne!(output.status, 0, "{output:#?}");
            assert!(!(output.stdout + &output.stderr).contains("CANARY"), "{line}");
        }
    }
}

/// As lint does, for every reader of a plan.
#[test]
fn a_plan_shows_no_password_of_a_url() {
    let export = r#"{"realm": "demo", "clients": [{"id": "1", "clientId": "web", "redirectUris": ["https://u:CANARYold@h/a"]}]}"#;
    let project = crate::project_on(export);
    crate::only_names(&project);
    let declared = r#"[clients.web]
redirectUris = ["https://u:CANARYnew@h/a", "https://h/b"]
description = "first https://u:CANARYnew@h\nsecond"
[clients.new]
redirectUris = ["https://u:CANARYnew@h/a"]
"#;
    project.file("realm/all.toml", declared);
    for format in ["text", "markdown", "json", "html", "gitlab"] {
        let output = project.run(&["plan", "--format", format]);
        assert_eq!(output.status, 0, "{output:#?}");
        assert!(!(output.stdout + &output.stderr).contains("CANARY"), "{format}");
    }
    // What is applied is what was declared.
    assert_eq!(project.run(&["plan", "--out", "a.plan"]).status, 0);
    let shown = project.run(&["show", "a.plan"]);
    assert!(shown.status == 0 && !shown.stdout.contains("CANARY"), "{shown:#?}");
    assert_eq!(project.run(&["apply", "a.plan"]).status, 0);
    assert!(project.read("realm.json").contains("https://u:CANARYnew@h/a"));
}
