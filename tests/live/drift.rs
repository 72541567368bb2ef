//! `plan --drift`: what is not as it is declared, and who changed it when.

use serde_json::{Value, json};

use crate::story::{Story, done, list, text};

const DECLARED: &str = r#"
[realm]
adminEventsEnabled = true
adminEventsDetailsEnabled = true

[clients.shop-web]
name = "Shop"
publicClient = true
standardFlowEnabled = true
redirectUris = ["https://shop.example.com/*"]
attributes."pkce.code.challenge.method" = "S256"

[clients.shop-worker]
publicClient = false
bearerOnly = true

[roles.realm.reader]
description = "Reads"

[roles.realm.keeper]
composites.realm = ["reader"]

[groups."/staff/night"]
"#;

/// A realm in which somebody has been at work, and the same project. Events are on before anything is made: one apply
/// that turns them on and makes a role does both at once, and whether the role's making is recorded is then chance.
fn drifted() -> Story {
    let story = Story::on(json!({"adminEventsEnabled": true, "adminEventsDetailsEnabled": true}), DECLARED);
    story.apply();
    story.put(&story.client_path("shop-web"), &json!({"clientId": "shop-web", "name": "By hand"}));
    story.delete(&story.client_path("shop-worker"));
    story.delete("/roles/reader");
    story.post("/roles", &json!({"name": "by-hand"}));
    let staff = text(&story.group("/staff")["id"]);
    story.post(&format!("/groups/{staff}/children"), &json!({"name": "day"}));
    story
}

/// Without the moments, which differ from run to run.
fn plain(told: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in told.lines().skip_while(|line| *line != "Drift") {
        match (line.split_once(" 20"), line.split_once(" UTC ")) {
            (Some((before, _)), Some((_, after))) => lines.push(format!("{before} <time> {after}")),
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

#[test]
fn drift_is_classified_with_who_and_when() {
    let story = drifted();
    let told = story.project.run(&["plan", "--target", "live", "--drift", "--detailed-exitcode"]);
    assert_eq!(told.status, 2, "{told:#?}");
    insta::assert_snapshot!(plain(&told.stdout), @r#"
    Drift
      changed       client/shop-web     changed <time> by admin
      missing       client/shop-worker  deleted <time> by admin
      not declared  realmRole/by-hand   created <time> by admin
      changed       realmRole/keeper    changed <time> by admin
      missing       realmRole/reader    deleted <time> by admin
      not declared  group/staff/day     created <time> by admin
    Drift: 2 missing, 2 changed, 2 not declared (6 objects).
    "#);
    let json = done(story.project.run(&["plan", "--target", "live", "--drift", "--format", "json"]));
    let json: Value = serde_json::from_str(&json).unwrap();
    let by_hand = list(&json["drift"]["objects"]).find(|it| it["address"] == "realmRole/by-hand").unwrap();
    assert_eq!((&by_hand["class"], &by_hand["event"]["who"]), (&json!("notDeclared"), &json!("admin")));
    let markdown = done(story.project.run(&["plan", "--target", "live", "--drift", "--format", "markdown"]));
    assert!(markdown.contains("<summary>Drift</summary>"), "{markdown}");
}

#[test]
fn drift_is_told_without_who_where_events_are_off_or_hidden() {
    let story = Story::converged(&DECLARED.replace("= true\nadminEventsD", "= false\nadminEventsD"));
    story.post("/roles", &json!({"name": "by-hand"}));
    let told = done(story.project.run(&["plan", "--target", "live", "--drift"]));
    insta::assert_snapshot!(plain(&told), @r#"
    Drift
      not declared  realmRole/by-hand
    Drift: 1 not declared (1 object).
    note: who changed objects and when is unknown: admin events are disabled (`adminEventsEnabled`)
    "#);
    let choice = done(story.project.run(&["plan", "--target", "live", "--drift", "--only", "client/*"]));
    assert!(plain(&choice).contains("No drift."), "{choice}");
}
