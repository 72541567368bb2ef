//! What Keycloak does not take, found before the apply.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use serde_json::json;

use realmform_engine::build::build;
use realmform_engine::refused::{self, newer};
use realmform_engine::settle::{Settled, settle};
use realmform_kinds::export;
use realmform_model::{Desired, Live, Plan, Secrets, Side};

mod support;

fn planned(live: Live, toml: &str) -> (Plan, Desired, Settled) {
    let desired = support::desired(toml);
    let settled = settle(live, &desired);
    let declared = desired.objects.iter().flat_map(|(address, it)| it.secrets.keys().map(move |path| (address, path)));
    let secrets: Secrets =
        declared.map(|(address, path)| ((address.clone(), path.clone()), "value".to_owned().into())).collect();
    (build("live", &desired, &settled, &secrets), desired, settled)
}

fn found(live: Live, toml: &str) -> Vec<String> {
    let (plan, desired, settled) = planned(live, toml);
    let findings = refused::check(&plan, &desired, &settled.live);
    findings.iter().map(|it| format!("{}: {}", it.message, it.help.as_deref().unwrap_or_default())).collect()
}

/// What Keycloak refuses, or ignores so that the next plan is the same.
#[test]
fn what_keycloak_does_not_take_is_found_before_the_apply() {
    let live = json!({"realm": "t",
        "organizations": [{"id": "o1", "name": "acme", "alias": "acme-alias"}],
        "clients": [{"id": "c1", "clientId": "page", "publicClient": true, "protocolMappers":
            [{"id": "m1", "name": "m", "protocol": "openid-connect", "protocolMapper": "x"}]}]});
    let found = |toml: &str| found(export::live(&live), toml);
    assert_eq!(
        found("[organizations.acme]\nalias = \"other\""),
        ["Keycloak does not accept `alias` of organization/acme: the alias of an organization never changes: \
            set `alias` to \"acme-alias\", or remove this line"]
    );
    assert_eq!(
        found("[clients.page.protocolMappers.m]\nprotocol = \"saml\"").len(),
        1,
        "the protocol of a mapper stays what it was"
    );
    assert_eq!(
        found("[clients.page]\nauthorizationServicesEnabled = true\nsecret = { env = \"S\" }"),
        [
            "Keycloak does not accept `authorizationServicesEnabled` of client/page: only a confidential client can have \
                authorization services: remove this line",
            "Keycloak does not accept `secret` of client/page: a public client has no secret: remove this line",
        ]
    );
    let of_new = "[clients.new]\npublicClient = false\nauthorizationServicesEnabled = true\n";
    assert!(found(of_new).is_empty(), "the account comes with it");
    assert_eq!(found(&format!("{of_new}serviceAccountsEnabled = false")).len(), 1);
    assert!(found(&format!("{of_new}serviceAccountsEnabled = true")).is_empty());
    assert!(found("[organizations.new]\nalias = \"mine\"").is_empty());
    assert!(found("[clients.page]\npublicClient = false\nsecret = { env = \"S\" }").is_empty());
    assert!(found("[clients.page]\nattributes = { realm_client = false }").is_empty(), "the server sets it");
}

#[test]
fn nobody_changes_what_keycloak_administers_the_realm_with() {
    let live = |realm: &str| {
        export::live(&json!({"realm": realm, "clients": [{"id": "1", "clientId": "realm-management", "name": "M"},
            {"id": "2", "clientId": "shop-realm", "name": "S"}],
            "roles": {"client": {"realm-management": [{"id": "3", "name": "view-users"}]}}}))
    };
    let management = "nobody can change client/realm-management: Keycloak uses it to administer the realm: remove it from \
        the files, or declare it as it is";
    assert_eq!(found(live("t"), "[clients.realm-management]\nname = \"N\"\ndescription = \"D\""), [management]);
    assert_eq!(found(live("t"), "[roles.client.realm-management.view-users]\ndescription = \"D\"").len(), 1);
    assert_eq!(found(live("t"), "[roles.client.realm-management.mine]").len(), 1, "a new role in it");
    assert!(found(live("t"), "[clients.realm-management]\nname = \"M\"").is_empty(), "it is so");
    assert!(found(live("t"), "[clients.shop-realm]\nname = \"N\"").is_empty(), "only in the realm `master`");
    assert_eq!(found(live("master"), "[clients.shop-realm]\nname = \"N\"").len(), 1);
    assert!(found(live("master"), "[clients.realm-management]\nname = \"N\"").is_empty());
}

