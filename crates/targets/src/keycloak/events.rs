//! Who changed an object last, and when: from the realm's admin events, if they are enabled.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use reqwest::StatusCode;
use serde_json::Value;

use super::http::Refused;
use super::server::Keycloak;
use realmform_kinds as kinds;
use realmform_kinds::request::{Ids, segment};
use realmform_model::drift::{Class, Drift, Event};
use realmform_model::{Address, Failure, Live, Side};

/// Events in one answer, and the most that are looked through, newest first.
const PAGE: usize = 500;
const MOST: usize = 5_000;

/// One admin event, as far as it is of use here.
struct AdminEvent {
    operation: String,
    path: String,
    /// The id and the names in the representation, where the event has one.
    body: Option<Value>,
    time: Timestamp,
    realm: String,
    user: String,
}

impl Keycloak {
    /// Puts the last event of each object into the drift; a note if events are unavailable.
    ///
    /// # Errors
    /// The server cannot be asked.
    pub async fn tell_events(&self, live: &Live, drift: &mut Drift) -> Result<(), Failure> {
        if drift.objects.is_empty() {
            return Ok(());
        }
        let realm = kinds::whole(Side::Realm).and_then(|realm| live.objects.get(&realm));
        let is_on = realm.and_then(|realm| realm.body.get("adminEventsEnabled")) == Some(&Value::Bool(true));
        let events = match self.admin_events().await {
            Ok(events) => events,
            Err(Refused { status: Some(StatusCode::FORBIDDEN), .. }) => {
                let note = "who changed objects and when is unknown: this account lacks the role `view-events`";
                drift.note = Some(note.to_owned());
                return Ok(());
            }
            Err(refused) => return Err(refused.into()),
        };
        if !is_on {
            drift.note = Some(
                "who changed objects and when is unknown: admin events are disabled (`adminEventsEnabled`)".to_owned(),
            );
        }
        let ids = Ids::of_live(live);
        let own = realm.and_then(|realm| realm.id.as_deref()).unwrap_or_default();
        let mut names: BTreeMap<(String, String), String> = BTreeMap::new();
        for drifted in &mut drift.objects {
            let Some(seen) = last(&events, &drifted.address, drifted.class, &ids) else { continue };
            let key = (seen.realm.clone(), seen.user.clone());
            let who = match names.get(&key) {
                Some(name) => name.clone(),
                None => {
                    let name = self.user_name(seen, own).await;
                    names.insert(key, name.clone());
                    name
                }
            };
            let is_whole = seen.operation == "DELETE" && drifted.class == Class::Missing;
            let what = match seen.operation.as_str() {
                _ if is_whole => "deleted",
                "CREATE" if drifted.class == Class::NotDeclared => "created",
                _ => "changed",
            };
            drifted.event = Some(Event { what, time: seen.time, who });
        }
        Ok(())
    }

    /// The newest events, newest first.
    async fn admin_events(&self) -> Result<Vec<AdminEvent>, Refused> {
        let types = types();
        let (mut all, mut read) = (Vec::new(), 0);
        while read < MOST {
            let path = format!("/admin-events?{types}direction=desc&first={read}&max={PAGE}");
            let answer = self.get(&self.below_realm(&path)).await?;
            let page: Vec<AdminEvent> = answer.as_array().into_iter().flatten().filter_map(seen).collect();
            let listed = answer.as_array().map_or(0, Vec::len);
            let is_last = listed < PAGE;
            read += listed;
            all.extend(page);
            if is_last {
                break;
            }
        }
        Ok(all)
    }

    /// The name of the user who did it; the id where it cannot be seen.
    async fn user_name(&self, seen: &AdminEvent, own_realm: &str) -> String {
        let realm = if seen.realm == own_realm { &self.settings.realm } else { &self.settings.admin_realm };
        let answer = self.get(&format!("/admin/realms/{}/users/{}", segment(realm), segment(&seen.user))).await;
        let name = answer.ok().and_then(|user| Some(user.get("username")?.as_str()?.to_owned()));
        name.unwrap_or_else(|| seen.user.clone())
    }
}

/// What the events are about; users are none of ours, and far too many.
fn types() -> String {
    let types: BTreeSet<&str> =
        kinds::endpoints().filter_map(|kind| kind.events()).flat_map(|events| events.types).copied().collect();
    types.iter().map(|name| format!("resourceTypes={name}&")).collect()
}

fn seen(event: &Value) -> Option<AdminEvent> {
    let text = |key: &str| Some(event.get(key)?.as_str()?.to_owned());
    let actor = |key: &str| Some(event.get("authDetails")?.get(key)?.as_str()?.to_owned());
    let body = event.get("representation").and_then(Value::as_str);
    Some(AdminEvent {
        operation: text("operationType")?,
        path: text("resourcePath").unwrap_or_default(),
        body: body.and_then(|body| serde_json::from_str(body).ok()),
        time: Timestamp::from_millisecond(event.get("time")?.as_i64()?).ok()?,
        realm: actor("realmId").unwrap_or_default(),
        user: actor("userId")?,
    })
}

/// The last event of an object. One that is gone is known by its name, or by an id that an event tells with the name.
fn last<'a>(events: &'a [AdminEvent], address: &Address, class: Class, ids: &Ids) -> Option<&'a AdminEvent> {
    let kind = kinds::endpoint(address.kind)?;
    let about = kind.events()?;
    if class != Class::Missing {
        let paths = (about.at)(address, ids);
        let id = ids.of(address).ok();
        // The event of a group that is made in another has the other's path.
        let names =
            |event: &AdminEvent| id.is_some() && event.body.as_ref().and_then(|body| body.get("id")?.as_str()) == id;
        return events.iter().find(|event| names(event) || paths.iter().any(|path| path.takes(&event.path)));
    }
    let mut ids = ids.clone();
    let tells = |event: &&AdminEvent| {
        let name = event.body.as_ref().and_then(|body| body.get(kind.keys().name)?.as_str());
        name == Some(&address.name) && about.part.is_some_and(|part| event.path.contains(part))
    };
    let known = events.iter().find(tells).and_then(|event| {
        let id = event.body.as_ref().and_then(|body| body.get("id")?.as_str());
        id.or_else(|| event.path.rsplit('/').next())
    });
    if let Some(id) = known {
        ids.insert(address.clone(), id);
    }
    // Without an id the paths that need none are still known.
    let paths = (about.at)(address, &ids);
    events.iter().find(|event| event.operation == "DELETE" && paths.iter().any(|path| path.path == event.path))
}
