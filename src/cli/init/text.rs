//! The files of a new project, and what to do with them.

use serde_json::Value;

use realmform_kinds::marks::kinds_owned;
use realmform_model::Side;
use realmform_model::target::is_on_server;

/// What is known of a new project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answers {
    pub realm: String,
    /// The server's URL; a file without one.
    pub keycloak: Option<String>,
    pub database: Option<String>,
    /// The word of the mode.
    pub ownership: String,
}

/// What Git is not to see.
const SECRETS: &[&str] = &["/.realmform/", "/secrets/", ".env"];
/// The source of the client's secret.
const CLIENT_SECRET: &str = "SERVER_CLIENT_SECRET";
/// The source of the database's password.
const DATABASE_PASSWORD: &str = "DATABASE_PASSWORD";

/// `realmform.toml`.
pub(super) fn project(answers: &Answers) -> String {
    let realm = quoted(&answers.realm);
    let mut text =
        "# The project: what `realmform` plans and applies against. What is desired is in realm/ and lookups/.\n\
                    schema = 1\n"
            .to_owned();
    match &answers.keycloak {
        Some(url) => text.push_str(&format!(
            "default_target = \"server\"\n\n[targets.server]\nkeycloak = {}\nrealm = {realm}\n\
             # A client of the realm `master` with a service account; `sign_in_realm` names another realm.\n\
             client_id = \"realmform\"\nclient_secret = {{ env = \"{CLIENT_SECRET}\" }}\n",
            quoted(url)
        )),
        None => text.push_str(&format!(
            "\n# A realm in a file, which needs no server.\n[targets.embedded]\nexport = \".realmform/realm.json\"\nrealm = {realm}\n"
        )),
    }
    if let Some(url) = &answers.database {
        text.push_str(&format!("database = {}\n", quoted(url)));
        if is_on_server(url) {
            text.push_str(&format!("database_password = {{ env = \"{DATABASE_PASSWORD}\" }}\n"));
        }
    }
    if answers.ownership != "additive" {
        text.push_str(&format!(
            "\n# What happens to objects that the files no longer declare.\n[ownership]\nproject = {realm}\n"
        ));
        // Of rows, the tables say.
        let kinds = kinds_owned().filter(|kind| !realmform_kinds::of(*kind).is_row());
        let kinds = kinds.filter(|kind| kind.side() == Side::Realm || answers.database.is_some());
        kinds.for_each(|kind| text.push_str(&format!("{kind} = {}\n", quoted(&answers.ownership))));
    }
    text
}

/// `realm/realm.toml`.
pub(super) fn declarations() -> String {
    "# Only what is declared is managed. A client, for example:\n#\n# [clients.my-app]\n# publicClient = true\n\
     # redirectUris = [\"https://app.example.com/*\"]\n\n[realm]\nenabled = true\n"
        .to_owned()
}

/// The text of `.gitignore` with what holds secrets.
pub(super) fn ignored(old: &str) -> String {
    let missing: Vec<&str> = SECRETS.iter().copied().filter(|line| !old.lines().any(|it| it.trim() == *line)).collect();
    if missing.is_empty() {
        return old.to_owned();
    }
    let gap = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
    format!("{old}{gap}# Secrets, and the working copies of realmform, which contain some.\n{}\n", missing.join("\n"))
}

/// What was done, and what to do next.
pub(super) fn next(answers: &Answers) -> String {
    let mut text = "Wrote realmform.toml, realm/realm.toml and .gitignore.\n\nNext:\n".to_owned();
    if answers.keycloak.is_some() {
        text.push_str(&format!("  export {CLIENT_SECRET}=…   the secret of the client `realmform`; docs/targets.md says which rights it needs\n"));
    }
    if answers.database.as_deref().is_some_and(is_on_server) {
        text.push_str(&format!("  export {DATABASE_PASSWORD}=…   the password of the database\n"));
    }
    text.push_str("  realmform plan    shows what would change, and writes nothing\n");
    text.push_str("  realmform apply   does it\n");
    text
}

/// A string as TOML and JSON write it alike.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_ignores_already_is_not_added_again() {
        let once = ignored("target");
        assert!(once.starts_with("target\n# Secrets"), "{once}");
        assert_eq!(ignored(&once), once);
        assert!(!ignored("/.realmform/\n").trim_start_matches("/.realmform/\n").contains(".realmform/\n"));
    }
}
