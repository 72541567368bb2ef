//! What a plan must not touch: ids, secrets, members, and all that no declared field speaks of.

use std::collections::BTreeMap;

use secrecy::ExposeSecret;
use serde_json::{Map, Value};

use crate::run::Run;
use realmform_kinds as kinds;
use realmform_kinds::export;
use realmform_kinds::names;
use realmform_model::{Action, Address, Declared, Desired, Object, Path};

/// Old names and new ones, told by the ids that are the same in both exports.
struct Renames(BTreeMap<Address, Address>);

fn by_id(objects: &BTreeMap<Address, Object>) -> BTreeMap<&str, (&Address, &Object)> {
    objects.iter().filter_map(|(address, object)| Some((object.id.as_deref()?, (address, object)))).collect()
}

pub(crate) fn check(before: &Value, after: &Value, desired: &Desired, run: &Run) -> Result<(), String> {
    let (old, new) = (export::live(before).objects, export::live(after).objects);
    let (old_ids, new_ids) = (by_id(&old), by_id(&new));
    let mut renames = Renames(BTreeMap::new());
    for (id, (address, _)) in &old_ids {
        let (now, _) = new_ids.get(id).ok_or_else(|| format!("{address} has lost its id {id}"))?;
        renames.0.insert((*address).clone(), (*now).clone());
    }
    let moved: Vec<_> = renames.0.iter().filter(|(from, to)| from != to).collect();
    for (from, to) in moved {
        if !to.lineage().any(|it| run.settled.renames.contains_key(it)) {
            return Err(format!("{from} became {to}, and no move says so"));
        }
    }
    for (id, (_, object)) in &old_ids {
        let (address, now) = new_ids[id];
        let declared = desired.objects.get(address);
        secrets(address, object, now, run)?;
        let expected = renames.body(address, &object.body);
        unspoken(address, declared, &expected, &now.body)?;
    }
    let (users, users_now) = (people(before), people(after));
    if users.into_iter().map(|user| renames.user(user)).collect::<Vec<_>>() != users_now {
        return Err(format!("users have changed: {users_now:?}"));
    }
    Ok(())
}

fn people(export: &Value) -> Vec<Value> {
    let users = export["users"].as_array().cloned().unwrap_or_default();
    users.into_iter().filter(|user| user.get("serviceAccountClientId").is_none()).collect()
}

fn secrets(address: &Address, old: &Object, new: &Object, run: &Run) -> Result<(), String> {
    let plain = |object: &Object, path| -> Option<Option<String>> {
        object.secrets.get(path).map(|secret| secret.as_ref().map(|it| it.expose_secret().to_owned()))
    };
    let is_planned = |path: &Path| {
        run.plan.steps.iter().any(|step| {
            matches!(&step.action, Action::Update { changes, .. } if step.address == *address
                && changes.iter().any(|change| change.path == *path && change.delta.is_secret()))
        })
    };
    for path in old.secrets.keys().chain(new.secrets.keys()) {
        if plain(old, path) != plain(new, path) && !is_planned(path) {
            return Err(format!("{address}: the secret {path} has changed"));
        }
    }
    Ok(())
}

