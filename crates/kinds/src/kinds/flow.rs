//! An authentication flow. It cannot be declared; clients and the realm name it by its alias.

use crate::kind::{Facts, Keys, Origin, Place, Seg, Sight};
use crate::kinds::undeclared::{Undeclared, facts};
use crate::{flows, names};
use realmform_model::Address;

pub(super) static FLOW: Undeclared = Undeclared { facts: &FACTS, list: "authentication/flows", sight: Sight::Named };

static FACTS: Facts = Facts {
    origin: |address, _| Origin::among(flows::BUILT_IN, &address.name),
    ..facts(
        names::FLOW,
        &[Place {
            toml: &[],
            export: &[Seg::Key(flows::SECTION), Seg::List(&["alias"])],
            address: |names| Some(Address::top(names::FLOW, *names.first()?)),
            names: |address| Some(vec![address.name.clone()]),
        }],
        Keys::named("alias"),
        &["id", "alias", "description", "providerId", "topLevel", "builtIn", "authenticationExecutions"],
        &FLOW,
    )
};
