//! The scope of a naming rule: a kind, and optionally the client, the product, the path or the lookup type.

use realmform_kinds as kinds;
use realmform_kinds::{names, place};
use realmform_model::{Address, Form, KindName, matches};

/// Which objects a rule is for. Empty lists restrict nothing.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Any of these kinds.
    pub kinds: Vec<KindName>,
    /// Clients, `*` for any characters: of a client role, a service account, a mapper.
    pub clients: Vec<String>,
    /// First words: of the name, or of the client that the object is in.
    pub products: Vec<String>,
    /// Groups by path; `/svc/**` is `/svc` and all below it. Upper and lower case are the same here.
    pub paths: Vec<String>,
    /// Types of lookups, `*` for any characters.
    pub types: Vec<String>,
}

impl Scope {
    /// Whether the rule is for the object.
    pub fn holds(&self, address: &Address) -> bool {
        self.kinds.contains(&address.kind)
            && (self.clients.is_empty() || is_in(&self.clients, names::CLIENT, address))
            && (self.types.is_empty() || is_in(&self.types, names::LOOKUP_TYPE, address))
            && (self.products.is_empty() || self.products.iter().any(|product| is_of(product, address)))
            && (self.paths.is_empty() || self.paths.iter().any(|path| is_below(path, address)))
    }

    /// Whether it is for every object of its kinds.
    pub fn is_whole(&self) -> bool {
        [&self.clients, &self.products, &self.paths, &self.types].into_iter().all(Vec::is_empty)
    }
}

/// The kind of what a key names that tells where an object is: the same key as in `[[moved]]`.
pub fn owner(key: &str) -> Option<KindName> {
    let inner = kinds::ALL.iter().find(|kind| kinds::owner_key(kind.name()) == Some(key))?;
    place::owners(*inner).first().copied()
}

/// The kinds that a key of policies is for: `path` for those that are trees, and a key that names what an object is in for
/// all that can be in it. Those with names of their own come first.
pub(crate) fn scoped(key: &str) -> Vec<KindName> {
    let holds = kinds::ALL.iter().filter(|kind| match owner(key) {
        Some(outer) => place::owners(**kind).contains(&outer),
        None => kind.name().form() == Form::Path,
    });
    let mut holds: Vec<KindName> = holds.map(|kind| kind.name()).collect();
    holds.sort_by_key(|kind| (kind.form(), *kind));
    holds
}

fn is_in(patterns: &[String], kind: KindName, address: &Address) -> bool {
    let outer = address.lineage().find(|outer| outer.kind == kind);
    outer.is_some_and(|outer| patterns.iter().any(|pattern| matches(pattern, &outer.name)))
}

fn is_of(product: &str, address: &Address) -> bool {
    let names = address.names();
    let outermost = names.first().copied().unwrap_or_default();
    outermost.strip_prefix(product).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

fn is_below(pattern: &str, address: &Address) -> bool {
    let names = address.names();
    let (pattern, deep) = pattern.strip_suffix("/**").map_or((pattern, false), |pattern| (pattern, true));
    let levels: Vec<&str> = pattern.split('/').filter(|level| !level.is_empty()).collect();
    (levels.len() == names.len() || deep && levels.len() < names.len())
        && levels.iter().zip(names).all(|(level, name)| matches(&level.to_lowercase(), &name.to_lowercase()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
    use super::*;

    #[test]
    fn a_path_with_two_stars_is_the_group_and_all_below() {
        let scope = |path: &str| Scope { kinds: vec![names::GROUP], paths: vec![path.into()], ..Scope::default() };
        for (pattern, path, expected) in [
            ("/svc/**", "/svc", true),
            ("/svc/**", "/svc/neon/bff", true),
            ("/svc/**", "/SVC/neon", true),
            ("/svc/**", "/svcs", false),
            ("/neon/*", "/neon/workbench", true),
            ("/neon/*", "/neon", false),
        ] {
            assert_eq!(scope(pattern).holds(&names::group(path).unwrap()), expected, "{pattern} {path}");
        }
    }
}
