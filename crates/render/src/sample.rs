//! A plan for tests that has every action and every delta.

use std::sync::Arc;

use serde_json::{Value, json};

use realmform_kinds::names;
use realmform_model::review::{Audience, Lint, Lookalike, Outside, Reach, Risk};
use realmform_model::{
    Action, Address, Body, Change, Deletion, Delta, Fall, Falls, Finding, Link, Path, Places, Plan, Renamed, Review,
    SecretSource, Side, Source, Span, Step,
};

pub(crate) fn body(value: Value) -> Body {
    value.as_object().cloned().unwrap_or_default()
}

/// A place at the beginning of a line of `realm/clients.toml`.
pub(crate) fn span(line: usize) -> Span {
    let text = "[clients.neon-web]\nname = \"Neon Web\"\nredirectUri = []\n\n[clients.neon-web.attributes]\n";
    let offset = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let length = text[offset..].find([' ', '\n']).unwrap_or_default();
    Span { source: Arc::new(Source::new("realm/clients.toml", text)), offset, length }
}

pub(crate) fn step(address: Address, action: Action, after: &[usize]) -> Step {
    Step { address, action, after: after.to_vec(), span: span(1) }
}

pub(crate) fn create(address: Address, value: Value) -> Step {
    step(address, Action::Create { body: body(value), secrets: Vec::new() }, &[])
}

fn change(path: &[&str], before: Value, after: Value) -> Change {
    let delta = Delta::Value { before: Some(before), after: Some(after) };
    Change { path: Path::of(path), delta, follows: Vec::new() }
}

fn link(path: &[&str], targets: Vec<Address>) -> Link {
    Link { path: Path::of(path), targets }
}

pub(crate) fn plan() -> Plan {
    let group = names::group("/neon/workbench/admin").unwrap_or_else(names::realm);
    let role = |name: &str| names::client_role("neon-web", name);
    let (old, new) = (names::client("svc-neon-server"), names::client("neon-svc-bff"));
    let mapper = Address::inside(names::client_scope("api"), names::PROTOCOL_MAPPER, "audience");
    let renamed = |from: &Address, references| Some(Renamed { from: from.clone(), references });
    let steps = vec![
        create(names::realm(), json!({"displayName": "Athyper", "organizationsEnabled": true})),
        step(
            names::client("neon-web"),
            Action::Create {
                body: body(json!({
                    "name": "Neon Web",
                    "publicClient": false,
                    "redirectUris": ["https://neon.example.com/*"],
                    "webOrigins": (1..=5).map(|number| format!("https://{number}.neon.example.com")).collect::<Vec<_>>(),
                    "attributes": {"pkce.code.challenge.method": "S256"},
                    "description": "First line\nSecond line",
                    "secret": "hunter2",
                })),
                secrets: vec![Path::of(&["secret"])],
            },
            &[0],
        ),
        step(
            new.clone(),
            Action::Update {
                renamed: renamed(&old, 3),
                changes: vec![
                    change(&["name"], json!("Server"), json!("Backend for frontend")),
                    Change { path: Path::of(&["secret"]), delta: Delta::Secret, follows: Vec::new() },
                ],
            },
            &[],
        ),
        step(
            role("neon:PERSONA:*"),
            Action::Update { renamed: renamed(&role("PERSONAS:*"), 1), changes: vec![] },
            &[1],
        ),
        step(role("b"), Action::Update { renamed: renamed(&role("a"), 0), changes: vec![] }, &[1]),
        step(
            names::client("athyper-api-runtime"),
            Action::Update {
                renamed: None,
                changes: vec![
                    change(&["bearerOnly"], json!(false), json!(true)),
                    Change {
                        path: Path::of(&["attributes", "a.b"]),
                        delta: Delta::Value { before: None, after: Some(json!("x")) },
                        follows: Vec::new(),
                    },
                    Change {
                        path: Path::of(&["baseUrl"]),
                        delta: Delta::Value { before: Some(json!("/")), after: None },
                        follows: Vec::new(),
                    },
                    Change {
                        path: Path::of(&["redirectUris"]),
                        delta: Delta::Set {
                            added: vec![json!("https://new.example.com")],
                            removed: vec![json!("https://old.example.com")],
                            after: vec![json!("https://new.example.com")],
                        },
                        follows: Vec::new(),
                    },
                    change(
                        &["description"],
                        json!("one\ntwo\nthree\nfour\nfive\nsix\nseven"),
                        json!("one\ntwo\nthree\nfour\nFIVE\nsix\nseven"),
                    ),
                ],
            },
            &[],
        ),
        step(
            mapper,
            Action::Update {
                renamed: None,
                changes: vec![Change {
                    follows: vec![(old, new.clone())],
                    ..change(&["config", "included.client.audience"], json!("svc-neon-server"), json!("neon-svc-bff"))
                }],
            },
            &[2],
        ),
        create(role("neon:WORKBENCH:ADMIN"), json!({"description": "Administers the workbench"})),
        create(group.clone(), json!({})),
        create(
            names::lookup("user_role", "admin"),
            json!({"label": {"en": "Administrator", "ar": "مدير"}, "sort": 10}),
        ),
        step(
            group.clone(),
            Action::Grant(link(&["clientRoles", "neon-web"], vec![role("neon:WORKBENCH:ADMIN"), role("b")])),
            &[7, 8],
        ),
        step(group, Action::Revoke(link(&["realmRoles"], vec![names::realm_role("legacy")])), &[8]),
        step(
            names::realm_role("legacy"),
            Action::Delete(Deletion {
                before: body(json!({"description": "Of old"})),
                falls: Falls::from([(Fall::Users, 17), (Fall::Composites, 3)]),
            }),
            &[11],
        ),
        step(names::client_scope("old"), Action::Delete(Deletion::default()), &[]),
        step(new.clone(), Action::Grant(link(&["defaultClientScopes"], vec![names::client_scope("profile")])), &[2]),
        step(
            Address::inside(new, names::SERVICE_ACCOUNT, ""),
            Action::Grant(link(
                &["clientRoles", "athyper-api-runtime"],
                (1..=9).map(|n| names::client_role("athyper-api-runtime", format!("runtime:invoke:{n}"))).collect(),
            )),
            &[2],
        ),
    ];
    Plan {
        steps,
        makes: vec![Side::Realm],
        compared: 812,
        realm: "athyper".to_owned(),
        target: "live".to_owned(),
        places: Places {
            realm: Some("https://id.example.com/admin/realms/athyper".to_owned()),
            database: Some("postgres://db.example.com/lookups".to_owned()),
        },
        ..Plan::default()
    }
}