/// What the declaration does not speak of is as it was.
fn unspoken(
    address: &Address,
    declared: Option<&Declared>,
    old: &Value,
    new: &Map<String, Value>,
) -> Result<(), String> {
    let nothing = Value::Object(Map::new());
    let declared = declared.map_or(nothing, |declared| {
        let mut body = declared.body.clone();
        for path in declared.secrets.keys() {
            // Its table may be made for the secret alone.
            if path.0.len() > 1 && path.get(&body).is_none() {
                path.set(&mut body, Some(Value::Bool(true)));
            }
        }
        // What joins one list of a pair leaves the other.
        for [one, other] in kinds::of(address.kind).either() {
            if body.contains_key(*one) || body.contains_key(*other) {
                [one, other].into_iter().for_each(|list| _ = body.entry(*list).or_insert(Value::Bool(true)));
            }
        }
        // Of a table that is declared in full, what is not in it goes.
        for table in kinds::of(address.kind).complete().iter().map(|keys| Path::of(keys)) {
            let (Some(Value::Object(declared)), Some(Value::Object(there))) =
                (table.get(&body).cloned(), old.as_object().and_then(|old| table.get(old)))
            else {
                continue;
            };
            for key in there.keys().filter(|key| !declared.contains_key(*key)) {
                table.then(key.clone()).set(&mut body, Some(Value::Bool(true)));
            }
        }
        Value::Object(body)
    });
    let same = compare(&declared, old, &Value::Object(new.clone()));
    same.map_err(|path| format!("{address}: {path} has changed, and nobody asked for it"))
}

fn compare(declared: &Value, old: &Value, new: &Value) -> Result<(), String> {
    let empty = Map::new();
    let tables = (declared.as_object(), old.as_object(), new.as_object());
    let (Some(declared), old, new) = (tables.0, tables.1.unwrap_or(&empty), tables.2.unwrap_or(&empty)) else {
        return Ok(());
    };
    for key in old.keys().chain(new.keys()) {
        // These are objects of their own, or tell of what is compared elsewhere.
        if ["roles", "groups", "clients", "clientScopes", "users", "organizations", "composite"].contains(&key.as_str())
        {
            continue;
        }
        match (declared.get(key), old.get(key), new.get(key)) {
            (None, before, after) if before == after => {}
            (None, ..) => return Err(key.clone()),
            (Some(Value::Object(inner)), ..) if inner.is_empty() => {}
            (Some(inner), before, after) => {
                let nothing = Value::Null;
                compare(inner, before.unwrap_or(&nothing), after.unwrap_or(&nothing))
                    .map_err(|at| format!("{key}.{at}"))?;
            }
        }
    }
    Ok(())
}

impl Renames {
    fn top(&self, old: Address) -> String {
        self.0.get(&old).unwrap_or(&old).shown_name()
    }

    fn role(&self, client: &str, role: &str) -> String {
        let old = names::client_role(client, role);
        self.0.get(&old).unwrap_or(&old).name.clone()
    }

    fn group(&self, path: &str) -> String {
        names::group(path).map_or_else(|| path.to_owned(), |group| self.top(group))
    }

    fn qualified(&self, text: &str, separator: char) -> String {
        let split = text.rmatch_indices(separator).map(|(at, _)| (&text[..at], &text[at + 1..]));
        for (client, role) in split {
            if self.0.contains_key(&names::client(client)) {
                return format!("{}{separator}{}", self.top(names::client(client)), self.role(client, role));
            }
        }
        self.top(names::realm_role(text))
    }

    fn list(value: &mut Value, new: impl Fn(&str) -> String) {
        for item in value.as_array_mut().into_iter().flatten() {
            *item = new(item.as_str().unwrap_or_default()).into();
        }
    }

    fn by_client(&self, value: &mut Value) {
        let Value::Object(clients) = value else { return };
        let old = std::mem::take(clients);
        for (client, mut roles) in old {
            Self::list(&mut roles, |role| self.role(&client, role));
            clients.insert(self.top(names::client(client)), roles);
        }
    }

    fn user(&self, mut user: Value) -> Value {
        self.holder(user.as_object_mut().unwrap());
        if let Some(groups) = user.get_mut("groups") {
            Self::list(groups, |path| self.group(path));
        }
        user
    }

    fn holder(&self, body: &mut Map<String, Value>) {
        if let Some(roles) = body.get_mut("realmRoles") {
            Self::list(roles, |role| self.top(names::realm_role(role)));
        }
        if let Some(roles) = body.get_mut("clientRoles") {
            self.by_client(roles);
        }
    }

