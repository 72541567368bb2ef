//! What is in a file of an export: realms, or the users of one. `kc.sh export --file` writes a list of all realms,
//! `kc.sh export --dir` a file for each realm and files of its users beside it.

use serde_json::Value;

use super::{older, protocols, typed};
use crate::twins;
use realmform_model::words::{counted, did_you_mean, listed};
use realmform_model::{Failure, Finding};

/// What is in a file.
#[derive(Debug)]
pub enum Contents {
    /// Realms: one, or a list of them.
    Realms(Vec<Value>),
    /// Users of a realm, without the realm.
    Users(Value),
    /// JSON of another sort, and what it is.
    Other(&'static str),
}

/// A realm's export as Keycloak reads it.
#[derive(Debug)]
pub struct Export {
    /// The JSON.
    pub realm: Value,
    /// What was read in another way than it is written.
    pub findings: Vec<Finding>,
}

impl Export {
    /// Reads a realm as Keycloak does.
    pub fn of(mut realm: Value) -> Self {
        typed::read(&mut realm);
        twins::order(&mut realm);
        let findings = older::migrate(&mut realm).into_iter().chain(protocols::part(&mut realm)).collect();
        Self { realm, findings }
    }
}

const HELP: &str = "create a realm export with `kc.sh export`, or in the admin console under Realm settings, Action";

impl Contents {
    /// Reads the contents of a file out of bytes that came from `shown`.
    ///
    /// # Errors
    /// They are not JSON.
    pub fn of(bytes: &[u8], shown: &str) -> Result<Self, Failure> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Failure::input(format!("{shown} is empty")).help(HELP));
        }
        let value: Value = serde_json::from_slice(bytes).map_err(|error| match error.is_eof() {
            true => Failure::input(format!("{shown} is truncated: its JSON ends in line {}", error.line()))
                .help("copy or export the file again: it is incomplete"),
            false => {
                let words = error.to_string();
                let reason = words.split(" at line ").next().unwrap_or_default();
                Failure::input(format!("{shown} is not valid JSON: {reason} in line {}", error.line())).help(HELP)
            }
        })?;
        Ok(match value {
            Value::Object(_) if is_users(&value) => Self::Users(value),
            Value::Object(_) if is_realm(&value) => Self::Realms(vec![value]),
            Value::Object(_) => Self::Other("not a realm export: the field `realm` is missing"),
            Value::Array(items) if items.is_empty() => Self::Other("an empty list: it has no realm"),
            Value::Array(items) if items.iter().all(is_realm) => Self::Realms(items),
            Value::Array(_) => Self::Other("a list, but not of realms"),
            _ => Self::Other("not a realm export: expected a JSON object"),
        })
    }

    /// The realms of a file that must be an export.
    ///
    /// # Errors
    /// It is something else.
    pub fn realms(self, shown: &str) -> Result<Vec<Value>, Failure> {
        match self {
            Self::Realms(realms) => Ok(realms),
            Self::Users(_) => Err(Failure::input(format!("{shown} is a file of users, not a realm export"))
                .help("pass the export of the realm, or the directory with both")),
            Self::Other(what) => Err(Failure::input(format!("{shown} is {what}")).help(HELP)),
        }
    }
}

/// The name of a realm in an export.
pub fn name(realm: &Value) -> &str {
    realm.get("realm").and_then(Value::as_str).unwrap_or_default()
}

/// The realm of this name, or the only one; `help` says how to choose one.
///
/// # Errors
/// There is none, or more than one.
pub fn choose(realms: Vec<Value>, wanted: Option<&str>, shown: &str, help: &str) -> Result<Value, Failure> {
    let names: Vec<String> = realms.iter().map(|realm| name(realm).to_owned()).collect();
    let mut fitting = realms.into_iter().filter(|realm| wanted.is_none_or(|wanted| name(realm) == wanted));
    match (fitting.next(), fitting.next(), wanted) {
        (Some(realm), None, _) => Ok(realm),
        (Some(_), Some(_), Some(wanted)) => Err(Failure::input(format!("{shown} has realm `{wanted}` more than once"))
            .help("keep one of them in the export")),
        (_, _, None) => {
            let realms = counted(names.len(), "realm");
            Err(Failure::input(format!("{shown} has {realms}: {}", listed(names.iter().map(String::as_str))))
                .help(help))
        }
        (None, _, Some(wanted)) => {
            let suggestion = did_you_mean(wanted, names.iter().map(String::as_str));
            Err(Failure::input(format!("{shown} has no realm `{wanted}`{suggestion}"))
                .help(format!("its realms: {}", names.join(", "))))
        }
    }
}

/// Adds the users of a file to their realm.
pub fn add_users(realm: &mut Value, users: Value) {
    let (Value::Object(realm), Value::Object(users)) = (realm, users) else { return };
    for (list, users) in users {
        if let (Value::Array(users), Value::Array(known)) =
            (users, realm.entry(list).or_insert_with(|| Value::Array(Vec::new())))
        {
            known.extend(users);
        }
    }
}

fn is_realm(value: &Value) -> bool {
    value.get("realm").is_some_and(Value::is_string)
}

/// Whether an object has users, and nothing else of a realm but its name.
fn is_users(value: &Value) -> bool {
    let Value::Object(fields) = value else { return false };
    is_file_of_users(fields.iter().map(|(key, value)| (key.as_str(), value.is_array())))
}

/// Whether a file with these keys, each with whether it holds a list, is one of users.
pub fn is_file_of_users<'a>(mut fields: impl Iterator<Item = (&'a str, bool)>) -> bool {
    let mut has_users = false;
    fields.all(|(key, is_list)| match key {
        "realm" => true,
        "users" | "federatedUsers" => {
            has_users = true;
            is_list
        }
        _ => false,
    }) && has_users
}
