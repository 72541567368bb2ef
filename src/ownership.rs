//! What becomes of objects that live and are not declared: ownership by kind and by name, and the marks that tell what a
//! project made.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::document::{Address, Body, Desired, KindName, Live, Object, Path};
use crate::finding::{Finding, Span};
use crate::kind::Shape;
use crate::kinds;
use crate::policy::matches;

mod read;
#[cfg(test)]
mod tests;

pub use read::{KEYS, RULE_KEYS, kinds_owned, read};

/// The attribute that names the project which made an object, or took it over.
pub const PROJECT: &str = "realmform.project";
/// The flag in a declaration of an object that is not to be deleted …
pub const FLAG: &str = "prevent_destroy";
/// … and the attribute in which the object itself remembers it.
pub const PREVENT_DESTROY: &str = "realmform.prevent_destroy";
/// What these attributes begin with. Nothing else is to use it, and an empty table of attributes leaves them alone.
pub const PREFIX: &str = "realmform.";

/// What becomes of what is not declared; the more careful first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// Nothing: it stays as it is.
    #[default]
    Additive,
    /// What bears this project's mark is deleted.
    Managed,
    /// All is deleted but what Keycloak made.
    Exclusive,
}

impl Mode {
    /// All modes with their words.
    pub const ALL: [(&'static str, Self); 3] =
        [("additive", Self::Additive), ("managed", Self::Managed), ("exclusive", Self::Exclusive)];
}

/// How the objects of one kind are owned.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    pub mode: Mode,
    /// Other modes for some names. Where more than one pattern matches, the most careful mode counts.
    pub finer: Vec<(Mode, String)>,
    /// Names that are nobody's: such objects are never deleted, and may not be declared.
    pub ignore: Vec<(String, Span)>,
    pub span: Span,
}

/// How many objects of a kind a plan may delete unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// Of those that live, rounded up, so that one is never too many.
    Percent(usize),
    Number(usize),
}

impl Default for Cap {
    fn default() -> Self {
        Self::Percent(30)
    }
}

impl Cap {
    /// The most of so many objects.
    pub fn of(self, live: usize) -> usize {
        match self {
            Self::Percent(percent) => (live * percent).div_ceil(100),
            Self::Number(number) => number,
        }
    }
}

impl std::fmt::Display for Cap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Percent(percent) => write!(f, "{percent} %"),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

/// `[ownership]` in `realmform.toml`.
#[derive(Clone, Debug, Default)]
pub struct Ownership {
    /// What the marks say; there where any kind is managed or exclusive.
    pub project: Option<String>,
    pub cap: Cap,
    pub rules: BTreeMap<KindName, Rule>,
}

impl Ownership {
    /// What becomes of the object when it is not declared.
    pub fn mode(&self, address: &Address) -> Mode {
        let Some(rule) = self.rules.get(&address.kind) else { return Mode::Additive };
        let finer = rule.finer.iter().filter(|(_, pattern)| names(pattern, address)).map(|(mode, _)| *mode);
        finer.min().unwrap_or(rule.mode)
    }

    /// Where it is said that the object, or what it lives in, is nobody's.
    pub fn ignored(&self, address: &Address) -> Option<&Span> {
        let rules = address.lineage().filter_map(|it| Some((it, self.rules.get(&it.kind)?)));
        let mut patterns = rules.flat_map(|(it, rule)| rule.ignore.iter().map(move |ignored| (it, ignored)));
        patterns.find(|(it, (pattern, _))| names(pattern, it)).map(|(_, (_, span))| span)
    }

    /// Whether objects of the kind may be deleted, so that all of them have to be seen.
    pub fn deletes(&self, kind: KindName) -> bool {
        let rule = self.rules.get(&kind);
        rule.is_some_and(|rule| {
            rule.mode.max(rule.finer.iter().map(|(mode, _)| *mode).max().unwrap_or_default()) > Mode::Additive
        })
    }

    /// The mark that a new object gets: the project's name where the kind is not additive.
    pub fn mark(&self, address: &Address) -> Option<(Path, Value)> {
        let project = self.project.as_deref().filter(|_| self.mode(address) > Mode::Additive)?;
        Some((place(address.kind, PROJECT)?, value(address.kind, Some(project))?))
    }

    /// Whether the object bears this project's mark.
    pub fn owns(&self, address: &Address, object: &Object) -> bool {
        self.project.is_some() && project_of(address.kind, &object.body) == self.project.as_deref()
    }

    /// What is declared and ignored at once, and marks that are declared by hand.
    pub fn contradictions(&self, desired: &Desired) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (address, declared) in &desired.objects {
            if let Some(ignored) = self.ignored(address).filter(|_| !declared.implied) {
                let finding =
                    Finding::error("config/declared-and-ignored", format!("`{address}` is declared, and ignored"));
                let help = "take the declaration out, or make the pattern narrower";
                findings.push(finding.on(address).at(&declared.span).help(help).and_at("ignored here", ignored));
            }
            let by_hand = place(address.kind, PROJECT).filter(|path| path.get(&declared.body).is_some());
            if let Some(path) = by_hand {
                let finding = Finding::error("config/reserved-attribute", format!("`{path}` is realmform's own mark"));
                let help = "take it out; `realmform adopt` gives an object this mark";
                findings.push(finding.on(address).at(declared.place(&path)).help(help));
            }
        }
        findings
    }
}

/// Whether a pattern means the object: its name alone, or with a `/` in it all its names (`neon-web/tmp-*`), of a group
/// its path.
fn names(pattern: &str, address: &Address) -> bool {
    let whole = || match address.kind {
        KindName::Group => address.group_path(),
        _ => address.names().join("/"),
    };
    matches(pattern, &address.name) || (pattern.contains('/') && matches(pattern, &whole()))
}

/// Where an attribute of ours stands in bodies of the kind; `None` where the kind has no place for it.
pub fn place(kind: KindName, attribute: &str) -> Option<Path> {
    kinds::of(kind).marks().map(|(field, _)| Path::of(&[field, attribute]))
}

/// The value of an attribute of ours as the kind has it; `None` takes it away.
pub fn value(kind: KindName, text: Option<&str>) -> Option<Value> {
    match (kinds::of(kind).marks()?.1, text) {
        (Shape::TextsMap, text) => Some(Value::Array(text.into_iter().map(Value::from).collect())),
        (_, text) => Some(text.unwrap_or_default().into()),
    }
}

fn attribute<'a>(kind: KindName, body: &'a Body, attribute: &str) -> Option<&'a str> {
    let value = place(kind, attribute)?.get(body)?;
    value.as_str().or_else(|| value.get(0)?.as_str()).filter(|text| !text.is_empty())
}

/// The project whose mark is on the object.
pub fn project_of(kind: KindName, body: &Body) -> Option<&str> {
    attribute(kind, body, PROJECT)
}

/// Whether an earlier apply has said that the object is not to be deleted.
pub fn is_protected(kind: KindName, body: &Body) -> bool {
    attribute(kind, body, PREVENT_DESTROY) == Some("true")
}

/// Whether Keycloak made the object by itself.
pub fn is_keycloaks(address: &Address, live: &Live) -> bool {
    // In the master realm are the roles of all administrators, and a client with more of them for each realm.
    let of_master = |it: &Address| match it.kind {
        KindName::Client => it.name.ends_with("-realm"),
        KindName::RealmRole => matches!(it.name.as_str(), "admin" | "create-realm"),
        _ => false,
    };
    kinds::of(address.kind).is_built_in(address) || (live.realm == "master" && address.lineage().any(of_master))
}
