//! Requirements for objects with certain names: `[[require]]` in policy files.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml_edit::{Document, Item, Value};

use crate::policy::fields;
use crate::policy::fields::TableFields;
use crate::policy::reserved::{Addresses, Roles};
use crate::policy::scope;
use realmform_kinds as kinds;
use realmform_kinds::{names, secret};
use realmform_model::words::did_you_mean;
use realmform_model::{Address, Finding, Form, KindName, Path, Severity, Source, Span, matches};

pub(super) const KEYS: &[&str] =
    &["kind", "name", "client", "path", "set", "unset", "role", "roles", "groups", "belongsTo", "why", "severity"];

/// What must hold for some objects.
#[derive(Clone, Debug)]
pub struct Require {
    /// The kind of the objects.
    pub kind: KindName,
    /// Names, with `*`; of what has none, such as a service account, its owner's. Empty for all.
    names: Vec<String>,
    /// Clients that the object is in, with `*`. Empty for all.
    clients: Vec<String>,
    /// The path of a group, with parts.
    path: Option<Vec<PathLevel>>,
    /// What they must be.
    pub demands: Demands,
    /// The reason, as the policy gives it.
    pub why: Option<String>,
    /// How severe it is if one is not.
    pub severity: Severity,
    /// Where the policy stands.
    pub span: Span,
}

/// What is demanded of each.
#[derive(Clone, Debug, Default)]
pub struct Demands {
    /// Fields and their values.
    pub set: Vec<(Vec<String>, Expected)>,
    /// Fields that say nothing.
    pub unset: Vec<Vec<String>>,
    /// A role that it has, with the parts of its path.
    pub role: Option<String>,
    /// All roles that it has are among these.
    pub roles: Option<Vec<String>>,
    /// It is in one of these groups.
    pub groups: Option<Addresses>,
    /// Clients that a role may be of, with `*`.
    pub belongs_to: Vec<String>,
}

/// The value that a field is to have.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// A boolean.
    Flag(bool),
    /// An integer.
    Int(i64),
    /// With `*`.
    Text(String),
    /// A list of strings.
    Texts(Vec<String>),
}

impl std::fmt::Display for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(flag) => flag.fmt(f),
            Self::Int(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
            Self::Texts(texts) => texts.join(", ").fmt(f),
        }
    }
}

/// One level of a group's path.
#[derive(Clone, Debug)]
enum PathLevel {
    Word(String),
    /// What is filled in; the words that fit, any where there are none.
    Part(String, Vec<String>),
}

/// What the parts of a path were.
pub type Parts = BTreeMap<String, String>;

impl Require {
    /// The parts of the object's path, if the rule is for it.
    pub fn applies(&self, address: &Address) -> Option<Parts> {
        let client = || address.lineage().find(|outer| outer.kind == names::CLIENT).map_or("", |it| it.name.as_str());
        let name = match (self.kind.form(), &address.parent) {
            (Form::Nameless, Some(outer)) => outer.shown_name(),
            _ => address.shown_name(),
        };
        let one = |patterns: &[String], text: &str| {
            patterns.is_empty() || patterns.iter().any(|pattern| matches(pattern, text))
        };
        if address.kind != self.kind || !one(&self.names, &name) || !one(&self.clients, client()) {
            return None;
        }
        self.path.as_ref().map_or_else(|| Some(Parts::new()), |levels| parts(levels, address))
    }
}

fn parts(levels: &[PathLevel], address: &Address) -> Option<Parts> {
    let names = address.names();
    if names.len() != levels.len() {
        return None;
    }
    let mut parts = Parts::new();
    for (level, name) in levels.iter().zip(names) {
        match level {
            PathLevel::Word(word) if word.eq_ignore_ascii_case(name) => {}
            PathLevel::Part(part, words)
                if words.is_empty() || words.iter().any(|it| it.eq_ignore_ascii_case(name)) =>
            {
                parts.insert(part.clone(), name.to_owned());
            }
            _ => return None,
        }
    }
    Some(parts)
}

