//! What a reviewer reads of a plan: where it goes, what blocks it, what it risks, whom it affects, what may be a rename.

use serde_json::Value;

use crate::support::Project;
use crate::{checked, fine, only_names, plain, project_on};

const EXPORT: &str = r#"{"realm": "demo", "enabled": true,
    "roles": {"realm": [{"name": "reader", "description": "Reads all documents"}, {"name": "writer"}]},
    "groups": [{"name": "staff", "realmRoles": ["reader"], "subGroups": [{"name": "night"}]}],
    "clients": [{"id": "1", "clientId": "shop", "publicClient": false, "redirectUris": ["https://shop.example.com/a"]},
        {"id": "2", "clientId": "old-web", "redirectUris": ["https://web.example.com/a"]}],
    "users": [{"username": "ann", "groups": ["/staff"]}, {"username": "ben", "groups": ["/staff/night"]}]}"#;

const CHANGES: &str = r#"[clients.shop]
publicClient = true
redirectUris = ["https://shop.example.com/a", "https://shop.example.com/*"]

[clients.web]

[groups."/staff"]
realmRoles = ["reader", "writer"]

[roles.realm.viewer]
description = "Reads all documents"

[[moved]]
kind = "client"
from = "old-web"
to = "web"
"#;

fn changing() -> Project {
    let project = project_on(EXPORT);
    only_names(&project);
    project.file("realm/all.toml", CHANGES);
    project
}

/// Roles are exclusive, and one must not go.
fn blocked() -> Project {
    let project = changing();
    let config = project.read("realmform.toml");
    project.file(
        "realmform.toml",
        &format!("{config}\n[ownership]\nproject = \"p\"\nrealmRole = \"exclusive\"\nmax_deletions = 1\n"),
    );
    project.file("realm/all.toml", "[realm]\ndisplayName = \"Demo\"\n");
    project
}

#[test]
fn a_reviewer_is_told_what_matters() {
    insta::assert_snapshot!(fine(&changing(), &["plan"]));
}

#[test]
fn a_comment_says_the_same_in_the_open() {
    insta::assert_snapshot!(fine(&changing(), &["plan", "--format", "markdown"]));
}

#[test]
fn the_same_is_there_for_programs() {
    let json: Value = serde_json::from_str(&fine(&changing(), &["plan", "--format", "json"])).unwrap();
    let review = &json["review"];
    assert_eq!(json["places"]["realm"], "realm.json");
    assert_eq!(review["reach"][0]["address"], "realmRole/writer");
    assert_eq!(review["reach"][0]["gain"], serde_json::json!({"users": 2, "more": false, "groups": 2, "clients": 0}));
    assert_eq!(review["lookalikes"][0]["live"]["address"], "realmRole/reader");
    assert_eq!(review["risks"].as_array().map(Vec::len), Some(2), "{review:#}");
    assert_eq!(review["outside"][0]["address"], "client/web");
}

#[test]
fn a_block_that_is_pasted_makes_the_new_object_a_rename() {
    let project = changing();
    let json: Value = serde_json::from_str(&fine(&project, &["plan", "--format", "json"])).unwrap();
    let block = json["review"]["lookalikes"][0]["block"].as_str().unwrap();
    let files = CHANGES.replace("[\"reader\", ", "[\"viewer\", ");
    project.file("realm/all.toml", &files).file("realm/moved.toml", &format!("{block}\n"));
    let plan = fine(&project, &["plan"]);
    assert!(plan.contains("→ realmRole/reader → realmRole/viewer (id kept"), "{plan}");
    assert!(!plan.contains("Was this a rename?"), "{plan}");
}

#[test]
fn what_blocks_a_plan_stands_on_top_in_every_form_and_the_plan_is_shown() {
    let project = blocked();
    let output = checked(&project, &["plan"]);
    assert_eq!(output.status, 4, "{output:#?}");
    insta::assert_snapshot!(plain(&project, &output.stdout));
    let shown = |format: &str| checked(&project, &["plan", "--format", format]).stdout;
    let (markdown, html) = (shown("markdown"), shown("html"));
    let at = |text: &str, word: &str| text.find(word).unwrap_or_else(|| panic!("{word} is not in {text}"));
    for page in [&markdown, &html] {
        assert!(at(page, "Blocked: 1 finding") < at(page, "realmRole/reader"), "{page}");
        assert!(at(page, "--allow-deletes 2") < at(page, "displayName"), "{page}");
    }
    let json: Value = serde_json::from_str(&shown("json")).unwrap();
    assert_eq!(json["review"]["blocked"][0]["code"], "ownership/too-many-deletions");
    assert_eq!(json["steps"].as_array().map(Vec::len), Some(3));
}

