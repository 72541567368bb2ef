//! A client scope; its mappers are objects of their own.

use serde_json::{Value, json};

use crate::kind::{
    DEFAULT_PROTOCOL, Endpoint, Facts, Falling, Joins, Keys, Kind, Origin, Place, Renames, Seg, Shape, Sight, Waits,
};
use crate::request::{
    Detail, EventPath, Events, Ids, Listing, Method, MissingId, Request, clear_entries, id_in, merged, role_mapping,
    segment,
};
use crate::{names, scope_mappings};
use realmform_model::{Action, Address, Body, Live, Object, Step};

pub(crate) struct ClientScope;

/// The lock of a realm is a client scope of this name, which nothing refers to.
pub const LOCK: &str = "realmform-lock";

/// Names a client scope in an export's lists of scope mappings.
const HOLDER: &str = "clientScope";

/// Made by Keycloak in every realm.
const BUILT_IN: &[&str] = &[
    "AuthnContextClassRef",
    "acr",
    "address",
    "basic",
    "email",
    "microprofile-jwt",
    "offline_access",
    "oid4vc_natural_person",
    "organization",
    "phone",
    "profile",
    "role_list",
    "roles",
    "saml_organization",
    "service_account",
    "web-origins",
];

static FACTS: Facts = Facts {
    name: names::CLIENT_SCOPE,
    places: &[Place {
        toml: &["clientScopes", "*"],
        export: &[Seg::Key("clientScopes"), Seg::List(&["name"])],
        address: |names| Some(names::client_scope(*names.first()?)),
        names: |address| Some(vec![address.name.clone()]),
    }],
    keys: Keys::NAME,
    fields: &[
        ("description", Shape::Text),
        ("protocol", Shape::Text),
        ("attributes", Shape::TextMap),
        scope_mappings::SHAPE,
    ],
    apart: &["id", "name", "protocolMappers"],
    slots: &[scope_mappings::REALM, scope_mappings::CLIENT],
    secrets: &[],
    marks: Some(("attributes", Shape::TextMap)),
    renames: Renames::InPlace,
    waits: Waits::NOTHING,
    falls: Falling::NOTHING,
    origin,
    endpoint: Some(&ClientScope),
};

fn origin(address: &Address, _live: Option<&Live>) -> Origin {
    if address.name == LOCK { Origin::Keycloak } else { Origin::among(BUILT_IN, &address.name) }
}

impl Kind for ClientScope {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn signed(&self) -> Option<&'static str> {
        Some("description")
    }

    fn gather(&self, export: &Value, address: &Address, body: &mut Body) {
        scope_mappings::gather(export, HOLDER, address, body);
    }

    fn scatter(&self, export: &mut Value, address: &Address, body: &mut Body) {
        scope_mappings::scatter(export, HOLDER, address, body);
    }

    /// Tried on 26.7.3.
    fn short(&self) -> &'static [&'static str] {
        &["description"]
    }

    fn joins(&self) -> Joins {
        Joins::Assigned
    }
}

impl Endpoint for ClientScope {
    fn listing(&self) -> Listing {
        Listing::Whole("client-scopes")
    }

    fn details(&self, raw: &Body, wanted: &Body) -> Vec<Detail> {
        id_in(raw)
            .and_then(|id| scope_mappings::detail(&format!("client-scopes/{}", segment(id)), wanted))
            .into_iter()
            .collect()
    }

    fn requests(&self, step: &Step, live: Option<&Object>, ids: &Ids) -> Result<Vec<Request>, MissingId> {
        let address = &step.address;
        match &step.action {
            Action::Create { body, .. } => {
                let mut body = body.clone();
                body.insert("name".into(), json!(address.name));
                body.entry("protocol").or_insert(json!(DEFAULT_PROTOCOL));
                Ok(vec![Request::new(Method::Post, "/client-scopes", Some(body.into())).making(address)])
            }
            Action::Update { changes, .. } => {
                let mut body: Body = merged(live, changes);
                clear_entries("attributes", &mut body, changes);
                body.shift_remove(scope_mappings::FIELD);
                body.insert("name".into(), json!(address.name));
                let path = format!("/client-scopes/{}", ids.at(address)?);
                Ok(vec![Request::new(Method::Put, path, Some(body.into()))])
            }
            Action::Delete(_) => Ok(vec![Request::deletes(format!("/client-scopes/{}", ids.at(address)?))]),
            Action::Grant(link) | Action::Revoke(link) => {
                let method = if matches!(step.action, Action::Grant(_)) { Method::Post } else { Method::Delete };
                let endpoint = scope_mappings::endpoint(&format!("/client-scopes/{}", ids.at(address)?));
                Ok(vec![role_mapping(method, &endpoint, link, ids)?])
            }
        }
    }

    fn events(&self) -> Option<Events> {
        Some(Events {
            types: &["CLIENT_SCOPE", "CLIENT_SCOPE_MAPPING", "REALM_SCOPE_MAPPING"],
            part: Some("client-scopes/"),
            at: |address, ids| {
                ids.of(address).map(|id| EventPath::at(format!("client-scopes/{id}"))).into_iter().collect()
            },
        })
    }

    fn lookup(&self, _address: &Address, _ids: &Ids) -> Result<String, MissingId> {
        Ok("/client-scopes".to_owned())
    }

    fn is_ours(&self, name: &str) -> bool {
        name == LOCK
    }

    fn sight(&self) -> Sight {
        Sight::Always
    }
}
