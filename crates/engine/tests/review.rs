//! What a reviewer is told beside the steps: whom a plan hits, what it risks, and what may be a rename.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use realmform_engine::after::after;
use realmform_engine::build::build;
use realmform_engine::lookalikes::lookalikes;
use realmform_engine::reach::{Holders, People, matters};
use realmform_engine::risks::{outside, risks};
use realmform_engine::settle::settle;
use realmform_kinds::{export, names};
use realmform_model::ownership::{Cap, Mode, Ownership, OwnershipRule};
use realmform_model::review::{Audience, Reach};
use realmform_model::{Address, Desired, Live, Plan, Secrets};

mod support;

fn planned(live: &Value, desired: &Desired) -> (Plan, Live) {
    let settled = settle(export::live(live), desired);
    (build("live", desired, &settled, &Secrets::new()), settled.live)
}

/// `lead` has `reader`; staff have `lead`, and the night shift below them; the shop's service account has `reader` itself.
fn realm() -> Value {
    json!({"realm": "t", "enabled": true,
        "roles": {"realm": [{"name": "reader", "description": "Reads all documents"}, {"name": "writer"},
            {"name": "lead", "composites": {"realm": ["reader"]}}]},
        "groups": [{"name": "staff", "realmRoles": ["lead"], "subGroups": [{"name": "night"}]}, {"name": "guests"}],
        "clients": [{"clientId": "shop", "publicClient": false, "serviceAccountsEnabled": true,
            "redirectUris": ["https://shop.example.com/a"], "defaultClientScopes": ["extra"]}, {"clientId": "old"}],
        "clientScopes": [{"name": "extra"}],
        "users": [{"username": "service-account-shop", "serviceAccountClientId": "shop", "realmRoles": ["reader"]}]})
}

fn group(path: &str) -> Address {
    names::group(path).unwrap()
}

/// Ann is in staff and has `reader` by herself, Ben in the night shift, Cleo a guest.
fn people() -> People {
    let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>();
    BTreeMap::from([
        (names::realm_role("reader"), of(&["ann"])),
        (group("/staff"), of(&["ann"])),
        (group("/staff/night"), of(&["ben"])),
        (group("/guests"), of(&["cleo"])),
    ])
}

fn reach(desired: &Desired) -> Vec<String> {
    let (plan, live) = planned(&realm(), desired);
    assert!(matters(&plan));
    let holders = Holders::of(&plan, &live, &after(&plan, &live));
    let asked = holders.asked();
    let people: People = people().into_iter().filter(|(address, _)| asked.contains(address)).collect();
    holders.reach(&people, &BTreeSet::new()).iter().map(told).collect()
}

fn told(reach: &Reach) -> String {
    let words = |sign: char, it: &Audience| match it.is_empty() {
        true => String::new(),
        false => format!(" {sign}{} users {} groups {} clients", it.users, it.groups, it.clients),
    };
    format!("{}{}{}", reach.address, words('+', &reach.gain), words('-', &reach.lose))
}

#[test]
fn a_grant_hits_the_members_of_the_group_and_of_those_below_it() {
    let desired = support::desired("[groups.\"/staff\"]\nrealmRoles = [\"lead\", \"writer\"]\n");
    assert_eq!(reach(&desired), ["realmRole/writer +2 users 2 groups 0 clients"]);
}

#[test]
fn a_composite_hits_all_who_have_it_at_whatever_hand() {
    let desired = support::desired("[roles.realm.lead]\ncomposites.realm = [\"reader\", \"writer\"]\n");
    assert_eq!(reach(&desired), ["realmRole/writer +2 users 2 groups 0 clients"]);
}

#[test]
fn who_keeps_a_role_in_another_way_does_not_lose_it() {
    // Ann has `reader` by herself, too; the service account is not hit.
    let desired = support::desired("[roles.realm.lead]\ncomposites.realm = []\n");
    assert_eq!(reach(&desired), ["realmRole/reader -1 users 2 groups 0 clients"]);
}

#[test]
fn what_is_revoked_here_and_granted_there_hits_only_the_difference() {
    let desired = support::desired(
        "[groups.\"/staff\"]\nrealmRoles = []\n[groups.\"/staff/night\"]\nrealmRoles = [\"lead\"]\n[groups.\"/guests\"]\nrealmRoles = [\"lead\"]\n",
    );
    assert_eq!(
        reach(&desired),
        ["realmRole/lead +1 users 1 groups 0 clients -1 users 1 groups 0 clients"],
        "ann and the group staff lose it, cleo and the guests gain it"
    );
}

#[test]
fn a_scope_hits_clients_and_a_service_account_is_one() {
    let desired = support::desired(
        "[clients.shop]\ndefaultClientScopes = []\n[clients.shop.serviceAccount]\nrealmRoles = [\"writer\"]\n",
    );
    assert_eq!(
        reach(&desired),
        [
            "clientScope/extra -0 users 0 groups 1 clients",
            "realmRole/reader -0 users 0 groups 1 clients",
            "realmRole/writer +0 users 0 groups 1 clients"
        ]
    );
}

#[test]
fn a_deletion_hits_all_who_had_something_by_it() {
    let rule = OwnershipRule { mode: Mode::Exclusive, ..OwnershipRule::default() };
    let ownership = Ownership {
        project: Some("p".into()),
        cap: Cap::Number(99),
        rules: [(names::REALM_ROLE, rule)].into_iter().collect(),
    };
    let files = support::desired("[roles.realm.reader]\n[roles.realm.writer]\n");
    let found = reach(&Desired { ownership, ..files });
    assert_eq!(
        found,
        ["realmRole/lead -2 users 2 groups 0 clients", "realmRole/reader -1 users 2 groups 0 clients"],
        "ann keeps reader"
    );
}

