//! A user federation provider such as LDAP. It cannot be declared; its mappers live in it.

use crate::kind::{Field, Kind, Place, Seg};
use crate::names;
use crate::request::Listing;
use realmform_model::{Address, KindName};

pub struct UserFederation;

impl Kind for UserFederation {
    fn name(&self) -> KindName {
        names::USER_FEDERATION
    }

    fn places(&self) -> &'static [Place] {
        &[Place {
            toml: &[],
            export: &[Seg::Key("components"), Seg::Key("org.keycloak.storage.UserStorageProvider"), Seg::List("name")],
            address: |names| Some(Address::top(names::USER_FEDERATION, *names.first()?)),
            names: |address| Some(vec![address.name.clone()]),
        }]
    }

    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn apart(&self) -> &'static [&'static str] {
        &["id", "name", "subComponents", "config"]
    }

    fn listing(&self) -> Listing {
        Listing::Whole("components?type=org.keycloak.storage.UserStorageProvider")
    }
}