/// A review with one entry of each, in which `name` is every name and text.
pub(crate) fn review(name: &str) -> Review {
    let lint = |code: &str| Lint {
        object: Some(format!("client/{name}")),
        ..lint(code, &format!("what is wrong with {name}"))
    };
    Review {
        secrets: vec![
            (names::client(name), Path::of(&[name, "secret"]), SecretSource::Env(name.to_owned())),
            (
                names::client(name),
                Path::of(&["secret"]),
                SecretSource::Command(vec!["pass".to_owned(), name.to_owned()]),
            ),
        ],
        uncompared: vec![(names::client(name), Path::of(&[name]))],
        blocked: vec![
            Finding::error("ownership/prevent-destroy", format!("cannot delete {name}"))
                .on(name)
                .help(format!("declare {name}")),
        ],
        risks: vec![Risk {
            address: names::client(name),
            path: Path::of(&["redirectUris"]),
            what: format!("redirect URI {name}"),
        }],
        added: vec![lint("client/pkce-missing")],
        mended: vec![lint("client/implicit-flow")],
        reach: vec![Reach {
            address: names::realm_role(name),
            gain: Audience { users: 10_000, more: true, groups: 3, clients: 1 },
            lose: Audience { users: 1, ..Audience::default() },
        }],
        uncounted: Some(name.to_owned()),
        lookalikes: vec![Lookalike {
            created: names::realm_role("new"),
            live: names::realm_role(name),
            why: "matching fields: 3 of 3".to_owned(),
            block: format!("[[moved]]\nkind = \"realmRole\"\nfrom = \"{name}\"\nto = \"new\""),
        }],
        outside: vec![Outside {
            address: names::client("neon-svc-bff"),
            what: format!("every application that uses the client ID `{name}` must change to `neon-svc-bff`"),
        }],
        lost: vec![Outside {
            address: names::client("neon-svc-bff"),
            what: format!("secrets do not come back: `{name}`"),
        }],
    }
}

pub(crate) fn lint(code: &str, message: &str) -> Lint {
    Lint { code: code.to_owned(), severity: "warning".to_owned(), object: None, message: message.to_owned() }
}
