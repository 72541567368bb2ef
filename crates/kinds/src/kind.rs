//! The interface of a kind of object: pure data about its place, its fields, its references and its requests.

use realmform_model::{Address, Body, KindName, Live, Object, Step};

use serde_json::Value;

use crate::reference::Slot;
use crate::request::{Detail, Events, Ids, Listing, MissingId, Request};
use crate::wider::Wider;

mod answers;

pub use answers::{Falling, Field, Joins, Keys, Origin, Place, Renames, Seg, Shape, Sight, Waits};

/// The protocol of clients, client scopes and mappers that say nothing.
pub const DEFAULT_PROTOCOL: &str = "openid-connect";

/// What servers write where a secret is.
pub const MASK: &str = "**********";

/// One kind of object. A kind is one file under `kinds/`, and does no I/O.
///
/// What has no default here has to be answered by every kind: nothing else in the workspace asks for a kind by its name to
/// find it out. What has one differs from it for few kinds only.
pub trait Kind: Sync {
    /// What it is, as data.
    fn facts(&self) -> &'static Facts;

    /// Those of the secrets that can be generated: nobody else has to know them beforehand.
    fn generated(&self) -> &'static [&'static [&'static str]] {
        &[]
    }

    /// Fields that the server shows a second time among the attributes, each with its key there. They are one setting.
    fn doubles(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// From the export's representation to the body: lists with natural keys become objects.
    fn normalise(&self, _body: &mut Body) {}

    /// Lists from which the server drops blank texts; from others it does not.
    fn without_blanks(&self) -> &'static [&'static str] {
        &[]
    }

    /// Puts into a body what an export keeps elsewhere, or writes in another way than files do.
    fn gather(&self, _export: &Value, _address: &Address, _body: &mut Body) {}

    /// The way back into an export, from which the object's own representation is taken out.
    fn scatter(&self, _export: &mut Value, _address: &Address, _body: &mut Body) {}

    /// Tables whose entries are the whole wherever the table is declared, as those of a list are.
    fn complete(&self) -> &'static [&'static [&'static str]] {
        &[]
    }

    /// Entries of tables that come back with a value of the server's when they are taken away: the table, the key, the value.
    fn standing(&self) -> &'static [(&'static str, &'static str, &'static str)] {
        &[]
    }

    /// Entries of tables that a server puts into new objects by itself, with the value that is meant where they are absent, too:
    /// the table, the key, the value. An import does not write them.
    fn understood(&self, _body: &Body) -> &'static [(&'static str, &'static str, &'static str)] {
        &[]
    }

    /// What the server works out by itself: a field that is written, and another that follows it.
    fn followers(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// Secrets that the server shows nobody, and that it forgets when another field of their table is written without them.
    fn forgotten(&self) -> &'static [&'static [&'static str]] {
        &[]
    }

    /// Fields whose texts the server keeps in columns of 255 characters, as it does all names. Longer ones it answers with an
    /// error that does not say why.
    fn short(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether nobody may change the object, or anything in it, whatever roles they have.
    fn is_fixed(&self, _address: &Address, _live: &Live) -> bool {
        false
    }

    /// What the server deletes with a change of an object, for good, beside what the change says.
    fn loses(&self, _before: &Body, _after: &Body) -> Vec<&'static str> {
        Vec::new()
    }

    /// Why the server does not take a change of this field, whether it says so or ignores it. `before` is `None` for a new
    /// object; `after` has the change in it.
    fn refuses(&self, _field: &str, _before: Option<&Body>, _after: &Body) -> Option<&'static str> {
        None
    }

    /// Fields whose change can keep out an account that signs in with the object, or in it.
    fn sign_in(&self) -> &'static [&'static str] {
        &[]
    }

    /// Fields whose change makes an object wider or weaker.
    fn wider(&self) -> &'static [Wider] {
        &[]
    }

    /// The field in which Keycloak says of its own objects what they are, in words that stay when they are renamed.
    fn signed(&self) -> Option<&'static str> {
        None
    }

    /// What the world outside knows an object by, so that it has to change with its name: `client ID`.
    fn known_by(&self, _body: &Body) -> Option<&'static str> {
        None
    }

    /// Pairs of lists of links that share nothing: what is in one, the server does not take into the other.
    fn either(&self) -> &'static [[&'static str; 2]] {
        &[]
    }

    /// What a step says that joins an object of the kind to another.
    fn joins(&self) -> Joins {
        Joins::Granted
    }

    /// Takes away what the server puts into a body by itself, so that it is never compared. The same is done to what
    /// is declared.
    fn disregard(&self, _body: &mut Body) {}

    /// The way back to the export's representation.
    fn represent(&self, _address: &Address, _body: &mut Body) {}

    /// What a field of the server is that realmform leaves as it is, so that it is told when somebody declares it.
    fn left_alone(&self, _field: &str) -> Option<&'static str> {
        None
    }

    /// For objects that come into being with what they live in (a client's service account): the body that the server
    /// gives them, in a realm with this default role. `None` for all others, which have to be made.
    fn born_with(&self, _address: &Address, _default_role: &str) -> Option<Body> {
        None
    }

    /// The people whom a body carries, each with all that names something: the users of an export's realm.
    fn people(&self, _body: &Body) -> Vec<Vec<Address>> {
        Vec::new()
    }

    /// Whether it is a row of a table: nothing, an empty text and `false` are three things, and only rows that differ are
    /// objects, because there may be a million.
    fn is_row(&self) -> bool {
        false
    }

    /// See [`Facts::name`].
    fn name(&self) -> KindName {
        self.facts().name
    }

    /// See [`Facts::places`].
    fn places(&self) -> &'static [Place] {
        self.facts().places
    }

    /// See [`Facts::keys`].
    fn keys(&self) -> Keys {
        self.facts().keys
    }

    /// See [`Facts::fields`].
    fn fields(&self) -> &'static [Field] {
        self.facts().fields
    }

    /// See [`Facts::apart`].
    fn apart(&self) -> &'static [&'static str] {
        self.facts().apart
    }

    /// See [`Facts::slots`].
    fn slots(&self) -> &'static [Slot] {
        self.facts().slots
    }

    /// See [`Facts::secrets`].
    fn secrets(&self) -> &'static [&'static [&'static str]] {
        self.facts().secrets
    }

    /// See [`Facts::marks`].
    fn marks(&self) -> Option<Field> {
        self.facts().marks
    }

    /// See [`Facts::renames`].
    fn renames(&self) -> Renames {
        self.facts().renames
    }

    /// See [`Facts::waits`].
    fn waits(&self) -> Waits {
        self.facts().waits
    }

    /// See [`Facts::falls`].
    fn falls(&self) -> Falling {
        self.facts().falls
    }

    /// See [`Facts::origin`].
    fn origin(&self, address: &Address, live: Option<&Live>) -> Origin {
        (self.facts().origin)(address, live)
    }

    /// See [`Facts::endpoint`].
    fn endpoint(&self) -> Option<&'static dyn Endpoint> {
        self.facts().endpoint
    }
}

