//! A mapper of an LDAP provider. It cannot be declared; renames reach the client, role and group that it names.

use serde_json::json;

use crate::kind::{Endpoint, Facts, Falling, Keys, Kind, Place, Seg, Sight};
use crate::kinds::undeclared::facts;
use crate::names;
use crate::reference::{Names, Slot};
use crate::request::{Events, Ids, Listing, Method, MissingId, Request, merged, segment};
use realmform_model::{Action, Address, Fall, Object, Step};

pub(super) struct LdapMapper;

static FACTS: Facts = Facts {
    slots: &[
        Slot::literal(&["config", "client.id", "[]"], Names::Key(names::CLIENT)),
        Slot::literal(&["config", "role", "[]"], Names::QualifiedRole),
        Slot::literal(&["config", "group", "[]"], Names::Key(names::GROUP)),
    ],
    falls: Falling { outside: Some(Fall::Namings), ..Falling::NOTHING },
    ..facts(
        names::LDAP_MAPPER,
        &[Place {
            toml: &[],
            export: &[
                Seg::Key("components"),
                Seg::Key("org.keycloak.storage.UserStorageProvider"),
                Seg::List(&["name"]),
                Seg::Key("subComponents"),
                Seg::Key("org.keycloak.storage.ldap.mappers.LDAPStorageMapper"),
                Seg::List(&["name"]),
            ],
            address: |names| {
                let provider = Address::top(names::USER_FEDERATION, *names.first()?);
                Some(Address::inside(provider, names::LDAP_MAPPER, *names.get(1)?))
            },
            names: |address| Some(vec![address.parent.as_ref()?.name.clone(), address.name.clone()]),
        }],
        Keys::NAME,
        &["id", "subComponents"],
        &LdapMapper,
    )
};

impl Kind for LdapMapper {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }
}

impl Endpoint for LdapMapper {
    fn listing(&self) -> Listing {
        Listing::WholeUnder(
            names::USER_FEDERATION,
            "components?parent={id}&type=org.keycloak.storage.ldap.mappers.LDAPStorageMapper",
        )
    }

    fn requests(&self, step: &Step, live: Option<&Object>, ids: &Ids) -> Result<Vec<Request>, MissingId> {
        let Action::Update { changes, .. } = &step.action else { return Ok(Vec::new()) };
        let mut body = merged(live, changes);
        let id = ids.of(&step.address)?;
        body.insert("id".into(), json!(id));
        Ok(vec![Request::new(Method::Put, format!("/components/{}", segment(id)), Some(body.into()))])
    }

    fn sight(&self) -> Sight {
        Sight::Moved
    }

    fn events(&self) -> Option<Events> {
        None
    }

    fn lookup(&self, _address: &Address, _ids: &Ids) -> Result<String, MissingId> {
        Ok(String::new())
    }
}
