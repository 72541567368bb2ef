//! Reads a realm in small pages and by object, concurrently, and only as far as the plan needs it.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt;
use futures::future::{join_all, try_join_all};
use futures::stream::FuturesOrdered;
use reqwest::StatusCode;
use secrecy::SecretString;
use serde_json::Value;

use super::endpoint::endpoint;
use super::http::Refused;
use super::server::Ahead;
use super::server::Keycloak;
use super::tree::tree_addresses;
use super::wanted::{Parents, Wanted};
use crate::Reader;
use realmform_kinds as kinds;
use realmform_kinds::default_role::default_role;
use realmform_kinds::flows;
use realmform_kinds::kind::{Endpoint, MASK, Seg, Sight};
use realmform_kinds::place::{Exploded, explode, object};
use realmform_kinds::request::{Detail, Ids, Listing, Tree, id_in, segment};
use realmform_kinds::{names, twins};
use realmform_model::address::of_kind;
use realmform_model::{Address, Body, Desired, Failure, Live, Object, Side};

/// Small pages: a server's cold cost grows with the square of what one request touches.
pub(super) const PAGE: usize = 20;
/// How often a page may come again.
const SAME_PAGE: usize = 8;
/// Pages asked for at once while it is unknown which is the last.
const AHEAD: usize = 4;

impl Reader for Keycloak {
    async fn read(&self, desired: Option<&Desired>) -> Result<Live, Failure> {
        let realm = self.settings.realm.clone();
        let (raw, mut lists) = match self.ahead().await {
            Ok(Ahead { realm: Value::Object(raw), lists }) => (raw, lists),
            Ok(_) => {
                return Err(self.strange(&format!("GET {}", self.below_realm("")), "is JSON, but not a realm"));
            }
            Err(Refused { status: Some(StatusCode::NOT_FOUND), .. }) => {
                return Ok(Live { realm, absent: [Side::Realm].into(), ..Live::default() });
            }
            Err(refused) => return Err(refused.into()),
        };
        let wanted = Wanted::of(desired, &default_role(&realm, Some(&raw)));
        let switches: Body =
            raw.iter().filter(|(_, value)| value.is_boolean()).map(|(key, it)| (key.clone(), it.clone())).collect();
        let is_on = |setting: &str| switches.get(setting) == Some(&Value::Bool(true));
        let listed = || {
            let kinds = kinds::endpoints().filter(|kind| wanted.lists(*kind));
            kinds.filter(|kind| match kind.sight() {
                Sight::Switched(setting) => is_on(setting),
                _ => true,
            })
        };
        // Nothing is listed under an object of a tree, so that what is under others need not wait for trees.
        let trees = try_join_all(listed().filter_map(|kind| match kind.listing() {
            Listing::Tree(listing) => Some(self.tree(kind, listing, &wanted)),
            _ => None,
        }));
        let others = async {
            let mut live = Live { realm, ..Live::default() };
            let realm_itself = names::realm();
            let realm_kind = endpoint(&realm_itself)?;
            let realm_read = self.complete(realm_kind, vec![(realm_itself, raw)], &wanted);
            let tops = try_join_all(listed().map(|kind| self.top(kind, lists.remove(&kind.name()), &wanted)));
            let (realm_read, tops) = futures::try_join!(realm_read, tops)?;
            live.objects.extend(realm_read.into_iter().map(|(address, raw)| (address, object(realm_kind, raw))));
            for Exploded { objects, twins } in tops {
                live.objects.extend(objects);
                live.findings.extend(twins);
            }
            let parents = wanted.parents(&live);
            let below = try_join_all(kinds::endpoints().map(|kind| self.below(kind, &parents, &live, &wanted)));
            let below = below.await?;
            below.into_iter().for_each(|objects| live.objects.extend(objects));
            Ok(live)
        };
        let (trees, mut live) = futures::try_join!(trees, others)?;
        trees.into_iter().for_each(|objects| live.objects.extend(objects));
        name_clients(&mut live);
        flows::by_alias(&mut live);
        Ok(live)
    }
}

impl Keycloak {
    /// The server's version, where it tells this account.
    pub async fn version(&self) -> Option<String> {
        let info = self.get("/admin/serverinfo").await.ok()?;
        Some(info.pointer("/systemInfo/version")?.as_str()?.to_owned())
    }

    /// The secret of a client: `None` where there is no such client, and within it `None` where it shows none.
    ///
    /// # Errors
    /// The server cannot be asked.
    pub async fn client_secret(&self, client: &Address) -> Result<Option<Option<SecretString>>, Failure> {
        let listed = self.list(&self.below_realm(&format!("/clients?clientId={}", segment(&client.name)))).await?;
        let Some(id) = listed.iter().find_map(|raw| id_in(raw)) else { return Ok(None) };
        let answer = self.get(&self.below_realm(&format!("/clients/{}/client-secret", segment(id)))).await?;
        let value = answer.get("value").and_then(Value::as_str).filter(|value| !value.is_empty() && *value != MASK);
        Ok(Some(value.map(SecretString::from)))
    }