/// Fills `<part>` in; `<PART>` in upper case.
pub fn fill(template: &str, parts: &Parts) -> String {
    parts.iter().fold(template.to_owned(), |text, (part, value)| {
        let text = text.replace(&format!("<{part}>"), value);
        text.replace(&format!("<{}>", part.to_uppercase()), &value.to_uppercase())
    })
}

impl Demands {
    /// The roles that are allowed, the parts filled in.
    pub fn allowed(&self, parts: &Parts) -> Option<Roles> {
        Some(Roles(self.roles.as_ref()?.iter().map(|role| fill(role, parts)).collect()))
    }
}

/// Reads `[[require]]` of a policy file. A part of a path may be a vocabulary.
pub(super) fn read(
    document: &Document<String>,
    vocabularies: &BTreeMap<String, Vec<String>>,
    source: &Arc<Source>,
    findings: &mut Vec<Finding>,
) -> Vec<Require> {
    fields::each(document, "require", "`[[require]]`", source, findings, |fields| require(fields, vocabularies))
}

fn require(fields: &mut TableFields, vocabularies: &BTreeMap<String, Vec<String>>) -> Option<Require> {
    fields.known(KEYS);
    let kind = kind(fields)?;
    let path = fields.text("path").map(|path| levels(&path, vocabularies));
    let demands = Demands {
        set: set(fields, kind),
        unset: fields.texts("unset").unwrap_or_default().iter().map(|key| keys(key)).collect(),
        role: fields.text("role"),
        roles: fields.texts("roles"),
        groups: fields
            .texts("groups")
            .map(|paths| Addresses::new(paths.iter().map(|it| format!("group{it}")).collect())),
        belongs_to: fields.texts("belongsTo").unwrap_or_default(),
    };
    let demanded = ["set", "unset", "role", "roles", "groups", "belongsTo"];
    if !demanded.iter().any(|key| fields.has(key)) {
        let help = "set at least one of `set`, `unset`, `role`, `roles`, `groups` and `belongsTo`";
        fields.report("config/missing-key", None, "`[[require]]` has no requirement", help);
    }
    scoped(fields, kind);
    if let Some(levels) = &path {
        let known: Vec<&str> = levels.iter().filter_map(PathLevel::part).collect();
        let texts: Vec<String> = demands.role.iter().chain(demands.roles.iter().flatten()).cloned().collect();
        let used = texts.iter().flat_map(|text| text.split('<').skip(1)).filter_map(|rest| rest.split('>').next());
        for part in used.filter(|part| !known.iter().any(|name| *name == *part || name.to_uppercase() == *part)) {
            let help = format!("use a part of `path`{}", did_you_mean(part, known.iter().copied()));
            fields.report("config/pattern", None, format!("`<{part}>` is not part of `path`"), help);
        }
    }
    Some(Require {
        kind,
        names: fields.texts("name").unwrap_or_default(),
        clients: fields.texts("client").unwrap_or_default(),
        path,
        demands,
        why: fields.text("why"),
        severity: fields.severity(),
        span: fields.span(),
    })
}

fn kind(fields: &mut TableFields) -> Option<KindName> {
    let Some(word) = fields.text("kind") else {
        if !fields.has("kind") {
            let help = "add the kind that the rule applies to, such as `kind = \"client\"`";
            fields.report("config/missing-key", None, "`kind` is missing in `[[require]]`", help);
        }
        return None;
    };
    let kinds = || kinds::ALL.iter().map(|kind| kind.name());
    let found = kinds().find(|kind| kind.as_str() == word);
    if found.is_none() {
        let help = format!("use a kind as addresses name it{}", did_you_mean(&word, kinds().map(KindName::as_str)));
        fields.report("config/unknown-kind", Some("kind"), format!("unknown kind `{word}`"), help);
    }
    found
}

/// What is demanded of those that hold roles, or are roles: the check of each is written for these kinds.
const DEMANDED_OF: [(&str, &[KindName]); 4] = [
    ("role", &[names::GROUP, names::SERVICE_ACCOUNT]),
    ("roles", &[names::GROUP, names::SERVICE_ACCOUNT]),
    ("groups", &[names::SERVICE_ACCOUNT]),
    ("belongsTo", &[names::CLIENT_ROLE]),
];

