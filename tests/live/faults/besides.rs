//! What changes beside the plan while it is carried out: told field by field, and nowhere passed over.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::{Reply, Story, checked, keycloak};

#[test]
fn a_field_that_changes_beside_the_plan_is_told_with_exit_6() {
    let story = Story::new("besides");
    story.converges();
    story.project.file("realm/roles.toml", "[roles.realm.reader]\ndescription = \"Reads all\"\n");
    let (realm, is_written) = (story.realm.clone(), AtomicBool::new(false));
    story.through(move |asked| {
        // Between the update and the proof, somebody gives the role an attribute.
        if asked.writes() && asked.method == "PUT" && asked.path.contains("/roles-by-id/") {
            is_written.store(true, Ordering::SeqCst);
        } else if is_written.swap(false, Ordering::SeqCst) {
            let admin = keycloak().admin();
            let mut role = admin.get(&format!("/{realm}/roles/reader"));
            role["attributes"] = json!({"by": ["hand"]});
            admin.put(&format!("/{realm}/roles-by-id/{}", role["id"].as_str().unwrap()), &role).ok();
        }
        Reply::Real
    });
    let output = checked(story.project.run(&["apply", "--yes", "--report", "report.json"]));
    insta::assert_snapshot!(story.told(&output), @r#"
    exit 6
    [1/1] ~ realmRole/reader
    error: 1 object changed besides the plan: value that the plan leaves → live value

      realmRole/reader
          attributes.by:
            + "hand"

    help: someone else may have changed these fields meanwhile, or the server did; check them, and declare those that matter
    "#);
    let report: Value = serde_json::from_str(&story.project.read("report.json")).unwrap();
    assert_eq!(report["besides"], json!([{"address": "realmRole/reader", "fields": ["attributes.by"]}]));
}
