//! What the rules of lookups ask: the catalogue as it is declared, and what else lives beside it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::rule::{Context, Subject};
use realmform_kinds::lookup_roles::codes;
use realmform_kinds::names;
use realmform_model::lookup_roles::{Codes, LookupRoles, RolesOfType};
use realmform_model::words::nearest;
use realmform_model::{Address, Body, Finding, KindName, Severity, Span, matches};

/// What lives of a kind and is not declared.
pub(super) fn undeclared<'c>(context: &'c Context, kind: KindName) -> impl Iterator<Item = (&'c Address, &'c Body)> {
    let live = context.live.into_iter().flat_map(move |live| realmform_model::address::of_kind(&live.objects, kind));
    let others = live.filter(|(address, _)| !context.objects.contains_key(*address));
    others.map(|(address, object)| (address, &object.body))
}

/// The mapping, where all the lookups that it is about are known.
pub(super) fn known_mapping<'c>(context: &'c Context) -> Option<&'c LookupRoles> {
    context.lookup_roles.filter(|mapping| !mapping.needs_database() || context.live.is_some())
}

/// The codes of a type that can give roles.
pub(super) fn codes_of<'c>(context: &'c Context, mapping: &LookupRoles, lookup_type: &str) -> BTreeSet<&'c str> {
    let rows = undeclared(context, names::LOOKUP).map(|(address, _)| address);
    let rows = rows.filter(|_| mapping.needs_database());
    codes(lookup_type, context.objects.keys().chain(rows))
}

/// The realm role of a value that is declared; of one that is not, the role that its code would be.
pub(super) fn role(context: &Context, of_type: &RolesOfType, code: &str) -> Address {
    let lookup = names::lookup(of_type.lookup_type.as_str(), code);
    let body = context.objects.get(&lookup).map(body).unwrap_or_default();
    names::realm_role(of_type.name(code, &body).unwrap_or_else(|| code.to_owned()))
}

/// All that is known of an object.
pub(super) fn body(subject: &Subject) -> Body {
    match subject.body.to_value() {
        Value::Object(body) => body,
        _ => Body::new(),
    }
}

/// A pattern of codes that matches none.
pub(super) struct Idle<'m> {
    pub pattern: &'m str,
    pub span: &'m Span,
}

/// The patterns that match no code. One that takes codes away is none the better for matching nothing.
pub(super) fn idle<'m>(codes: &'m Codes, known: &BTreeSet<&str>) -> Vec<Idle<'m>> {
    let patterns = codes.patterns.iter().map(|(pattern, span)| (pattern.strip_prefix('!').unwrap_or(pattern), span));
    let idle = patterns.filter(|(pattern, _)| !known.iter().any(|code| matches(pattern, code)));
    idle.map(|(pattern, span)| Idle { pattern, span }).collect()
}

/// What is found of a pattern that matches nothing: a name without `*` is certainly misspelt.
pub(super) fn nothing(code: &str, idle: &Idle, lookup_type: &str, known: &BTreeSet<&str>, fix: &str) -> Finding {
    let Idle { pattern, span } = idle;
    let is_name = !pattern.contains('*');
    let message = match is_name {
        true => format!("`{lookup_type}` has no value `{pattern}`"),
        false => format!("`{pattern}` matches no value of `{lookup_type}`"),
    };
    let help = match nearest(pattern, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? Otherwise {fix}"),
        None => fix.to_owned(),
    };
    let severity = if is_name { Severity::Error } else { Severity::Warning };
    Finding { severity, ..Finding::error(code, message) }.at(span).help(help)
}

/// Groups of things by a key.
pub(super) fn grouped<K: Ord, V>(things: impl Iterator<Item = (K, V)>) -> BTreeMap<K, Vec<V>> {
    let mut groups: BTreeMap<K, Vec<V>> = BTreeMap::new();
    things.for_each(|(key, thing)| groups.entry(key).or_default().push(thing));
    groups
}