/// What every kind has to say of itself.
pub struct Facts {
    /// What it is called, and where plans list it.
    pub name: KindName,
    /// Where objects of the kind stand in the TOML and in a realm export; more than one where they can live in
    /// different things.
    pub places: &'static [Place],
    /// The keys of the representation that hold its natural key and the server's id.
    pub keys: Keys,
    /// The fields that a declaration may have. Any other key is an error, unless `realmform.toml` allows it.
    pub fields: &'static [Field],
    /// Keys of the export's representation that are no fields: they hold objects of other kinds, or the name.
    pub apart: &'static [&'static str],
    /// Where the body names other objects.
    pub slots: &'static [Slot],
    /// Paths that hold secrets.
    pub secrets: &'static [&'static [&'static str]],
    /// The table of texts in a body that bears realmform's marks, and what it holds; `None` where there is none, so that
    /// objects of the kind are never deleted.
    pub marks: Option<Field>,
    /// Whether an entry of history can rename an object in place.
    pub renames: Renames,
    /// What others wait for, and what it waits for, beyond what bodies name.
    pub waits: Waits,
    /// What an object is to one that is deleted, and what goes with it.
    pub falls: Falling,
    /// Who makes an object of this name: in the live realm, or where none is known in any.
    pub origin: fn(&Address, Option<&Live>) -> Origin,
    /// What it is at Keycloak's Admin API; `None` for what lives in a database.
    pub endpoint: Option<&'static dyn Endpoint>,
}

/// What a kind is at Keycloak's Admin API: how its objects are listed, read, written and reported.
pub trait Endpoint: Kind {
    /// How a live Keycloak lists the objects of the kind.
    fn listing(&self) -> Listing;

    /// Which plans have to see the objects of the kind.
    fn sight(&self) -> Sight;

    /// Which admin events tell of its objects; `None` where no plan can change one by itself.
    fn events(&self) -> Option<Events>;

    /// The requests that carry out a step on a live Keycloak.
    ///
    /// # Errors
    /// The address whose id has to be looked up first.
    fn requests(&self, step: &Step, live: Option<&Object>, ids: &Ids) -> Result<Vec<Request>, MissingId>;

    /// What is sent when a step is done and its object has an id: what the server does not take while it makes one.
    ///
    /// # Errors
    /// The address whose id has to be looked up first.
    fn afterwards(&self, _step: &Step, _ids: &Ids) -> Result<Vec<Request>, MissingId> {
        Ok(Vec::new())
    }

    /// Where to read the id of an object that was made in this run: a path below `/admin/realms/{realm}` that answers
    /// the object, or a list in which its key tells it.
    ///
    /// # Errors
    /// The address whose id has to be looked up first.
    fn lookup(&self, address: &Address, ids: &Ids) -> Result<String, MissingId>;

    /// Where in that answer the list is, if it is the representation of what the object lives in.
    fn list_in(&self) -> Option<&'static str> {
        None
    }

    /// What a listed representation still lacks, and where to read it. `wanted` has the declared fields.
    fn details(&self, _raw: &Body, _wanted: &Body) -> Vec<Detail> {
        Vec::new()
    }

    /// What a completed representation lacks still, as the answers said.
    fn further(&self, _raw: &Body) -> Vec<Detail> {
        Vec::new()
    }

    /// The lists that the server fills by its own choice with this step, before any plan can see them: where they are declared,
    /// they have to be emptied of what it put there.
    fn filled_by_server(&self, _step: &Step) -> Vec<Slot> {
        Vec::new()
    }

    /// Whether the object is one that realmform itself keeps on a server for its own work, and that no document has.
    fn is_ours(&self, _name: &str) -> bool {
        false
    }

    /// The list of users who lose something with the object: below `/admin/realms/{realm}/`.
    fn users(&self, _address: &Address, _ids: &Ids) -> Option<String> {
        None
    }

    /// What answers the number of sessions that end with the object: below `/admin/realms/{realm}/`.
    fn sessions(&self, _address: &Address, _ids: &Ids) -> Option<String> {
        None
    }
}
