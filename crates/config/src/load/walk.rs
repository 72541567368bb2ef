//! The walk through one file: the places of the kinds decide which table is which object.

use std::ops::Range;
use std::sync::Arc;

use toml_edit::{Item, Table, TableLike};

use crate::load::entry::{BOOLEAN, Entry, entries};
use crate::load::extra::ExtraFields;
use crate::load::field::Fields;
use crate::load::tables::Csvs;
use crate::load::{complete, lookup_roles, moved, tables, twice};
use realmform_kinds::kind::{Kind, Place, Shape};
use realmform_kinds::marks;
use realmform_kinds::place::{from_toml, normalise};
use realmform_kinds::{self as kinds, representation};
use realmform_model::desired::COMPLETE;
use realmform_model::rows::RowTable;
use realmform_model::words::{article, did_you_mean, listed, nearest};
use realmform_model::{Address, Declared, Finding, Form, LookupRoles, Move, Source, Span, ownership};

/// What one file says.
#[derive(Default)]
pub(super) struct Page {
    pub objects: Vec<(Address, Declared)>,
    pub moves: Vec<Move>,
    pub tables: Vec<RowTable>,
    pub lookup_roles: Option<LookupRoles>,
    pub findings: Vec<Finding>,
    /// Where secrets stand in clear.
    pub clear: Vec<Range<usize>>,
}

pub(super) fn page(source: &Arc<Source>, root: &Table, extra: &ExtraFields, csvs: &Csvs) -> Page {
    let mut walk = Walk { source, extra, page: Page::default() };
    for entry in entries(source, root) {
        if entry.key == "moved" {
            moved::read(source, &entry, &mut walk.page.moves, &mut walk.page.findings);
        } else if entry.key == tables::WORD {
            walk.page.tables.extend(tables::read(source, &entry, csvs, &mut walk.page.findings));
        } else if entry.key == lookup_roles::KEY {
            walk.page.lookup_roles = lookup_roles::read(source, &entry, &mut walk.page.findings);
        } else if !walk.visit(&[entry.key], &entry) {
            walk.unknown_kind(&entry);
        }
    }
    walk.page
}

/// What stands at a path of keys.
enum At {
    Object(&'static dyn Kind, &'static Place),
    /// Objects are further in.
    Way,
    Nothing,
}

fn places() -> impl Iterator<Item = (&'static dyn Kind, &'static Place)> {
    kinds::ALL.iter().flat_map(|kind| kind.places().iter().map(|place| (*kind, place)))
}

fn leads(place: &Place, path: &[&str]) -> bool {
    place.toml.len() >= path.len()
        && place.toml.iter().zip(path).all(|(pattern, key)| *pattern == "*" || pattern == key)
}

fn at(path: &[&str]) -> At {
    let mut found = At::Nothing;
    for (kind, place) in places().filter(|(_, place)| leads(place, path)) {
        if place.toml.len() == path.len() {
            return At::Object(kind, place);
        }
        found = At::Way;
    }
    found
}

/// The fixed keys that lead to objects below the path.
fn keys_below(path: &[&str]) -> Vec<&'static str> {
    let mut keys: Vec<_> = places()
        .filter(|(_, place)| leads(place, path))
        .filter_map(|(_, place)| place.toml.get(path.len()).copied())
        .filter(|key| *key != "*")
        .collect();
    keys.dedup();
    keys
}

struct Walk<'a> {
    source: &'a Arc<Source>,
    extra: &'a ExtraFields,
    page: Page,
}

