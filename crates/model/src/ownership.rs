//! What becomes of objects that live and are not declared: ownership by kind and by name, and the marks that tell what a
//! project made.

use std::collections::BTreeMap;

use crate::address::Address;
use crate::glob::matches;
use crate::kind::{Form, KindName};
use crate::source::Span;

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
pub struct OwnershipRule {
    /// What becomes of objects that are not declared.
    pub mode: Mode,
    /// Other modes for some names. Where more than one pattern matches, the most careful mode counts.
    pub finer: Vec<(Mode, String)>,
    /// Ignored names: such objects are never deleted, and must not be declared.
    pub ignore: Vec<(String, Span)>,
    /// Where it says so.
    pub span: Span,
}

/// How many objects of a kind a plan may delete unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// Of those that live, rounded up, so that one is never too many.
    Percent(usize),
    /// So many objects.
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
    /// The most deletions of a kind in one plan.
    pub cap: Cap,
    /// The rules, by kind.
    pub rules: BTreeMap<KindName, OwnershipRule>,
}

impl Ownership {
    /// What becomes of the object when it is not declared.
    pub fn mode(&self, address: &Address) -> Mode {
        let Some(rule) = self.rules.get(&address.kind) else { return Mode::Additive };
        let finer = rule.finer.iter().filter(|(_, pattern)| names(pattern, address)).map(|(mode, _)| *mode);
        finer.min().unwrap_or(rule.mode)
    }

    /// The place of the `ignore` pattern that matches the object or one of its parents.
    pub fn ignored(&self, address: &Address) -> Option<&Span> {
        let rules = address.lineage().filter_map(|it| Some((it, self.rules.get(&it.kind)?)));
        let mut patterns = rules.flat_map(|(it, rule)| rule.ignore.iter().map(move |ignored| (it, ignored)));
        patterns.find(|(it, (pattern, _))| names(pattern, it)).map(|(_, (_, span))| span)
    }

    /// The `ignore` patterns that match none of the objects, each with its kind and place.
    pub fn idle<'a>(&'a self, known: &[&Address]) -> Vec<(KindName, &'a str, &'a Span)> {
        let patterns = self.rules.iter().flat_map(|(kind, rule)| rule.ignore.iter().map(|it| (*kind, it)));
        let idle = patterns.filter(|(kind, (pattern, _))| {
            !known.iter().any(|address| address.kind == *kind && names(pattern, address))
        });
        idle.map(|(kind, (pattern, span))| (kind, pattern.as_str(), span)).collect()
    }

    /// Whether objects of the kind may be deleted, so that all of them have to be seen.
    pub fn deletes(&self, kind: KindName) -> bool {
        let rule = self.rules.get(&kind);
        rule.is_some_and(|rule| {
            rule.mode.max(rule.finer.iter().map(|(mode, _)| *mode).max().unwrap_or_default()) > Mode::Additive
        })
    }
}

/// Whether a pattern means the object: its name alone, or with a `/` in it all its names (`neon-web/tmp-*`), of a group
/// its path.
fn names(pattern: &str, address: &Address) -> bool {
    let whole = || match address.kind.form() {
        Form::Path => address.path(),
        _ => address.names().join("/"),
    };
    matches(pattern, &address.name) || (pattern.contains('/') && matches(pattern, &whole()))
}
