//! A client: all its fields, and the client scopes that are assigned to it.

use serde_json::{Value, json};

use crate::administration::is_of_admins;
use crate::kind::{Endpoint, Facts, Falling, Keys, Kind, Origin, Place, Renames, Seg, Shape, Sight, Waits};
use crate::reference::{Names, Slot};
use crate::request::{
    Detail, EventPath, Events, Ids, Listing, Method, MissingId, Request, changed_secrets, clear_entries, id_in, merged,
    role_mapping, segment,
};
use crate::wider::Wider;
use crate::{flows, names, scope_mappings};
use realmform_model::{Action, Address, Body, Change, Fall, Live, Object, Step};

mod wide;

pub(super) struct Client;

/// Made by Keycloak in every realm.
const BUILT_IN: &[&str] = &[
    "account",
    "account-console",
    "admin-cli",
    "admin-permissions",
    "broker",
    "realm-management",
    "security-admin-console",
];

/// Names a client in an export's lists of scope mappings.
const HOLDER: &str = "client";

/// Added again by every change to a client with a service account, so no project can manage it.
const ADDED_BY_SERVER: &str = "service_account";

/// Attributes that the server sets, and sets again when they are cleared.
fn is_set_by_server(attribute: &str) -> bool {
    attribute == "realm_client" || attribute.starts_with("client.secret.")
}

static FACTS: Facts = Facts {
    name: names::CLIENT,
    places: &[Place {
        toml: &["clients", "*"],
        export: &[Seg::Key("clients"), Seg::List(&["clientId"])],
        address: |names| Some(names::client(*names.first()?)),
        names: |address| Some(vec![address.name.clone()]),
    }],
    keys: Keys::named("clientId"),
    fields: {
        use Shape::{Bool, Int, Text, TextMap, Texts};
        &[
            ("name", Text),
            ("description", Text),
            ("type", Text),
            ("rootUrl", Text),
            ("adminUrl", Text),
            ("baseUrl", Text),
            ("surrogateAuthRequired", Bool),
            ("enabled", Bool),
            ("alwaysDisplayInConsole", Bool),
            ("clientAuthenticatorType", Text),
            ("secret", Text),
            ("redirectUris", Texts),
            ("webOrigins", Texts),
            ("notBefore", Int),
            ("bearerOnly", Bool),
            ("consentRequired", Bool),
            ("standardFlowEnabled", Bool),
            ("implicitFlowEnabled", Bool),
            ("directAccessGrantsEnabled", Bool),
            ("serviceAccountsEnabled", Bool),
            ("authorizationServicesEnabled", Bool),
            ("publicClient", Bool),
            ("frontchannelLogout", Bool),
            ("protocol", Text),
            ("attributes", TextMap),
            ("authenticationFlowBindingOverrides", TextMap),
            ("fullScopeAllowed", Bool),
            ("nodeReRegistrationTimeout", Int),
            ("defaultClientScopes", Texts),
            ("optionalClientScopes", Texts),
            scope_mappings::SHAPE,
        ]
    },
    apart: &["id", "clientId", "protocolMappers", "access", "origin", "registeredNodes"],
    slots: &[
        Slot::carried(&["defaultClientScopes", "[]"], Names::Key(names::CLIENT_SCOPE)),
        Slot::carried(&["optionalClientScopes", "[]"], Names::Key(names::CLIENT_SCOPE)),
        scope_mappings::REALM,
        scope_mappings::CLIENT,
        Slot::followed(&[flows::OVERRIDES, "*"], Names::Key(names::FLOW)),
        Slot::followed(&["authorizationSettings", "policies", "[]", "config", "roles"], Names::PolicyRoles),
        Slot::followed(&["authorizationSettings", "policies", "[]", "config", "clients"], Names::PolicyClients),
        Slot::followed(&["authorizationSettings", "policies", "[]", "config", "groups"], Names::PolicyGroups),
    ],
    secrets: &[
        &["secret"],
        &["registrationAccessToken"],
        &["attributes", "saml.signing.private.key"],
        &["attributes", "saml.encryption.private.key"],
    ],
    marks: Some(("attributes", Shape::TextMap)),
    renames: Renames::InPlace,
    // Without lists of its own it gets the realm's default scopes.
    waits: Waits { needs_lists: Some(names::CLIENT_SCOPE), ..Waits::NOTHING },
    falls: Falling { outside: Some(Fall::Clients), has_roles: true, ..Falling::NOTHING },
    origin,
    endpoint: Some(&Client),
};

