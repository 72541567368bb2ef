//! Realm roles that come from the lookup catalogue: what `[roles_from_lookups]` says.

use std::collections::{BTreeMap, BTreeSet};

use crate::glob::matches;
use crate::path::{Body, Path};
use crate::source::Span;

/// Which values of the catalogue are realm roles, and which of them contain which.
#[derive(Clone, Debug, Default)]
pub struct LookupRoles {
    /// The type whose values are roles that people have.
    pub roles: Option<RolesOfType>,
    /// The type whose values are permissions, which those roles contain.
    pub permissions: Option<RolesOfType>,
    /// Whose values count; the files' where nothing is said.
    pub source: Option<RowSource>,
    /// The language of descriptions; English where nothing is said.
    pub language: Option<String>,
    /// By the code of a role, or a pattern of codes: patterns of permissions that it contains.
    pub grants: BTreeMap<String, Codes>,
    /// By the code of a role, or a pattern of codes: patterns of other roles that it contains.
    pub includes: BTreeMap<String, Codes>,
    /// Where it stands.
    pub span: Span,
}

/// Whose values become roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowSource {
    /// Those of the files.
    Files,
    /// Those of the files, and all other rows that the target's database holds.
    Database,
}

impl RowSource {
    /// The words that stand for them.
    pub const WORDS: &'static [(&'static str, Self)] = &[("files", Self::Files), ("database", Self::Database)];
}

/// A lookup type whose values are realm roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolesOfType {
    /// The code of the type.
    pub lookup_type: String,
    /// How its roles are called: the first name of which a value has all parts.
    pub names: Vec<RoleName>,
    /// Where it stands.
    pub span: Span,
}

/// A pattern by which a value's role is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleName(pub Vec<NamePart>);

/// A part of a role's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamePart {
    /// As it is.
    Text(String),
    /// The value's code.
    Code,
    /// The code as one word in upper camel case: `content_editor` is `ContentEditor`.
    CamelCode,
    /// A text in the value's metadata.
    Metadata(String),
}

/// Patterns of codes, each with its place. One that begins with `!` takes away what the others matched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codes {
    /// The patterns.
    pub patterns: Vec<(String, Span)>,
    /// The place of the key.
    pub span: Span,
}

impl LookupRoles {
    /// The language of descriptions where nothing is said.
    pub const LANGUAGE: &'static str = "en";

    /// Both types that are named.
    pub fn types(&self) -> impl Iterator<Item = &RolesOfType> {
        self.roles.iter().chain(&self.permissions)
    }

    /// Whether the values of this type are roles.
    pub fn speaks_of(&self, lookup_type: &str) -> bool {
        self.types().any(|it| it.lookup_type == lookup_type)
    }

    /// Whether the rows of the database count.
    pub fn needs_database(&self) -> bool {
        self.source == Some(RowSource::Database)
    }

    /// Lays another one over it: what that one says wins.
    pub fn lay(&mut self, over: Self) {
        let Self { roles, permissions, source, language, grants, includes, span: _ } = over;
        self.roles = roles.or(self.roles.take());
        self.permissions = permissions.or(self.permissions.take());
        self.source = source.or(self.source);
        self.language = language.or(self.language.take());
        self.grants.extend(grants);
        self.includes.extend(includes);
    }
}

impl RoleName {
    /// The name of the role of a value; `None` where the value lacks a part of it.
    pub fn of(&self, code: &str, body: &Body) -> Option<String> {
        let mut name = String::new();
        for part in &self.0 {
            match part {
                NamePart::Text(text) => name.push_str(text),
                NamePart::Code => name.push_str(code),
                NamePart::CamelCode => name.push_str(&camel(code)),
                NamePart::Metadata(key) => {
                    let text = Path::of(&["metadata", key]).get(body)?.as_str().filter(|text| !text.is_empty())?;
                    name.push_str(text);
                }
            }
        }
        (!name.is_empty()).then_some(name)
    }
}

impl RolesOfType {
    /// The name of the role of a value.
    pub fn name(&self, code: &str, body: &Body) -> Option<String> {
        self.names.iter().find_map(|name| name.of(code, body))
    }
}

fn camel(code: &str) -> String {
    let words = code.split(['_', '-', ' ']).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            first.chain(letters).collect::<String>()
        })
        .collect()
}

impl Codes {
    /// The codes that are meant, in the order of the patterns and then in their own, each once.
    pub fn chosen<'c>(&self, codes: &[&'c str]) -> Vec<(&'c str, &Span)> {
        let (mut chosen, mut seen) = (Vec::new(), BTreeSet::new());
        for (pattern, span) in self.patterns.iter().filter(|(pattern, _)| !pattern.starts_with('!')) {
            let matched = codes.iter().copied().filter(|code| matches(pattern, code));
            chosen.extend(matched.filter(|code| seen.insert(*code)).map(|code| (code, span)));
        }
        let without: Vec<&str> = self.patterns.iter().filter_map(|(pattern, _)| pattern.strip_prefix('!')).collect();
        chosen.retain(|(code, _)| !without.iter().any(|pattern| matches(pattern, code)));
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(patterns: &[&str]) -> Codes {
        let patterns = patterns.iter().map(|pattern| ((*pattern).to_owned(), Span::default()));
        Codes { patterns: patterns.collect(), ..Codes::default() }
    }

    fn chosen(patterns: &[&str]) -> Vec<&'static str> {
        const ALL: &[&str] = &["course.read", "course.delete", "quiz.read", "payment.read"];
        codes(patterns).chosen(ALL).into_iter().map(|(code, _)| code).collect()
    }

    #[test]
    fn patterns_choose_in_their_order_and_each_code_once() {
        assert_eq!(chosen(&["quiz.*", "*.read"]), ["quiz.read", "course.read", "payment.read"]);
        assert_eq!(chosen(&["course.read", "course.read"]), ["course.read"]);
        assert_eq!(chosen(&[]), [""; 0]);
    }

    #[test]
    fn what_is_taken_away_is_gone_wherever_it_stands() {
        assert_eq!(chosen(&["!payment.*", "*.read"]), ["course.read", "quiz.read"]);
        assert_eq!(chosen(&["!course.delete"]), [""; 0]);
    }

    #[test]
    fn a_name_needs_all_its_parts() {
        let body = serde_json::json!({"metadata": {"role": "Boss", "rank": 3, "none": ""}});
        let body = body.as_object().cloned().unwrap_or_default();
        let name = |parts: &[NamePart]| RoleName(parts.to_vec()).of("content_editor", &body);
        let metadata = |key: &str| NamePart::Metadata(key.to_owned());
        assert_eq!(name(&[metadata("role")]).as_deref(), Some("Boss"));
        assert_eq!(name(&[NamePart::Text("x-".into()), NamePart::Code]).as_deref(), Some("x-content_editor"));
        assert_eq!(name(&[NamePart::CamelCode]).as_deref(), Some("ContentEditor"));
        for missing in ["rank", "none", "absent"] {
            assert_eq!(name(&[metadata(missing)]), None, "{missing}");
        }
    }
}
