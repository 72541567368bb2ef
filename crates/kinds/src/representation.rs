//! What Keycloak's realm exports can say: the fields of its representations, what they hold, and since which version.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::kind::{Kind, Place, Seg};
use crate::parts::Part;

/// Made from Keycloak's own classes by the script beside it.
const TABLE: &str = include_str!("../representations/keycloak.txt");

/// The representation that an export is.
pub const REALM: &str = "RealmRepresentation";

/// A field of a representation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What it holds.
    pub holds: Holds,
    /// The version that it came with; `None` where the oldest version that is known has it.
    pub since: Option<Version>,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A string.
    Text,
    /// True or false.
    Bool,
    /// An integer.
    Int,
    /// Any number.
    Number,
    /// A list of strings, or a single string.
    TextOrTexts,
    /// A list of such values.
    List(Box<Holds>),
    /// An object of such values.
    Map(Box<Holds>),
    /// An object with the fields of this representation.
    Fields(&'static str),
    /// An object with the fields of this representation, or a string.
    TextOrFields(&'static str),
    /// Whatever JSON can say.
    Any,
}

/// A version of Keycloak: its first two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(u32, u32);

impl Version {
    /// The first that knows the client scope `basic`.
    pub const BASIC_SCOPE: Self = Self(25, 0);

    /// Of a text such as `26.7.3`; `None` where it is no version.
    pub fn of(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(str::parse);
        Some(Self(numbers.next()?.ok()?, numbers.next()?.ok()?))
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

struct Table {
    versions: Vec<Version>,
    classes: BTreeMap<&'static str, BTreeMap<&'static str, Known>>,
}

static KNOWN: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { versions: Vec::new(), classes: BTreeMap::new() };
    let mut class = "";
    for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
        match (line.starts_with(' '), words.as_slice()) {
            (false, ["versions", versions @ ..]) => {
                table.versions = versions.iter().copied().filter_map(Version::of).collect()
            }
            (false, [name, ..]) => class = name,
            (true, [field, holds, rest @ ..]) => {
                let known = Known { holds: Holds::of(holds), since: rest.first().copied().and_then(Version::of) };
                table.classes.entry(class).or_default().insert(field, known);
            }
            _ => {}
        }
    }
    table
});

impl Holds {
    fn of(word: &'static str) -> Self {
        let inner = |open, close| word.strip_prefix(open)?.strip_suffix(close).map(|inner| Box::new(Self::of(inner)));
        match word {
            "string" => Self::Text,
            "boolean" => Self::Bool,
            "integer" => Self::Int,
            "number" => Self::Number,
            "strings" => Self::TextOrTexts,
            "any" => Self::Any,
            _ => match (inner('[', ']'), inner('{', '}'), word.strip_prefix("string|")) {
                (Some(item), ..) => Self::List(item),
                (_, Some(value), _) => Self::Map(value),
                (.., Some(class)) => Self::TextOrFields(class),
                _ => Self::Fields(word),
            },
        }
    }
}

/// The versions that are known, the oldest first.
pub fn versions() -> &'static [Version] {
    &KNOWN.versions
}

/// The names of all fields of all representations.
#[cfg(test)]
pub(crate) fn names() -> std::collections::BTreeSet<&'static str> {
    KNOWN.classes.values().flat_map(|fields| fields.keys().copied()).collect()
}

/// The fields of a representation, by name.
pub fn fields(class: &str) -> impl Iterator<Item = (&'static str, &'static Known)> {
    KNOWN.classes.get(class).into_iter().flatten().map(|(name, known)| (*name, known))
}

/// A field of a representation.
pub fn field(class: &str, name: &str) -> Option<&'static Known> {
    KNOWN.classes.get(class)?.get(name)
}

/// The representation that the objects of a kind are; `None` for what is in no export.
pub fn of_kind(kind: &dyn Kind) -> Option<&'static str> {
    kind.endpoint()?;
    kind.places().iter().find_map(of_place)
}

