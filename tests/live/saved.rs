//! Saved plans on the real server: made in a pull request, carried out later, exactly or not at all.

use serde_json::{Value, json};

use crate::story::{Story, text};
use crate::support::Output;

const TOML: &str = r#"
[realm]
displayName = "Planned"
defaultDefaultClientScopes = ["profile", "audit"]

[clientScopes.audit]
protocol = "openid-connect"

[clients.new-web]
publicClient = true
redirectUris = ["https://web.example/*"]
defaultClientScopes = ["profile", "audit"]

[clients.robot]
serviceAccountsEnabled = true
secret = { env = "ROBOT_SECRET" }

[clients.robot.serviceAccount]
clientRoles.api = ["doc:read"]

[clients.api]
bearerOnly = true

[roles.client.api."doc:read"]

[roles.realm.Reader]
composites.client.api = ["doc:read"]

[groups."/neon/readers"]
realmRoles = ["Reader"]

[[moved]]
kind = "client"
from = "old-web"
to = "new-web"
"#;

/// A realm in which half of it is there by other names and with other fields.
fn story() -> Story {
    let story = Story::on(
        json!({
            "clients": [{"clientId": "old-web", "publicClient": true, "redirectUris": ["https://old.example/*"]},
                {"clientId": "api", "bearerOnly": true}],
            "roles": {"realm": [{"name": "Reader"}, {"name": "Writer"}], "client": {"api": [{"name": "doc:read"}]}},
            "groups": [{"name": "neon", "subGroups": [{"name": "readers"}]}],
        }),
        TOML,
    );
    story.project.env("ROBOT_SECRET", "a-robot's-secret");
    story
}

fn planned() -> Story {
    let story = story();
    let planned = story.project.run(&["plan", "--target", "live", "--out", "plan.json"]);
    assert_eq!(planned.status, 0, "{planned:#?}");
    story
}

fn applied(story: &Story) -> Output {
    story.project.run(&["apply", "plan.json"])
}

/// The id of what a list of the server has under a name.
fn id(story: &Story, list: &str, key: &str, name: &str) -> String {
    let found = story.get(list);
    let found = found.as_array().into_iter().flatten().find(|item| item[key] == name).cloned();
    text(&found.unwrap_or_else(|| panic!("{name} in {list}"))["id"])
}

#[test]
fn a_saved_plan_does_what_an_apply_of_the_files_would_have_done() {
    let story = planned();
    let client = id(&story, "/clients", "clientId", "old-web");
    let file: Value = serde_json::from_str(&story.project.read("plan.json")).unwrap();
    assert_eq!(file["saved"]["server"], "26.7.3");
    // The files have changed by the time it is carried out.
    story.declare("[clients.something-else]\n");
    let output = applied(&story);
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(output.stdout.contains("Verified: No changes."), "{output:#?}");
    assert_eq!(id(&story, "/clients", "clientId", "new-web"), client);
    story.declare(TOML);
    story.is_converged();
}

#[test]
fn what_changes_beside_a_saved_plan_does_not_matter() {
    let story = planned();
    story.post("/clients", &json!({"clientId": "stranger"}));
    let writer = story.get("/roles/Writer");
    story.put(&format!("/roles-by-id/{}", text(&writer["id"])), &json!({"name": "Writer", "description": "By hand"}));
    let output = applied(&story);
    assert_eq!(output.status, 0, "{output:#?}");
}

#[test]
fn each_thing_that_changed_since_is_named_and_nothing_is_done() {
    let story = planned();
    let client = id(&story, "/clients", "clientId", "old-web");
    let group = id(&story, "/groups?search=readers", "name", "neon");
    let group = id(&story, &format!("/groups/{group}/children"), "name", "readers");
    let writer = story.get("/roles/Writer");
    story.put(
        &format!("/clients/{client}"),
        &json!({"clientId": "old-web", "redirectUris": ["https://hand.example/*"]}),
    );
    story.post("/roles/Reader/composites", &json!([writer]));
    story.post(&format!("/groups/{group}/role-mappings/realm"), &json!([writer]));
    story.post("/client-scopes", &json!({"name": "audit", "protocol": "openid-connect"}));
    let events = |story: &Story| story.get("/clients").as_array().map(Vec::len);
    let before = events(&story);

    let output = applied(&story);
    assert_eq!((output.status, output.stdout.as_str()), (5, ""), "{output:#?}");
    insta::assert_snapshot!(output.stderr.trim_end(), @r#"
    error: the saved plan is stale: 4 objects changed since the plan was created; nothing was applied

      clientScope/audit: created since
      client/new-web: value in the plan → live value
          redirectUris:
            + "https://hand.example/*"
            - "https://old.example/*"
      realmRole/Reader: value in the plan → live value
          composites.realm:
            + "Writer"
      group/neon/readers: value in the plan → live value
          realmRoles:
            + "Writer"

    help: create a new plan with `realmform plan --out FILE`, have it reviewed, and apply it
    "#);
    assert_eq!(events(&story), before, "nothing was made");
    assert_eq!(id(&story, "/clients", "clientId", "old-web"), client);
}

#[test]
fn a_role_that_was_to_be_granted_and_went_is_named() {
    let story = planned();
    let api = id(&story, "/clients", "clientId", "api");
    story.delete(&format!("/clients/{api}/roles/doc:read"));
    let output = applied(&story);
    assert_eq!(output.status, 5, "{output:#?}");
    assert!(output.stderr.contains("clientRole/api/doc:read: deleted since"), "{}", output.stderr);
}

#[test]
fn a_plan_that_makes_the_realm_is_stale_once_somebody_made_it() {
    let story = Story::nowhere("[realm]\ndisplayName = \"New\"\n\n[clients.web]\n");
    let planned = story.project.run(&["plan", "--target", "live", "--out", "plan.json"]);
    assert_eq!(planned.status, 0, "{planned:#?}");
    story.keycloak.import_realm(&json!({"realm": story.realm, "enabled": true}));
    let output = applied(&story);
    assert_eq!(output.status, 5, "{output:#?}");
    assert!(output.stderr.contains("realm: created since"), "{}", output.stderr);
}

#[test]
fn a_plan_that_makes_the_realm_makes_it() {
    let story = Story::nowhere("[realm]\ndisplayName = \"New\"\n\n[clients.web]\npublicClient = true\n");
    let planned = story.project.run(&["plan", "--target", "live", "--out", "plan.json"]);
    assert_eq!(planned.status, 0, "{planned:#?}");
    let output = applied(&story);
    assert_eq!(output.status, 0, "{output:#?}");
    story.is_converged();
}

#[test]
fn a_plan_of_another_server_or_realm_is_refused() {
    let (story, other) = (planned(), story());
    other.project.file("plan.json", &story.project.read("plan.json"));
    let output = applied(&other);
    assert_eq!(output.status, 1, "{output:#?}");
    assert!(output.stderr.contains("the plan was created for target") && output.stderr.contains(&other.realm));
}
