//! Every field of an export, with what Keycloak knows of it.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::json::Json;
use crate::rule::{Context, Subject};
use realmform_kinds as kinds;
use realmform_kinds::parts;
use realmform_kinds::representation::{self, Holds, Known};
use realmform_model::{KindName, Span};

/// A field that stands in an export.
pub(super) struct Seen<'w, 'a> {
    /// The object that it is of: the nearest one with a name.
    pub(super) subject: &'w Subject<'a>,
    /// The representation that it is in.
    pub(super) class: &'static str,
    /// From the object to the field.
    pub(super) way: &'w [Step<'w>],
    /// Its key and its value.
    pub(super) entry: &'w (Cow<'a, str>, Json<'a>),
    /// What Keycloak knows of it.
    pub(super) known: Option<&'static Known>,
}

impl Seen<'_, '_> {
    /// Where it stands.
    pub(super) fn place(&self) -> Span {
        self.subject.place_of_entry(self.entry)
    }
}

/// One step of the way to a field.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'w> {
    /// Into an object.
    Key(&'w str),
    /// Into a list.
    At(usize),
}

/// The way to a field, as messages show it: `credentials[0].type`.
pub(super) fn shown(way: &[Step]) -> String {
    let mut shown = String::new();
    for step in way {
        match step {
            Step::Key(key) if shown.is_empty() => shown.push_str(key),
            Step::Key(key) => shown.extend([".", key]),
            Step::At(at) => shown.push_str(&format!("[{at}]")),
        }
    }
    shown
}

/// Calls `found` for each field of every representation in an export. The fields of an object with a name of its own, such
/// as a client, are that object's and not the realm's.
pub(super) fn fields<'a>(context: &Context<'a>, found: &mut dyn FnMut(Seen)) {
    if !context.is_export {
        return;
    }
    let mut bodies: HashSet<*const Json<'a>> = HashSet::new();
    // A directory is an object of its own and a component.
    let all = context.subjects().chain(&context.twins);
    let subjects: Vec<&Subject<'a>> = all.filter(|subject| bodies.insert(std::ptr::from_ref(&*subject.body))).collect();
    for subject in subjects {
        let Some(class) = class(subject.name.kind) else { continue };
        let mut walk = Walk { subject, bodies: &bodies, way: Vec::new(), found };
        walk.object(class, &subject.body);
    }
}

/// The representation of a kind.
fn class(kind: KindName) -> Option<&'static str> {
    match parts::named(kind) {
        Some(part) => representation::of_part(part),
        None => representation::of_kind(kinds::of(kind)),
    }
}

struct Walk<'w, 'a, 'f> {
    subject: &'w Subject<'a>,
    bodies: &'w HashSet<*const Json<'a>>,
    way: Vec<Step<'w>>,
    found: &'f mut dyn FnMut(Seen),
}

impl<'w, 'a> Walk<'w, 'a, '_> {
    fn object(&mut self, class: &'static str, value: &'w Json<'a>) {
        for entry in value.entries() {
            self.way.push(Step::Key(&entry.0));
            let known = representation::field(class, &entry.0);
            (self.found)(Seen { subject: self.subject, class, way: &self.way, entry, known });
            if let Some(known) = known {
                self.inside(&known.holds, &entry.1);
            }
            self.way.pop();
        }
    }

    /// Goes on to the representations in a value.
    fn inside(&mut self, holds: &Holds, value: &'w Json<'a>) {
        match holds {
            Holds::Fields(class) | Holds::TextOrFields(class) if !self.bodies.contains(&std::ptr::from_ref(value)) => {
                self.object(class, value);
            }
            Holds::List(inner) if holds_fields(inner) => {
                for (at, item) in value.items().iter().enumerate() {
                    self.way.push(Step::At(at));
                    self.inside(inner, item);
                    self.way.pop();
                }
            }
            Holds::Map(inner) if holds_fields(inner) => {
                for (key, item) in value.entries() {
                    self.way.push(Step::Key(key));
                    self.inside(inner, item);
                    self.way.pop();
                }
            }
            _ => {}
        }
    }
}

/// Whether there are representations in it.
fn holds_fields(holds: &Holds) -> bool {
    match holds {
        Holds::Fields(_) | Holds::TextOrFields(_) => true,
        Holds::List(inner) | Holds::Map(inner) => holds_fields(inner),
        _ => false,
    }
}