fn of_place(place: &Place) -> Option<&'static str> {
    let mut holds = &Holds::Fields(REALM);
    for seg in place.export {
        holds = match (seg, holds) {
            (Seg::Key(key), Holds::Fields(class)) => &field(class, key)?.holds,
            // The type of a component.
            (Seg::Key(_) | Seg::Named, Holds::Map(inner)) | (Seg::List(_) | Seg::Tree(..), Holds::List(inner)) => inner,
            _ => return None,
        };
    }
    match holds {
        Holds::Fields(class) => Some(class),
        _ => None,
    }
}

/// The representation that parts of a sort are.
pub fn of_part(part: &Part) -> Option<&'static str> {
    let mut holds = &field(REALM, part.section())?.holds;
    loop {
        holds = match holds {
            Holds::List(inner) | Holds::Map(inner) => inner,
            Holds::Fields(class) => return Some(class),
            _ => return None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds;
    use crate::parts::PARTS;
    use crate::scope_mappings;

    #[test]
    fn the_table_is_read() {
        let holds = |class, name| field(class, name).map(|known| known.holds.clone());
        assert!(versions().is_sorted() && versions().len() > 4, "{:?}", versions());
        assert_eq!(holds(REALM, "enabled"), Some(Holds::Bool));
        assert_eq!(holds(REALM, "localizationTexts"), Some(Holds::Map(Box::new(Holds::Map(Box::new(Holds::Text))))));
        assert_eq!(
            holds("UserRepresentation", "attributes"),
            Some(Holds::TextOrTexts).map(|it| Holds::Map(Box::new(it)))
        );
        assert_eq!(
            holds("RolesRepresentation", "realm"),
            Some(Holds::List(Box::new(Holds::Fields("RoleRepresentation"))))
        );
        assert_eq!(field(REALM, "webAuthnPolicyResidentKey").and_then(|known| known.since), Version::of("26.7.3"));
        assert_eq!(field(REALM, "displayName").map(|known| known.since), Some(None));
    }

    /// The representations that fields hold are in the table.
    #[test]
    fn every_representation_that_is_named_is_there() {
        fn named(holds: &Holds) -> Option<&'static str> {
            match holds {
                Holds::List(inner) | Holds::Map(inner) => named(inner),
                Holds::Fields(class) | Holds::TextOrFields(class) => Some(class),
                _ => None,
            }
        }
        let all = KNOWN.classes.keys().flat_map(|class| fields(class));
        for class in all.filter_map(|(_, known)| named(&known.holds)) {
            assert!(KNOWN.classes.contains_key(class), "{class}");
        }
        for part in PARTS {
            assert!(of_part(part).is_some(), "{}", part.name);
        }
    }

    /// What of an export can be declared, or is passed over with a reason. After an update of the table, a new field of
    /// Keycloak is one or the other.
    #[test]
    fn every_field_of_keycloak_is_accounted_for() {
        let places = || kinds::ALL.iter().flat_map(|kind| kind.places());
        for kind in kinds::ALL.iter().filter(|kind| kind.places().iter().any(|place| !place.toml.is_empty())) {
            let Some(class) = of_kind(*kind) else { continue };
            let own = || kind.fields().iter().map(|(field, _)| *field).chain(kind.apart().iter().copied());
            let is_secret = |name| kind.secrets().iter().any(|path| path.first() == Some(&name));
            let is_section = |name| places().any(|it| matches!(it.export.first(), Some(Seg::Key(key)) if *key == name));
            for (name, _) in fields(class) {
                let is_known = own().any(|field| field == name) || kind.left_alone(name).is_some();
                let is_elsewhere = is_secret(name) || class == REALM && is_section(name);
                assert!(is_known || is_elsewhere, "{}: `{name}` of {class} is not accounted for", kind.name());
            }
            // An export has scope mappings in lists of the realm.
            for name in own().filter(|name| *name != scope_mappings::FIELD) {
                assert!(field(class, name).is_some(), "{}: {class} has no `{name}`", kind.name());
            }
        }
    }
}
