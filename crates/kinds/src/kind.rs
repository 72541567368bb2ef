//! What a kind of object is to the engine: pure data about its place, its fields, its references and its requests.

use crate::reference::Slot;
use crate::request::{Detail, EventPath, Ids, Listing, MissingId, Request};
use realmform_model::{Address, Body, KindName, Object, Step};

/// What servers write where a secret is.
pub const MASK: &str = "**********";

/// One kind of object. A kind is one file under `kinds/`, and does no I/O.
pub trait Kind: Sync {
    fn name(&self) -> KindName;

    /// Where objects of the kind stand in the TOML and in a realm export; more than one where they can live in
    /// different things.
    fn places(&self) -> &'static [Place];

    /// The fields that a declaration may have. Any other key is an error, unless `realmform.toml` allows it.
    fn fields(&self) -> &'static [Field];

    /// Where the body names other objects.
    fn slots(&self) -> &'static [Slot] {
        &[]
    }

    /// Paths that hold secrets.
    fn secrets(&self) -> &'static [&'static [&'static str]] {
        &[]
    }

    /// The table of texts in a body that bears realmform's marks, and what it holds; `None` where there is none, so that
    /// objects of the kind are never deleted.
    fn marks(&self) -> Option<Field> {
        self.fields().iter().copied().find(|(field, _)| *field == "attributes")
    }

    /// Those of the secrets that can be made up: nobody else has to know them beforehand.
    fn generated(&self) -> &'static [&'static [&'static str]] {
        &[]
    }

    /// Keys of the export's representation that are no fields: they hold objects of other kinds, or the name.
    fn apart(&self) -> &'static [&'static str] {
        &[]
    }

    /// From the export's representation to the body: lists with natural keys become objects.
    fn normalise(&self, _body: &mut Body) {}

    /// Takes away what the server puts into a body by itself, so that it is never compared. The same is done to what
    /// is declared.
    fn disregard(&self, _body: &mut Body) {}

    /// The way back to the export's representation.
    fn represent(&self, _address: &Address, _body: &mut Body) {}

    /// Whether Keycloak makes an object of this name by itself.
    fn is_built_in(&self, _address: &Address) -> bool {
        false
    }

    /// For objects that come into being with what they live in (a client's service account): the body that the server
    /// gives them. `None` for all others, which have to be made.
    fn born_with(&self, _address: &Address, _realm: &str) -> Option<Body> {
        None
    }

    /// The key of the representation that holds the natural key.
    fn name_key(&self) -> &'static str {
        "name"
    }

    /// How a live Keycloak lists the objects of the kind.
    fn listing(&self) -> Listing {
        Listing::Inside
    }

    /// What a listed representation still lacks, and where to read it. `wanted` has the declared fields.
    fn details(&self, _raw: &Body, _wanted: &Body) -> Vec<Detail> {
        Vec::new()
    }

    /// The requests that carry out a step on a live Keycloak.
    ///
    /// # Errors
    /// The address whose id has to be looked up first.
    fn requests(&self, _step: &Step, _live: Option<&Object>, _ids: &Ids) -> Result<Vec<Request>, MissingId> {
        Ok(Vec::new())
    }

    /// Where a realm's admin events tell of the object, as far as its ids are known.
    fn events(&self, _address: &Address, _ids: &Ids) -> Vec<EventPath> {
        Vec::new()
    }

    /// Where to read the id of an object that was made in this run: a path below `/admin/realms/{realm}` that answers
    /// the object, or a list in which `name_key` tells it.
    ///
    /// # Errors
    /// The address whose id has to be looked up first.
    fn lookup(&self, _address: &Address, _ids: &Ids) -> Result<String, MissingId> {
        Ok(String::new())
    }
}

/// Where objects of a kind stand.
pub struct Place {
    /// The keys in the TOML; `*` is a name. Empty where the kind cannot be declared.
    pub toml: &'static [&'static str],
    /// The way in the export's JSON. Empty where the kind is in no export.
    pub export: &'static [Seg],
    /// From the names on the way to the address; `None` where a name is not one (a group's path without its `/`).
    pub address: fn(&[&str]) -> Option<Address>,
    /// Back from an address to the names on the way; `None` where the object does not live in this place.
    pub names: fn(&Address) -> Option<Vec<String>>,
}

/// One step of the way into an export.
#[derive(Clone, Copy, Debug)]
pub enum Seg {
    /// A fixed key.
    Key(&'static str),
    /// Any key of an object: a name.
    Named,
    /// Any element of a list: the name is under this key; elements without it are passed over.
    List(&'static str),
    /// A list as before, whose elements hold lists of their own under the second key, to any depth.
    Tree(&'static str, &'static str),
}

/// A field that a declaration may have.
pub type Field = (&'static str, Shape);

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    Text,
    Bool,
    Int,
    /// A list of texts.
    Texts,
    /// A table of texts; numbers and booleans are taken as texts, as Keycloak itself does.
    TextMap,
    /// A table of lists of texts; a single text is taken as a list of one.
    TextsMap,
    /// A table with these fields.
    Fields(&'static [Field]),
    /// A table by name, each entry with these fields.
    Named(&'static [Field]),
    /// Whatever JSON can say: tables and lists that are handed on as they are.
    Any,
}