#[test]
fn in_a_realm_that_the_plan_creates_it_may_be_declared_as_keycloak_makes_it() {
    let nowhere = || Live { realm: "t".into(), absent: [Side::Realm].into(), ..Live::default() };
    let management = "[clients.realm-management]\nname = \"${client_realm-management}\"\n\
        [roles.client.realm-management.view-clients]\ncomposites.client.realm-management = [\"query-clients\"]\n";
    assert_eq!(found(nowhere(), management), [""; 0]);
    assert_eq!(found(nowhere(), &management.replace("query-clients", "query-users")).len(), 1);
    assert_eq!(found(nowhere(), "[clients.realm-management]\nname = \"Mine\"").len(), 1);
}

#[test]
fn texts_that_are_longer_than_the_servers_columns_are_found() {
    let nothing =
        || export::live(&json!({"realm": "t", "clients": [{"id": "1", "clientId": "web", "name": "x".repeat(256)}]}));
    let of = |number: usize| "ü".repeat(number);
    for (toml, field) in [
        ("[clients.new]\ndescription = \"TEXT\"", "description"),
        ("[clients.web]\nredirectUris = [\"https://a/TEXT\"]", "redirectUris"),
        ("[roles.realm.reader]\nattributes.a = [\"TEXT\"]", "attributes"),
        ("[groups.\"/staff\"]\ndescription = \"TEXT\"", "description"),
        ("[clientScopes.mine]\ndescription = \"TEXT\"", "description"),
        ("[realm]\ndisplayName = \"TEXT\"", "displayName"),
    ] {
        let long = found(nothing(), &toml.replace("TEXT", &of(256)));
        assert!(long.iter().any(|it| it.starts_with(&format!("`{field}` of "))), "{toml}: {long:?}");
    }
    assert_eq!(found(nothing(), &format!("[clientScopes.mine]\ndescription = \"{}\"", of(255))), [""; 0]);
    assert_eq!(found(nothing(), &format!("[clients.new]\nattributes.a = \"{}\"", of(9999))), [""; 0], "there is room");
    assert_eq!(found(nothing(), "[clients.web]\nenabled = false"), [""; 0], "what stays is not judged");
    assert_eq!(found(nothing(), &format!("[roles.realm.{}]", "n".repeat(256))).len(), 1);
    assert_eq!(found(nothing(), &format!("[roles.realm.{}]", "n".repeat(255))), [""; 0]);
    assert_eq!(
        found(nothing(), &format!("[lookups.{}]", "n".repeat(256))),
        [""; 0],
        "a database has columns of its own"
    );
}

#[test]
fn a_field_that_the_server_is_too_old_for_is_found() {
    let live = || export::live(&json!({"realm": "t", "displayName": "T", "webAuthnPolicyResidentKey": "required"}));
    let told = |toml: &str, server: &str| -> Vec<String> {
        let (plan, desired, settled) = planned(live(), toml);
        newer::check(&plan, &desired, &settled.live, server).into_iter().map(|finding| finding.message).collect()
    };
    let new = "[realm]\nwebAuthnPolicyResidentKey = \"discouraged\"\nscimApiEnabled = true\n";
    let message = |field, since, server| {
        format!("`{field}` of realm came with Keycloak {since}, and the server is Keycloak {server}")
    };
    assert_eq!(told(new, "26.6.1"), [message("webAuthnPolicyResidentKey", "26.7", "26.6.1")]);
    assert_eq!(told(new, "26.5.0").len(), 2);
    assert_eq!(told(new, "26.7.3"), [""; 0]);
    assert_eq!(told(new, "nightly"), [""; 0], "nobody knows");
    let needs = |toml: &str| newer::needs_version(&planned(live(), toml).0);
    assert!(needs(new));
    assert!(!needs("[realm]\ndisplayName = \"U\"\n"), "no request for what does not matter");
    assert!(!needs("[realm]\nwebAuthnPolicyResidentKey = \"required\"\n"), "it is so");
}
