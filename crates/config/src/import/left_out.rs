//! What an import does not take over, section by section, and the words for it.

use std::collections::{BTreeMap, BTreeSet};

use realmform_kinds as kinds;
use realmform_kinds::names;
use realmform_model::words::plural;
use realmform_model::{Address, escape};

/// A section of which something is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// The key of the export, or the kind and the field: `identityProviders`, `client.authorizationSettings`.
    pub section: String,
    /// How much of it.
    pub count: usize,
    /// What it is called, where that can be said: never of people.
    pub names: Vec<String>,
}

/// So many names are shown.
const SHOWN: usize = 5;

impl std::fmt::Display for LeftOut {
    /// `identity providers: 2 (google, corp)`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", title(&self.section), self.count)?;
        if self.names.is_empty() {
            return Ok(());
        }
        let shown: Vec<String> = self.names.iter().take(SHOWN).map(|name| escape::line(name)).collect();
        write!(f, " ({}", shown.join(", "))?;
        match self.count.saturating_sub(shown.len()) {
            0 => write!(f, ")"),
            more => write!(f, " and {more} more)"),
        }
    }
}

/// Words for sections whose key does not say it.
const WORDS: &[(&str, &str)] = &[
    (FIELDS, "fields of the realm"),
    ("authenticatorConfig", "authenticator configurations"),
    ("userFederationProviders", "user federation providers of older servers"),
];

/// Fields of the realm that are no lists of objects.
const FIELDS: &str = "realm";

fn title(section: &str) -> String {
    if let Some((_, words)) = WORDS.iter().find(|(key, _)| *key == section) {
        return (*words).to_owned();
    }
    let objects = |kind: &str| kinds::named(kind).map(|kind| plural(&spaced(kind.as_str())));
    match section.split_once('.') {
        Some((kind, field)) => match objects(kind) {
            Some(objects) => format!("`{}` of {objects}", escape::line(field)),
            None => escape::line(section),
        },
        None => objects(section).unwrap_or_else(|| spaced(&escape::line(section))),
    }
}

/// `identityProviders` as `identity providers`.
fn spaced(key: &str) -> String {
    let mut words = String::new();
    for letter in key.chars() {
        if letter.is_uppercase() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

/// What is found, by section.
#[derive(Default)]
pub(super) struct Found(BTreeMap<String, (usize, BTreeSet<String>)>);

impl Found {
    /// One thing of a section, and its name.
    pub(super) fn named(&mut self, section: &str, name: Option<String>) {
        let (count, names) = self.0.entry(section.to_owned()).or_default();
        *count += 1;
        names.extend(name.filter(|name| !name.is_empty()));
    }

    /// So many things of a section, whose names nobody is to know.
    pub(super) fn unnamed(&mut self, section: &str, many: usize) {
        if many > 0 {
            self.0.entry(section.to_owned()).or_default().0 += many;
        }
    }

    /// A field of an object.
    pub(super) fn field(&mut self, address: &Address, field: &str) {
        if address.kind == names::REALM {
            return self.field_of_realm(field);
        }
        self.named(&format!("{}.{field}", address.kind), Some(name_of(address)));
    }

    /// A field of the realm.
    pub(super) fn field_of_realm(&mut self, field: &str) {
        self.named(FIELDS, Some(field.to_owned()));
    }

    /// A whole object of a kind that can be declared.
    pub(super) fn object(&mut self, address: &Address) {
        self.named(address.kind.as_str(), Some(name_of(address)));
    }
}

impl From<Found> for Vec<LeftOut> {
    fn from(found: Found) -> Self {
        let sections = found.0.into_iter();
        sections
            .map(|(section, (count, names))| LeftOut { section, count, names: names.into_iter().collect() })
            .collect()
    }
}

/// Without the word for its kind.
pub(super) fn name_of(address: &Address) -> String {
    let shown = address.to_string();
    shown.split_once('/').map_or(shown.as_str(), |(_, name)| name).to_owned()
}