/// Keys that make sense only for some kinds.
fn scoped(fields: &mut TableFields, kind: KindName) {
    let inside = ["client", "path"].map(|key| (key, scope::scoped(key)));
    for (key, kinds) in inside.into_iter().chain(DEMANDED_OF.map(|(key, kinds)| (key, kinds.to_vec()))) {
        if fields.has(key) && !kinds.contains(&kind) {
            let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
            let message = format!("`{key}` only applies if `kind` is {}", kinds.join(", "));
            fields.report("config/scope", Some(key), message, format!("remove `{key}`, or change `kind`"));
        }
    }
}

fn set(fields: &mut TableFields, kind: KindName) -> Vec<(Vec<String>, Expected)> {
    let mut set = Vec::new();
    let Some(item) = fields.table.get("set") else { return set };
    if !item.is_table_like() || !flatten(item, &[], &mut set) {
        let help = "write fields and their values, such as `set = { publicClient = true }`";
        fields.report("config/wrong-type", Some("set"), "`set` must be a table of fields", help);
    }
    let tells = |expected: &Expected| !matches!(expected, Expected::Flag(_));
    for (path, _) in set.iter().filter(|(path, expected)| tells(expected) && is_secret(kind, path)) {
        let message = format!("`set` gives `{}` a value, and it is a secret", path.join("."));
        let help = "remove it, and change the secret if this is one: a policy cannot know a secret, and its findings \
                    would tell";
        fields.report("config/secret-in-clear", Some("set"), message, help);
    }
    set
}

/// Whether plans and files take the field for a secret, or whoever reads its name would.
fn is_secret(kind: KindName, path: &[String]) -> bool {
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    secret::is_secret(kind, &Path::of(&keys)) || keys.last().is_some_and(|key| secret::is_called(key))
}

/// Tables within are ways to fields; `false` where a value is of another shape than fields have.
fn flatten(item: &Item, way: &[String], set: &mut Vec<(Vec<String>, Expected)>) -> bool {
    if let Some(table) = item.as_table_like() {
        return table.iter().all(|(key, item)| flatten(item, &[way, &keys(key)].concat(), set));
    }
    let texts = |list: &toml_edit::Array| list.iter().map(|it| it.as_str().map(str::to_owned)).collect::<Option<_>>();
    let expected = match item.as_value() {
        Some(Value::Boolean(flag)) => Some(Expected::Flag(*flag.value())),
        Some(Value::Integer(number)) => Some(Expected::Int(*number.value())),
        Some(Value::String(text)) => Some(Expected::Text(text.value().clone())),
        Some(Value::Array(list)) => texts(list).map(Expected::Texts),
        _ => None,
    };
    let is_value = expected.is_some();
    set.extend(expected.map(|expected| (way.to_vec(), expected)));
    is_value
}

/// The keys of a field: `attributes.pkce.code.challenge.method` is the attribute of that name.
fn keys(text: &str) -> Vec<String> {
    match text.split_once('.') {
        Some((first @ ("attributes" | "config"), rest)) => vec![first.to_owned(), rest.to_owned()],
        _ => vec![text.to_owned()],
    }
}

fn levels(path: &str, vocabularies: &BTreeMap<String, Vec<String>>) -> Vec<PathLevel> {
    let levels = path.split('/').filter(|level| !level.is_empty());
    let level = |level: &str| match level.strip_prefix('<').and_then(|level| level.strip_suffix('>')) {
        None => PathLevel::Word(level.to_owned()),
        Some(part) => match part.split_once('=') {
            Some((name, words)) => PathLevel::Part(name.to_owned(), words.split('|').map(str::to_owned).collect()),
            None => PathLevel::Part(part.to_owned(), vocabularies.get(part).cloned().unwrap_or_default()),
        },
    };
    levels.map(level).collect()
}

impl PathLevel {
    fn part(&self) -> Option<&str> {
        match self {
            Self::Word(_) => None,
            Self::Part(name, _) => Some(name),
        }
    }
}