#[test]
fn where_files_contradict_themselves_a_comment_says_why_there_is_no_plan() {
    let project = changing();
    project.file("realm/twice.toml", "[clients.shop]\n");
    for (format, words) in [
        ("markdown", "No plan: what blocks it must be resolved first"),
        ("html", "No plan: what blocks it must be resolved first"),
        ("json", "config/declared-twice"),
    ] {
        let output = checked(&project, &["plan", "--format", format]);
        assert_eq!(output.status, 4, "{output:#?}");
        assert!(output.stdout.contains(words) && output.stdout.contains("is declared twice"), "{}", output.stdout);
    }
}

#[test]
fn a_realm_that_the_plan_creates_is_told_first_and_loudly() {
    let project = changing();
    std::fs::remove_file(project.path().join("realm.json")).unwrap();
    project.file("realm/all.toml", "[realm]\nenabled = true\n");
    let told = "Realm `demo` does not exist; this plan creates it.";
    let text = fine(&project, &["plan"]);
    assert_eq!(text.lines().nth(1), Some(told), "{text}");
    assert!(
        fine(&project, &["plan", "--format", "markdown"])
            .contains("> [!CAUTION]\n> Realm <code>demo</code> does not exist")
    );
    assert!(fine(&project, &["plan", "--format", "html"]).contains("<p class=\"loud\">Realm demo does not exist"));
}

#[test]
fn a_saved_plan_shows_the_same_review() {
    let project = changing();
    let text = fine(&project, &["plan", "--out", "plan.json"]);
    assert_eq!(fine(&project, &["show", "plan.json"]), text);
    assert!(text.contains("Was this a rename?"));
}

#[test]
fn gitlab_gets_the_numbers_of_a_plan() {
    let project = changing();
    let told: Value = serde_json::from_str(&fine(&project, &["plan", "--format", "gitlab"])).unwrap();
    let counts: Value = serde_json::from_str(&fine(&project, &["plan", "--format", "json"])).unwrap();
    let count = |word: &str| counts["counts"][word].as_u64().unwrap();
    let update = ["change", "rename", "grant", "revoke"].map(count).iter().sum::<u64>();
    assert!(count("rename") == 1 && count("grant") == 1, "{counts:#}");
    assert_eq!(told, serde_json::json!({"create": count("create"), "update": update, "delete": count("delete")}));
    fine(&project, &["plan", "--out", "plan.json"]);
    assert_eq!(
        serde_json::from_str::<Value>(&fine(&project, &["show", "plan.json", "--format", "gitlab"])).unwrap(),
        told
    );
}

/// What lets others in by another way than a redirect, or tells browsers less.
#[test]
fn keys_addresses_and_headers_of_others_are_risks() {
    let headers = r#""enabled": true, "browserSecurityHeaders": {"contentSecurityPolicy": "frame-src 'self'"},"#;
    let project = project_on(&EXPORT.replacen(r#""enabled": true,"#, headers, 1));
    only_names(&project);
    project.file(
        "realm/all.toml",
        r#"[realm]
attributes.frontendUrl = "https://elsewhere.example"
browserSecurityHeaders.contentSecurityPolicy = ""

[clients.shop]
clientAuthenticatorType = "client-jwt"
attributes."use.jwks.url" = "true"
attributes."jwks.url" = "https://elsewhere.example/keys"

[clients.old-web]
clientAuthenticatorType = "client-x509"
attributes."x509.subjectdn" = ".*"
attributes."x509.allow.regex.pattern.comparison" = "true"
"#,
    );
    let plan = checked(&project, &["plan"]).stdout;
    let risks = plan.split("Risks\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap();
    insta::assert_snapshot!(risks, @r#"
    ! realm attributes.frontendUrl: links in emails and the issuer of tokens begin with https://elsewhere.example
    ! realm browserSecurityHeaders.contentSecurityPolicy: no Content-Security-Policy
    ! client/old-web attributes."x509.allow.regex.pattern.comparison": a pattern decides which certificates can sign in as the client
    ! client/old-web attributes."x509.subjectdn": certificates with this subject can sign in as the client: .*
    ! client/old-web clientAuthenticatorType: it proves who it is in another way
    ! client/shop clientAuthenticatorType: it proves who it is in another way
    ! client/shop attributes."jwks.url": whoever has a key of this URL can sign in as the client: https://elsewhere.example/keys
    ! client/shop attributes."use.jwks.url": the keys that prove who it is come from a URL
    "#);
}
