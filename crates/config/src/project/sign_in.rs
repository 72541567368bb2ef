//! The keys of a target that is a server: its URL, its realm, and the account that signs in.

use super::names::LIVE;
use crate::load::entry::Entry;
use crate::load::secret::variable;
use realmform_model::words::listed;
use realmform_model::{Finding, KeycloakConfig, SecretSource, SignIn, Span, TargetConfig};

/// The keys that need a server beside them.
const OF_SERVER: &[&str] = &["sign_in_realm", "client_id", "client_secret", "username", "password"];

/// What the table says of a server, each key by itself.
#[derive(Default)]
pub(super) struct Server {
    pub url: Option<String>,
    /// Where the URL stands.
    pub place: Span,
    pub sign_in_realm: Option<String>,
    pub client_id: Option<String>,
    pub client_secret: Option<SecretSource>,
    pub username: Option<String>,
    pub password: Option<SecretSource>,
}

impl Server {
    /// The server, where all of it is there and fits.
    pub(super) fn finish(
        self,
        entry: &Entry,
        target: &TargetConfig,
        findings: &mut Vec<Finding>,
    ) -> Option<KeycloakConfig> {
        let name = entry.key;
        let mut report = |code, message: String, at: &Span, help: String| {
            findings.push(Finding::error(code, message).at(at).help(help));
        };
        if !entry.has("keycloak") {
            let stray: Vec<&str> = OF_SERVER.iter().copied().filter(|key| entry.has(key)).collect();
            if !stray.is_empty() {
                let message = format!("the target `{name}` sets {} but not `keycloak`", listed(stray));
                let help = "add `keycloak = \"https://…\"`, or remove what signs in to it".to_owned();
                report("config/account-without-keycloak", message, &entry.key_span, help);
            }
            return None;
        }
        if entry.has("export") {
            let message = format!("the target `{name}` sets both `export` and `keycloak`");
            let help = "keep `export` for a file, or `keycloak` for a server; another target can have the other";
            report("config/contradiction", message, &self.place, help.to_owned());
        }
        if let Some(why) = self.url.as_deref().and_then(wrong_url) {
            let help = "write the server's URL, such as `keycloak = \"https://sso.example.com\"`, and the realm's name as `realm`";
            report("config/keycloak-url", format!("invalid `keycloak`: {why}"), &self.place, help.to_owned());
        }
        if !entry.has("realm") {
            let message = format!("the target `{name}` sets `keycloak` but not `realm`");
            report("config/keycloak-without-realm", message, &entry.key_span, "add `realm = \"NAME\"`".to_owned());
        }
        for (key, realm) in [("realm", &target.realm), ("sign_in_realm", &self.sign_in_realm)] {
            if let Some(realm) = realm.as_deref().filter(|realm| !is_realm(realm)) {
                let message = format!("invalid `{key}` in the target `{name}`: `{realm}` cannot be part of an address");
                report("config/realm-name", message, &entry.key_span, "give the name of a realm".to_owned());
            }
        }
        for (key, text) in [("client_id", &self.client_id), ("username", &self.username)] {
            if text.as_deref().is_some_and(|text| text.trim().is_empty()) {
                let message = format!("`{key}` in the target `{name}` is empty");
                report("config/no-credentials", message, &entry.key_span, "write who signs in".to_owned());
            }
        }
        let sign_in = match self.sign_in(entry) {
            Ok(sign_in) => sign_in,
            Err((message, help)) => {
                report("config/no-credentials", message, &entry.key_span, help);
                return None;
            }
        };
        Some(KeycloakConfig {
            url: self.url?,
            realm: target.realm.clone()?,
            sign_in_realm: self.sign_in_realm,
            sign_in: sign_in?,
        })
    }

    /// Who signs in, `None` where a key of it is wrong and was reported; else what is missing, and what to do.
    fn sign_in(&self, entry: &Entry) -> Result<Option<SignIn>, (String, String)> {
        let name = entry.key;
        let [client_id, client_secret, username, password] =
            ["client_id", "client_secret", "username", "password"].map(|key| entry.has(key));
        let lacks = |key: &str, with: &str, line: String| {
            Err((format!("the target `{name}` sets `{with}` but not `{key}`"), format!("add `{line}`")))
        };
        let source = |key: &str| format!("{key} = {{ env = \"{}\" }}", variable(&format!("{name}_{key}")));
        let (secret, pass) = (source("client_secret"), source("password"));
        match (client_id, client_secret, username, password) {
            (true, true, false, false) => {
                let (id, secret) = (self.client_id.clone(), self.client_secret.clone());
                Ok(id.zip(secret).map(|(id, secret)| SignIn::Client { id, secret }))
            }
            // A user may sign in through a public client of one's own.
            (_, false, true, true) => {
                let (name, password) = (self.username.clone(), self.password.clone());
                let client = self.client_id.clone();
                Ok(name.zip(password).map(|(name, password)| SignIn::User { client, name, password }))
            }
            (false, false, false, false) => Err((
                format!("the target `{name}` names no account to sign in with"),
                format!(
                    "add `client_id = \"realmform\"` and `{secret}`, or `username` and `{pass}`; variables of the target \
                     `{LIVE}` are not used"
                ),
            )),
            (true, false, false, false) => lacks("client_secret", "client_id", secret),
            (false, true, ..) => lacks("client_id", "client_secret", "client_id = \"realmform\"".to_owned()),
            (_, false, true, false) => lacks("password", "username", pass),
            (_, false, false, true) => lacks("username", "password", "username = \"NAME\"".to_owned()),
            _ => Err((
                format!("the target `{name}` names both a client with a secret and a user"),
                "keep `client_id` and `client_secret`, or `username` and `password`".to_owned(),
            )),
        }
    }
}

/// Why it is no server's URL.
fn wrong_url(text: &str) -> Option<String> {
    let url = match url::Url::parse(text) {
        Ok(url) => url,
        Err(error) => return Some(error.to_string()),
    };
    let why = if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        "it must be an http or https URL"
    } else if !url.username().is_empty() {
        "it must not contain credentials"
    } else if url.path().contains("/admin/realms") {
        "it must not name a realm"
    } else if url.query().is_some() || url.fragment().is_some() {
        "it must end after the host and the path"
    } else {
        return None;
    };
    Some(why.to_owned())
}

/// Whether the name can be a segment of an address.
fn is_realm(name: &str) -> bool {
    !name.trim().is_empty() && !name.contains('/') && !matches!(name, "." | "..")
}
