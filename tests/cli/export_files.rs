//! Realm exports in every form that Keycloak takes: lists and directories, old ones, and values of another type.

use super::{checked, fine, only_names, plain, project_on, refused};
use crate::support::Project;

const LIST: &str = r#"[{"realm": "one", "roles": {"realm": [{"name": "reader"}]}},
    {"realm": "two", "roles": {"realm": [{"name": "writer"}]}}]"#;

/// Imports an export, and plans what was written against it.
#[track_caller]
fn imported(project: &Project, arguments: &[&str]) -> String {
    let arguments = [&["import"], arguments, &["--out", "made"]].concat();
    let output = checked(project, &arguments);
    assert_eq!(output.status, 0, "{output:#?}");
    let made = project.path().join("made");
    let plan = project.run_at(&made, &["plan", "--detailed-exitcode"]);
    assert_eq!(plan.status, 0, "{plan:#?}");
    plain(project, &output.stderr)
}

#[test]
fn a_list_of_one_realm_is_that_realm() {
    let project = Project::new();
    project.file("list.json", r#"[{"realm": "one", "roles": {"realm": [{"name": "reader"}]}}]"#);
    imported(&project, &["list.json"]);
    assert!(project.read("made/realm/roles.toml").contains("[roles.realm.reader]"));
}

#[test]
fn of_several_realms_one_is_chosen() {
    let project = Project::new();
    project.file("list.json", LIST);
    insta::assert_snapshot!(refused(&project, &["import", "list.json", "--out", "made"]), @"
    exit 1
    error: <project>/list.json has 2 realms: `one`, `two`
      help: choose one with `--realm NAME`
    ");
    insta::assert_snapshot!(refused(&project, &["import", "list.json", "--out", "made", "--realm", "tow"]), @"
    exit 1
    error: <project>/list.json has no realm `tow`; did you mean `two`?
      help: its realms: one, two
    ");
    imported(&project, &["list.json", "--realm", "two"]);
    assert!(project.read("made/realm/roles.toml").contains("[roles.realm.writer]"));
    assert!(project.read("made/realmform.toml").ends_with("realm = \"two\"\n"));
}

#[test]
fn a_target_chooses_by_its_realm_and_leaves_the_other_realms() {
    let project = Project::new();
    project.file("all.json", LIST).file("realm/roles.toml", "[roles.realm.clerk]\n");
    project.file("realmform.toml", "schema = 1\n[targets.embedded]\nexport = \"all.json\"\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    error: <project>/all.json has 2 realms: `one`, `two`
      help: set `realm = "NAME"` in the target to choose one
    "#);
    project.file("realmform.toml", "schema = 1\n[targets.embedded]\nexport = \"all.json\"\nrealm = \"two\"\n");
    fine(&project, &["apply", "--yes"]);
    let all: serde_json::Value = serde_json::from_str(&project.read("all.json")).unwrap();
    assert_eq!(all[0]["roles"]["realm"].as_array().unwrap().len(), 1);
    assert_eq!(all[1]["roles"]["realm"][1]["name"], "clerk");
}

const REALM: &str = r#"{"realm": "shop", "roles": {"realm": [{"name": "boss"}]}, "clients": [{"clientId": "svc",
    "serviceAccountsEnabled": true, "publicClient": false, "standardFlowEnabled": false}]}"#;
const USERS: &str = r#"{"realm": "shop", "users": [{"username": "service-account-svc", "enabled": true,
    "serviceAccountClientId": "svc", "realmRoles": ["boss"]}]}"#;

