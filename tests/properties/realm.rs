//! A random realm as `kc.sh export` writes it, with everything in it naming everything else.

use serde_json::{Map, Value, json};

use crate::bodies;
use crate::bodies::{CLIENT_ROLES, CLIENTS, Fields, GROUPS, MAPPERS, Names, ORGANIZATIONS, REALM_ROLES, SCOPES};
use crate::tape::Tape;

pub(crate) const REALM: &str = "T1";
/// What every secret in an export begins with.
pub(crate) const SECRET: &str = "S3cr3t-";

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// What is there to be named.
fn names(tape: &Tape) -> Names {
    let mut names = Names {
        clients: owned(tape.some(CLIENTS)),
        scopes: owned(tape.some(SCOPES)),
        realm_roles: owned(tape.some(REALM_ROLES)),
        ..Names::default()
    };
    for client in &names.clients {
        names.client_roles.extend(tape.few(CLIENT_ROLES).into_iter().map(|role| (client.clone(), role.to_owned())));
    }
    for top in tape.some(GROUPS) {
        names.groups.push(format!("/{top}"));
        for middle in tape.few(GROUPS) {
            names.groups.push(format!("/{top}/{middle}"));
            names.groups.extend(tape.few(GROUPS).into_iter().map(|leaf| format!("/{top}/{middle}/{leaf}")));
        }
    }
    names
}

pub(crate) fn export(tape: &Tape) -> Value {
    let names = names(tape);
    let mut root = bodies::realm(tape, &names);
    root.insert("id".into(), json!("realm-id"));
    root.insert("realm".into(), json!(REALM));
    if let (true, Some(Value::Object(smtp))) = (tape.flag(), root.get_mut("smtpServer")) {
        smtp.insert("password".into(), json!(format!("{SECRET}smtp")));
    }
    root.insert("roles".into(), roles(tape, &names));
    root.insert("groups".into(), groups(tape, &names, ""));
    root.insert("clientScopes".into(), scopes(tape, &names));
    root.insert("clients".into(), clients(tape, &names));
    root.insert("users".into(), users(tape, &names));
    if tape.flag() {
        root.insert("organizations".into(), organizations(tape, &names));
    }
    if let Some(scope) = names.scopes.first() {
        root.insert("scopeMappings".into(), json!([{"clientScope": scope, "roles": tape.few(&names.realm_roles)}]));
    }
    if let (Some((client, role)), Some(other)) = (tape.one(&names.client_roles), tape.one(&names.clients)) {
        root.insert("clientScopeMappings".into(), json!({client: [{"client": other, "roles": [role]}]}));
        let config = json!({"role": format!("{client}.{role}"), "group": tape.one(&names.groups)});
        root.insert("identityProviderMappers".into(), json!([{"id": "idp-m", "name": "m", "config": config}]));
    }
    if tape.flag() {
        root.insert("defaultGroups".into(), json!(tape.few(&names.groups)));
    }
    Value::Object(root)
}

fn named(id: String, key: &str, name: &str, fields: Fields) -> Fields {
    let mut raw = Map::new();
    raw.insert("id".into(), json!(id));
    raw.insert(key.into(), json!(name));
    raw.extend(fields);
    raw
}

fn roles(tape: &Tape, names: &Names) -> Value {
    let role = |client: Option<&str>, name: &str| {
        let fields = bodies::role(tape, names, (client, name));
        let composite = fields.get("composites").is_some_and(|it| *it != json!({}));
        let mut raw = named(format!("role-{}-{name}", client.unwrap_or("")), "name", name, fields);
        raw.insert("composite".into(), json!(composite));
        raw.insert("clientRole".into(), json!(client.is_some()));
        Value::Object(raw)
    };
    let mut realm: Vec<Value> = names.realm_roles.iter().map(|name| role(None, name)).collect();
    realm.push(json!({"id": "default-roles", "name": "default-roles-t1"}));
    let mut by_client = Map::new();
    for client in &names.clients {
        let of_client = names.client_roles.iter().filter(|(owner, _)| owner == client);
        let list: Vec<Value> = of_client.map(|(owner, name)| role(Some(owner), name)).collect();
        by_client.insert(client.clone(), json!(list));
    }
    json!({"realm": realm, "client": by_client})
}

