//! What a plan changes beyond the declared fields: the other of two lists, names that follow a rename, secrets.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use serde_json::{Value, json};

use realmform_engine::build::build;
use realmform_engine::settle::settle;
use realmform_kinds::{export, names};
use realmform_model::{Action, Desired, Path, Plan, Secrets, Step};

mod support;

use support::desired;

fn planned(live: &Value, desired: &Desired, secrets: &Secrets) -> Plan {
    build("live", desired, &settle(export::live(live), desired), secrets)
}

/// Each step in a few words.
fn told(live: &Value, toml: &str) -> Vec<String> {
    let plan = planned(live, &desired(toml), &Secrets::new());
    let words = |step: &Step| match &step.action {
        Action::Grant(link) => format!("+ {} {}", link.path, link.targets[0].name),
        Action::Revoke(link) => format!("- {} {}", link.path, link.targets[0].name),
        Action::Update { changes, renamed } => {
            let fields = changes.iter().map(|change| match change.follows.is_empty() {
                true => change.path.to_string(),
                false => format!("{} follows", change.path),
            });
            let sign = if renamed.is_some() { "→" } else { "~" };
            format!("{sign} {}: {}", step.address, fields.collect::<Vec<_>>().join(", "))
        }
        Action::Create { .. } => format!("+ {}", step.address),
        Action::Delete(_) => format!("- {}", step.address),
    };
    let mut words: Vec<String> = plan.steps.iter().map(words).collect();
    words.sort();
    words
}

#[test]
fn a_scope_that_joins_one_list_leaves_the_other_in_both_directions() {
    let live = json!({"realm": "t", "clientScopes": [{"name": "a"}, {"name": "b"}, {"name": "c"}],
        "clients": [{"clientId": "web", "defaultClientScopes": ["a"], "optionalClientScopes": ["b", "c"]}]});
    let optional = told(&live, "[clients.web]\noptionalClientScopes = [\"a\", \"b\", \"c\"]\n");
    assert_eq!(optional, ["+ optionalClientScopes a", "- defaultClientScopes a"]);
    let default = told(&live, "[clients.web]\ndefaultClientScopes = [\"a\", \"b\"]\n");
    assert_eq!(default, ["+ defaultClientScopes b", "- optionalClientScopes b"]);
    let both = "[clients.web]\ndefaultClientScopes = [\"a\", \"b\"]\noptionalClientScopes = [\"c\"]\n";
    assert_eq!(told(&live, both), ["+ defaultClientScopes b", "- optionalClientScopes b"], "it is declared itself");
}

/// A client that mappers name as text, which Keycloak does not rewrite.
#[test]
fn names_as_text_follow_a_rename_where_they_are_declared_and_where_they_are_not() {
    let mapper = |name: &str| {
        json!({"name": name, "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
            "config": {"included.client.audience": "api"}})
    };
    let live = json!({"realm": "t", "clients": [{"id": "1", "clientId": "api"},
        {"id": "2", "clientId": "web", "protocolMappers": [mapper("declared"), mapper("other")]}]});
    let toml = "[clients.backend]\n[clients.web.protocolMappers.declared]\nprotocolMapper = \"oidc-audience-mapper\"\n\
        config.\"included.client.audience\" = \"backend\"\n[[moved]]\nkind = \"client\"\nfrom = \"api\"\nto = \"backend\"\n";
    let field = "config.\"included.client.audience\" follows";
    assert_eq!(
        told(&live, toml),
        [
            format!("~ protocolMapper/client/web/declared: {field}"),
            format!("~ protocolMapper/client/web/other: {field}"),
            "→ client/backend: ".to_owned(),
        ]
    );
    // What the files say is what is meant; another name follows nothing.
    let other = toml.replace("= \"backend\"\n[[", "= \"web\"\n[[");
    let plain = field.trim_end_matches(" follows");
    assert_eq!(told(&live, &other)[0], format!("~ protocolMapper/client/web/declared: {plain}"));
    let kept = toml
        .replace("config.\"included.client.audience\" = \"backend\"", "config.\"included.client.audience\" = \"api\"");
    assert!(!told(&live, &kept).iter().any(|it| it.contains("declared")), "it is declared as it is");
}

#[test]
fn a_secret_is_sent_if_it_differs_or_is_rotated_and_a_generated_one_once() {
    let live = |secret: Option<&str>| json!({"realm": "t", "clients": [{"clientId": "svc", "publicClient": false, "secret": secret}]});
    let changes = |live: &Value, toml: &str, rotates: bool| {
        let mut desired = desired(toml);
        desired.objects.get_mut(&names::client("svc")).unwrap().rotates = rotates;
        let secret = (names::client("svc"), Path::of(&["secret"]));
        !planned(live, &desired, &Secrets::from([(secret, "hush".into())])).is_empty()
    };
    let (given, made) = ("[clients.svc]\nsecret = { env = \"S\" }\n", "[clients.svc]\nsecret = { generate = true }\n");
    assert!(!changes(&live(Some("hush")), given, false));
    assert!(changes(&live(Some("other")), given, false));
    assert!(changes(&live(None), given, false));
    assert!(changes(&live(Some("hush")), given, true), "rotated");
    assert!(!changes(&live(Some("other")), made, false), "whatever is there is it");
    assert!(changes(&live(None), made, false));
    assert!(changes(&live(Some("other")), made, true));
    assert!(!changes(&live(Some("**********")), given, false), "a mask is not known");
}
