//! The interface of a kind of object: pure data about its place, its fields, its references and its requests.

use realmform_model::{Address, Body, Fall, KindName, Live, Object, Step};

use serde_json::Value;

use crate::reference::Slot;
use crate::request::{Detail, Events, Ids, Listing, MissingId, Request};

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

    /// What the server works out by itself: a field that is written, and another that follows it.
    fn followers(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// Secrets that the server shows nobody, and that it forgets when another field of their table is written without them.
    fn forgotten(&self) -> &'static [&'static [&'static str]] {
        &[]
    }

    /// Why the server does not take a change of this field, whether it says so or ignores it. `before` is `None` for a new
    /// object; `after` has the change in it.
    fn refuses(&self, _field: &str, _before: Option<&Body>, _after: &Body) -> Option<&'static str> {
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

    /// What a listed representation still lacks, and where to read it. `wanted` has the declared fields.
    fn details(&self, _raw: &Body, _wanted: &Body) -> Vec<Detail> {
        Vec::new()
    }

    /// What a completed representation lacks still, as the answers said.
    fn further(&self, _raw: &Body) -> Vec<Detail> {
        Vec::new()
    }

    /// The lists that the server fills by its own choice when it makes the object, before any plan can see them: where they
    /// are declared, they have to be emptied of what it put there.
    fn filled_by_server(&self) -> Vec<Slot> {
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
    /// Any element of a list: the names are under these keys; elements without them are passed over.
    List(&'static [&'static str]),
    /// A list whose elements have their name under the first key, and hold lists of their own under the second, to any
    /// depth.
    Tree(&'static str, &'static str),
}

impl Seg {
    /// How many names stand on this step; of a tree at least one.
    pub fn names(&self) -> usize {
        match self {
            Self::Key(_) => 0,
            Self::Named | Self::Tree(..) => 1,
            Self::List(keys) => keys.len(),
        }
    }
}

/// The keys of a representation that tell which object it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys {
    /// Holds the natural key.
    pub name: &'static str,
    /// Holds what the server knows the object by.
    pub id: &'static str,
}

impl Keys {
    /// The keys of most kinds: `name` and `id`.
    pub const NAME: Self = Self::named("name");

    /// The natural key under this key, and `id`.
    pub const fn named(name: &'static str) -> Self {
        Self { name, id: "id" }
    }
}

/// Who makes an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Somebody who administers the realm.
    User,
    /// Keycloak, by itself.
    Keycloak,
    /// Whoever makes what it lives in.
    Owner,
}

impl Origin {
    /// Keycloak's, where the name is one of these.
    pub fn among(names: &[&str], name: &str) -> Self {
        if names.contains(&name) { Self::Keycloak } else { Self::User }
    }
}

/// How `[[moved]]` renames objects of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renames {
    /// It cannot: the server has no rename, or nothing has a name of its own.
    Never,
    /// In place.
    InPlace,
    /// In place, and the entry names what the object lives in under a key.
    Inside {
        /// The key.
        key: &'static str,
        /// A name for it in a help, such as `the-client-of-the-role`.
        example: &'static str,
    },
}

/// What objects of a kind make others wait for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// All else on its side waits until it is made: the realm, a table.
    pub founds: bool,
    /// It waits for every change of what founds its side, not only for its making.
    pub needs_settings: bool,
    /// A new object is made with what the lists of this kind in what founds its side hold at that moment, so it waits for
    /// them.
    pub needs_lists: Option<KindName>,
    /// What one object has no other may have, so that those that stay wait for those that go.
    pub is_exclusive: bool,
}

impl Waits {
    /// Only for what bodies name.
    pub(crate) const NOTHING: Self =
        Self { founds: false, needs_settings: false, needs_lists: None, is_exclusive: false };
}

/// What objects of a kind are when another, or they themselves, are deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Falling {
    /// What it is to a deleted object that it lives in.
    pub inside: Option<Fall>,
    /// What it is to a deleted object that it names.
    pub outside: Option<Fall>,
    /// What people are to it.
    pub people: Fall,
    /// Contents that may belong to others, so they are not silently deleted with their parent.
    pub is_kept: bool,
    /// People and others have its roles, and not the object itself.
    pub has_roles: bool,
}

impl Falling {
    /// Nothing falls, and people would be those who have it.
    pub(crate) const NOTHING: Self =
        Self { inside: None, outside: None, people: Fall::Users, is_kept: false, has_roles: false };
}

/// The verbs for links from this kind to others, in Keycloak's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joins {
    /// A role is granted.
    Granted,
    /// A client scope is assigned.
    Assigned,
}

impl Joins {
    /// The verb of a step that joins, or of one that takes apart.
    pub fn verb(self, is_revoked: bool) -> &'static str {
        match (self, is_revoked) {
            (Self::Granted, false) => "grant",
            (Self::Granted, true) => "revoke",
            (Self::Assigned, false) => "assign",
            (Self::Assigned, true) => "unassign",
        }
    }

    /// What is joined.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Granted => "role",
            Self::Assigned => "client scope",
        }
    }
}

/// Which plans have to see the objects of a kind on a live Keycloak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// All: others name them nearly everywhere.
    Always,
    /// Those whose files speak of the kind, or name objects of it.
    Named,
    /// Those whose files speak of the kind, where the realm has this setting on.
    Switched(&'static str),
    /// Those that rename something.
    Moved,
}

/// A field that a declaration may have.
pub type Field = (&'static str, Shape);

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A string.
    Text,
    /// True or false.
    Bool,
    /// An integer.
    Int,
    /// A list of texts.
    Texts,
    /// A table of texts; numbers and booleans are taken as texts, as Keycloak itself does.
    TextMap,
    /// A table of tables of texts.
    TextMaps,
    /// A table of lists of texts; a single text is taken as a list of one.
    TextsMap,
    /// A table with these fields.
    Fields(&'static [Field]),
    /// A table by name, each entry with these fields.
    Named(&'static [Field]),
    /// Whatever JSON can say: tables and lists that are handed on as they are.
    Any,
}