fn groups(tape: &Tape, names: &Names, parent: &str) -> Value {
    let below = names.groups.iter().filter_map(|path| {
        let name = path.strip_prefix(parent)?.strip_prefix('/')?;
        (!name.contains('/')).then_some((path, name))
    });
    let list = below.map(|(path, name)| {
        let mut raw = named(format!("group-{path}"), "name", name, bodies::group(tape, names));
        raw.insert("path".into(), json!(path));
        raw.insert("subGroups".into(), groups(tape, names, path));
        Value::Object(raw)
    });
    Value::Array(list.collect())
}

fn mappers(tape: &Tape, names: &Names, owner: &str) -> Value {
    let list = tape
        .few(MAPPERS)
        .into_iter()
        .map(|name| Value::Object(named(format!("mapper-{owner}-{name}"), "name", name, bodies::mapper(tape, names))));
    Value::Array(list.collect())
}

fn scopes(tape: &Tape, names: &Names) -> Value {
    let list = names.scopes.iter().map(|name| {
        let mut raw = named(format!("scope-{name}"), "name", name, bodies::scope(tape, names));
        raw.insert("protocol".into(), json!("openid-connect"));
        raw.insert("protocolMappers".into(), mappers(tape, names, &format!("scope-{name}")));
        Value::Object(raw)
    });
    Value::Array(list.collect())
}

fn clients(tape: &Tape, names: &Names) -> Value {
    let list = names.clients.iter().map(|id| {
        let mut raw = named(format!("client-{id}"), "clientId", id, bodies::client(tape, names));
        match tape.below(3) {
            0 => {}
            1 => drop(raw.insert("secret".into(), json!(format!("{SECRET}{id}")))),
            _ => drop(raw.insert("secret".into(), json!("**********"))),
        }
        if let (true, Some(Value::Object(attributes))) = (tape.once_in(4), raw.get_mut("attributes")) {
            attributes.insert("saml.signing.private.key".into(), json!(format!("{SECRET}key")));
        }
        raw.insert("protocolMappers".into(), mappers(tape, names, &format!("client-{id}")));
        if tape.once_in(3) {
            let (role, group, client) =
                (tape.one(&names.client_roles), tape.one(&names.groups), tape.one(&names.clients));
            let roles = role.map(|(client, role)| json!([{"id": format!("{client}/{role}")}]).to_string());
            let groups = group.map(|path| json!([{"path": path}]).to_string());
            raw.insert(
                "authorizationSettings".into(),
                json!({"policies": [{"name": "p", "config": {
                "roles": roles, "groups": groups, "clients": json!([client]).to_string()}}]}),
            );
        }
        Value::Object(raw)
    });
    Value::Array(list.collect())
}

fn users(tape: &Tape, names: &Names) -> Value {
    let mut users = Vec::new();
    for name in ["jane", "joe"] {
        let mut raw = named(format!("user-{name}"), "username", name, bodies::holder(tape, names));
        raw.insert("groups".into(), json!(tape.few(&names.groups)));
        users.push(Value::Object(raw));
    }
    for client in names.clients.iter().filter(|_| tape.once_in(3)) {
        let name = format!("service-account-{}", client.to_lowercase());
        let mut raw = named(format!("user-of-{client}"), "username", &name, bodies::holder(tape, names));
        raw.insert("enabled".into(), json!(true));
        raw.insert("serviceAccountClientId".into(), json!(client));
        users.push(Value::Object(raw));
    }
    Value::Array(users)
}

fn organizations(tape: &Tape, names: &Names) -> Value {
    let list = tape.some(ORGANIZATIONS).into_iter().map(|name| {
        let mut raw = named(format!("org-{name}"), "name", name, bodies::organization(tape, names));
        raw.insert("alias".into(), json!(name));
        if let Some(Value::Object(domains)) = raw.get("domains").cloned() {
            let list = domains.into_iter().map(|(domain, fields)| {
                let mut raw = fields.as_object().cloned().unwrap();
                raw.insert("name".into(), json!(domain));
                Value::Object(raw)
            });
            raw.insert("domains".into(), Value::Array(list.collect()));
        }
        Value::Object(raw)
    });
    Value::Array(list.collect())
}
