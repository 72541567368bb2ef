//! What is reserved: roles, client scopes, mappers and groups, and who may have them. `[[reserved]]` in policy files.

use std::sync::Arc;

use toml_edit::{Document, TableLike};

use crate::policy::fields;
use crate::policy::fields::TableFields;
use realmform_kinds as kinds;
use realmform_kinds::names;
use realmform_kinds::parts::PARTS;
use realmform_model::words::did_you_mean;
use realmform_model::{Address, Finding, KindName, Severity, Source, Span, matches};

pub(super) const KEYS: &[&str] = &["role", "scope", "mapper", "group", "only", "fullScope", "why", "severity"];

/// Something that only some may have.
#[derive(Clone, Debug)]
pub struct Reserved {
    /// What is reserved.
    pub what: What,
    /// Who may have it: addresses, with `*`. Who has it from them may have it too.
    pub only: Addresses,
    /// A role: tell also of clients that let all roles into their tokens.
    pub full_scope: bool,
    /// The reason, as the policy gives it.
    pub why: Option<String>,
    /// How severe it is if another has it.
    pub severity: Severity,
    /// Where the policy stands.
    pub span: Span,
}

/// What only some may have.
#[derive(Clone, Debug)]
pub enum What {
    /// Roles.
    Role(Roles),
    /// Client scopes, with `*`.
    Scope(Vec<String>),
    /// A mapper of this sort.
    Mapper(Mapper),
    /// Groups by path, with `*`; `/ops/**` is the group and all below it.
    Group(Addresses),
}

/// Roles, with `*`: `client/name` of a client's, the name alone of the realm's.
#[derive(Clone, Debug)]
pub struct Roles(pub Vec<String>);

impl Roles {
    /// Whether the object is one of them.
    pub fn hold(&self, name: &Address) -> bool {
        let address = name;
        match (address.kind, address.parent.as_deref()) {
            (names::CLIENT_ROLE, Some(client)) => self.0.iter().any(|pattern| {
                // Both may hold a `/` of their own.
                let mut cuts = pattern.match_indices('/');
                cuts.any(|(at, _)| matches(&pattern[..at], &client.name) && matches(&pattern[at + 1..], &address.name))
            }),
            (names::REALM_ROLE, _) => self.0.iter().any(|pattern| matches(pattern, &address.name)),
            _ => false,
        }
    }
}

/// Addresses with `*`: `serviceAccount/neon-svc-*`, `group/ops/**`.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// As the policy spells them.
    pub texts: Vec<String>,
    patterns: Vec<String>,
}

impl Addresses {
    /// From the patterns of a policy.
    pub fn new(texts: Vec<String>) -> Self {
        let mut patterns = Vec::new();
        for text in &texts {
            // A group is called by its path, which begins with `/` itself.
            let text = text.replacen("group//", "group/", 1);
            if let Some(above) = text.strip_suffix("/**") {
                patterns.extend([above.to_owned(), format!("{above}/*")]);
            } else {
                patterns.push(text);
            }
        }
        Self { texts, patterns }
    }

    /// Whether the object is one of them.
    pub fn hold(&self, name: &Address) -> bool {
        let shown = name.to_string();
        self.patterns.iter().any(|pattern| matches(pattern, &shown))
    }

    /// Whether the address matches one of the patterns.
    pub(crate) fn hold_address(&self, address: &Address) -> bool {
        self.hold(&address.clone())
    }
}

/// A protocol mapper by its provider and its configuration, with `*`.
#[derive(Clone, Debug, Default)]
pub struct Mapper {
    /// The mapper's `protocolMapper`.
    pub provider: String,
    /// Entries that its configuration must have.
    pub config: Vec<(String, String)>,
}

/// Reads `[[reserved]]` of a policy file.
pub(super) fn read(document: &Document<String>, source: &Arc<Source>, findings: &mut Vec<Finding>) -> Vec<Reserved> {
    fields::each(document, "reserved", "`[[reserved]]`", source, findings, reserved)
}

