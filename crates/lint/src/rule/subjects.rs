//! What is linted, by name and by kind: objects of the project's TOML, or all that is in a realm's exports.

use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use realmform_kinds as kinds;
use realmform_kinds::{names, parts, place};
use realmform_model::address::of_kind;
use realmform_model::{Address, Desired, KindName, Live, LookupRoles, Path, Source, Span};

use super::export::Export;
use super::sections;
use super::subject::{Stands, Subject};
use crate::json::Json;

/// What is linted.
#[derive(Debug, Default)]
pub struct Subjects<'a> {
    /// The objects of the kinds.
    pub objects: BTreeMap<Address, Subject<'a>>,
    /// The other parts of an export, in its order.
    pub parts: Vec<Subject<'a>>,
    /// Objects of an export whose address another one has.
    pub twins: Vec<Subject<'a>>,
    /// What exists beside the linted objects. After `settle`, so that it bears its new names.
    pub live: Option<&'a Live>,
    /// Which lookups are realm roles.
    pub lookup_roles: Option<&'a LookupRoles>,
    /// The kinds of which every object is known: what is neither linted nor live does not exist.
    complete: BTreeSet<KindName>,
    /// An export: all of a realm, as Keycloak wrote it.
    pub is_export: bool,
    parts_by_name: OnceLock<HashMap<Address, usize>>,
}

/// What is known of the target that a project's files are for.
#[derive(Clone, Copy, Debug)]
pub enum Beside<'a> {
    /// There is none: what the files leave out of an object of their own has Keycloak's default.
    Nothing,
    /// It is not read yet: what the files leave out is not known.
    Unknown,
    /// What lives there.
    Live(&'a Live),
}

impl<'a> Subjects<'a> {
    /// The project's TOML. Without what is live, nothing that it names can be called missing.
    pub fn of_project(desired: &'a Desired, beside: Beside<'a>) -> Self {
        let live = if let Beside::Live(live) = beside { Some(live) } else { None };
        let objects = desired.objects.par_iter().map(|(address, declared)| {
            let twin = live.and_then(|live| live.objects.get(address));
            let body = Json::of_body(&declared.body);
            let built_in = kinds::is_built_in(address, None);
            let subject = Subject {
                name: address.clone(),
                body: Cow::Owned(match twin {
                    Some(twin) => body.over(Json::of_body(&twin.body)),
                    None => body,
                }),
                whole: match beside {
                    Beside::Nothing => !built_in,
                    Beside::Unknown => false,
                    Beside::Live(_) => true,
                },
                built_in,
                implied: declared.implied,
                stands: Stands::Declared(declared),
            };
            (address.clone(), subject)
        });
        // What lives has no parts that cannot be declared, such as flows.
        let complete = kinds::ALL.iter().map(|kind| kind.name()).filter(|_| live.is_some()).collect();
        let objects: Vec<(Address, Subject)> = objects.collect();
        Self {
            objects: objects.into_iter().collect(),
            parts: Vec::new(),
            twins: Vec::new(),
            live,
            lookup_roles: desired.lookup_roles.as_ref(),
            complete,
            is_export: false,
            parts_by_name: OnceLock::new(),
        }
    }

    /// A realm's exports: the realm itself, and what else there is of it (its users, from files of their own).
    pub fn of_export(exports: &'a [Export<'a>]) -> Self {
        let complete = sections::complete(exports);
        let mut subjects = Self { is_export: true, complete, ..Self::default() };
        for export in exports {
            if export.is_realm() {
                subjects.insert(names::realm(), &export.root, export.source);
            }
            for kind in kinds::ALL {
                for place in kind.places().iter().filter(|place| !place.export.is_empty()) {
                    place::visit(&export.root, place, &mut |names, body| {
                        if let Some(address) = (place.address)(names) {
                            subjects.insert(address, body, export.source);
                        }
                    });
                }
            }
            parts::visit(&export.root, &mut |name, body| {
                subjects.parts.push(subject(name, body, export.source));
            });
        }
        subjects
    }

    fn insert(&mut self, address: Address, body: &'a Json<'a>, source: &'a Arc<Source>) {
        let mut subject = subject(address.clone(), body, source);
        let says_so = address.kind == names::FLOW && subject.is(&["builtIn"]);
        subject.built_in = says_so || kinds::is_built_in(&address, None);
        match self.objects.entry(address) {
            Entry::Vacant(place) => _ = place.insert(subject),
            Entry::Occupied(_) => self.twins.push(subject),
        }
    }

    /// All things that are linted, but for the twins.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = &Subject<'a>> {
        self.objects.values().chain(&self.parts)
    }

    /// All of a kind, declared or in an export: objects by name, and parts of an export in its order.
    pub fn of_kind(&self, kind: KindName) -> impl Iterator<Item = (&Address, &Subject<'a>)> {
        let objects = of_kind(&self.objects, kind);
        let parts = self.parts.iter().filter(move |part| part.name.kind == kind);
        objects.chain(parts.map(|part| (&part.name, part)))
    }

    /// The objects of a kind that are in another object.
    pub(crate) fn of_kind_in<'s>(
        &'s self,
        kind: KindName,
        outer: &'s Address,
    ) -> impl Iterator<Item = (&'s Address, &'s Subject<'a>)> {
        let inside = move |address: &Address| address.kind == kind && address.parent.as_deref() == Some(outer);
        self.objects.range(Address::inside(outer.clone(), kind, "")..).take_while(move |(address, _)| inside(address))
    }

    /// The realm itself, where it is linted.
    pub fn realm(&self) -> Option<&Subject<'a>> {
        self.objects.get(&names::realm())
    }

    /// What is linted under this name.
    pub fn named(&self, name: &Address) -> Option<&Subject<'a>> {
        self.objects.get(name).or_else(|| {
            let named = |(at, part): (usize, &Subject)| (part.name.clone(), at);
            let by_name = self.parts_by_name.get_or_init(|| self.parts.iter().enumerate().map(named).collect());
            self.parts.get(*by_name.get(name)?)
        })
    }

    /// Whether the object is linted or live.
    pub fn is_known(&self, address: &Address) -> bool {
        self.objects.contains_key(address) || self.live.is_some_and(|live| live.objects.contains_key(address))
    }

    /// Whether every object of the kind is linted or live. An export may leave out whole sections, and what is in them
    /// is then not known.
    pub(crate) fn knows_all(&self, kind: KindName) -> bool {
        self.complete.contains(&kind)
    }

    /// Every address that is linted or live.
    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        let live = self.live.into_iter().flat_map(|live| live.objects.keys());
        self.objects.keys().chain(live)
    }

    /// The place of an object that is linted.
    pub fn place(&self, address: &Address, path: &Path) -> Span {
        let keys: Vec<&str> = path.0.iter().map(String::as_str).collect();
        self.objects.get(address).map_or_else(Span::default, |subject| subject.place(&keys))
    }
}

fn subject<'a>(name: Address, body: &'a Json<'a>, source: &'a Arc<Source>) -> Subject<'a> {
    let stands = Stands::Export(source);
    Subject { name, body: Cow::Borrowed(body), whole: true, built_in: false, implied: false, stands }
}