fn directory() -> Project {
    let project = Project::new();
    project.file("d/shop-realm.json", REALM).file("d/shop-users-0.json", USERS);
    project.file("d/shop-federated-users-0.json", r#"{"realm": "shop", "federatedUsers": []}"#);
    project.file("d/package.json", r#"{"name": "x"}"#);
    project
}

#[test]
fn a_directory_is_read_with_its_users() {
    for path in ["d", "d/shop-realm.json"] {
        let project = directory();
        imported(&project, &[path]);
        let clients = project.read("made/realm/clients.toml");
        assert!(clients.contains("serviceAccount]\nrealmRoles = [\"boss\"]"), "{path}: {clients}");
    }
}

#[test]
fn of_a_directory_with_several_realms_one_is_chosen() {
    let project = directory();
    project.file("d/bank-realm.json", r#"{"realm": "bank", "roles": {"realm": [{"name": "teller"}]}}"#);
    insta::assert_snapshot!(refused(&project, &["import", "d", "--out", "made"]), @"
    exit 1
    error: <project>/d has 2 realms: `bank`, `shop`
      help: choose one with `--realm NAME`
    ");
    imported(&project, &["d", "--realm", "shop"]);
    assert!(project.read("made/realm/clients.toml").contains("serviceAccount"));
    project.file("empty/x.json", "{}");
    insta::assert_snapshot!(refused(&project, &["import", "empty", "--out", "x"]), @"
    exit 1
    error: no realm export in <project>/empty
      help: pass a directory that `kc.sh export --dir` wrote, or a realm export
    ");
    insta::assert_snapshot!(refused(&project, &["import", "d/shop-users-0.json", "--out", "x"]), @"
    exit 1
    error: <project>/d/shop-users-0.json is a file of users, not a realm export
      help: pass the export of the realm, or the directory with both
    ");
}

#[test]
fn a_directory_is_linted_as_its_realms() {
    let project = directory();
    let whole = Project::new();
    whole.file(
        "shop.json",
        &REALM.replacen('{', &format!("{{{},", USERS.rsplit_once("\"shop\",").unwrap().1.trim_end_matches('}')), 1),
    );
    let found = |project: &Project, path: &str| {
        let told = checked(project, &["lint", path, "--format", "json", "--fail-level", "never"]).stdout;
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        let findings = told["findings"].as_array().unwrap().iter();
        let mut found: Vec<String> = findings.map(|it| format!("{} {}", it["code"], it["object"])).collect();
        found.sort();
        found
    };
    assert!(!found(&project, "d").is_empty());
    assert_eq!(found(&project, "d"), found(&whole, "shop.json"));
}

#[test]
fn an_apply_does_not_write_beside_files_of_users() {
    let project = directory();
    project.file("realm/roles.toml", "[roles.realm.clerk]\n");
    project.file("realmform.toml", "schema = 1\n[targets.embedded]\nexport = \"d/shop-realm.json\"\n");
    let output = checked(&project, &["apply", "--yes"]);
    assert_eq!(output.status, 6, "{output:#?}");
    assert!(output.stderr.contains("has users of the realm"), "{}", output.stderr);
    assert_eq!(project.read("d/shop-realm.json"), REALM);
}

#[test]
fn values_of_another_type_are_read_as_keycloak_reads_them() {
    let project = Project::new();
    project.file(
        "export.json",
        r#"{"realm": "c", "enabled": "true", "accessTokenLifespan": "300", "smtpServer": {"auth": true, "port": 25},
            "attributes": {"x": true}, "supportedLocales": ["en", null],
            "clients": [{"clientId": "a", "publicClient": "true", "attributes": {"y": 1}, "redirectUris": ["", null, "/cb"]}],
            "roles": {"realm": [{"name": "r", "attributes": {"z": "one"}}]},
            "groups": [{"name": "g", "attributes": {"z": ["one", null]}}]}"#,
    );
    imported(&project, &["export.json"]);
    let realm = project.read("made/realm/realm.toml");
    for line in
        ["enabled = true", "accessTokenLifespan = 300", "smtpServer.port = \"25\"", "supportedLocales = [\"en\"]"]
    {
        assert!(realm.contains(line), "{line}: {realm}");
    }
    let clients = project.read("made/realm/clients.toml");
    assert!(clients.contains("publicClient = true") && clients.contains("redirectUris = [\"/cb\"]"), "{clients}");
    assert!(project.read("made/realm/groups.toml").contains("attributes.z = [\"one\"]"));
    let lint = checked(&project, &["lint", "export.json"]);
    assert!(lint.stdout.contains("export/wrong-type"), "{}", lint.stdout);
}

const TWINS: &str = r#"{"realm": "demo", "clients": [{"clientId": "web", "protocolMappers": [
    {"name": "m", "protocol": "saml", "protocolMapper": "saml-role-name-mapper"},
    {"name": "m", "protocol": "openid-connect", "protocolMapper": "oidc-full-name-mapper"}]}],
    "roles": {"realm": [{"name": "clerk", "description": "first"}, {"name": "clerk", "description": "second"}]}}"#;

#[test]
fn of_two_objects_with_one_address_one_is_read_and_the_other_told() {
    let project = project_on(TWINS);
    let said = imported(&project, &["realm.json"]);
    insta::assert_snapshot!(said, @"
    note: copied the export to <project>/made/.realmform/realm.json, with its secrets; Git ignores it
    export/duplicate

      ⚠ realmRole/clerk: more than one object has this address; only the first is used
      help: keep one of them, or rename one: Keycloak refuses to import both

    export/duplicate

      ⚠ protocolMapper/client/web/m: client/web has two protocol mappers named `m`: `oidc-full-name-mapper`
      │ (openid-connect) and `saml-role-name-mapper` (saml); only the first is used
      help: remove the mapper of the other protocol, which Keycloak never uses here, or rename it

    2 warnings.
    ");
    assert!(project.read("made/realm/clients.toml").contains("oidc-full-name-mapper"));
    assert!(project.read("made/realm/roles.toml").contains("first"));
    let plan = project.run_at(&project.path().join("made"), &["plan"]);
    assert!(plan.stderr.contains("two protocol mappers named `m`"), "{}", plan.stderr);
}

#[test]
fn an_export_from_before_25_gets_the_client_scope_basic() {
    let project = Project::new();
    project.file(
        "old.json",
        r#"{"realm": "old", "keycloakVersion": "24.0.5", "clientScopes": [{"name": "profile", "protocol": "openid-connect"}],
            "defaultDefaultClientScopes": ["profile"],
            "clients": [{"clientId": "web", "protocol": "openid-connect", "defaultClientScopes": ["profile"]}]}"#,
    );
    let said = imported(&project, &["old.json"]);
    insta::assert_snapshot!(said, @"
    note: copied the export to <project>/made/.realmform/realm.json, with its secrets; Git ignores it
    export/older

      ☞ realm: this export is older than Keycloak 25 (Keycloak 24.0.5): it does not have the client scope
      │ `basic`, which newer servers add. It was added to the default client scopes of the realm and of 1 client
      help: tokens of Keycloak 25 and newer have no `sub` without it; for an older server, remove `basic` from
            these lists

    1 note.
    ");
    let clients = project.read("made/realm/clients.toml");
    assert!(
        clients.contains("defaultClientScopes = [\"basic\", \"profile\"]")
            || clients.contains("\"profile\", \"basic\""),
        "{clients}"
    );
    assert!(project.read("made/realm/realm.toml").contains("\"basic\""));
}

#[test]
fn who_reads_an_export_while_it_is_replaced_reads_it_whole() {
    let project = project_on(r#"{"realm": "demo", "roles": {"realm": [{"name": "boss"}]}}"#);
    only_names(&project);
    project.file("realm/realm.toml", "[roles.realm.reader]\n");
    let before = project.read("realm.json");
    let mut reader = std::fs::File::open(project.path().join("realm.json")).unwrap();
    fine(&project, &["apply", "--yes"]);
    assert_ne!(project.read("realm.json"), before);
    assert_eq!(std::io::read_to_string(&mut reader).unwrap(), before, "the old file is replaced, not written over");
    let left: Vec<_> = std::fs::read_dir(project.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains(".tmp")), "{left:?}");
}
