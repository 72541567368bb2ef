//! Values of a target in the place of `${name}`: with their own type, for declared names only, and with the place in the file
//! where one does not fit.

use super::{checked, fine, plain, refused};
use crate::support::Project;

/// Two targets on disk, with these lines for values.
fn project(values: &str, realm: &str) -> Project {
    let project = Project::new();
    let config = "schema = 1\ndefault_target = \"dev\"\n\n[targets.dev]\nexport = \"dev.json\"\nrealm = \"shop\"\n\n\
                  [targets.prod]\nexport = \"prod.json\"\nrealm = \"shop\"\n\n";
    project.file("realmform.toml", &format!("{config}{values}")).file("realm/a.toml", realm);
    super::only_names(&project);
    project
}

const VALUES: &str = "[values]\nhost = \"dev.example.com\"\nport = 8443\nlogin = true\nuris = [\"https://a.example/*\"]\n\n\
                      [targets.prod.values]\nhost = \"example.com\"\nlogin = false\n";

const REALM: &str = r#"
[realm]
displayName = "Shop at ${host}:${port}"
accessTokenLifespan = "${port}"
registrationAllowed = "${login}"
[clients.web]
publicClient = true
redirectUris = "${uris}"
rootUrl = "https://${host}/$${host}"
name = "${client_account}"
"#;

/// What a target gets.
fn planned(project: &Project, target: &str) -> serde_json::Value {
    let plan: serde_json::Value =
        serde_json::from_str(&fine(project, &["plan", "--target", target, "--format", "json"])).unwrap();
    plan
}

#[test]
fn each_target_has_its_values_with_their_own_types() {
    let project = project(VALUES, REALM);
    fine(&project, &["apply", "--yes"]);
    fine(&project, &["apply", "--yes", "--target", "prod"]);
    let export = |file: &str| -> serde_json::Value { serde_json::from_str(&project.read(file)).unwrap() };
    let (dev, prod) = (export("dev.json"), export("prod.json"));
    assert_eq!(
        (&dev["displayName"], &prod["displayName"]),
        (&"Shop at dev.example.com:8443".into(), &"Shop at example.com:8443".into())
    );
    assert_eq!((&dev["registrationAllowed"], &prod["registrationAllowed"]), (&true.into(), &false.into()));
    assert_eq!(dev["accessTokenLifespan"], 8443);
    let web = dev["clients"].as_array().unwrap().iter().find(|it| it["clientId"] == "web").unwrap();
    assert_eq!(web["redirectUris"], serde_json::json!(["https://a.example/*"]));
    assert_eq!(web["rootUrl"], "https://dev.example.com/${host}");
    // Keycloak's own stay.
    assert_eq!(web["name"], "${client_account}");
    assert!(planned(&project, "prod")["steps"].as_array().unwrap().is_empty());
}

#[test]
fn a_project_without_values_keeps_every_text_as_it_is() {
    let project = project("", "[realm]\ndisplayName = \"${host} $${host} ${env.HOST}\"\n");
    fine(&project, &["apply", "--yes"]);
    assert!(project.read("dev.json").contains("\"${host} $${host} ${env.HOST}\""));
}