    /// Objects that are listed by themselves, with what lives inside their representations.
    async fn top(
        &self,
        kind: &dyn Endpoint,
        ahead: Option<Vec<Body>>,
        wanted: &Wanted<'_>,
    ) -> Result<Exploded, Failure> {
        let raws = match ahead {
            Some(raws) => raws,
            None => self.listed(kind, wanted.expected(kind.name())).await?,
        };
        let named = raws.into_iter().filter_map(|raw| {
            let name = raw.get(kind.keys().name)?.as_str()?.to_owned();
            if kind.is_ours(&name) {
                return None;
            }
            Some((Address::top(kind.name(), name), raw))
        });
        let complete = self.complete(kind, named.collect(), wanted).await?;
        // As a piece of an export they fall apart like one.
        let mut piece = Value::Array(complete.into_iter().map(|(_, raw)| Value::Object(raw)).collect());
        let keys = kind.places().iter().flat_map(|place| place.export).rev().filter_map(|seg| match seg {
            Seg::Key(key) => Some(*key),
            _ => None,
        });
        for key in keys {
            piece = Value::Object([(key.to_owned(), piece)].into_iter().collect());
        }
        twins::order(&mut piece);
        Ok(explode(&piece))
    }

    /// The representations of a kind that is listed by itself, of which so many are expected.
    pub(super) async fn listed(&self, kind: &dyn Endpoint, expected: usize) -> Result<Vec<Body>, Failure> {
        match kind.listing() {
            Listing::Whole(path) => self.list(&self.path(path, "")).await,
            Listing::Pages(path) => self.pages_of(path, "", pages(expected)).await,
            _ => Ok(Vec::new()),
        }
    }

    /// All objects of a tree; those that the plan compares in full.
    async fn tree(
        &self,
        kind: &dyn Endpoint,
        listing: Tree,
        wanted: &Wanted<'_>,
    ) -> Result<BTreeMap<Address, Object>, Failure> {
        let raws = self.list(&self.path(listing.brief, "")).await?;
        let addresses = tree_addresses(kind, &raws)
            .map_err(|what| self.strange(&format!("GET {}", self.path(listing.brief, "")), &what))?;
        let compared: BTreeSet<&str> =
            addresses.iter().filter(|(_, address)| wanted.compares(address)).map(|(id, _)| *id).collect();
        let pages = raws.len().div_ceil(PAGE);
        let mut full: BTreeMap<String, Body> = BTreeMap::new();
        if compared.len() > pages {
            let path = self.path(listing.pages, "");
            let listed = try_join_all((0..pages).map(|number| self.page(&path, number))).await?;
            full.extend(listed.into_iter().flatten().filter_map(|raw| Some((id_in(&raw)?.to_owned(), raw))));
        }
        let skipped: Vec<&str> = compared.into_iter().filter(|id| !full.contains_key(*id)).collect();
        let ones = skipped.into_iter().map(|id| async move {
            match self.get(&self.path(listing.one, id)).await {
                Ok(Value::Object(raw)) => Ok(Some((id.to_owned(), raw))),
                // It went while the realm was read.
                Ok(_) | Err(Refused { status: Some(StatusCode::NOT_FOUND), .. }) => Ok(None),
                Err(refused) => Err(Failure::from(refused)),
            }
        });
        full.extend(try_join_all(ones).await?.into_iter().flatten());
        let objects = raws.iter().filter_map(|brief| {
            let id = id_in(brief)?;
            let raw = full.remove(id).unwrap_or_else(|| brief.clone());
            Some((addresses.get(id)?.clone(), object(kind, raw)))
        });
        Ok(objects.collect())
    }

    /// Objects that are listed under others.
    async fn below(
        &self,
        kind: &dyn Endpoint,
        parents: &Parents,
        live: &Live,
        wanted: &Wanted<'_>,
    ) -> Result<BTreeMap<Address, Object>, Failure> {
        let (parent_kind, path) = match kind.listing() {
            Listing::PagesUnder(parent, path) | Listing::WholeUnder(parent, path) | Listing::OneUnder(parent, path) => {
                (parent, path)
            }
            _ => return Ok(BTreeMap::new()),
        };
        let asked =
            of_kind(&live.objects, parent_kind).filter(|(address, _)| wanted.looks_into(address, kind, parents));
        let reads =
            asked.filter_map(|(parent, object)| Some((parent, object.id.as_deref()?))).map(|(parent, id)| async move {
                let raws = match kind.listing() {
                    Listing::PagesUnder(..) => self.pages_of(path, id, 1).await?,
                    Listing::WholeUnder(..) => self.list(&self.path(path, id)).await?,
                    _ => match self.get(&self.path(path, id)).await {
                        Ok(Value::Object(raw)) => vec![raw],
                        Ok(_) => Vec::new(),
                        // Not there as long as it is switched off.
                        Err(Refused { status: Some(StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND), .. }) => {
                            Vec::new()
                        }
                        Err(refused) => return Err(refused.into()),
                    },
                };
                let named = raws.into_iter().filter_map(|raw| {
                    let name = match kind.listing() {
                        Listing::OneUnder(..) => String::new(),
                        _ => raw.get(kind.keys().name)?.as_str()?.to_owned(),
                    };
                    Some((Address::inside(parent.clone(), kind.name(), name), raw))
                });
                self.complete(kind, named.collect(), wanted).await
            });
        let read = try_join_all(reads).await?;
        Ok(read.into_iter().flatten().map(|(address, raw)| (address, object(kind, raw))).collect())
    }

