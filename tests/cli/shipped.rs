//! The README's first command: the shipped configuration, from the legacy realm to what is declared.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::fine;
use crate::support::Project;

/// The repository's own project in a temporary folder.
pub(crate) fn shipped() -> Project {
    let project = Project::new();
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["realm", "lookups", "policies", "examples"] {
        copy(&repository.join(name), &project.path().join(name));
    }
    fs::copy(repository.join("realmform.toml"), project.path().join("realmform.toml")).unwrap();
    project
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The elements of a list by the field that names them.
fn by<'v>(list: &'v Value, key: &str) -> BTreeMap<&'v str, &'v Value> {
    list.as_array().unwrap().iter().map(|item| (item[key].as_str().unwrap(), item)).collect()
}

const RENAMED: [(&str, &str); 3] = [
    ("svc-neon-server", "neon-svc-bff"),
    ("svc-runtime-worker", "athyper-svc-runtime-worker"),
    ("runtime-api", "athyper-api-runtime"),
];

#[test]
fn the_first_command_migrates_the_legacy_realm() {
    let project = shipped();
    let said = fine(&project, &["apply", "--yes"]);
    let last = said.lines().last().unwrap();
    assert!(last.contains("No changes"), "{last}");
    let written = project.read(".realmform/realm.json");

    let again = fine(&project, &["apply", "--yes"]);
    assert!(again.contains("No changes") && again.lines().count() < 3, "{again}");
    assert_eq!(project.read(".realmform/realm.json"), written, "a second run writes nothing");
    assert_eq!(project.run(&["plan", "--detailed-exitcode"]).status, 0);

    let before = json(&project.read("examples/legacy-realm/athyper-realm.json"));
    let after = json(&written);
    clients_keep_what_is_theirs(&before, &after);
    users_follow(&before, &after);
    no_old_name_is_left(&written);
}

fn clients_keep_what_is_theirs(before: &Value, after: &Value) {
    let (old, new) = (by(&before["clients"], "clientId"), by(&after["clients"], "clientId"));
    for (from, to) in RENAMED {
        assert!(!new.contains_key(from), "{from} is still there");
        assert_eq!(new[to]["id"], old[from]["id"], "{to}");
        assert_eq!(new[to]["secret"], old[from]["secret"], "{to}");
    }
    for (id, client) in &old {
        if let Some(kept) = new.get(id) {
            assert_eq!((&kept["id"], &kept["secret"]), (&client["id"], &client["secret"]), "{id}");
        }
    }
    let roles = |realm: &Value, client: &str| {
        let roles = by(&realm["roles"]["client"][client], "name");
        roles.into_iter().map(|(name, role)| (name.to_owned(), role["id"].clone())).collect::<BTreeMap<_, _>>()
    };
    for (name, id) in roles(before, "neon-web") {
        let name = name.replace("neon:PERSONAS:", "neon:PERSONA:").replace("neon:MODULES:", "neon:MODULE:");
        assert_eq!(roles(after, "neon-web").get(&name), Some(&id), "{name}");
    }
    let groups = |realm: &Value| serde_json::to_string(&realm["groups"]).unwrap();
    for id in by(&before["groups"], "id").keys() {
        assert!(groups(after).contains(id), "the group {id} was not kept");
    }
}

/// A name as it is after the migration.
fn renamed(name: &str) -> String {
    let known = RENAMED.iter().find(|(from, _)| *from == name).map(|(_, to)| (*to).to_owned());
    known.unwrap_or_else(|| name.replace("neon:PERSONAS:", "neon:PERSONA:").replace("neon:MODULES:", "neon:MODULE:"))
}

/// The users that are people, by name; a service account's user is called like its client.
fn people(realm: &Value) -> BTreeMap<&str, &Value> {
    let mut users = by(&realm["users"], "username");
    users.retain(|_, user| user["serviceAccountClientId"].is_null());
    users
}

fn users_follow(before: &Value, after: &Value) {
    let (old, new) = (people(before), people(after));
    for (name, user) in &old {
        let now = new[name];
        assert_eq!(now["id"], user["id"], "{name}");
        assert_eq!(now["credentials"], user["credentials"], "{name}");
        for (client, roles) in user["clientRoles"].as_object().into_iter().flatten() {
            let mapped = now["clientRoles"][renamed(client)].as_array().unwrap_or_else(|| panic!("{client}: {now:#}"));
            for role in roles.as_array().unwrap() {
                let role = Value::from(renamed(role.as_str().unwrap()));
                assert!(mapped.contains(&role), "{name} lost {client} {role}");
            }
        }
        let groups = |user: &Value| user["groups"].as_array().map_or(0, Vec::len);
        assert_eq!(groups(now), groups(user), "{name}");
    }
    // Every group that a user is in is one that there is.
    let mut paths = Vec::new();
    let mut waiting: Vec<(String, &Value)> =
        after["groups"].as_array().unwrap().iter().map(|group| (String::new(), group)).collect();
    while let Some((above, group)) = waiting.pop() {
        let path = format!("{above}/{}", group["name"].as_str().unwrap());
        assert!(group["path"].is_null() || group["path"] == path.as_str(), "{path}: {group:#}");
        let below = group["subGroups"].as_array().into_iter().flatten();
        waiting.extend(below.map(|group| (path.clone(), group)));
        paths.push(path);
    }
    for user in after["users"].as_array().unwrap() {
        for group in user["groups"].as_array().into_iter().flatten() {
            assert!(
                paths.iter().any(|path| group == path.as_str()),
                "{} is in {group}, which is nowhere",
                user["username"]
            );
        }
    }
}

fn no_old_name_is_left(written: &str) {
    let quoted = |name: &str| format!("\"{name}\"");
    for (from, _) in RENAMED {
        assert!(!written.contains(&quoted(from)), "{from} is still named");
    }
    assert!(!written.contains("neon:PERSONAS:") && !written.contains("neon:MODULES:"));
}

#[test]
fn the_plan_of_the_first_command_shows_no_secret() {
    let project = shipped();
    for format in ["text", "json", "markdown"] {
        let plan = fine(&project, &["plan", "--format", format]);
        assert!(!plan.contains("legacy-throwaway"), "{format}");
    }
    assert!(!project.path().join(".realmform").exists(), "a plan writes nothing");
}