impl Walk<'_> {
    /// Reads what stands at the path; false where nothing can stand.
    fn visit(&mut self, path: &[&str], entry: &Entry) -> bool {
        match at(path) {
            At::Object(kind, place) => self.object(kind, place, path, entry),
            At::Way => self.way(path, entry),
            At::Nothing => return false,
        }
        true
    }

    fn way(&mut self, path: &[&str], entry: &Entry) {
        let Some(table) = entry.item.as_table_like() else {
            self.page.findings.push(entry.wrong_type(&dotted(path), "a table"));
            return;
        };
        for inner in entries(self.source, table) {
            if !self.visit(&[path, &[inner.key]].concat(), &inner) {
                self.page.findings.push(inner.unknown(&format!("`{}`", dotted(path)), &keys_below(path)));
            }
        }
    }

    fn object(&mut self, kind: &'static dyn Kind, place: &Place, path: &[&str], entry: &Entry) {
        let Some(table) = entry.item.as_table_like() else {
            self.page.findings.push(entry.wrong_type(&dotted(path), "a table"));
            return;
        };
        let names: Vec<_> =
            path.iter().zip(place.toml).filter(|(_, key)| **key == "*").map(|(name, _)| *name).collect();
        let address = address(kind, place, &names, entry);
        let shown = match &address {
            Ok(address) => address.clone(),
            Err(_) => Address::top(kind.name(), entry.key),
        };
        let mut declared = Declared { span: object_span(self.source, entry), ..Declared::default() };
        let mut is_declared = is_explicit(entry.item);
        let (mut prevent_destroy, mut in_full) = (None, None);
        for field in entries(self.source, table) {
            if field.key == ownership::FLAG && kind.marks().is_some() {
                is_declared = true;
                prevent_destroy = Some(field);
                continue;
            }
            if field.key == COMPLETE && complete::can_be(kind) {
                is_declared = true;
                in_full = Some(field);
                continue;
            }
            let Some(shape) = self.shape(kind, field.key) else {
                if !self.visit(&[path, &[field.key]].concat(), &field) {
                    is_declared = true;
                    self.unknown_field(kind, path, &shown, &field);
                }
                continue;
            };
            is_declared = true;
            let mut fields = Fields {
                source: self.source,
                kind,
                address: &shown,
                declared: &mut declared,
                findings: &mut self.page.findings,
                clear: &mut self.page.clear,
            };
            fields.read(&field, shape);
        }
        if let Some(field) = prevent_destroy {
            self.prevent_destroy(kind, &field, &mut declared);
        }
        if let Some(field) = in_full {
            complete::read(kind, &field, &mut declared, &mut self.page.findings);
        }
        twice::check(kind, &mut declared, &mut self.page.findings);
        normalise(kind, &mut declared.body);
        match address {
            Ok(address) if is_declared => self.page.objects.push((address, declared)),
            Ok(_) => {}
            Err(finding) => self.page.findings.push(*finding),
        }
    }

    /// A flag that the object itself remembers, among its attributes: it counts when the declaration is gone.
    fn prevent_destroy(&mut self, kind: &dyn Kind, entry: &Entry, declared: &mut Declared) {
        let (Some(flag), Some(path)) = (entry.item.as_bool(), marks::place(kind.name(), ownership::PREVENT_DESTROY))
        else {
            self.page.findings.push(entry.wrong_type(ownership::FLAG, BOOLEAN));
            return;
        };
        let field = path.0.first().and_then(|field| declared.body.get(field));
        if field.and_then(serde_json::Value::as_object).is_some_and(serde_json::Map::is_empty) {
            let message =
                format!("`{}` is stored as an attribute, but the attributes must be empty here", ownership::FLAG);
            let finding = Finding::error("config/contradiction", message).at(&entry.span);
            self.page.findings.push(finding.help("remove the empty table, or list the attributes to keep"));
            return;
        }
        path.set(&mut declared.body, marks::value(kind.name(), flag.then_some("true")));
        declared.spans.insert(path, entry.span.clone());
    }

    fn shape(&self, kind: &dyn Kind, key: &str) -> Option<Shape> {
        let known = kind.fields().iter().find(|(name, _)| *name == key).map(|(_, shape)| *shape);
        let is_extra = || self.extra.get(&kind.name()).is_some_and(|names| names.contains(key));
        known.or_else(|| (is_extra() && !kind.apart().contains(&key)).then_some(Shape::Any))
    }

    fn unknown_field(&mut self, kind: &dyn Kind, path: &[&str], address: &Address, entry: &Entry) {
        let (key, name) = (entry.key, kind.name());
        let known: Vec<_> = kind.fields().iter().map(|(name, _)| *name).chain(keys_below(path)).collect();
        let mut suggestion = did_you_mean(key, known.iter().copied());
        let help = if key == kind.keys().name {
            suggestion.clear();
            "remove this line: the name is the key of the table".to_owned()
        } else if let Some(what) = kind.left_alone(key) {
            format!("remove it: realmform does not manage {what}, and changes nothing there")
        } else if kind.apart().contains(&key)
            || representation::of_kind(kind).is_some_and(|class| representation::field(class, key).is_some())
        {
            match nearest(key, known) {
                Some(near) => format!("write `{near}`, or remove this line: the server sets `{key}` itself"),
                None => "remove it: the server sets this field, or it has tables of its own".to_owned(),
            }
        } else {
            format!(
                "to allow a field that realmform does not know yet, add `{name} = [\"{key}\"]` to `[fields]` in realmform.toml"
            )
        };
        let message = format!("unknown field `{key}` in {}{suggestion}", article(name.as_str()));
        self.page
            .findings
            .push(Finding::error("config/unknown-key", message).at(&entry.key_span).on(address).help(help));
    }

    fn unknown_kind(&mut self, entry: &Entry) {
        let mut known = keys_below(&[]);
        known.extend(["moved", lookup_roles::KEY, tables::WORD]);
        known.sort_unstable();
        known.dedup();
        let sides = kinds::ALL.iter().filter(|kind| kind.name().form() == Form::Side);
        let whole = sides.into_iter().find(|kind| kind.fields().iter().any(|(name, _)| *name == entry.key));
        let (suggestion, help) = if let Some(whole) = whole.map(|kind| kind.name()) {
            (String::new(), format!("move it below `[{whole}]`: `{}` is a field of the {whole}", entry.key))
        } else {
            let help = format!("known tables: {}", listed(known.iter().copied()));
            (did_you_mean(entry.key, known.iter().copied()), help)
        };
        let message = format!("unknown table `{}`{suggestion}", entry.key);
        self.page.findings.push(Finding::error("config/unknown-kind", message).at(&entry.key_span).help(help));
    }
}

