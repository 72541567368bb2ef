//! A realm export as lint reads it: a text, and the tree that borrows from it.

use std::fmt;
use std::sync::Arc;

use crate::clear;
use crate::json::Json;
use realmform_kinds::export::file::is_file_of_users;
use realmform_model::Source;

/// One realm, or the users of one.
#[derive(Debug)]
pub struct Export<'a> {
    /// The file.
    pub source: &'a Arc<Source>,
    /// The realm in it.
    pub root: Json<'a>,
}

/// Why a text is no export.
#[derive(Debug, PartialEq, Eq)]
pub struct NotAnExport {
    /// What it is instead.
    pub message: String,
    /// The byte at which reading ended, where it is not even JSON.
    pub offset: Option<usize>,
    /// It ends too early.
    pub is_cut_off: bool,
}

impl fmt::Display for NotAnExport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl<'a> Export<'a> {
    /// Reads a text: one realm, a list of realms, or a file of a realm's users.
    ///
    /// # Errors
    /// It is not JSON, or is none of these.
    pub fn read(source: &'a Arc<Source>) -> Result<Vec<Self>, NotAnExport> {
        let not = |message: &str| Err(NotAnExport { message: message.to_owned(), offset: None, is_cut_off: false });
        let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
        if text.trim().is_empty() {
            return not("is empty");
        }
        let root = Json::parse(text).map_err(|error| not_json(&source.text, &error))?;
        source.hide(clear::ranges(&source.text));
        let of = |root| Export { source, root };
        match root {
            Json::Object(_) if is_realm(&root) || is_users(&root) => Ok(vec![of(root)]),
            Json::Object(_) if root.get("realm").is_some() => {
                not("is not a realm export: `realm` must be a string, the name of the realm")
            }
            Json::Object(_) => not("is not a realm export: the field `realm` is missing"),
            Json::List(realms) if !realms.is_empty() && realms.iter().all(is_realm) => {
                Ok(realms.into_iter().map(of).collect())
            }
            Json::List(realms) if realms.is_empty() => not("is an empty list: it has no realm"),
            Json::List(_) => not("is a list, but not of realms"),
            _ => not("is not a realm export: expected a JSON object"),
        }
    }

    /// Whether it is a realm itself, not only the users of one.
    pub fn is_realm(&self) -> bool {
        !is_users(&self.root)
    }

    /// The realm's name.
    pub fn realm(&self) -> &str {
        self.root.get("realm").and_then(Json::text).unwrap_or_default()
    }
}

fn is_realm(root: &Json) -> bool {
    root.get("realm").is_some_and(|name| name.text().is_some())
}

fn is_users(root: &Json) -> bool {
    is_file_of_users(root.entries().iter().map(|(key, value)| (&**key, matches!(value, Json::List(_)))))
}

fn not_json(text: &str, error: &serde_json::Error) -> NotAnExport {
    let line_start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let offset = text.floor_char_boundary((line_start + error.column().saturating_sub(1)).min(text.len()));
    let message = match error.is_eof() {
        true => "is truncated: its JSON ends".to_owned(),
        false => {
            let words = error.to_string();
            let reason = words.split(" at line ").next().unwrap_or_default();
            match reason {
                "recursion limit exceeded" => "is nested more than 127 levels deep".to_owned(),
                _ => format!("is not valid JSON: {reason}"),
            }
        }
    };
    NotAnExport { message, offset: Some(offset), is_cut_off: error.is_eof() }
}