#[test]
fn a_group_that_moves_has_what_those_above_it_have() {
    let desired = support::desired(
        "[[moved]]\nkind = \"group\"\nfrom = \"/guests\"\nto = \"/staff/guests\"\n[groups.\"/staff/guests\"]\n",
    );
    let (plan, live) = planned(&realm(), &desired);
    assert!(matters(&plan));
    let holders = Holders::of(&plan, &live, &after(&plan, &live));
    let mut people = people();
    let members = people.remove(&group("/guests")).unwrap();
    people.insert(group("/staff/guests"), members);
    let found: Vec<String> = holders.reach(&people, &BTreeSet::new()).iter().map(told).collect();
    assert_eq!(found, ["realmRole/lead +1 users 1 groups 0 clients"]);
}

#[test]
fn plans_that_join_nothing_ask_for_nobody() {
    let (plan, _) = planned(&realm(), &support::desired("[clients.shop]\nname = \"Shop\"\n"));
    assert!(!matters(&plan));
}

#[test]
fn more_users_than_were_counted_are_at_least_as_many() {
    let desired = support::desired("[groups.\"/staff\"]\nrealmRoles = [\"lead\", \"writer\"]\n");
    let (plan, live) = planned(&realm(), &desired);
    let holders = Holders::of(&plan, &live, &after(&plan, &live));
    let reach = holders.reach(&people(), &BTreeSet::from([group("/staff/night")]));
    assert!(reach[0].gain.more && !reach[0].lose.more);
}

#[test]
fn what_gets_wider_is_told_by_field() {
    let desired = support::desired(
        "[clients.shop]\npublicClient = true\nredirectUris = [\"https://shop.example.com/a\", \"https://shop.example.com/*\"]\n\
         [clients.shop.serviceAccount.clientRoles]\nrealm-management = [\"manage-users\"]\n[realm]\nsslRequired = \"none\"\n",
    );
    let (plan, live) = planned(&realm(), &desired);
    let told = risks(&plan, &live, &after(&plan, &live));
    let told: Vec<String> = told.iter().map(|risk| format!("{} {}: {}", risk.address, risk.path, risk.what)).collect();
    assert_eq!(
        told,
        [
            "realm sslRequired: fewer connections need TLS:  → none",
            "client/shop publicClient: public client: it signs in without a secret",
            "client/shop redirectUris: redirect URI https://shop.example.com/*",
            "serviceAccount/shop clientRoles.realm-management: administrator role clientRole/realm-management/manage-users",
        ]
    );
}

#[test]
fn the_world_outside_is_told_of_a_clients_new_name() {
    let moved = "[[moved]]\nkind = \"client\"\nfrom = \"old\"\nto = \"new\"\n[clients.new]\n";
    let (plan, live) = planned(&realm(), &support::desired(moved));
    let told: Vec<String> = outside(&plan, &live).into_iter().map(|it| it.what).collect();
    assert_eq!(told, ["every application that uses the client ID `old` must change to `new`"]);
}

#[test]
fn a_new_object_that_looks_like_an_undeclared_one_may_be_a_rename() {
    let desired = support::desired(
        "[clients.shop]\n[clients.webshop]\npublicClient = false\nserviceAccountsEnabled = true\n\
         redirectUris = [\"https://shop.example.com/a\"]\n[roles.realm.viewer]\ndescription = \"Reads all documents\"\n[roles.realm.other]\n",
    );
    let (plan, live) = planned(&realm(), &desired);
    let found = lookalikes(&plan, &desired, &live);
    let told: Vec<String> = found.iter().map(|it| format!("{} was {}: {}", it.created, it.live, it.why)).collect();
    // The shop is declared, so the web shop is another one.
    assert_eq!(told, ["realmRole/viewer was realmRole/reader: matching fields: 1 of 1"]);
    let mut files = support::desired(&format!("[roles.realm.viewer]\n{}", found[0].block));
    files.objects.retain(|address, _| address.kind == names::REALM_ROLE);
    let (plan, _) = planned(&realm(), &files);
    assert_eq!(plan.steps[0].action.word(), "rename", "the block is taken as it is");
}

#[test]
fn what_takes_the_place_of_another_in_a_list_may_be_a_rename() {
    let desired = support::desired("[roles.realm.chief]\n[groups.\"/staff\"]\nrealmRoles = [\"chief\"]\n");
    let (plan, live) = planned(&realm(), &desired);
    let found = lookalikes(&plan, &desired, &live);
    assert_eq!(
        (found[0].live.to_string().as_str(), found[0].why.as_str()),
        ("realmRole/lead", "it is granted in its place")
    );
}

#[test]
fn a_role_of_another_client_is_no_rename() {
    let live = json!({"realm": "t", "clients": [{"clientId": "a"}, {"clientId": "b"}],
        "roles": {"client": {"a": [{"name": "x", "description": "A long description"}]}}});
    let desired = support::desired("[roles.client.b.y]\ndescription = \"A long description\"\n");
    let (plan, live) = planned(&live, &desired);
    assert!(lookalikes(&plan, &desired, &live).is_empty());
}
