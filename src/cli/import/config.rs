//! The `realmform.toml` of a new project: the target that it was imported from.

use serde_json::Value;

use realmform_model::{SecretSource, SignIn, TargetConfig};

/// For the target that environment variables define.
pub(super) fn live() -> String {
    "schema = 1\n\n# Target `live`: the Keycloak and the database named by environment variables.\ndefault_target = \"live\"\n"
        .to_owned()
}

/// For a server of `realmform.toml`: the same table, with the same sources of its secrets.
pub(super) fn server(name: &str, target: &TargetConfig) -> String {
    let mut text = format!("schema = 1\ndefault_target = {}\n\n[targets.{}]\n", quoted(name), quoted(name));
    let mut line = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            text.push_str(&format!("{key} = {value}\n"));
        }
    };
    if let Some(keycloak) = &target.keycloak {
        line("keycloak", Some(quoted(&keycloak.url)));
        line("realm", Some(quoted(&keycloak.realm)));
        line("sign_in_realm", keycloak.sign_in_realm.as_deref().map(quoted));
        match &keycloak.sign_in {
            SignIn::Client { id, secret } => {
                line("client_id", Some(quoted(id)));
                line("client_secret", Some(source(secret)));
            }
            SignIn::User { client, name, password } => {
                line("client_id", client.as_deref().map(quoted));
                line("username", Some(quoted(name)));
                line("password", Some(source(password)));
            }
        }
    }
    line("database", target.database.as_deref().map(quoted));
    line("database_password", target.database_password.as_ref().map(source));
    text
}

/// A string as TOML and JSON write it alike.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn source(secret: &SecretSource) -> String {
    match secret {
        SecretSource::Env(name) => format!("{{ env = {} }}", quoted(name)),
        SecretSource::File(path) => format!("{{ file = {} }}", quoted(path)),
        SecretSource::Command(words) => format!("{{ command = {} }}", Value::from(words.clone())),
        SecretSource::Generate => "{ generate = true }".to_owned(),
    }
}
