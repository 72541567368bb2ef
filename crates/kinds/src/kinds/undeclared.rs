//! What kinds have in common whose objects cannot be declared: others name them, or are in them.

use crate::kind::{Endpoint, Facts, Falling, Keys, Kind, Origin, Place, Renames, Sight, Waits};
use crate::request::{Events, Ids, Listing, MissingId, Request};
use realmform_model::{Address, KindName, Object, Step};

/// A kind that is only read.
pub(crate) struct Undeclared {
    /// What it is.
    pub facts: &'static Facts,
    /// Where its objects are listed, below `/admin/realms/{realm}/`.
    pub list: &'static str,
    /// Which plans have to see them.
    pub sight: Sight,
}

/// The facts of a kind that has no fields, names nothing and never changes.
pub(super) const fn facts(
    name: KindName,
    places: &'static [Place],
    keys: Keys,
    apart: &'static [&'static str],
    endpoint: &'static dyn Endpoint,
) -> Facts {
    Facts {
        name,
        places,
        keys,
        fields: &[],
        apart,
        slots: &[],
        secrets: &[],
        marks: None,
        renames: Renames::Never,
        waits: Waits::NOTHING,
        falls: Falling::NOTHING,
        origin: |_, _| Origin::User,
        endpoint: Some(endpoint),
    }
}

impl Kind for Undeclared {
    fn facts(&self) -> &'static Facts {
        self.facts
    }
}

impl Endpoint for Undeclared {
    fn listing(&self) -> Listing {
        Listing::Whole(self.list)
    }

    fn sight(&self) -> Sight {
        self.sight
    }

    fn events(&self) -> Option<Events> {
        None
    }

    fn requests(&self, _step: &Step, _live: Option<&Object>, _ids: &Ids) -> Result<Vec<Request>, MissingId> {
        Ok(Vec::new())
    }

    fn lookup(&self, _address: &Address, _ids: &Ids) -> Result<String, MissingId> {
        Ok(format!("/{}", self.list))
    }
}