fn origin(address: &Address, live: Option<&Live>) -> Origin {
    if live.is_some_and(|live| is_of_admins(&address.name, live)) {
        Origin::Keycloak
    } else {
        Origin::among(BUILT_IN, &address.name)
    }
}

/// Keycloak takes flows by id. What looks like one already is sent as it is.
fn flows_by_id(body: &mut Body, ids: &Ids) -> Result<(), MissingId> {
    for flow in flows::named_by(body).filter(|flow| !is_uuid(&flow.name)) {
        ids.of(&flow)?;
    }
    flows::by_id(body, |flow| ids.of(flow).ok().map(str::to_owned));
    Ok(())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.chars().all(|it| it == '-' || it.is_ascii_hexdigit())
}

/// The body of a new client.
fn new_body(address: &Address, declared: &Body, ids: &Ids) -> Result<Body, MissingId> {
    let mut body = declared.clone();
    body.insert("clientId".into(), json!(address.name));
    flows_by_id(&mut body, ids)?;
    // Executors of client policies fail on absent flags.
    body.entry("implicitFlowEnabled").or_insert(Value::Bool(false));
    // The server fails otherwise: it makes the account only where it is asked to. Tried on 26.7.3.
    if body.get("authorizationServicesEnabled") == Some(&Value::Bool(true)) {
        body.entry("serviceAccountsEnabled").or_insert(Value::Bool(true));
    }
    // A bearer-only client would be made public otherwise.
    if body.get("bearerOnly") == Some(&Value::Bool(true)) {
        body.entry("publicClient").or_insert(Value::Bool(false));
    }
    Ok(body)
}

/// Whether a client has what this flag gives it. Only a confidential one does, and authorization services need a service
/// account. Tried on 26.7.3.
fn has(client: &Body, flag: &str) -> bool {
    let is_on = |flag: &str| client.get(flag) == Some(&Value::Bool(true));
    is_on("serviceAccountsEnabled") && is_on(flag) && !is_on("publicClient") && !is_on("bearerOnly")
}

const LOGOUT_URL: &str = "backchannel.logout.url";

/// A new OIDC client without that URL gets these attributes from the server, whatever the request says; absent means the same.
/// Tried on 26.7.3.
const LOGOUT: &[(&str, &str, &str)] = &[
    ("attributes", "backchannel.logout.session.required", "true"),
    ("attributes", "backchannel.logout.revoke.offline.tokens", "false"),
];

/// Whether the server overrules such an attribute of a new client.
fn is_overruled(attributes: &Body) -> bool {
    let is_other = |key: &str, set: &str| attributes.get(key).is_some_and(|value| value != set);
    !attributes.contains_key(LOGOUT_URL) && LOGOUT.iter().any(|(_, key, set)| is_other(key, set))
}

