//! A component such as an LDAP role mapper. It cannot be declared yet; renames reach the names that it holds.

use serde_json::{Value, json};

use crate::document::{Address, Body, KindName, Object};
use crate::kind::{Field, Kind, Place};
use crate::plan::{Action, Step};
use crate::reference::{Names, Slot};
use crate::request::{Ids, Listing, Method, MissingId, Request, merged};

pub struct Component;

impl Kind for Component {
    fn name(&self) -> KindName {
        KindName::Component
    }

    fn places(&self) -> &'static [Place] {
        &[Place {
            toml: &[],
            export: &[],
            address: |names| Some(Address::top(KindName::Component, *names.first()?)),
            names: |address| Some(vec![address.name.clone()]),
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

    fn is_built_in(&self, _address: &Address) -> bool {
        true
    }

    fn listing(&self) -> Listing {
        Listing::Whole("components")
    }

    fn requests(&self, step: &Step, live: Option<&Object>, ids: &Ids) -> Result<Vec<Request>, MissingId> {
        let Action::Update { changes, .. } = &step.action else { return Ok(Vec::new()) };
        let mut body: Body = merged(live, changes);
        let id = ids.of(&step.address)?;
        body.insert("id".into(), json!(id));
        Ok(vec![Request::new(Method::Put, format!("/components/{id}"), Some(Value::Object(body)))])
    }
}