    /// Reads what listed representations lack.
    async fn complete(
        &self,
        kind: &dyn Endpoint,
        mut raws: Vec<(Address, Body)>,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<(Address, Body)>, Failure> {
        let details = raws.iter().map(|(address, raw)| kind.details(raw, &wanted.body(kind, address))).collect();
        self.add_details(&mut raws, details).await?;
        let further = raws.iter().map(|(_, raw)| kind.further(raw)).collect();
        self.add_details(&mut raws, further).await?;
        Ok(raws)
    }

    /// Reads the details of each representation, and puts them in.
    async fn add_details(&self, raws: &mut [(Address, Body)], details: Vec<Vec<Detail>>) -> Result<(), Failure> {
        let details: Vec<(usize, Detail)> =
            details.into_iter().enumerate().flat_map(|(at, list)| list.into_iter().map(move |it| (at, it))).collect();
        let answers = join_all(
            details
                .iter()
                .map(|(_, detail)| async move { self.get(&self.below_realm(&format!("/{}", detail.path))).await }),
        );
        for ((index, detail), answer) in details.iter().zip(answers.await) {
            if let Some((_, raw)) = raws.get_mut(*index) {
                (detail.merge)(raw, answer?);
            }
        }
        Ok(())
    }

    pub(super) fn path(&self, path: &str, id: &str) -> String {
        self.below_realm(&format!("/{}", path.replace("{id}", &segment(id))))
    }

    /// A list of representations. Anything else must not pass for an empty one: all would be planned anew.
    pub(super) async fn list(&self, path: &str) -> Result<Vec<Body>, Failure> {
        let strange = || self.strange(&format!("GET {path}"), "is JSON, but not a list of objects");
        let Value::Array(items) = self.get(path).await? else { return Err(strange()) };
        let bodies = items.into_iter().map(|item| match item {
            Value::Object(body) => Ok(body),
            _ => Err(strange()),
        });
        bodies.collect()
    }

    /// All pages: so many at once, and where all of these are full, on until one is not.
    pub(super) async fn pages_of(&self, path: &str, id: &str, at_once: usize) -> Result<Vec<Body>, Failure> {
        let path = self.path(path, id);
        let mut under_way: FuturesOrdered<_> = (0..at_once).map(|number| self.page(&path, number)).collect();
        let (mut all, mut next, mut is_full) = (Vec::new(), at_once, true);
        let mut firsts: BTreeMap<String, usize> = BTreeMap::new();
        while let Some(page) = under_way.next().await {
            let page = page?;
            // A server that answers every page with the same one would be asked forever. Now and then one comes twice, where
            // objects are made meanwhile.
            if let Some(first) = page.first().and_then(id_in) {
                let times = firsts.entry(first.to_owned()).or_default();
                *times += 1;
                if *times > SAME_PAGE {
                    return Err(self.strange(&format!("GET {path}"), "is the same page again and again"));
                }
            }
            is_full &= page.len() >= PAGE;
            all.extend(page);
            self.is_bearable(&format!("GET {path}"), all.len(), self.most_objects())?;
            // Beyond what was expected some are asked for ahead, as nobody knows which is the last.
            while is_full && (next > at_once || under_way.is_empty()) && under_way.len() < AHEAD {
                under_way.push_back(self.page(&path, next));
                next += 1;
            }
        }
        Ok(all)
    }

    async fn page(&self, path: &str, number: usize) -> Result<Vec<Body>, Failure> {
        let separator = if path.contains('?') { '&' } else { '?' };
        self.list(&format!("{path}{separator}first={}&max={PAGE}", number * PAGE)).await
    }
}

/// Pages to ask for at once where so many objects are expected, and a few more that others made.
pub(super) fn pages(expected: usize) -> usize {
    (expected / PAGE + 1).max(AHEAD)
}

/// Composites come with the server's ids of clients; the document speaks of names.
fn name_clients(live: &mut Live) {
    let ids = Ids::of_live(live);
    let names = ids.names_of(names::CLIENT);
    live.objects.values_mut().for_each(|object| name_clients_in(&mut object.body, &names));
}

/// The same in one body, by the names of clients by their ids.
pub(super) fn name_clients_in(body: &mut Body, names: &BTreeMap<&str, &str>) {
    if let Some(Value::Object(clients)) = body.get_mut("composites").and_then(|it| it.get_mut("client")) {
        let old = std::mem::take(clients);
        let named = |id: String| names.get(id.as_str()).map_or(id, |name| (*name).to_owned());
        clients.extend(old.into_iter().map(|(id, roles)| (named(id), roles)));
    }
}
