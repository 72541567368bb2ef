//! An authentication flow. It cannot be declared; clients and the realm name it by its alias.

use crate::kind::{Endpoint, Facts, Falling, Keys, Kind, Origin, Place, Renames, Seg, Sight, Waits};
use crate::request::{Events, Ids, Listing, MissingId, Request};
use crate::{flows, names};
use realmform_model::{Address, Object, Step};

pub(super) struct Flow;

static FACTS: Facts = Facts {
    name: names::FLOW,
    places: &[Place {
        toml: &[],
        export: &[Seg::Key("authenticationFlows"), Seg::List(&["alias"])],
        address: |names| Some(Address::top(names::FLOW, *names.first()?)),
        names: |address| Some(vec![address.name.clone()]),
    }],
    keys: Keys::named("alias"),
    fields: &[],
    apart: &["id", "alias", "description", "providerId", "topLevel", "builtIn", "authenticationExecutions"],
    slots: &[],
    secrets: &[],
    marks: None,
    renames: Renames::Never,
    waits: Waits::NOTHING,
    falls: Falling::NOTHING,
    origin: |address, _| Origin::among(flows::BUILT_IN, &address.name),
    endpoint: Some(&Flow),
};

impl Kind for Flow {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }
}

impl Endpoint for Flow {
    fn listing(&self) -> Listing {
        Listing::Whole("authentication/flows")
    }

    fn sight(&self) -> Sight {
        Sight::Bound(flows::BOUND_BY)
    }

    fn events(&self) -> Option<Events> {
        None
    }

    fn requests(&self, _step: &Step, _live: Option<&Object>, _ids: &Ids) -> Result<Vec<Request>, MissingId> {
        Ok(Vec::new())
    }

    fn lookup(&self, _address: &Address, _ids: &Ids) -> Result<String, MissingId> {
        Ok("/authentication/flows".to_owned())
    }
}