fn dotted(path: &[&str]) -> String {
    realmform_model::Path::of(path).to_string()
}

/// A header, an inline table: not merely the beginning of something further in.
fn is_explicit(item: &Item) -> bool {
    match item {
        Item::Table(table) => !table.is_implicit(),
        Item::Value(value) => !value.as_inline_table().is_some_and(TableLike::is_dotted),
        Item::None | Item::ArrayOfTables(_) => false,
    }
}

fn object_span(source: &Arc<Source>, entry: &Entry) -> Span {
    match entry.item {
        Item::Table(table) if !table.is_implicit() => {
            table.span().map_or_else(|| entry.key_span.clone(), |at| super::entry::span(source, at))
        }
        _ => entry.key_span.clone(),
    }
}

fn address(kind: &dyn Kind, place: &Place, names: &[&str], entry: &Entry) -> Result<Address, Box<Finding>> {
    let span = &entry.key_span;
    if let (Form::Path, [path]) = (kind.name().form(), names)
        && Address::at_path(kind.name(), path).is_none()
    {
        let right: String = path.split('/').filter(|name| !name.is_empty()).map(|name| format!("/{name}")).collect();
        let help = if right.is_empty() { "/group/subgroup".to_owned() } else { right };
        let message =
            format!("`{path}` is not a {} path: a path starts with `/` and contains no empty names", kind.name());
        let table = place.toml.first().copied().unwrap_or_default();
        return Err(Box::new(
            Finding::error("config/group-path", message).at(span).help(format!("write `[{table}.\"{help}\"]`")),
        ));
    }
    let address = from_toml(kind, place, names).filter(|_| names.iter().all(|name| !name.is_empty()));
    address.ok_or_else(|| {
        let message = format!("the name of {} must not be empty", article(kind.name().as_str()));
        Box::new(Finding::error("config/empty-name", message).at(span).help("write the name that it has in Keycloak"))
    })
}
