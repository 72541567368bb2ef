//! Random TOML that has to do with a live realm: some of it equal, some changed, some new, some renamed.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::bodies;
use crate::bodies::{CLIENT_ROLES, CLIENTS, Fields, GROUPS, MAPPERS, Names, ORGANIZATIONS, REALM_ROLES, SCOPES};
use crate::run::load;
use crate::tape::Tape;
use realmform_engine::settle::settle;
use realmform_kinds::names;
use realmform_model::moves::future;
use realmform_model::{Address, Desired, KindName, Live};

/// The TOML, in two files whose order means nothing.
pub(crate) fn toml(tape: &Tape, live: &Live) -> Vec<String> {
    let moves = moves(tape, live);
    let first = document(&Fields::from_iter([("moved".to_owned(), json!(moves))]));
    let mut history = load(std::slice::from_ref(&first)).desired;
    history.objects.clear();
    vec![first, document(&declarations(tape, live, &history))]
}

pub(crate) fn document(fields: &Fields) -> String {
    fields.iter().map(|(key, value)| format!("{} = {}\n", json!(key), inline(value))).collect()
}

/// JSON texts are TOML texts too.
fn inline(value: &Value) -> String {
    match value {
        Value::Object(entries) => {
            let entries: Vec<_> =
                entries.iter().map(|(key, value)| format!("{} = {}", json!(key), inline(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// History: exact moves from live names, patterns, chains, and moves that are done or never were.
fn moves(tape: &Tape, live: &Live) -> Vec<Value> {
    let mut moves = Vec::new();
    let mut add = |moved: Value| {
        if !moves.contains(&moved) && moved["from"] != moved["to"] {
            moves.push(moved);
        }
    };
    let movable: Vec<&Address> = live
        .objects
        .keys()
        .filter(|it| !matches!(it.kind, names::REALM | names::SERVICE_ACCOUNT | names::PROTOCOL_MAPPER))
        .filter(|it| !realmform_kinds::is_built_in(it, None))
        .collect();
    for round in 0..tape.below(6) {
        let Some(address) = tape.one(&movable) else { break };
        let pool = match address.kind {
            names::CLIENT => CLIENTS,
            names::REALM_ROLE => REALM_ROLES,
            names::CLIENT_ROLE => CLIENT_ROLES,
            names::CLIENT_SCOPE => SCOPES,
            names::GROUP => GROUPS,
            _ => ORGANIZATIONS,
        };
        // Mostly a name that nobody has, sometimes one that somebody may have.
        let name = if tape.once_in(5) { tape.one(pool).unwrap().to_string() } else { format!("n{round}.new") };
        let above = address.parent.as_ref().filter(|it| it.kind == names::GROUP).map_or(String::new(), |it| it.path());
        let path = |name: &str| if address.kind == names::GROUP { format!("{above}/{name}") } else { name.to_owned() };
        let mut moved = json!({"kind": address.kind.as_str(), "from": address.shown_name(), "to": path(&name)});
        if address.kind == names::CLIENT_ROLE {
            moved["client"] = json!(address.parent.as_ref().unwrap().name);
        }
        add(moved.clone());
        if tape.once_in(3) {
            let mut next = moved;
            next["from"] = next["to"].clone();
            next["to"] = json!(path(&format!("m{round}:last")));
            add(next);
        }
    }
    for _ in 0..tape.below(3) {
        let (kind, patterns): (&str, &[(&str, &str)]) = match tape.below(3) {
            0 => ("realmRole", &[("x:READ:*", "x:GET:*"), ("x:*:a", "y:*:a"), ("course.*", "*"), ("*e", "e*")]),
            1 => ("clientRole", &[("r:OLD:*", "r:NEW:*"), ("*.read", "*:read"), ("a.*", "*"), ("r:*:a", "r:*:b")]),
            _ => ("client", &[("web*", "site*"), ("* neon", "neon-*"), ("n*", "w*"), ("*.app", "app.*")]),
        };
        let (from, to) = tape.one(patterns).unwrap();
        let mut moved = json!({"kind": kind, "from": from, "to": to});
        if kind == "clientRole" {
            let Some(client) = tape.one(CLIENTS) else { continue };
            moved["client"] = json!(client);
        }
        add(moved);
    }
    moves
}

fn declarations(tape: &Tape, live: &Live, history: &Desired) -> Fields {
    let settled = settle(live.clone(), history).live;
    let mut known: BTreeSet<Address> = settled.objects.keys().cloned().collect();
    // New ones, some of which are there already.
    let mut wanted = BTreeSet::new();
    let fresh = |pool: &[&str]| -> Vec<String> {
        tape.few(pool).into_iter().chain(tape.few(&["new", "new.2"])).map(str::to_owned).collect()
    };
    wanted.extend(fresh(CLIENTS).into_iter().map(names::client));
    wanted.extend(fresh(SCOPES).into_iter().map(names::client_scope));
    wanted.extend(fresh(REALM_ROLES).into_iter().map(names::realm_role));
    wanted.extend(fresh(ORGANIZATIONS).into_iter().map(|name| Address::top(names::ORGANIZATION, name)));
    for name in fresh(GROUPS) {
        let above = tape.few(GROUPS).into_iter().map(|name| format!("/{name}")).collect::<String>();
        wanted.extend(names::group(&format!("{above}/{name}")));
    }
    // Of what is live, about half.
    wanted.extend(known.iter().filter(|_| tape.flag()).cloned());
    for client in known.iter().chain(&wanted).filter(|it| it.kind == names::CLIENT).cloned().collect::<Vec<_>>() {
        wanted.extend(fresh(CLIENT_ROLES).into_iter().map(|role| names::client_role(client.name.clone(), role)));
        if tape.once_in(3) {
            wanted.insert(Address::inside(client.clone(), names::SERVICE_ACCOUNT, ""));
        }
        for mapper in tape.few(MAPPERS) {
            wanted.insert(Address::inside(client.clone(), names::PROTOCOL_MAPPER, mapper));
        }
    }
    // Whatever is inside another is declared with it.
    for address in wanted.clone() {
        wanted.extend(address.lineage().filter(|it| it.kind != names::GROUP).cloned());
    }
    // What is moved away is declared no more, but for a few that are findings.
    let is_sloppy = tape.once_in(20);
    wanted.retain(|address| is_sloppy || future(address, &history.moves) == *address);
    for address in &wanted {
        known.extend(address.lineage().cloned());
    }
    let names = names(&known);
    let mut root = Fields::new();
    for address in &wanted {
        let fields = fields(tape, &names, address, &settled);
        let way: Vec<String> = match address.kind {
            names::REALM => vec!["realm".into()],
            names::CLIENT => vec!["clients".into(), address.name.clone()],
            names::CLIENT_SCOPE => vec!["clientScopes".into(), address.name.clone()],
            names::REALM_ROLE if address.name.starts_with("default-roles") => continue,
            names::REALM_ROLE => vec!["roles".into(), "realm".into(), address.name.clone()],
            names::CLIENT_ROLE => {
                vec![
                    "roles".into(),
                    "client".into(),
                    address.parent.as_ref().unwrap().name.clone(),
                    address.name.clone(),
                ]
            }
            names::GROUP => vec!["groups".into(), address.path()],
            names::ORGANIZATION => vec!["organizations".into(), address.name.clone()],
            names::SERVICE_ACCOUNT => {
                vec!["clients".into(), address.parent.as_ref().unwrap().name.clone(), "serviceAccount".into()]
            }
            names::PROTOCOL_MAPPER => {
                let owner = address.parent.as_ref().unwrap();
                let owners = if owner.kind == names::CLIENT { "clients" } else { "clientScopes" };
                vec![owners.into(), owner.name.clone(), "protocolMappers".into(), address.name.clone()]
            }
            _ => continue,
        };
        let mut place = &mut root;
        for key in way {
            let next = place.entry(key).or_insert_with(|| Value::Object(Map::new()));
            place = next.as_object_mut().unwrap();
        }
        place.extend(fields);
    }
    root
}

fn names(known: &BTreeSet<Address>) -> Names {
    let of = |kind: KindName| known.iter().filter(move |it| it.kind == kind);
    let plain = |kind: KindName| of(kind).map(|it| it.name.clone()).collect();
    Names {
        clients: plain(names::CLIENT),
        scopes: plain(names::CLIENT_SCOPE),
        realm_roles: plain(names::REALM_ROLE),
        client_roles: of(names::CLIENT_ROLE)
            .map(|it| (it.parent.as_ref().unwrap().name.clone(), it.name.clone()))
            .collect(),
        groups: of(names::GROUP).map(Address::path).collect(),
    }
}

/// Random ones, and as they are live.
fn fields(tape: &Tape, names: &Names, address: &Address, settled: &Live) -> Fields {
    let mut fields = match address.kind {
        names::REALM => bodies::realm(tape, names),
        names::CLIENT => bodies::client(tape, names),
        names::CLIENT_SCOPE => bodies::scope(tape, names),
        names::REALM_ROLE => bodies::role(tape, names, (None, &address.name)),
        names::CLIENT_ROLE => {
            bodies::role(tape, names, (address.parent.as_ref().map(|it| it.name.as_str()), &address.name))
        }
        names::GROUP => bodies::group(tape, names),
        names::SERVICE_ACCOUNT => bodies::holder(tape, names),
        names::PROTOCOL_MAPPER => bodies::mapper(tape, names),
        names::ORGANIZATION => bodies::organization(tape, names),
        _ => Fields::new(),
    };
    if let Some(object) = settled.objects.get(address) {
        let is_equal = tape.flag();
        for (key, value) in &mut fields {
            if let Some(live) = object.body.get(key)
                && (is_equal || tape.flag())
            {
                *value = live.clone();
            }
        }
    }
    match address.kind {
        names::CLIENT if tape.once_in(3) => drop(fields.insert("secret".into(), json!({"env": "CLIENT_SECRET"}))),
        names::REALM => {
            if let (true, Some(Value::Object(smtp))) = (tape.flag(), fields.get_mut("smtpServer")) {
                smtp.insert("password".into(), json!({"env": "SMTP_PASSWORD"}));
            }
        }
        _ => {}
    }
    fields
}
