//! The values of a lookup type: what is declared, over the rows that count beside it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::names;
use realmform_model::address::of_kind;
use realmform_model::{Address, Body, Desired, Path, Span, path};

/// One value.
pub(super) struct Value<'d> {
    pub code: String,
    /// What it is when all that is declared is done.
    pub body: Body,
    /// Where it is declared; of a row that is not, nowhere.
    pub span: Span,
    /// No file declares it.
    pub is_row: bool,
    spans: Option<&'d BTreeMap<Path, Span>>,
}

impl Value<'_> {
    /// What is not said is active, as the database has it.
    pub(super) fn is_active(&self) -> bool {
        self.body.get("active").and_then(Json::as_bool) != Some(false)
    }

    /// Its place among the values of its type.
    pub(super) fn sort(&self) -> i64 {
        self.body.get("sort").and_then(Json::as_i64).unwrap_or_default()
    }

    /// The place of a field that is declared.
    pub(super) fn place(&self, field: &Path) -> Option<&Span> {
        self.spans?.get(field)
    }
}

/// The values of a type, by code; `None` where there is no such type.
pub(super) fn of<'d>(
    lookup_type: &str,
    desired: &'d Desired,
    rows: &BTreeMap<Address, Body>,
) -> Option<Vec<Value<'d>>> {
    if !types(desired, rows).contains(lookup_type) {
        return None;
    }
    let mut values: BTreeMap<&str, Value> = BTreeMap::new();
    for (address, body) in of_kind(rows, names::LOOKUP).filter(|(address, _)| is_of(lookup_type, address)) {
        let value =
            Value { code: address.name.clone(), body: body.clone(), span: Span::default(), is_row: true, spans: None };
        values.insert(&address.name, value);
    }
    for (address, declared) in
        of_kind(&desired.objects, names::LOOKUP).filter(|(address, _)| is_of(lookup_type, address))
    {
        let mut body = values.remove(address.name.as_str()).map(|row| row.body).unwrap_or_default();
        path::lay(&mut body, declared.body.clone());
        let value = Value {
            code: address.name.clone(),
            body,
            span: declared.span.clone(),
            is_row: false,
            spans: Some(&declared.spans),
        };
        values.insert(&address.name, value);
    }
    Some(values.into_values().collect())
}

/// Whether the object is in the type.
pub(super) fn is_of(lookup_type: &str, address: &Address) -> bool {
    address.parent.as_deref().is_some_and(|parent| parent.name == lookup_type)
}

/// All types that there are.
pub(super) fn types<'a>(desired: &'a Desired, rows: &'a BTreeMap<Address, Body>) -> BTreeSet<&'a str> {
    let all = || desired.objects.keys().chain(rows.keys());
    let types = all().filter(|address| address.kind == names::LOOKUP_TYPE);
    let outer = all().filter(|address| address.kind == names::LOOKUP).filter_map(|address| address.parent.as_deref());
    types.chain(outer).map(|address| address.name.as_str()).collect()
}
