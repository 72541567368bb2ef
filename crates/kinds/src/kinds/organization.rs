//! An organization with its domains. Its alias is set at creation and never changes.

use serde_json::{Value, json};

use crate::kind::{Endpoint, Facts, Falling, Keys, Kind, Origin, Place, Renames, Seg, Shape, Sight, Waits};
use crate::names;
use crate::request::{Detail, EventPath, Events, Ids, Listing, Method, MissingId, Request, id_in, merged, segment};
use realmform_model::{Action, Address, Body, Fall, Object, Step};

pub(super) struct Organization;

static FACTS: Facts = Facts {
    name: names::ORGANIZATION,
    places: &[Place {
        toml: &["organizations", "*"],
        export: &[Seg::Key("organizations"), Seg::List(&["name"])],
        address: |names| Some(Address::top(names::ORGANIZATION, *names.first()?)),
        names: |address| Some(vec![address.name.clone()]),
    }],
    keys: Keys::NAME,
    fields: &[
        ("alias", Shape::Text),
        ("enabled", Shape::Bool),
        ("description", Shape::Text),
        ("redirectUrl", Shape::Text),
        ("attributes", Shape::TextsMap),
        ("domains", Shape::Named(&[("verified", Shape::Bool)])),
    ],
    apart: &["id", "name"],
    slots: &[],
    secrets: &[],
    marks: Some(("attributes", Shape::TextsMap)),
    renames: Renames::InPlace,
    waits: Waits { needs_settings: true, is_exclusive: true, ..Waits::NOTHING },
    falls: Falling { people: Fall::Members, ..Falling::NOTHING },
    origin: |_, _| Origin::User,
    endpoint: Some(&Organization),
};

impl Kind for Organization {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn left_alone(&self, field: &str) -> Option<&'static str> {
        match field {
            "members" | "groups" => Some("the members and groups of organizations"),
            "identityProviders" => Some("which identity providers an organization has"),
            _ => None,
        }
    }

    fn refuses(&self, field: &str, before: Option<&Body>, _after: &Body) -> Option<&'static str> {
        (field == "alias" && before.is_some()).then_some("the alias of an organization never changes")
    }

    fn complete(&self) -> &'static [&'static [&'static str]] {
        &[&["domains"]]
    }

    /// Domains are keyed by their name, which Keycloak keeps in lower case.
    fn normalise(&self, body: &mut Body) {
        if let Some(Value::Array(domains)) = body.get("domains") {
            let keyed = domains.iter().filter_map(|domain| {
                let mut fields = domain.as_object()?.clone();
                let name = fields.shift_remove("name")?;
                Some((name.as_str()?.to_owned(), Value::Object(fields)))
            });
            let keyed = keyed.collect::<Body>();
            body.insert("domains".into(), Value::Object(keyed));
        }
        if let Some(Value::Object(domains)) = body.get_mut("domains") {
            *domains =
                std::mem::take(domains).into_iter().map(|(name, fields)| (name.to_lowercase(), fields)).collect();
        }
    }

    fn represent(&self, address: &Address, body: &mut Body) {
        if let Some(Value::Object(domains)) = body.get("domains") {
            let list = domains.iter().filter(|(_, fields)| !fields.is_null()).map(|(name, fields)| {
                let mut domain = Body::new();
                domain.insert("name".into(), json!(name));
                domain.extend(fields.as_object().cloned().unwrap_or_default());
                Value::Object(domain)
            });
            let list = list.collect();
            body.insert("domains".into(), Value::Array(list));
        }
        body.entry("alias").or_insert_with(|| json!(address.name));
    }
}

impl Endpoint for Organization {
    fn listing(&self) -> Listing {
        Listing::Pages("organizations?briefRepresentation=false")
    }

    fn details(&self, raw: &Body, _wanted: &Body) -> Vec<Detail> {
        match id_in(raw) {
            Some(id) if !raw.contains_key("domains") => {
                vec![Detail::new(format!("organizations/{}", segment(id)), |body, answer| {
                    body.extend(answer.as_object().cloned().unwrap_or_default());
                })]
            }
            _ => Vec::new(),
        }
    }

    fn requests(&self, step: &Step, live: Option<&Object>, ids: &Ids) -> Result<Vec<Request>, MissingId> {
        let address = &step.address;
        let mut body = match &step.action {
            Action::Create { body, .. } => body.clone(),
            // An update clears what is left out, and resets `enabled`.
            Action::Update { changes, .. } => merged(live, changes),
            Action::Delete(_) => return Ok(vec![Request::deletes(format!("/organizations/{}", ids.at(address)?))]),
            Action::Grant(_) | Action::Revoke(_) => return Ok(Vec::new()),
        };
        self.represent(address, &mut body);
        body.insert("name".into(), json!(address.name));
        body.entry("enabled").or_insert(json!(true));
        match &step.action {
            Action::Create { .. } => {
                Ok(vec![Request::new(Method::Post, "/organizations", Some(body.into())).making(address)])
            }
            _ => Ok(vec![Request::new(Method::Put, format!("/organizations/{}", ids.at(address)?), Some(body.into()))]),
        }
    }

    fn events(&self) -> Option<Events> {
        Some(Events {
            types: &["ORGANIZATION"],
            part: Some("organizations/"),
            at: |address, ids| {
                ids.of(address).map(|id| EventPath::at(format!("organizations/{id}"))).into_iter().collect()
            },
        })
    }

    fn lookup(&self, address: &Address, _ids: &Ids) -> Result<String, MissingId> {
        Ok(format!("/organizations?exact=true&briefRepresentation=false&search={}", segment(&address.name)))
    }

    fn sight(&self) -> Sight {
        Sight::Switched("organizationsEnabled")
    }

    fn users(&self, address: &Address, ids: &Ids) -> Option<String> {
        Some(format!("organizations/{}/members", ids.at(address).ok()?))
    }
}