impl Kind for Client {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn signed(&self) -> Option<&'static str> {
        Some("name")
    }

    /// Only a confidential client has a secret, and only one that signs in for itself has authorization services.
    fn followers(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("publicClient", "secret"),
            ("publicClient", "authorizationServicesEnabled"),
            ("bearerOnly", "authorizationServicesEnabled"),
            // Another protocol comes with the realm's client scopes for it, and with attributes of its own.
            ("protocol", "defaultClientScopes"),
            ("protocol", "optionalClientScopes"),
            ("protocol", "attributes"),
        ]
    }

    fn either(&self) -> &'static [[&'static str; 2]] {
        &[["defaultClientScopes", "optionalClientScopes"]]
    }

    fn sign_in(&self) -> &'static [&'static str] {
        wide::SIGN_IN
    }

    fn wider(&self) -> &'static [Wider] {
        wide::FIELDS
    }

    fn known_by(&self, body: &Body) -> Option<&'static str> {
        Some(if body.get("protocol").is_some_and(|protocol| protocol == "saml") { "entity ID" } else { "client ID" })
    }

    fn generated(&self) -> &'static [&'static [&'static str]] {
        &[&["secret"]]
    }

    fn without_blanks(&self) -> &'static [&'static str] {
        &["redirectUris", "webOrigins", "defaultClientScopes", "optionalClientScopes"]
    }

    fn understood(&self, body: &Body) -> &'static [(&'static str, &'static str, &'static str)] {
        let attributes = body.get("attributes").and_then(Value::as_object);
        if attributes.is_some_and(|it| it.contains_key(LOGOUT_URL)) { &[] } else { LOGOUT }
    }

    fn gather(&self, export: &Value, address: &Address, body: &mut Body) {
        scope_mappings::gather(export, HOLDER, address, body);
        flows::gather(export, body);
    }

    fn scatter(&self, export: &mut Value, address: &Address, body: &mut Body) {
        scope_mappings::scatter(export, HOLDER, address, body);
        flows::scatter(export, body);
    }

    fn disregard(&self, body: &mut Body) {
        if let Some(Value::Array(scopes)) = body.get_mut("defaultClientScopes") {
            scopes.retain(|scope| scope != ADDED_BY_SERVER);
        }
        if let Some(Value::Object(attributes)) = body.get_mut("attributes") {
            let known = attributes.len();
            attributes.retain(|key, _| !is_set_by_server(key));
            // What is left of a table with nothing but these does not say that there are to be none.
            if attributes.is_empty() && known > 0 {
                body.shift_remove("attributes");
            }
        }
    }

    /// Tried on 26.7.3.
    fn short(&self) -> &'static [&'static str] {
        &["name", "description", "rootUrl", "baseUrl", "adminUrl", "redirectUris", "webOrigins"]
    }

    /// The server answers 403 to everybody. Tried on 26.7.3.
    fn is_fixed(&self, address: &Address, live: &Live) -> bool {
        is_of_admins(&address.name, live)
    }

    fn loses(&self, before: &Body, after: &Body) -> Vec<&'static str> {
        let of_confidential = [
            ("serviceAccountsEnabled", "its service account, with the roles that it has"),
            ("authorizationServicesEnabled", "its authorization settings: resources, scopes, policies and permissions"),
        ];
        let lost = of_confidential.into_iter().filter(|(flag, _)| has(before, flag) && !has(after, flag));
        lost.map(|(_, what)| what).collect()
    }

    fn refuses(&self, field: &str, before: Option<&Body>, after: &Body) -> Option<&'static str> {
        let is_on = |flag: &str| after.get(flag) == Some(&Value::Bool(true));
        let is_off = |flag: &str| after.get(flag).map_or(before.is_some(), |it| *it == Value::Bool(false));
        match field {
            "authorizationServicesEnabled" if is_on(field) => {
                if is_on("bearerOnly") || is_on("publicClient") {
                    return Some("only a confidential client can have authorization services");
                }
                if after.get("protocol").is_some_and(|protocol| protocol == "saml") {
                    return Some("a SAML client cannot have authorization services");
                }
                is_off("serviceAccountsEnabled")
                    .then_some("authorization services need `serviceAccountsEnabled = true`")
            }
            "secret" if is_on("publicClient") => Some("a public client has no secret"),
            _ => None,
        }
    }

    fn left_alone(&self, field: &str) -> Option<&'static str> {
        match field {
            "authorizationSettings" => Some("authorization settings"),
            "clientTemplate" | "useTemplateConfig" | "useTemplateMappers" | "useTemplateScope" | "directGrantsOnly"
            | "defaultRoles" => Some("fields of older servers"),
            _ => None,
        }
    }
}

impl Endpoint for Client {
    fn listing(&self) -> Listing {
        Listing::Pages("clients")
    }

    fn details(&self, raw: &Body, wanted: &Body) -> Vec<Detail> {
        id_in(raw)
            .and_then(|id| scope_mappings::detail(&format!("clients/{}", segment(id)), wanted))
            .into_iter()
            .collect()
    }

