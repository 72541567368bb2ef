//! The floor under an apply from empty: what its plan says, as bare requests, eight at a time, with nothing compared.
//!
//! What one request needs of another's answer (an id) is taken out between the phases, while no time is counted.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures::StreamExt;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Keycloak, http, wait};

/// As many as the program begins with.
const IN_FLIGHT: usize = 8;
/// As the program reads lists.
const PAGE: usize = 20;

/// Sends requests to one realm, and counts them and their time.
pub(crate) struct Bare<'a> {
    keycloak: &'a Keycloak,
    base: String,
    token: String,
    ids: BTreeMap<String, String>,
    pub requests: usize,
    pub time: Duration,
}

/// An answer: the end of its `Location`, and its body.
struct Answer {
    location: Option<String>,
    body: Vec<u8>,
}

type Asked = (Method, String, Option<Value>);

impl<'a> Bare<'a> {
    pub(crate) fn new(keycloak: &'a Keycloak, realm: &str) -> Self {
        let base = format!("{}/admin/realms/{realm}", keycloak.base_url());
        let token = String::new();
        let mut bare = Self { keycloak, base, token, ids: BTreeMap::new(), requests: 0, time: Duration::ZERO };
        let started = Instant::now();
        bare.sign_in();
        bare.time += started.elapsed();
        bare.requests += 1;
        bare
    }

    fn sign_in(&mut self) {
        self.token = self.keycloak.admin_token();
    }

    fn send(&mut self, all: Vec<Asked>) -> Vec<Answer> {
        let (base, token) = (self.base.clone(), self.token.clone());
        let started = Instant::now();
        let answers = wait(async move {
            let sent = all.into_iter().map(|(method, path, body)| {
                let shown = format!("{method} {path}");
                let mut request = http().request(method, format!("{base}/{path}")).bearer_auth(&token);
                if let Some(body) = body {
                    request = request.json(&body);
                }
                async move {
                    let answer = request.send().await.expect("an answer");
                    assert!(answer.status().is_success(), "{shown}: {}", answer.status());
                    let location = answer.headers().get("location").and_then(|it| it.to_str().ok());
                    let location = location.and_then(|it| it.rsplit('/').next()).map(str::to_owned);
                    Answer { location, body: answer.bytes().await.expect("a body").to_vec() }
                }
            });
            futures::stream::iter(sent).buffered(IN_FLIGHT).collect::<Vec<_>>().await
        });
        self.time += started.elapsed();
        self.requests += answers.len();
        // Tokens are short; the program has its own renewed while it works.
        self.sign_in();
        answers
    }

    /// Does all that the plan's JSON says.
    pub(crate) fn carry_out(&mut self, plan: &Value) {
        let steps: Vec<&Value> = plan["steps"].as_array().expect("the plan's steps").iter().collect();
        let creates: Vec<&Value> = steps.iter().copied().filter(|step| step["action"] == "create").collect();
        let changes = steps.iter().filter(|step| step["action"] == "change").count();
        self.send(vec![(Method::PUT, String::new(), Some(json!({"displayName": "Measured"}))); changes]);
        let of = |kinds: &[&str], depth: usize| -> Vec<&Value> {
            let names = |step: &Value| step["names"].as_array().map_or(0, Vec::len);
            let is_one = |step: &&&Value| {
                kinds.contains(&step["kind"].as_str().unwrap_or_default()) && (depth == 0 || names(step) == depth)
            };
            creates.iter().filter(is_one).copied().collect()
        };
        self.create(of(&["clientScope", "realmRole"], 0));
        self.create(of(&["client"], 0));
        let mut next = of(&["clientRole", "protocolMapper"], 0);
        next.extend(of(&["group"], 1));
        self.create(next);
        self.create(of(&["group"], 2));
        self.create(of(&["group"], 3));
        self.learn_ids(&of(&["client"], 0), &of(&["realmRole"], 0), &of(&["clientRole"], 0));
        let grants = steps.iter().filter(|step| step["action"] == "grant").map(|step| self.grant(step)).collect();
        self.send(grants);
    }

