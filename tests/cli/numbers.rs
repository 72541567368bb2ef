//! Numbers that are too large, too small, or none: in TOML, in exports, on the command line. None is a panic.

use super::{checked, project, project_on};

#[test]
fn numbers_in_toml_are_judged_and_not_computed_with() {
    let project = project();
    for number in ["1e400", "-1e400", "inf", "nan", "1.5", "99999999999999999999", "-9223372036854775808", "1979-05-27"]
    {
        project.file("realm/a.toml", &format!("[realm]\naccessTokenLifespan = {number}\nattributes.x = {number}\n"));
        for arguments in [&["plan"][..], &["lint", "--format", "json"], &["fmt", "--check"]] {
            checked(&project, arguments);
        }
        // The least of all integers is one.
        let is_integer = number == "-9223372036854775808";
        assert_eq!(checked(&project, &["plan"]).status, if is_integer { 0 } else { 4 }, "{number}");
        let ownership = format!("schema = 1\n[ownership]\nproject = \"p\"\nmax_deletions = {number}\n");
        project.file("other/realmform.toml", &ownership);
        assert_ne!(checked(&project, &["-C", "other", "plan"]).status, 0, "{number}");
    }
}

#[test]
fn numbers_in_exports_are_judged_and_not_computed_with() {
    for number in ["1e300", "-1e300", "1e400", "99999999999999999999", "-1", "0.5", "18446744073709551615"] {
        let export = format!(
            r#"{{"realm": "demo", "accessTokenLifespan": {number}, "notBefore": {number}, "keycloakVersion": {number},
            "clients": [{{"clientId": "c", "notBefore": {number}, "nodeReRegistrationTimeout": {number}}}],
            "requiredActions": [{{"alias": "r", "priority": {number}}}], "groups": [{{"name": "g", "subGroupCount": {number}}}],
            "authenticationFlows": [{{"alias": "f", "authenticationExecutions": [{{"priority": {number}}}]}}],
            "users": [{{"username": "u", "createdTimestamp": {number}, "credentials": [{{"priority": {number}}}]}}]}}"#
        );
        let project = project_on(&export);
        project.file("realm/a.toml", "[realm]\nenabled = true\n[clients.c]\nstandardFlowEnabled = false\n");
        for arguments in [
            &["plan"][..],
            &["plan", "--format", "json", "--drift"],
            &["lint", "realm.json"],
            &["lint", "realm.json", "--format", "sarif"],
            &["import", "realm.json", "--out", "new"],
            &["apply", "--yes"],
        ] {
            checked(&project, arguments);
        }
    }
}

#[test]
fn numbers_on_the_command_line_are_judged_and_not_computed_with() {
    let project = project();
    project.file("realm/a.toml", "[realm]\nenabled = true\n");
    for time in ["1e400", "99999999999999999999h", "292277026596y"] {
        assert_eq!(checked(&project, &["apply", "--yes", "--lock-timeout", time]).status, 1, "{time}");
    }
    assert_eq!(checked(&project, &["apply", "--yes", "--lock-timeout", "999999999999h"]).status, 0);
    assert_eq!(checked(&project, &["plan", "--allow-deletes", "99999999999999999999"]).status, 1);
    assert_eq!(checked(&project, &["plan", "--allow-deletes", "18446744073709551615"]).status, 0);
    for (variable, value) in [("DATABASE_TIMEOUT", "1e400"), ("KEYCLOAK_TIMEOUT", "1e19"), ("KEYCLOAK_RETRY", "-1")] {
        project
            .env("DATABASE_URL", "postgres://u@127.0.0.1:1/x")
            .env("KEYCLOAK_ADMIN_URL", "http://127.0.0.1:1/admin/realms/x");
        project.env("KEYCLOAK_ADMIN_USERNAME", "a").env("KEYCLOAK_ADMIN_PASSWORD", "b").env(variable, value);
        let output = checked(&project, &["plan", "--target", "live"]);
        assert!(output.status == 1 && output.stderr.contains(&format!("invalid {variable}")), "{output:#?}");
        project.env(variable, "");
    }
}
