//! The service account of a client: the roles that its tokens carry. The server creates it with the client.

use serde_json::json;

use crate::kind::{Endpoint, Facts, Falling, Keys, Kind, Origin, Place, Renames, Seg, Shape, Sight, Waits};
use crate::names;
use crate::reference::{Names, Slot};
use crate::request::{
    Detail, EventPath, Events, Ids, Listing, Method, MissingId, Request, id_in, merge_role_mappings, role_mapping,
    segment,
};
use realmform_model::{Action, Address, Body, Fall, Object, Step};

pub(super) struct ServiceAccount;

fn of_client(client: &str) -> Address {
    Address::inside(names::client(client), names::SERVICE_ACCOUNT, "")
}

/// What an account has that is a person's.
#[rustfmt::skip]
const OF_PEOPLE: &[&str] = &[
    "applicationRoles", "attributes", "clientConsents", "email", "federatedIdentities", "federationLink", "firstName",
    "groups", "issuedVerifiableCredentials", "lastName", "origin", "requiredActions", "self", "socialLinks",
    "verifiableCredentials",
];

static FACTS: Facts = Facts {
    name: names::SERVICE_ACCOUNT,
    places: &[Place {
        toml: &["clients", "*", "serviceAccount"],
        export: &[Seg::Key("users"), Seg::List(&["serviceAccountClientId"])],
        address: |names| Some(of_client(names.first()?)),
        names: |address| Some(vec![address.parent.as_ref()?.name.clone()]),
    }],
    keys: Keys::named("serviceAccountClientId"),
    fields: &[("realmRoles", Shape::Texts), ("clientRoles", Shape::TextsMap)],
    apart: &[
        "id",
        "username",
        "enabled",
        "emailVerified",
        "createdTimestamp",
        "totp",
        "serviceAccountClientId",
        "credentials",
        "disableableCredentialTypes",
        "notBefore",
        "access",
        "userProfileMetadata",
    ],
    slots: &[
        Slot::link(&["realmRoles", "[]"], Names::Key(names::REALM_ROLE)),
        Slot::link(&["clientRoles", "*", "[]"], Names::ClientRole),
    ],
    secrets: &[],
    marks: None,
    renames: Renames::Never,
    waits: Waits::NOTHING,
    falls: Falling { outside: Some(Fall::Users), ..Falling::NOTHING },
    origin: |_, _| Origin::Owner,
    endpoint: Some(&ServiceAccount),
};

impl Kind for ServiceAccount {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn left_alone(&self, field: &str) -> Option<&'static str> {
        OF_PEOPLE.contains(&field).then_some("the data of people that accounts have")
    }

    fn represent(&self, address: &Address, body: &mut Body) {
        let client = address.parent.as_ref().map_or("", |client| client.name.as_str());
        body.insert("username".into(), json!(format!("service-account-{}", client.to_lowercase())));
        body.entry("enabled").or_insert(json!(true));
    }

    fn born_with(&self, _address: &Address, default_role: &str) -> Option<Body> {
        let roles = json!({"realmRoles": [default_role]});
        roles.as_object().cloned()
    }
}

impl Endpoint for ServiceAccount {
    fn listing(&self) -> Listing {
        Listing::OneUnder(names::CLIENT, "clients/{id}/service-account-user")
    }

    fn details(&self, raw: &Body, _wanted: &Body) -> Vec<Detail> {
        let Some(id) = id_in(raw) else { return Vec::new() };
        vec![Detail::new(format!("users/{}/role-mappings", segment(id)), merge_role_mappings)]
    }

    fn requests(&self, step: &Step, _live: Option<&Object>, ids: &Ids) -> Result<Vec<Request>, MissingId> {
        let endpoint = format!("/users/{}/role-mappings", ids.at(&step.address)?);
        match &step.action {
            Action::Grant(link) => Ok(vec![role_mapping(Method::Post, &endpoint, link, ids)?]),
            Action::Revoke(link) => Ok(vec![role_mapping(Method::Delete, &endpoint, link, ids)?]),
            Action::Create { .. } | Action::Update { .. } | Action::Delete(_) => Ok(Vec::new()),
        }
    }

    fn events(&self) -> Option<Events> {
        Some(Events {
            types: &["REALM_ROLE_MAPPING", "CLIENT_ROLE_MAPPING"],
            part: None,
            at: |address, ids| {
                ids.of(address).map(|id| EventPath::and_below(format!("users/{id}"))).into_iter().collect()
            },
        })
    }

    fn lookup(&self, address: &Address, ids: &Ids) -> Result<String, MissingId> {
        let client = address.parent.as_deref().ok_or_else(|| MissingId(address.clone()))?;
        Ok(format!("/clients/{}/service-account-user", ids.at(client)?))
    }

    fn sight(&self) -> Sight {
        Sight::Named
    }
}
