//! A role that comes from a lookup, and how it joins what is declared by hand.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{names, place};
use realmform_model::{Body, Declared, Desired, Path, Span};

/// A role as its lookup tells it.
pub(super) struct Made {
    /// Where the lookup stands among those of its type.
    pub sort: i64,
    /// The code of the lookup.
    pub code: String,
    /// All that is known of the lookup.
    pub body: Body,
    /// What the role is called.
    pub name: String,
    /// What is said of it, and where.
    pub description: Option<(String, Span)>,
    /// Where the lookup stands.
    pub span: Span,
}

/// Adds the role, with the roles that it contains where something is said of that. What is written by hand stays: its fields
/// win, and its composites are there besides.
pub(super) fn merge(desired: &mut Desired, made: &Made, contents: Option<&Vec<(String, Span)>>) {
    let fresh = || Declared { span: made.span.clone(), ..Declared::default() };
    let declared = desired.objects.entry(names::realm_role(made.name.as_str())).or_insert_with(fresh);
    let description = Path::of(&["description"]);
    if let Some((text, span)) = made.description.as_ref().filter(|_| description.get(&declared.body).is_none()) {
        description.set(&mut declared.body, Some(text.as_str().into()));
        declared.spans.insert(description, span.clone());
    }
    let Some(contents) = contents else { return };
    let realm = Path::of(&["composites", "realm"]);
    let mut list = realm.get(&declared.body).and_then(Value::as_array).cloned().unwrap_or_default();
    let by_hand: BTreeSet<String> = list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    for (name, span) in contents {
        if !by_hand.contains(name) {
            list.push(name.as_str().into());
            declared.spans.insert(realm.then(name.as_str()), span.clone());
        }
    }
    realm.set(&mut declared.body, Some(list.into()));
    let place = contents.first().map_or_else(|| made.span.clone(), |(_, span)| span.clone());
    for path in [Path::of(&["composites"]), realm] {
        declared.spans.entry(path).or_insert_with(|| place.clone());
    }
    place::normalise(crate::kinds::of(names::REALM_ROLE), &mut declared.body);
}
