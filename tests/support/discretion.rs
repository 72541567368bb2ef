//! No run may tell a secret: whatever the tests run is searched for all the secrets that it was given, in its output, in
//! its log of everything, and in the plans, journals and reports that it wrote.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// Shorter ones stand in other words by chance.
const SHORTEST: usize = 6;

/// What the runs of one project must not tell.
#[derive(Debug, Default)]
pub(super) struct Discretion(BTreeSet<String>);

impl Discretion {
    /// A variable of a run's environment, where its name says that it holds a secret.
    pub(super) fn variable(&mut self, name: &str, value: &str) {
        if ["SECRET", "PASSWORD", "TOKEN"].iter().any(|word| name.contains(word)) {
            self.secret(value);
        }
        if let Some((account, _)) = value.split_once("://").and_then(|(_, rest)| rest.split_once('@'))
            && let Some((_, password)) = account.split_once(':')
        {
            self.secret(password);
        }
    }

    /// A file of the project: an export with secrets in it, or one that holds nothing but a secret.
    pub(super) fn file(&mut self, path: &str, text: &str) {
        if path.contains("secret") && !path.ends_with(".toml") {
            self.secret(text.trim());
        }
        if let Ok(value) = serde_json::from_str::<Value>(text) {
            self.export(&value);
        }
    }

    fn export(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.export(item)),
            Value::Object(fields) => {
                for (key, value) in fields {
                    let secret = ["secret", "clientSecret", "password", "bindCredential", "privateKey", "secretData"];
                    let texts = value.as_array().into_iter().flatten().chain([value]).filter_map(Value::as_str);
                    if secret.contains(&key.as_str()) {
                        texts.for_each(|text| self.secret(text));
                    }
                    self.export(value);
                }
            }
            _ => {}
        }
    }

    fn secret(&mut self, value: &str) {
        // A reference to a vault and a mask are none.
        if value.len() >= SHORTEST && !value.starts_with("${") && value.chars().any(|letter| letter != '*') {
            self.0.insert(value.to_owned());
        }
    }

    /// Searches a text; `what` says whose it is.
    #[track_caller]
    pub(super) fn check(&self, what: &str, text: &str) {
        for secret in &self.0 {
            assert!(!text.contains(secret.as_str()), "a secret of the project is in {what}:\n{text}");
        }
        // The beginning of every signed token.
        let token = text.split("eyJ").skip(1).any(|rest| {
            rest.chars().take_while(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(*letter)).count() > 40
        });
        assert!(!token, "a token is in {what}:\n{text}");
    }

    /// Searches the plans, journals and reports in a folder. Exports and databases are targets, and hold what they must.
    #[track_caller]
    pub(super) fn check_folder(&self, folder: &Path) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                self.check_folder(&path);
            } else if let Ok(text) = fs::read_to_string(&path)
                && text.get(..200.min(text.len())).unwrap_or(&text).contains("realmform-")
            {
                self.check(&path.display().to_string(), &text);
            }
        }
    }
}