    fn create(&mut self, steps: Vec<&Value>) {
        let asked = steps.iter().map(|step| {
            let names: Vec<&str> = step["names"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let (name, above) = names.split_last().expect("a name");
            let parent = |kind: &str| &self.ids[&format!("{kind}/{}", above.join("/"))];
            let (path, key) = match step["kind"].as_str().expect("a kind") {
                "clientScope" => ("client-scopes".to_owned(), "name"),
                "realmRole" => ("roles".to_owned(), "name"),
                "client" => ("clients".to_owned(), "clientId"),
                "clientRole" => (format!("clients/{}/roles", parent("client")), "name"),
                "protocolMapper" if step["in"] == "client" => {
                    (format!("clients/{}/protocol-mappers/models", parent("client")), "name")
                }
                "group" if above.is_empty() => ("groups".to_owned(), "name"),
                "group" => (format!("groups/{}/children", parent("group")), "name"),
                other => panic!("the generator makes no {other}"),
            };
            let mut body = step["after"].clone();
            body[key] = json!(name);
            (Method::POST, path, Some(body))
        });
        let asked = asked.collect();
        for (answer, step) in self.send(asked).into_iter().zip(steps) {
            let address = step["address"].as_str().expect("an address").to_owned();
            self.ids.extend(answer.location.map(|id| (address, id)));
        }
    }

    /// Roles are named by their Location, and linked by their ids.
    fn learn_ids(&mut self, clients: &[&Value], realm_roles: &[&Value], client_roles: &[&Value]) {
        let name = |step: &Value| step["names"][0].as_str().expect("a name").to_owned();
        let mut of_roles = Vec::new();
        for page in 0..realm_roles.len() / PAGE + 1 {
            of_roles.push((format!("roles?first={}&max={PAGE}", page * PAGE), "realmRole".to_owned()));
        }
        let mut owners: Vec<String> = client_roles.iter().map(|step| name(step)).collect();
        owners.sort();
        owners.dedup();
        for client in owners {
            let id = &self.ids[&format!("client/{client}")];
            of_roles.push((format!("clients/{id}/roles?first=0&max={PAGE}"), format!("clientRole/{client}")));
        }
        let accounts: Vec<(String, String)> = clients
            .iter()
            .filter(|step| step["after"]["serviceAccountsEnabled"] == true)
            .map(|step| {
                let client = name(step);
                let id = &self.ids[&format!("client/{client}")];
                (format!("clients/{id}/service-account-user"), format!("serviceAccount/{client}"))
            })
            .collect();
        let gets = of_roles.iter().chain(&accounts).map(|(path, _)| (Method::GET, path.clone(), None)).collect();
        let answers = self.send(gets);
        for (answer, (_, prefix)) in answers.into_iter().zip(of_roles.into_iter().chain(accounts)) {
            let found: Value = serde_json::from_slice(&answer.body).expect("JSON");
            let id = |item: &Value| item["id"].as_str().expect("an id").to_owned();
            match &found {
                Value::Array(items) => items.iter().for_each(|item| {
                    self.ids.insert(format!("{prefix}/{}", item["name"].as_str().expect("a name")), id(item));
                }),
                one => _ = self.ids.insert(prefix, id(one)),
            }
        }
    }

    fn grant(&self, step: &Value) -> Asked {
        let targets = step["link"]["targets"].as_array().expect("what is granted").iter();
        let roles: Value = targets
            .map(|target| {
                let address = target["address"].as_str().expect("an address");
                json!({"id": self.ids[address], "name": target["names"].as_array().and_then(|names| names.last())})
            })
            .collect();
        let holder = &self.ids[step["address"].as_str().expect("an address")];
        let below = match step["link"]["keys"].as_array().expect("the list's keys").as_slice() {
            [list, client] if list == "clientRoles" => {
                format!("clients/{}", self.ids[&format!("client/{}", client.as_str().expect("a client"))])
            }
            _ => "realm".to_owned(),
        };
        let path = match step["kind"].as_str().expect("a kind") {
            "realmRole" | "clientRole" => format!("roles-by-id/{holder}/composites"),
            "group" => format!("groups/{holder}/role-mappings/{below}"),
            _ => format!("users/{holder}/role-mappings/{below}"),
        };
        (Method::POST, path, Some(roles))
    }

    /// Changes one field of one client: the smallest write that there is.
    pub(crate) fn change_one(&mut self) {
        let path = "clients?clientId=client-0007".to_owned();
        let (requests, time) = (self.requests, self.time);
        let found = self.send(vec![(Method::GET, path, None)]);
        // Where it is was read before.
        (self.requests, self.time) = (requests, time);
        let client: Value = serde_json::from_slice(&found[0].body).expect("JSON");
        let client = client[0].clone();
        let path = format!("clients/{}", client["id"].as_str().expect("an id"));
        self.send(vec![(Method::PUT, path, Some(client))]);
    }

    /// Gets paths that begin at the server's root, as a plan reads them.
    pub(crate) fn read(&mut self, paths: &[String]) {
        let root = self.base.find("/admin/").map_or(0, |at| at + 1);
        let server = self.base[..root - 1].to_owned();
        let base = std::mem::replace(&mut self.base, server);
        self.send(paths.iter().map(|path| (Method::GET, path.trim_start_matches('/').to_owned(), None)).collect());
        self.base = base;
    }
}