    /// The body as it is to be when all names in it have followed.
    fn body(&self, _address: &Address, body: &Map<String, Value>) -> Value {
        let mut body = body.clone();
        let scope = |name: &str| self.top(names::client_scope(name));
        self.holder(&mut body);
        for key in ["defaultClientScopes", "optionalClientScopes", "defaultDefaultClientScopes"] {
            if let Some(scopes) = body.get_mut(key) {
                Self::list(scopes, scope);
            }
        }
        if let Some(groups) = body.get_mut("defaultGroups") {
            Self::list(groups, |path| self.group(path));
        }
        for key in ["composites", "scopeMappings"] {
            let Some(Value::Object(of)) = body.get_mut(key) else { continue };
            if let Some(roles) = of.get_mut("realm") {
                Self::list(roles, |role| self.top(names::realm_role(role)));
            }
            if let Some(roles) = of.get_mut("client") {
                self.by_client(roles);
            }
        }
        if let Some(Value::Object(config)) = body.get_mut("config") {
            for (key, value) in config {
                let Value::String(text) = value else { continue };
                match key.as_str() {
                    "included.client.audience" | "usermodel.clientRoleMapping.clientId" => {
                        *text = self.top(names::client(text.clone()));
                    }
                    "role" => *text = self.qualified(text, '.'),
                    _ => {}
                }
            }
        }
        for policy in
            body.get_mut("authorizationSettings").and_then(|it| it["policies"].as_array_mut()).into_iter().flatten()
        {
            let config = &mut policy["config"];
            self.texts(&mut config["clients"], None, |id| self.top(names::client(id)));
            self.texts(&mut config["roles"], Some("id"), |id| self.qualified(id, '/'));
            self.texts(&mut config["groups"], Some("path"), |path| self.group(path));
        }
        for mapper in body.get_mut("identityProviderMappers").and_then(Value::as_array_mut).into_iter().flatten() {
            let config = &mut mapper["config"];
            config["role"] = self.qualified(config["role"].as_str().unwrap(), '.').into();
            if let Some(group) = config["group"].as_str() {
                config["group"] = self.group(group).into();
            }
        }
        for mapping in body.get_mut("scopeMappings").and_then(Value::as_array_mut).into_iter().flatten() {
            mapping["clientScope"] = scope(mapping["clientScope"].as_str().unwrap()).into();
            Self::list(&mut mapping["roles"], |role| self.top(names::realm_role(role)));
        }
        if let Some(Value::Object(clients)) = body.get_mut("clientScopeMappings") {
            for (client, mut mappings) in std::mem::take(clients) {
                for mapping in mappings.as_array_mut().unwrap() {
                    mapping["client"] = self.top(names::client(mapping["client"].as_str().unwrap())).into();
                    Self::list(&mut mapping["roles"], |role| self.role(&client, role));
                }
                clients.insert(self.top(names::client(client)), mappings);
            }
        }
        for policy in body.get_mut("clientPolicies").and_then(|it| it["policies"].as_array_mut()).into_iter().flatten()
        {
            for condition in policy["conditions"].as_array_mut().into_iter().flatten() {
                let configuration = condition["configuration"].as_object_mut().unwrap();
                if let Some(scopes) = configuration.get_mut("scopes") {
                    Self::list(scopes, scope);
                }
                if let Some(roles) = configuration.get_mut("roles") {
                    Self::list(roles, |role| self.qualified(role, '.'));
                }
            }
        }
        Value::Object(body)
    }

    /// In JSON that stands in a text.
    fn texts(&self, value: &mut Value, key: Option<&str>, new: impl Fn(&str) -> String) {
        let Some(text) = value.as_str() else { return };
        let mut list: Vec<Value> = serde_json::from_str(text).unwrap();
        for item in &mut list {
            let item = match key {
                Some(key) => &mut item[key],
                None => item,
            };
            if let Some(name) = item.as_str() {
                *item = new(name).into();
            }
        }
        *value = Value::String(serde_json::to_string(&list).unwrap());
    }
}
