//! `[roles_from_lookups]`: reads which lookups are realm roles, and which of them contain which.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use toml_edit::TableLike;

use crate::load::entry::{Entry, entries, wrong_type};
use crate::load::replaced;
use realmform_model::lookup_roles::{Codes, LookupRoles, NamePart, RoleName, RolesOfType, RowSource};
use realmform_model::words::{did_you_mean, listed};
use realmform_model::{Finding, Source};

/// The key of the table.
pub(crate) const KEY: &str = "roles_from_lookups";
/// What can stand in it.
const KEYS: &[&str] = &["roles", "permissions", "source", "language", "grants", "includes"];
/// Its tables whose keys are codes of roles.
const BY_ROLE: [&str; 2] = ["grants", "includes"];
/// What the table of a type can have.
const TYPE_KEYS: &[&str] = &["type", "name"];
/// What can stand in braces, beside the keys of metadata.
const PARTS: [&str; 2] = ["code", "Code"];
const METADATA: &str = "metadata.";

/// Whether the last of the keys is the code of a role.
pub(crate) fn is_code(way: &[&str]) -> bool {
    matches!(way, [KEY, table, _] if BY_ROLE.contains(table))
}

/// Reads the table; what is wrong in it has a finding.
pub(super) fn read(source: &Arc<Source>, entry: &Entry, findings: &mut Vec<Finding>) -> Option<LookupRoles> {
    let table = match entry.table() {
        Ok(table) => table,
        Err(finding) => {
            findings.push(*finding);
            return None;
        }
    };
    let mut roles = LookupRoles { span: entry.key_span.clone(), ..LookupRoles::default() };
    let mut reading = Reading { source, findings };
    for entry in entries(source, table) {
        match entry.key {
            "roles" => roles.roles = reading.of_type(&entry),
            "permissions" => roles.permissions = reading.of_type(&entry),
            "source" => roles.source = reading.row_source(&entry),
            "language" => roles.language = reading.keep(entry.text()),
            "grants" => roles.grants = reading.by_role(&entry),
            "includes" => roles.includes = reading.by_role(&entry),
            _ => reading.findings.push(entry.unknown(&format!("`[{KEY}]`"), KEYS)),
        }
    }
    Some(roles)
}

/// What is wrong with all that the files say of it together.
pub(super) fn check(roles: &LookupRoles, findings: &mut Vec<Finding>) {
    for (table, codes, needs) in [
        ("grants", &roles.grants, [("roles", &roles.roles), ("permissions", &roles.permissions)].as_slice()),
        ("includes", &roles.includes, [("roles", &roles.roles)].as_slice()),
    ] {
        if let (Some(first), Some((key, _))) = (codes.values().next(), needs.iter().find(|(_, it)| it.is_none())) {
            let message = format!("`[{KEY}.{table}]` means nothing without `{key}`");
            let finding = Finding::error("config/missing-key", message).at(&first.span);
            findings.push(finding.help(format!("add `{key} = \"…\"`, the name of a lookup type, to `[{KEY}]`")));
        }
    }
    if roles.types().next().is_none() && !findings.iter().any(Finding::is_error) {
        findings.push(
            Finding::error("config/missing-key", format!("`[{KEY}]` names no lookup type"))
                .at(&roles.span)
                .help("add `roles = \"user_role\"`, `permissions = \"permission\"`, or both"),
        );
    }
}

#[cfg(test)]
mod tests;

struct Reading<'s> {
    source: &'s Arc<Source>,
    findings: &'s mut Vec<Finding>,
}

