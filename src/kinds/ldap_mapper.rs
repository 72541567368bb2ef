//! A mapper of an LDAP provider. It cannot be declared; renames reach the client, role and group that it names.

use serde_json::json;

use crate::document::{Address, KindName, Object};
use crate::kind::{Field, Kind, Place, Seg};
use crate::plan::{Action, Step};
use crate::reference::{Names, Slot};
use crate::request::{Ids, Listing, Method, MissingId, Request, merged};

pub struct LdapMapper;

impl Kind for LdapMapper {
    fn name(&self) -> KindName {
        KindName::LdapMapper
    }

    fn places(&self) -> &'static [Place] {
        &[Place {
            toml: &[],
            export: &[
                Seg::Key("components"),
                Seg::Key("org.keycloak.storage.UserStorageProvider"),
                Seg::List("name"),
                Seg::Key("subComponents"),
                Seg::Key("org.keycloak.storage.ldap.mappers.LDAPStorageMapper"),
                Seg::List("name"),
            ],
            address: |names| {
                let provider = Address::top(KindName::UserFederation, *names.first()?);
                Some(Address::inside(provider, KindName::LdapMapper, *names.get(1)?))
            },
            names: |address| Some(vec![address.parent.as_ref()?.name.clone(), address.name.clone()]),
        }]
    }

    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn slots(&self) -> &'static [Slot] {
        const {
            &[
                Slot::literal(&["config", "client.id", "[]"], Names::Key(KindName::Client)),
                Slot::literal(&["config", "role", "[]"], Names::QualifiedRole),
                Slot::literal(&["config", "group", "[]"], Names::Key(KindName::Group)),
            ]
        }
    }

    fn apart(&self) -> &'static [&'static str] {
        &["id", "subComponents"]
    }

    fn listing(&self) -> Listing {
        Listing::WholeUnder(
            KindName::UserFederation,
            "components?parent={id}&type=org.keycloak.storage.ldap.mappers.LDAPStorageMapper",
        )
    }

    fn requests(&self, step: &Step, live: Option<&Object>, ids: &Ids) -> Result<Vec<Request>, MissingId> {
        let Action::Update { changes, .. } = &step.action else { return Ok(Vec::new()) };
        let mut body = merged(live, changes);
        let id = ids.of(&step.address)?;
        body.insert("id".into(), json!(id));
        Ok(vec![Request::new(Method::Put, format!("/components/{id}"), Some(body.into()))])
    }
}
