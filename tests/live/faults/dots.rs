//! Names that are no part of an address: `.` and `..`, which HTTP takes away with what stands before them, and others with signs
//! of an address. Each object is made, changed, granted and deleted by its own id.

use serde_json::{Value, json};

use super::{Story, checked, keycloak};

const NAMES: &[&str] = &["..", ".", "...", "a/b", "a;b", "a?b", "a#b", "a%2Fb", "%2e%2e", "a\\b", "a b"];

/// Roles of all these names, with this description; and one that has them all.
fn roles(description: &str) -> String {
    let mut toml = String::new();
    for name in NAMES {
        let key = Value::from(*name).to_string();
        toml.push_str(&format!("[roles.realm.{key}]\ndescription = \"{description}\"\n"));
        toml.push_str(&format!("[roles.client.web.{key}]\ndescription = \"{description}\"\n"));
    }
    let all: Vec<String> = NAMES.iter().map(|name| Value::from(*name).to_string()).collect();
    let all = all.join(", ");
    toml + &format!("[roles.realm.all]\ncomposites.realm = [{all}]\ncomposites.client.web = [{all}]\n")
}

fn groups(description: &str) -> String {
    let paths = ["/..", "/.", "/a/..", "/a/../b", "/a;b", "/a?b#c", "/a%2Fb"];
    let mut toml = String::from("[groups.\"/a\"]\n");
    for path in paths {
        toml.push_str(&format!("[groups.\"{path}\"]\ndescription = \"{description}\"\nrealmRoles = [\"..\"]\n"));
    }
    toml
}

const CLIENT: &str = "[clients.web]\nstandardFlowEnabled = false\n[clients.\"..\"]\nstandardFlowEnabled = false\n";

#[test]
fn odd_names_are_made_changed_and_deleted_by_their_ids() {
    let story = Story::new("dots");
    let toml = |text: &str| {
        story.project.file("realm/roles.toml", &roles(text));
        story.project.file("realm/groups.toml", &groups(text));
        story.project.file("realm/clients.toml", CLIENT);
        story.project.file("realm/scopes.toml", &format!("[clientScopes.scope]\ndescription = \"{text}\"\n"));
    };
    toml("first");
    story.converges();
    toml("second");
    story.converges();
    let admin = keycloak().admin();
    let realm = &story.realm;
    let of_realm = admin.get(&format!("/{realm}/roles?briefRepresentation=false"));
    for name in NAMES {
        let found = of_realm.as_array().unwrap().iter().find(|role| role["name"] == *name).unwrap();
        assert_eq!(found["description"], "second", "{name}");
    }
    // Everything goes, and nothing else: neither the realm nor what stands beside.
    let other = admin.post(&format!("/{realm}/roles"), &json!({"name": "beside"}));
    other.ok();
    let owning = |roles: &str| {
        let head = "schema = 1\ndefault_target = \"live\"\n[ownership]\nproject = \"dots\"\nmax_deletions = \"100%\"\n";
        story.project.file("realmform.toml", &format!("{head}group = \"exclusive\"\nclientRole = {roles}\n"));
    };
    story.project.file("realm/roles.toml", "[roles.realm.all]\n[roles.client.web.kept]\n");
    story.project.file("realm/groups.toml", "[groups.\"/kept\"]\n");
    // Who has a role is only told by its name.
    owning("\"exclusive\"");
    let told = story.refused(&["apply", "--yes"]);
    assert!(told.contains("that address would lead to another object"), "{told}");
    owning("{ mode = \"exclusive\", ignore = [\".\", \"..\"] }");
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(admin.get(&format!("/{realm}"))["realm"] == *realm, "{output:#?}");
    let left = admin.get(&format!("/{realm}/groups"));
    assert_eq!(left.as_array().map(Vec::len), Some(1), "{output:#?}");
    assert!(admin.get(&format!("/{realm}/roles")).as_array().unwrap().iter().any(|role| role["name"] == "beside"));
}

/// Who may make clients may choose their ids, and `DELETE …/clients/..` is the deletion of the realm.
#[test]
fn an_id_of_dots_deletes_nothing_else() {
    let story = Story::new("dotid");
    let admin = keycloak().admin();
    let realm = story.realm.clone();
    story.project.file("realm/clients.toml", "[clients.web]\nstandardFlowEnabled = false\n");
    story.converges();
    admin.post(&format!("/{realm}/clients"), &json!({"id": "..", "clientId": "trap"})).ok();
    let owned = "schema = 1\ndefault_target = \"live\"\n[ownership]\nproject = \"dots\"\nclient = \"exclusive\"\n";
    story.project.file("realmform.toml", owned);
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_ne!(output.status, 0, "{output:#?}");
    assert!(output.stderr.contains("would lead to another object"), "{output:#?}");
    assert_eq!(admin.get(&format!("/{realm}"))["realm"], *realm, "the realm is there: {output:#?}");
}