#[test]
fn a_value_that_the_target_lacks_is_an_error_that_names_it() {
    let project = project("[targets.prod.values]\nhost = \"example.com\"\n", "[realm]\ndisplayName = \"at ${host}\"\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    config/missing-value

      × the value `host` is not set for the target `dev`
       ╭─[realm/a.toml:2:15]
     1 │ [realm]
     2 │ displayName = "at ${host}"
       ·               ────────────
       ╰────
      help: add it to `[targets.dev.values]`, or a default to `[values]`; now only `prod` has it

    1 error.
    "#);
    fine(&project, &["plan", "--target", "prod"]);
    assert_eq!(checked(&project, &["lint"]).status, 4);
    assert_eq!(checked(&project, &["lint", "--target", "prod"]).status, 0);
}

#[test]
fn a_value_of_another_type_is_told_at_its_place_with_its_name() {
    let project = project(
        VALUES,
        "[realm]\nregistrationAllowed = \"${host}\"\ndisplayName = \"${uris} x\"\n[clients.web]\nredirectUris = [\"a\", \"${port}\"]\n",
    );
    let output = checked(&project, &["lint"]);
    assert_eq!(output.status, 4);
    insta::assert_snapshot!(plain(&project, &output.stdout), @r#"
    config/wrong-type

      × `registrationAllowed` must be a boolean (true or false), found a string from the value `host`
       ╭─[realm/a.toml:2:1]
     1 │ [realm]
     2 │ registrationAllowed = "${host}"
       · ───────────────┬───────────────
       ·                ╰── realm
     3 │ displayName = "${uris} x"
       ╰────
      help: set the value `host` to a boolean (true or false), or write another one here

    config/wrong-type

      × the value `uris` is a list, which cannot be a part of a string
       ╭─[realm/a.toml:3:15]
     2 │ registrationAllowed = "${host}"
     3 │ displayName = "${uris} x"
       ·               ───────────
     4 │ [clients.web]
       ╰────
      help: write `"${uris}"` alone

    config/wrong-type

      × `redirectUris` must be a list of strings, found an integer in it from the value `port`
       ╭─[realm/a.toml:5:22]
     4 │ [clients.web]
     5 │ redirectUris = ["a", "${port}"]
       ·                      ────┬────
       ·                          ╰── client/web
       ╰────
      help: set the value `port` to a string, or write another one here

    3 errors.
    "#);
}

#[test]
fn a_list_of_the_wrong_things_is_told_where_it_is_used() {
    let project = project("[values]\nports = [1, 2]\n", "[clients.web]\nredirectUris = \"${ports}\"\n");
    let said = plain(&project, &checked(&project, &["lint"]).stdout);
    assert!(
        said.contains("found an integer in it from the value `ports`") && said.contains("realm/a.toml:2:1"),
        "{said}"
    );
}

#[test]
fn a_misspelt_name_is_a_warning_and_a_key_is_no_place_for_a_value() {
    let project = project(
        VALUES,
        "[realm]\ndisplayName = \"${hots} ${username} ${role_admin}\"\n[clients.\"${host}\"]\npublicClient = true\n",
    );
    let output = checked(&project, &["lint"]);
    assert_eq!(output.status, 4);
    insta::assert_snapshot!(plain(&project, &output.stdout), @r#"
    config/unknown-value

      ⚠ no value is called `hots`; did you mean `host`?
       ╭─[realm/a.toml:2:15]
     1 │ [realm]
     2 │ displayName = "${hots} ${username} ${role_admin}"
       ·               ───────────────────────────────────
     3 │ [clients."${host}"]
       ╰────
      help: correct it, or write `$${hots}` if it is meant for Keycloak

    config/value-in-key

      × `${host}` stands in a key: names are the same for every target
       ╭─[realm/a.toml:3:10]
     2 │ displayName = "${hots} ${username} ${role_admin}"
     3 │ [clients."${host}"]
       ·          ─────────
     4 │ publicClient = true
       ╰────
      help: write the name itself, or declare the object in a file for one target

    1 error, 1 warning.
    "#);
}

#[test]
fn what_cannot_be_a_value_is_told() {
    let project = project(
        "[values]\nsecret = \"hush-hush\"\nrealm = \"a\"\n\"a.b\" = 1\ntable = { a = 1 }\nday = 1979-05-27\nhost = \"x\"\nurl = \"https://${host}\"\n",
        "[realm]\nenabled = true\n",
    );
    let output = checked(&project, &["lint"]);
    assert_eq!(output.status, 4);
    assert!(!format!("{output:?}").contains("hush-hush"), "{output:#?}");
    let told: Vec<&str> = output.stdout.lines().map(str::trim).filter(|line| line.starts_with('×')).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    × the value `secret` looks like a secret, and must not be written in clear text
    × a value cannot be called `realm`: Keycloak or realmform has a `${…}` of this name
    × a value cannot be called `a.b`: letters, digits, `_` and `-` make a name, and a letter or `_` begins it
    × the value `table` must be a string, a number, a boolean or a list of those, found a table
    × the value `day` must be a string, a number, a boolean or a list of those, found a date
    × the value `url` refers to the value `host`, and values are taken as they are
    ");
}

#[test]
fn a_secret_next_to_a_value_is_hidden_like_any_other() {
    let project = project(
        VALUES,
        "[clients.web]\nsecret = \"hush-hush-${host}\"\n[clients.api]\nsecret = { env = \"API_${port}\" }\n",
    );
    let output = checked(&project, &["lint"]);
    assert_eq!(output.status, 4, "{output:#?}");
    assert!(!format!("{output:?}").contains("hush-hush"), "{output:#?}");
    project.file("realm/a.toml", "[clients.api]\nsecret = { env = \"API_${port}\" }\n");
    assert!(refused(&project, &["plan"]).contains("environment variable API_8443 is not set"));
}

#[test]
fn the_layout_and_fixes_keep_the_names_of_values() {
    let project = project(VALUES, "[clients.Web]\nrootUrl   = \"https://${host}\"\nredirectUris = \"${uris}\"\n");
    project.file("policies/names.toml", "[[naming]]\nkind = \"client\"\nname = \"<a>\"\nparts.a = \"kebab-case\"\n");
    fine(&project, &["fmt"]);
    fine(&project, &["lint", "--fix"]);
    let text = project.read("realm/a.toml");
    assert!(
        text.contains("[clients.web]") && text.contains("\"https://${host}\"") && text.contains("\"${uris}\""),
        "{text}"
    );
}

/// A small project could fill the memory of the machine that lints it.
#[test]
fn values_do_not_grow_without_end() {
    let long = "x".repeat(1 << 20);
    let list = format!("[{}]", vec![format!("\"{}\"", "y".repeat(1 << 12)); 256].join(","));
    let many = "${long}".repeat(40);
    let whole = "\"${list}\",".repeat(40);
    let realm = format!("[clients.a]\nname = \"{many}\"\nattributes = {{ x = \"{many}\" }}\n");
    let nested = format!("[clients.b]\nnewer = [[{whole}], [{whole}]]\n");
    for texts in [&[&realm][..], &[&nested], &[&realm, &nested]] {
        let project =
            project(&format!("[values]\nlong = \"{long}\"\nlist = {list}\n[fields]\nclient = [\"newer\"]\n"), "");
        for (at, text) in texts.iter().enumerate() {
            project.file(&format!("realm/{at}.toml"), text);
        }
        for command in [&["lint"][..], &["plan"], &["apply", "--yes"]] {
            let output = project.run(command);
            assert_ne!(output.status, 0, "{command:?}");
            let said = output.stdout + &output.stderr;
            assert!(said.contains("config/values-too-large") && said.contains("shorten the value"), "{said}");
            assert!(said.contains("the values of the target `dev` add more than 64 MiB to the files"), "{said}");
        }
    }
    let project = project("[values]\nlong = \"x\"\n", &format!("[clients.a]\nname = \"{many}\"\n"));
    fine(&project, &["plan"]);
}
