//! A user federation provider such as LDAP. It cannot be declared; its mappers live in it.

use crate::kind::{Facts, Keys, Place, Seg, Sight};
use crate::kinds::undeclared::{Undeclared, facts};
use crate::names;
use realmform_model::Address;

pub(super) static USER_FEDERATION: Undeclared =
    Undeclared { facts: &FACTS, list: "components?type=org.keycloak.storage.UserStorageProvider", sight: Sight::Moved };

static FACTS: Facts = facts(
    names::USER_FEDERATION,
    &[Place {
        toml: &[],
        export: &[Seg::Key("components"), Seg::Key("org.keycloak.storage.UserStorageProvider"), Seg::List(&["name"])],
        address: |names| Some(Address::top(names::USER_FEDERATION, *names.first()?)),
        names: |address| Some(vec![address.name.clone()]),
    }],
    Keys::NAME,
    &["id", "name", "subComponents", "config"],
    &USER_FEDERATION,
);
