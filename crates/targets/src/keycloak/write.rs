//! Carries out steps concurrently: each starts when its dependencies are done; ids of new objects are looked up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::stream::{FuturesUnordered, StreamExt};
use reqwest::StatusCode;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::time::timeout;
use tracing::Instrument;

use super::collections::{Collection, CollectionKey, collections};
use super::endpoint::endpoint;
use super::http::{Answer, Refused, Repeat};
use super::missing::not_found;
use super::read::pages;
use super::server::Keycloak;
use crate::{Progress, Writer};
use realmform_kinds::kind::Endpoint;
use realmform_kinds::place::object;
use realmform_kinds::request::{Ids, Listing, Method, MissingId, Request, id_in};
use realmform_kinds::secret::in_form;
use realmform_kinds::steps;
use realmform_model::{Action, Address, Body, Failure, Form, Live, Outcome, Plan, Secrets, Step};

/// How often an interruption is looked for while the server is waited for.
const LOOK: Duration = Duration::from_millis(100);
/// Steps that are under way when the run is interrupted get this much time to end.
const GRACE: Duration = Duration::from_secs(5);

mod adopt;
mod filled;
mod listed;

impl Writer for Arc<Keycloak> {
    async fn write(
        &mut self,
        plan: &Plan,
        steps: &BTreeSet<usize>,
        live: &Live,
        secrets: &Secrets,
        progress: &dyn Progress,
    ) -> Outcome {
        let mut waiting: Vec<usize> =
            plan.steps.iter().map(|step| step.after.iter().filter(|it| steps.contains(it)).count()).collect();
        let mut waiters = vec![Vec::new(); plan.steps.len()];
        for &index in steps {
            plan.steps[index].after.iter().for_each(|&other| waiters[other].push(index));
        }
        // Objects before links, so that by the first link most ids can be learned by one list.
        let turn = |index: usize| (matches!(plan.steps[index].action, Action::Grant(_) | Action::Revoke(_)), index);
        let mut ready: BTreeSet<(bool, usize)> =
            steps.iter().copied().filter(|&index| waiting[index] == 0).map(turn).collect();
        // The server knows them all, those that stay and those that change.
        let kept = live.objects.values().flat_map(|object| object.secrets.values().flatten());
        kept.chain(secrets.values()).for_each(|secret| self.hush.learn(secret.expose_secret()));
        let run = Run {
            keycloak: self,
            plan,
            live,
            secrets,
            ids: Mutex::new(Ids::of_live(live)),
            collections: collections(plan, live),
        };
        // Two changes of one object at the same time may lose one of them.
        let mut busy: BTreeSet<&Address> = BTreeSet::new();
        let mut under_way = FuturesUnordered::new();
        let (mut running, mut since) = (BTreeSet::new(), None);
        let mut outcome = Outcome::default();
        loop {
            outcome.interrupted |= progress.is_interrupted();
            // After a failure, what is under way ends, and nothing new begins.
            let go_on = outcome.failed.is_empty() && !outcome.interrupted;
            // As many steps as requests: each mostly sends one.
            while go_on && under_way.len() < self.in_flight() {
                let is_free = |turn: &&(bool, usize)| !busy.contains(&plan.steps[turn.1].address);
                let Some(next) = ready.iter().find(is_free).copied() else { break };
                ready.remove(&next);
                let (run, index) = (&run, next.1);
                let step = &plan.steps[index];
                busy.insert(&step.address);
                progress.begun(plan, index);
                running.insert(index);
                // As texts, whose controls are spelled out.
                let address = step.address.to_string();
                let span = tracing::info_span!("step", index, action = step.action.word(), address);
                under_way.push(async move { (index, run.logged(step).instrument(span).await) });
            }
            let ended = match timeout(LOOK, under_way.next()).await {
                Ok(ended) => ended,
                Err(_) if progress.is_interrupted() => {
                    if since.get_or_insert_with(Instant::now).elapsed() < GRACE {
                        continue;
                    }
                    break;
                }
                Err(_) => continue,
            };
            let Some((index, result)) = ended else { break };
            running.remove(&index);
            busy.remove(&plan.steps[index].address);
            match result {
                Ok(()) => {
                    outcome.done.push(index);
                    progress.done(plan, index);
                    for &waiter in &waiters[index] {
                        waiting[waiter] -= 1;
                        if waiting[waiter] == 0 {
                            ready.insert(turn(waiter));
                        }
                    }
                }
                Err(mut failure) => {
                    let span = &plan.steps[index].span;
                    failure.span = span.is_known().then(|| span.clone());
                    progress.failed(plan, index, &failure);
                    outcome.failed.push((index, failure));
                }
            }
        }
        drop(under_way);
        for index in running {
            let failure = Failure::server("interrupted while the server did not answer; it may be done or not")
                .help("run again; what is done is not repeated");
            progress.failed(plan, index, &failure);
            outcome.failed.push((index, failure));
        }
        // They ended in the server's order; they are told in the plan's.
        outcome.done.sort_unstable();
        outcome.failed.sort_by_key(|(index, _)| *index);
        let tried: BTreeSet<usize> =
            outcome.done.iter().copied().chain(outcome.failed.iter().map(|(index, _)| *index)).collect();
        outcome.remaining = steps.difference(&tried).copied().collect();
        outcome
    }
}

