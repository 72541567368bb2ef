//! A protocol mapper of a client or of a client scope.

use serde_json::json;

use crate::kind::{Endpoint, Facts, Falling, Keys, Kind, Origin, Place, Renames, Seg, Shape, Sight, Waits};
use crate::names;
use crate::reference::{Names, Slot};
use crate::request::{EventPath, Events, Ids, Listing, Method, MissingId, Request, merged};
use crate::wider::{When, Wider};
use realmform_model::{Action, Address, Body, Fall, KindName, Object, Step};

pub(super) struct ProtocolMapper;

fn inside(owner: Address, name: &str) -> Address {
    Address::inside(owner, names::PROTOCOL_MAPPER, name)
}

fn names_in(owner: KindName, address: &Address) -> Option<Vec<String>> {
    let parent = address.parent.as_ref().filter(|parent| parent.kind == owner)?;
    Some(vec![parent.name.clone(), address.name.clone()])
}

/// `/clients/{id}` or `/client-scopes/{id}`.
fn owner(address: &Address, ids: &Ids) -> Result<String, MissingId> {
    let owner = address.parent.as_deref().ok_or_else(|| MissingId(address.clone()))?;
    let collection = if owner.kind == names::CLIENT { "clients" } else { "client-scopes" };
    Ok(format!("/{collection}/{}", ids.at(owner)?))
}

/// And the mappers below.
fn models(address: &Address, ids: &Ids) -> Result<String, MissingId> {
    Ok(format!("{}/protocol-mappers/models", owner(address, ids)?))
}

static FACTS: Facts = Facts {
    name: names::PROTOCOL_MAPPER,
    places: &[
        Place {
            toml: &["clients", "*", "protocolMappers", "*"],
            export: &[Seg::Key("clients"), Seg::List(&["clientId"]), Seg::Key("protocolMappers"), Seg::List(&["name"])],
            address: |names| Some(inside(names::client(*names.first()?), names.get(1)?)),
            names: |address| names_in(names::CLIENT, address),
        },
        Place {
            toml: &["clientScopes", "*", "protocolMappers", "*"],
            export: &[
                Seg::Key("clientScopes"),
                Seg::List(&["name"]),
                Seg::Key("protocolMappers"),
                Seg::List(&["name"]),
            ],
            address: |names| Some(inside(names::client_scope(*names.first()?), names.get(1)?)),
            names: |address| names_in(names::CLIENT_SCOPE, address),
        },
    ],
    keys: Keys::NAME,
    fields: &[("protocol", Shape::Text), ("protocolMapper", Shape::Text), ("config", Shape::TextMap)],
    apart: &["id", "name"],
    slots: &[
        Slot::literal(&["config", "included.client.audience"], Names::Key(names::CLIENT)),
        Slot::literal(&["config", "usermodel.clientRoleMapping.clientId"], Names::Key(names::CLIENT)),
        Slot::literal(&["config", "role"], Names::QualifiedRole),
    ],
    secrets: &[],
    // Its configuration is all the attributes that a mapper has.
    marks: Some(("config", Shape::TextMap)),
    renames: Renames::Never,
    waits: Waits::NOTHING,
    falls: Falling { inside: Some(Fall::ProtocolMappers), outside: Some(Fall::Namings), ..Falling::NOTHING },
    origin: |_, _| Origin::Owner,
    endpoint: Some(&ProtocolMapper),
};

/// Whom its tokens are for, and what they grant.
const WIDER: &[Wider] = &[
    Wider { path: &["config", "included.client.audience"], when: When::Becomes, what: "audience" },
    Wider { path: &["config", "included.custom.audience"], when: When::Becomes, what: "audience" },
    Wider { path: &["config", "role"], when: When::Becomes, what: "role in every token:" },
];

impl Kind for ProtocolMapper {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn refuses(&self, field: &str, before: Option<&Body>, _after: &Body) -> Option<&'static str> {
        (field == "protocol" && before.is_some()).then_some("the protocol of a protocol mapper never changes")
    }

    fn wider(&self) -> &'static [Wider] {
        WIDER
    }

    fn left_alone(&self, field: &str) -> Option<&'static str> {
        matches!(field, "consentRequired" | "consentText").then_some("obsolete fields that the server ignores")
    }
}

impl Endpoint for ProtocolMapper {
    fn requests(&self, step: &Step, live: Option<&Object>, ids: &Ids) -> Result<Vec<Request>, MissingId> {
        let address = &step.address;
        match &step.action {
            Action::Create { body, .. } => {
                let mut body = body.clone();
                body.insert("name".into(), json!(address.name));
                body.entry("protocol").or_insert(json!("openid-connect"));
                Ok(vec![Request::new(Method::Post, models(address, ids)?, Some(body.into())).making(address)])
            }
            Action::Update { changes, .. } => {
                let mut body: Body = merged(live, changes);
                let id = ids.of(address)?;
                body.insert("id".into(), json!(id));
                body.insert("name".into(), json!(address.name));
                let path = format!("{}/{}", models(address, ids)?, ids.at(address)?);
                Ok(vec![Request::new(Method::Put, path, Some(body.into()))])
            }
            Action::Delete(_) => Ok(vec![Request::deletes(format!("{}/{}", models(address, ids)?, ids.at(address)?))]),
            Action::Grant(_) | Action::Revoke(_) => Ok(Vec::new()),
        }
    }

    fn events(&self) -> Option<Events> {
        Some(Events {
            types: &["PROTOCOL_MAPPER"],
            part: Some("/protocol-mappers/"),
            at: |address, ids| {
                let path = || Ok::<_, MissingId>(format!("{}/{}", models(address, ids)?, ids.at(address)?));
                path().map(|path| EventPath::at(path.trim_start_matches('/'))).into_iter().collect()
            },
        })
    }

    /// In what it lives in: an endpoint of its own shows configuration that nobody set. Tried on 26.7.3.
    fn lookup(&self, address: &Address, ids: &Ids) -> Result<String, MissingId> {
        owner(address, ids)
    }

    fn list_in(&self) -> Option<&'static str> {
        Some("protocolMappers")
    }

    fn listing(&self) -> Listing {
        Listing::Inside
    }

    fn sight(&self) -> Sight {
        Sight::Named
    }
}