fn reserved(fields: &mut TableFields) -> Option<Reserved> {
    fields.known(KEYS);
    let given: Vec<&str> = ["role", "scope", "mapper", "group"].into_iter().filter(|key| fields.has(key)).collect();
    let [given] = given.as_slice() else {
        let help = "set exactly one of `role`, `scope`, `mapper` and `group`";
        fields.report("config/missing-key", None, "`[[reserved]]` must reserve exactly one thing", help);
        return None;
    };
    let what = match *given {
        "role" => What::Role(Roles(fields.texts("role")?)),
        "scope" => What::Scope(fields.texts("scope")?),
        "mapper" => What::Mapper(mapper(fields)?),
        _ => What::Group(groups(fields)?),
    };
    if fields.has("fullScope") && !matches!(what, What::Role(_)) {
        let message = "`fullScope` only applies to a reserved role";
        fields.report("config/unknown-key", Some("fullScope"), message, "remove `fullScope`");
    }
    Some(Reserved {
        what,
        only: only(fields)?,
        full_scope: fields.flag("fullScope"),
        why: fields.text("why"),
        severity: fields.severity(),
        span: fields.span(),
    })
}

fn only(fields: &mut TableFields) -> Option<Addresses> {
    let Some(only) = fields.texts("only") else {
        if !fields.has("only") {
            let help = "list who may have it: `only = [\"group//admins\"]`, or `only = []` for nobody";
            fields.report("config/missing-key", None, "`only` is missing in `[[reserved]]`", help);
        }
        return None;
    };
    // Parts of an export that can have something: users and mappers.
    let parts = PARTS.iter().filter(|part| part.slots().next().is_some()).map(|part| part.name);
    let words: Vec<&str> = kinds::ALL.iter().map(|kind| kind.name()).chain(parts).map(KindName::as_str).collect();
    for text in &only {
        let word = text.split('/').next().unwrap_or_default();
        if !words.contains(&word) && !word.contains('*') {
            let help = format!(
                "write an address, such as `group//admins`, `serviceAccount/x` or `user/ann`{}",
                did_you_mean(word, words.iter().copied())
            );
            fields.report("config/unknown-kind", Some("only"), format!("unknown kind `{word}` in `{text}`"), help);
        }
    }
    Some(Addresses::new(only))
}

fn groups(fields: &mut TableFields) -> Option<Addresses> {
    let paths = fields.texts("group")?;
    for path in paths.iter().filter(|path| !path.starts_with('/')) {
        let message = format!("`{path}` is not a group path");
        fields.report("config/wrong-type", Some("group"), message, "write the full path, such as `/ops/admins`");
    }
    Some(Addresses::new(paths.into_iter().map(|path| format!("group{path}")).collect()))
}

fn mapper(fields: &mut TableFields) -> Option<Mapper> {
    let table = fields.table.get("mapper").and_then(|item| item.as_table_like());
    let provider = table.and_then(|table| table.get("protocolMapper")).and_then(|item| item.as_str());
    let config = |table: &dyn TableLike| {
        let Some(config) = table.get("config") else { return Some(Vec::new()) };
        let config = config.as_table_like()?.iter();
        config.map(|(key, value)| Some((key.to_owned(), value.as_str()?.to_owned()))).collect::<Option<Vec<_>>>()
    };
    let is_known = table.is_some_and(|table| table.iter().all(|(key, _)| matches!(key, "protocolMapper" | "config")));
    match (provider, table.and_then(config)) {
        (Some(provider), Some(config)) if is_known => Some(Mapper { provider: provider.to_owned(), config }),
        _ => {
            let help = "write it like `mapper = { protocolMapper = \"oidc-…\", config = { role = \"admin\" } }`";
            fields.report("config/wrong-type", Some("mapper"), "`mapper` must be a table with `protocolMapper`", help);
            None
        }
    }
}