    /// The realm's client scopes of another protocol. Tried on 26.7.3.
    fn filled_by_server(&self, step: &Step) -> Vec<Slot> {
        let protocol = |change: &Change| change.path.0 == ["protocol"];
        let is_other = matches!(&step.action, Action::Update { changes, .. } if changes.iter().any(protocol));
        self.slots().iter().filter(|slot| is_other && slot.carried).copied().collect()
    }

    fn requests(&self, step: &Step, live: Option<&Object>, ids: &Ids) -> Result<Vec<Request>, MissingId> {
        let address = &step.address;
        match &step.action {
            Action::Create { body, secrets } => {
                let body = new_body(address, body, ids)?;
                let request = Request::new(Method::Post, "/clients", Some(body.into()));
                Ok(vec![request.with_secrets(secrets.clone()).making(address)])
            }
            Action::Update { changes, .. } => {
                // The whole is sent: executors of client policies fail on absent flags, and the server would delete
                // authorization settings where `authorizationServicesEnabled` is left out, and damage the mappers of
                // identity providers that name this client's roles where `clientId` is.
                let mut body = merged(live, changes);
                body.insert("clientId".into(), json!(address.name));
                body.shift_remove("authorizationSettings");
                body.shift_remove(scope_mappings::FIELD);
                clear_entries("attributes", &mut body, changes);
                clear_entries(flows::OVERRIDES, &mut body, changes);
                flows_by_id(&mut body, ids)?;
                let request = Request::new(Method::Put, format!("/clients/{}", ids.at(address)?), Some(body.into()));
                Ok(vec![request.with_secrets(changed_secrets(changes))])
            }
            Action::Grant(link) | Action::Revoke(link) => {
                let is_granted = matches!(step.action, Action::Grant(_));
                let client = ids.at(address)?;
                if scope_mappings::is_at(&link.path) {
                    let method = if is_granted { Method::Post } else { Method::Delete };
                    let endpoint = scope_mappings::endpoint(&format!("/clients/{client}"));
                    return Ok(vec![role_mapping(method, &endpoint, link, ids)?]);
                }
                let method = if is_granted { Method::Put } else { Method::Delete };
                let list = match link.path.0.first().map(String::as_str) {
                    Some("defaultClientScopes") => "default-client-scopes",
                    _ => "optional-client-scopes",
                };
                link.targets
                    .iter()
                    .map(|scope| Ok(Request::new(method, format!("/clients/{client}/{list}/{}", ids.at(scope)?), None)))
                    .collect()
            }
            Action::Delete(_) => Ok(vec![Request::deletes(format!("/clients/{}", ids.at(address)?))]),
        }
    }

    fn afterwards(&self, step: &Step, ids: &Ids) -> Result<Vec<Request>, MissingId> {
        let address = &step.address;
        match &step.action {
            Action::Create { body, .. }
                if body.get("attributes").and_then(Value::as_object).is_some_and(is_overruled) =>
            {
                let (id, body) = (ids.at(address)?, new_body(address, body, ids)?);
                Ok(vec![Request::new(Method::Put, format!("/clients/{id}"), Some(body.into()))])
            }
            _ => Ok(Vec::new()),
        }
    }

    fn events(&self) -> Option<Events> {
        Some(Events {
            types: &["CLIENT", "CLIENT_SCOPE_CLIENT_MAPPING", "CLIENT_SCOPE_MAPPING", "REALM_SCOPE_MAPPING"],
            part: Some("clients/"),
            at: |address, ids| {
                let Ok(id) = ids.of(address) else { return Vec::new() };
                let client = format!("clients/{id}");
                vec![
                    EventPath::and_below(format!("{client}/default-client-scopes")),
                    EventPath::and_below(format!("{client}/optional-client-scopes")),
                    EventPath::and_below(format!("{client}/scope-mappings")),
                    EventPath::at(client),
                ]
            },
        })
    }

    fn lookup(&self, address: &Address, _ids: &Ids) -> Result<String, MissingId> {
        Ok(format!("/clients?clientId={}", segment(&address.name)))
    }

    fn sight(&self) -> Sight {
        Sight::Always
    }

    fn sessions(&self, address: &Address, ids: &Ids) -> Option<String> {
        Some(format!("clients/{}/session-count", ids.at(address).ok()?))
    }
}