impl Reading<'_> {
    fn keep<T>(&mut self, read: Result<T, Box<Finding>>) -> Option<T> {
        read.map_err(|finding| self.findings.push(*finding)).ok()
    }

    /// `"user_role"`, or a table with the pattern of the roles' names.
    fn of_type(&mut self, entry: &Entry) -> Option<RolesOfType> {
        let plain = |lookup_type: &str| RolesOfType {
            lookup_type: lookup_type.to_owned(),
            names: vec![RoleName(vec![NamePart::Code])],
            span: entry.span.clone(),
        };
        if let Some(lookup_type) = entry.item.as_str() {
            return Some(plain(lookup_type));
        }
        let Some(table) = entry.item.as_table_like() else {
            let finding = entry.wrong_type(entry.key, "the name of a lookup type, or a table");
            self.findings.push(finding.help("write `\"user_role\"`, or `{ type = \"user_role\", name = \"{code}\" }`"));
            return None;
        };
        let (mut found, mut names) = (None, None);
        for inner in entries(self.source, table) {
            match inner.key {
                "type" => found = Some(self.keep(inner.text())?),
                "name" => names = Some(self.names(&inner)?),
                _ => self.findings.push(inner.unknown(&format!("`{}`", entry.key), TYPE_KEYS)),
            }
        }
        let Some(lookup_type) = found else {
            let message = format!("`type` is missing in `{}`", entry.key);
            let finding = Finding::error("config/missing-key", message).at(&entry.span);
            self.findings.push(finding.help("add `type = \"…\"`, the name of a lookup type"));
            return None;
        };
        let of_type = plain(&lookup_type);
        Some(RolesOfType { names: names.unwrap_or(of_type.names), ..of_type })
    }

    /// One pattern of names, or several of which the first that a value has all parts of counts.
    fn names(&mut self, entry: &Entry) -> Option<Vec<RoleName>> {
        let texts = match entry.item.as_str() {
            Some(text) => vec![text.to_owned()],
            None => self
                .keep(entry.texts().map_err(|_| Box::new(entry.wrong_type(entry.key, "a string or a list of them"))))?,
        };
        let names: Option<Vec<RoleName>> = texts.iter().map(|text| self.name(text, entry)).collect();
        names.filter(|names| !names.is_empty())
    }

    fn name(&mut self, text: &str, entry: &Entry) -> Option<RoleName> {
        let name = parts(text).and_then(|parts| match parts.iter().all(|part| matches!(part, NamePart::Text(_))) {
            true => Err(format!("the role name `{text}` is the same for every value")),
            false => Ok(RoleName(parts)),
        });
        name.map_err(|message| {
            let help = "write `{code}`, `{Code}` (`content_editor` becomes `ContentEditor`) or `{metadata.KEY}` in it";
            self.findings.push(Finding::error("config/role-name", message).at(&entry.span).help(help));
        })
        .ok()
    }

    fn row_source(&mut self, entry: &Entry) -> Option<RowSource> {
        let text = self.keep(entry.text())?;
        let known = || RowSource::WORDS.iter().map(|(word, _)| *word);
        let found = RowSource::WORDS.iter().find(|(word, _)| *word == text).map(|(_, source)| *source);
        if found.is_none() {
            let message = format!("unknown source `{text}`{}", did_you_mean(&text, known()));
            let finding = Finding::error("config/unknown-source", message).at(&entry.span);
            self.findings.push(finding.help(format!("write one of {}", listed(known()))));
        }
        found
    }

    fn by_role(&mut self, entry: &Entry) -> BTreeMap<String, Codes> {
        let Some(table) = self.keep(entry.table()) else { return BTreeMap::new() };
        let mut found = BTreeMap::new();
        for role in entries(self.source, table) {
            if let Some(codes) = self.codes(&role) {
                found.insert(role.key.to_owned(), codes);
            }
        }
        found
    }

    fn codes(&mut self, entry: &Entry) -> Option<Codes> {
        let Some(list) = entry.item.as_array() else {
            self.findings.push(match entry.item.as_table_like().map(TableLike::is_empty) {
                Some(false) => entry.wrong_type(entry.key, "a list of strings").help("quote a code that contains dots"),
                _ => entry.wrong_type(entry.key, "a list of strings"),
            });
            return None;
        };
        let mut codes = Codes { span: entry.span.clone(), ..Codes::default() };
        for item in list {
            let at = entry.place(self.source, replaced::place(item));
            match item.as_str() {
                Some(text) => codes.patterns.push((text.to_owned(), at)),
                None => {
                    let found = super::entry::value_type_name(item);
                    self.findings.push(wrong_type(entry.key, found, "a list of strings", &at));
                }
            }
        }
        Some(codes)
    }
}

/// The parts of a name: text, and what stands in braces.
fn parts(text: &str) -> Result<Vec<NamePart>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (word, after) =
            after.split_once('}').ok_or_else(|| format!("the role name `{text}` has a `{{` without its `}}`"))?;
        parts.extend((!before.is_empty()).then(|| NamePart::Text(before.to_owned())));
        parts.push(match (word, word.strip_prefix(METADATA)) {
            ("code", _) => NamePart::Code,
            ("Code", _) => NamePart::CamelCode,
            (_, Some(key)) if !key.is_empty() => NamePart::Metadata(key.to_owned()),
            _ => return Err(format!("unknown part `{{{word}}}` in a role name{}", did_you_mean(word, PARTS))),
        });
        rest = after;
    }
    parts.extend((!rest.is_empty()).then(|| NamePart::Text(rest.to_owned())));
    Ok(parts)
}

/// What editors are told of the table.
pub(crate) fn schema() -> Value {
    let texts = || json!({"type": "array", "items": {"type": "string"}});
    let of_type = |title: &str| {
        json!({
            "title": title,
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "required": ["type"],
                    "additionalProperties": false,
                    "properties": {
                        "type": {"title": "the code of a lookup type", "type": "string"},
                        "name": {
                            "title": "pattern of the roles' names: {code}, {Code}, {metadata.KEY}; of a list, the first of which a value has all parts",
                            "anyOf": [{"type": "string"}, texts()],
                        },
                    },
                },
            ],
        })
    };
    let by_role = |title: &str| json!({"title": title, "type": "object", "additionalProperties": texts()});
    let sources: Vec<&str> = RowSource::WORDS.iter().map(|(word, _)| *word).collect();
    json!({
        "title": "realm roles that come from the lookup catalogue",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "roles": of_type("lookup type whose values are roles"),
            "permissions": of_type("lookup type whose values are permissions"),
            "source": {
                "title": "whose values count: those of the files, or all rows of the target's database too",
                "enum": sources,
                "default": "files",
            },
            "language": {
                "title": "language of the labels that describe the roles",
                "type": "string",
                "default": LookupRoles::LANGUAGE,
            },
            "grants": by_role("permissions of each role, by code; * matches any characters, ! takes away"),
            "includes": by_role("other roles that each role contains, by code; * matches any characters, ! takes away"),
        },
    })
}