/// Whether it is the realm itself, which is made beside all others.
fn is_realm(address: &Address) -> bool {
    address.kind.form() == Form::Side
}

fn makes_realm(step: &Step) -> bool {
    is_realm(&step.address) && matches!(step.action, Action::Create { .. })
}

/// What the steps of one run share.
struct Run<'a> {
    keycloak: &'a Keycloak,
    plan: &'a Plan,
    live: &'a Live,
    secrets: &'a Secrets,
    ids: Mutex<Ids>,
    collections: BTreeMap<CollectionKey, Collection>,
}

impl Run<'_> {
    /// Does a step, and logs how it ended.
    async fn logged(&self, step: &Step) -> Result<(), Failure> {
        let began = Instant::now();
        let result = self.step(step).await;
        let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &result {
            Ok(()) => tracing::info!(ms, "step done"),
            Err(failure) => tracing::warn!(ms, error = failure.message, "step failed"),
        }
        result
    }

    async fn step(&self, step: &Step) -> Result<(), Failure> {
        let kind = endpoint(&step.address)?;
        let Some(step) = self.left_of(kind, step).await? else { return Ok(()) };
        let step = step.as_ref();
        let live = self.live.objects.get(&step.address);
        let requests = self.requests(step, |ids| steps::requests(kind, step, live, ids)).await?;
        for request in requests {
            match self.send_surely(kind, step, &request).await {
                Ok(answer) => {
                    if let (Some(made), Some(id)) = (&request.makes, answer.location) {
                        self.learn(made, id);
                    }
                }
                Err(refused) => match (&step.action, refused.status) {
                    (Action::Create { .. }, Some(StatusCode::CONFLICT)) if self.may_adopt(step) => {
                        let found = self.look_up(&step.address).await?;
                        let found = found.map_err(|missing| not_found(step, &missing))?;
                        self.adopt(kind, step, found).await?;
                    }
                    // What is gone already is what was wanted, and so is what is joined already.
                    (Action::Delete(_), Some(StatusCode::NOT_FOUND)) => {}
                    (Action::Grant(_), Some(StatusCode::CONFLICT)) => {}
                    _ => return Err(self.explain(step, refused)),
                },
            }
        }
        if makes_realm(step) {
            self.keycloak.renew_token().await;
        }
        for request in self.requests(step, |ids| kind.afterwards(step, ids)).await? {
            self.send_surely(kind, step, &request).await.map_err(|refused| self.explain(step, refused))?;
        }
        let filled = kind.filled_by_server(step);
        if filled.is_empty() {
            return Ok(());
        }
        let found = self.shown(&step.address).await?.unwrap_or_default();
        self.trim(kind, step, &filled, found).await
    }

    /// What the server shows of an object now; nothing of a realm, whose lists are read apart from it.
    async fn shown(&self, address: &Address) -> Result<Option<Body>, Failure> {
        if is_realm(address) {
            return Ok(Some(Body::new()));
        }
        Ok(self.look_up(address).await?.ok())
    }

    /// Reads what a representation lacks of the wanted fields.
    async fn complete(&self, kind: &dyn Endpoint, raw: &mut Body, wanted: &Body) -> Result<(), Failure> {
        for detail in kind.details(raw, wanted) {
            let path = self.keycloak.below_realm(&format!("/{}", detail.path));
            (detail.merge)(raw, self.keycloak.get(&path).await?);
        }
        Ok(())
    }

    /// The requests of a step; ids that are not known yet are read on the way.
    async fn requests(
        &self,
        step: &Step,
        build: impl Fn(&Ids) -> Result<Vec<Request>, MissingId>,
    ) -> Result<Vec<Request>, Failure> {
        loop {
            let built = build(&self.ids());
            match built {
                Ok(requests) => return Ok(requests),
                Err(MissingId(address)) => {
                    if let Some(missing) = self.find_id(&address).await? {
                        return Err(not_found(step, &missing));
                    }
                }
            }
        }
    }

    /// Learns an id: with all those beside it where many are new, else by itself. What does not exist of the object and what
    /// it is in.
    async fn find_id(&self, address: &Address) -> Result<Option<Address>, Failure> {
        if let Some(collection) = self.collections.get(&(address.kind, address.parent.clone())) {
            let _alone = collection.listing.lock().await;
            if self.ids().of(address).is_ok() {
                return Ok(None);
            }
            self.list_ids(address, collection.objects).await?;
            if self.ids().of(address).is_ok() {
                return Ok(None);
            }
        }
        Ok(self.look_up(address).await?.err())
    }

    /// Learns the ids of all objects that are listed together with this one.
    async fn list_ids(&self, address: &Address, expected: usize) -> Result<(), Failure> {
        let kind = endpoint(address)?;
        let (path, id, at_once) = match (kind.listing(), address.parent.as_deref()) {
            (Listing::Pages(path), None) => (path, String::new(), pages(expected)),
            (Listing::PagesUnder(_, path), Some(parent)) => {
                if self.ids().of(parent).is_err() && self.look_up(parent).await?.is_err() {
                    return Ok(());
                }
                let Ok(id) = self.ids().of(parent).map(str::to_owned) else { return Ok(()) };
                (path, id, 1)
            }
            _ => return Ok(()),
        };
        for raw in self.keycloak.pages_of(path, &id, at_once).await? {
            if let (Some(name), Some(id)) = (raw.get(kind.keys().name).and_then(Value::as_str), id_in(&raw)) {
                self.learn(&Address { name: name.to_owned(), ..address.clone() }, id.to_owned());
            }
        }
        Ok(())
    }

    /// Reads an object that was made since the plan was, and learns its id; or what does not exist of it and what it is in.
    async fn look_up(&self, address: &Address) -> Result<Result<Body, Address>, Failure> {
        // The ids that the path needs, from the outside in.
        for needed in address.lineage().skip(1).collect::<Vec<_>>().into_iter().rev() {
            if self.ids().of(needed).is_err() && self.find(needed).await?.is_none() {
                return Ok(Err(needed.clone()));
            }
        }
        Ok(self.find(address).await?.ok_or_else(|| address.clone()))
    }

    /// The representation of an object and with it its id; `None` where it is not there.
    async fn find(&self, address: &Address) -> Result<Option<Body>, Failure> {
        let kind = endpoint(address)?;
        let path = kind.lookup(address, &self.ids());
        let Ok(path) = path else { return Ok(None) };
        if !self.keycloak.can_address(&self.keycloak.below_realm(&path)) {
            let found = self.find_in_list(kind, address).await?;
            let id = found.as_ref().and_then(id_in);
            id.into_iter().for_each(|id| self.learn(address, id.to_owned()));
            return Ok(found);
        }
        let mut answer = match self.keycloak.get(&self.keycloak.below_realm(&path)).await {
            Ok(answer) => answer,
            Err(Refused { status: Some(StatusCode::NOT_FOUND), .. }) => return Ok(None),
            Err(refused) => return Err(refused.into()),
        };
        if let Some(list) = kind.list_in() {
            answer = answer.get_mut(list).map_or_else(|| Value::Array(Vec::new()), Value::take);
        }
        let named = |item: &Value| item.get(kind.keys().name).and_then(Value::as_str) == Some(&address.name);
        let found = match answer {
            Value::Array(items) => items.into_iter().find(named),
            // Keycloak may take a slash in a name for one between two.
            one if address.kind.form() == Form::Path => Some(one).filter(named),
            one => Some(one),
        };
        let Some(Value::Object(found)) = found else { return Ok(None) };
        let Some(id) = id_in(&found) else { return Ok(None) };
        self.learn(address, id.to_owned());
        Ok(Some(found))
    }

    /// Sends a request. An object whose making was not answered is looked for before it is made again; all else may be
    /// sent twice: updates send the whole, and Keycloak joins and parts once however often it is asked to.
    async fn send_surely(&self, kind: &dyn Endpoint, step: &Step, request: &Request) -> Result<Answer, Refused> {
        let Action::Create { body, .. } = &step.action else {
            return self.send(&step.address, request, Repeat::Freely).await;
        };
        let (started, mut patience) = (Instant::now(), self.keycloak.patience());
        let mut uncertain = false;
        loop {
            let refused = match self.send(&step.address, request, Repeat::AfterLook).await {
                Ok(answer) => return Ok(answer),
                Err(refused) => refused,
            };
            uncertain |= refused.uncertain;
            let is_there = refused.status == Some(StatusCode::CONFLICT);
            if !uncertain || !(refused.uncertain || is_there) {
                return Err(refused);
            }
            match self.is_made(kind, step, body).await {
                Ok(true) => return Ok(Answer::default()),
                // It is there, and not as planned: somebody else's.
                Ok(false) if is_there => return Err(refused),
                Ok(false) => {}
                Err(_) => return Err(refused),
            }
            let Some(pause) = patience.pause(started.elapsed(), None, fastrand::f64()) else { return Err(refused) };
            tokio::time::sleep(pause).await;
        }
    }

    /// Whether an object is there as it was to be made; then its id is learned.
    async fn is_made(&self, kind: &dyn Endpoint, step: &Step, planned: &Body) -> Result<bool, Failure> {
        let address = &step.address;
        if is_realm(address) {
            self.keycloak.renew_token().await;
        }
        let Some(mut raw) = self.find(address).await? else { return Ok(false) };
        self.complete(kind, &mut raw, planned).await?;
        let mut planned = planned.clone();
        // These are emptied and joined by steps of their own.
        let filled = kind.filled_by_server(step);
        planned.retain(|key, _| !filled.iter().any(|slot| slot.path.first() == Some(&&**key)));
        Ok(realmform_model::diff::changes(&planned, &object(kind, raw).body).is_empty())
    }

    async fn send(&self, address: &Address, request: &Request, repeat: Repeat) -> Result<Answer, Refused> {
        let mut body = request.body.clone();
        let mut path = self.keycloak.below_realm(&request.path);
        if is_realm(address) && request.method == Method::Post && request.path.is_empty() {
            "/admin/realms".clone_into(&mut path);
            if let Some(body) = &mut body {
                body["realm"] = json!(self.live.realm);
            }
        }
        if let Some(Value::Object(fields)) = &mut body {
            for field in &request.secrets {
                if let Some(secret) = self.secrets.get(&(address.clone(), field.clone())) {
                    let kind = realmform_kinds::of(address.kind);
                    let value = in_form(kind, field, secret.expose_secret());
                    self.keycloak.hush.learn_all(&value);
                    field.set(fields, Some(value));
                }
            }
        }
        let method = match request.method {
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        self.keycloak.send(method, &path, body.as_ref(), repeat).await
    }

    fn explain(&self, step: &Step, refused: Refused) -> Failure {
        if makes_realm(step) && refused.status == Some(StatusCode::FORBIDDEN) {
            let realm = &self.live.realm;
            let message = format!("realm `{realm}` does not exist, and this account cannot create it");
            return Failure::server(format!("{message} ({})", refused.failure.message)).help(
                "grant the account the realm role `create-realm` in the master realm, ask someone else to create the \
                 realm, or fix the name of the realm",
            );
        }
        refused.into()
    }

    fn ids(&self) -> std::sync::MutexGuard<'_, Ids> {
        self.ids.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn learn(&self, address: &Address, id: String) {
        self.ids().insert(address.clone(), id);
    }
}
