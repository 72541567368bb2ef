//! What a plan deletes of what is not declared, by the ownership modes, and what the guards say of it.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use serde_json::{Value, json};

use realmform_engine::build::build;
use realmform_engine::settle::settle;
use realmform_engine::{falls, guards};
use realmform_kinds::{export, names};
use realmform_model::ownership::{Cap, Mode, Ownership, OwnershipRule};
use realmform_model::{Action, Address, Desired, KindName, Live, Plan, Secrets, Span};

mod support;

fn desired(toml: &str, rules: &[(KindName, Mode)]) -> Desired {
    let rule = |(kind, mode): &(KindName, Mode)| (*kind, OwnershipRule { mode: *mode, ..OwnershipRule::default() });
    let ownership =
        Ownership { project: Some("shop".into()), cap: Cap::Number(99), rules: rules.iter().map(rule).collect() };
    Desired { ownership, ..support::desired(toml) }
}

fn planned(live: &Value, desired: &Desired) -> (Plan, Live) {
    let settled = settle(export::live(live), desired);
    (build("live", desired, &settled, &Secrets::new()), settled.live)
}

/// The addresses that the plan deletes.
fn deleted(live: &Value, desired: &Desired) -> Vec<String> {
    let (plan, _) = planned(live, desired);
    let mut gone: Vec<String> = plan.deleted().map(|(_, address)| address.to_string()).collect();
    gone.sort();
    gone
}

/// Roles of this project, of another one, of nobody, and of Keycloak; a group in a group.
fn realm() -> Value {
    let of = |project: &str| json!({"realmform.project": [project]});
    json!({"realm": "t",
        "roles": {"realm": [{"name": "ours", "attributes": of("shop")}, {"name": "theirs", "attributes": of("other")},
            {"name": "by-hand", "description": "Made by hand"}, {"name": "offline_access"}]},
        "groups": [{"name": "staff", "attributes": of("shop"), "subGroups": [{"name": "night", "attributes": of("shop")}]}],
        "clients": [{"clientId": "web"}]})
}

#[test]
fn additive_deletes_nothing_managed_its_own_and_exclusive_all_but_keycloaks() {
    let of = |mode| deleted(&realm(), &desired("", &[(names::REALM_ROLE, mode)]));
    assert!(of(Mode::Additive).is_empty());
    assert_eq!(of(Mode::Managed), ["realmRole/ours"]);
    assert_eq!(of(Mode::Exclusive), ["realmRole/by-hand", "realmRole/ours", "realmRole/theirs"]);
    assert!(deleted(&realm(), &desired("", &[])).is_empty());
}

#[test]
fn what_is_declared_renamed_or_ignored_stays() {
    let managed = [(names::REALM_ROLE, Mode::Managed)];
    assert!(deleted(&realm(), &desired("[roles.realm.ours]\n", &managed)).is_empty());
    let moved = "[[moved]]\nkind = \"realmRole\"\nfrom = \"ours\"\nto = \"mine\"\n";
    assert!(deleted(&realm(), &desired(moved, &managed)).is_empty(), "the rename has just spoken of it");
    let mut ignoring = desired("", &[(names::REALM_ROLE, Mode::Exclusive)]);
    let rule = ignoring.ownership.rules.get_mut(&names::REALM_ROLE).unwrap();
    rule.ignore = vec![("by-*".into(), Span::default())];
    assert_eq!(deleted(&realm(), &ignoring), ["realmRole/ours", "realmRole/theirs"]);
}

#[test]
fn what_is_inside_goes_with_it_and_without_a_step_of_its_own() {
    let managed = desired("", &[(names::GROUP, Mode::Managed)]);
    assert_eq!(deleted(&realm(), &managed), ["group/staff"]);
    let (plan, _) = planned(&realm(), &desired("", &[(names::REALM_ROLE, Mode::Exclusive)]));
    let before = plan.steps.iter().find_map(|step| match &step.action {
        Action::Delete(deletion) if step.address == names::realm_role("by-hand") => Some(deletion.before.clone()),
        _ => None,
    });
    assert_eq!(before.map(Value::Object), Some(json!({"description": "Made by hand"})), "what it was is kept");
}

#[test]
fn a_realm_and_what_bears_no_mark_is_never_deleted() {
    let all = [names::REALM, names::SERVICE_ACCOUNT, names::TABLE].map(|kind| (kind, Mode::Exclusive));
    assert!(deleted(&realm(), &desired("", &all)).is_empty());
}

/// The codes of the guards against a plan.
fn guarded(live: &Value, desired: &Desired, allowed: Option<usize>) -> Vec<String> {
    let (plan, live) = planned(live, desired);
    let found = guards::check(&plan, desired, &live, allowed);
    found.into_iter().map(|finding| finding.code).collect()
}

#[test]
fn more_deletions_than_the_cap_are_refused_unless_they_are_allowed() {
    let mut capped = desired("", &[(names::REALM_ROLE, Mode::Exclusive)]);
    capped.ownership.cap = Cap::Number(2);
    let without_others = json!({"realm": "t", "roles": {"realm": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}});
    assert_eq!(guarded(&without_others, &capped, None), ["ownership/too-many-deletions"]);
    assert_eq!(guarded(&without_others, &capped, Some(2)), ["ownership/too-many-deletions"]);
    assert!(guarded(&without_others, &capped, Some(3)).is_empty());
    capped.ownership.cap = Cap::Number(3);
    assert!(guarded(&without_others, &capped, None).is_empty());
}

#[test]
fn what_is_protected_or_of_another_project_is_not_deleted() {
    let exclusive = desired("", &[(names::REALM_ROLE, Mode::Exclusive)]);
    assert_eq!(guarded(&realm(), &exclusive, None), ["ownership/of-another-project"]);
    let kept = json!({"realm": "t", "roles": {"realm": [{"name": "a", "attributes": {"realmform.prevent_destroy": ["true"]}}]}});
    assert_eq!(guarded(&kept, &exclusive, None), ["ownership/prevent-destroy"]);
}

/// What the guards say of the renames; the files move what `moved` says, `ignored` stands in `ignore`.
fn of_renames(kind: KindName, (from, to): (&str, &str), ignored: &[(KindName, &str)]) -> Vec<String> {
    let moved = format!("[[moved]]\nkind = \"{kind}\"\nfrom = \"{from}\"\nto = \"{to}\"\n");
    let mut desired = desired(&moved, &[]);
    for (kind, pattern) in ignored {
        let rule = desired.ownership.rules.entry(*kind).or_default();
        rule.ignore.push(((*pattern).to_owned(), Span::default()));
    }
    let (plan, live) = planned(&realm(), &desired);
    assert_eq!(plan.steps.len(), 1);
    guards::renames(&plan, &desired.ownership, &live).into_iter().map(|finding| finding.message).collect()
}

#[test]
fn a_rename_leads_out_of_no_protection_that_a_deletion_would_respect() {
    let role = |from: &str, to: &str, ignored: &str| {
        of_renames(names::REALM_ROLE, (from, to), &[(names::REALM_ROLE, ignored)])
    };
    let refused = |why: &str| [format!("cannot rename realmRole/by-hand to realmRole/made: {why}")];
    assert_eq!(role("by-hand", "made", "by-*"), refused("the old name is in `ignore`"));
    assert_eq!(role("by-hand", "made", "m*"), refused("the new name is in `ignore`"));
    assert_eq!(role("by-hand", "made", "*"), refused("the old name is in `ignore`"));
    assert!(role("by-hand", "made", "others").is_empty());
    assert!(role("ours", "made", "others").is_empty());
    let theirs = role("theirs", "made", "others");
    assert_eq!(theirs, ["cannot rename realmRole/theirs to realmRole/made: it belongs to the project `other`"]);
}

#[test]
fn nor_does_the_rename_of_what_contains_it() {
    let group = |ignored: &[(KindName, &str)]| of_renames(names::GROUP, ("/staff", "/team"), ignored);
    let inside =
        "cannot rename group/staff to group/team, which contains group/staff/night: the old name is in `ignore`";
    assert_eq!(group(&[(names::GROUP, "/staff/night")]), [inside]);
    assert!(group(&[(names::GROUP, "night")]).is_empty(), "it is still ignored");
    assert!(group(&[]).is_empty());
}

#[test]
fn what_others_name_is_not_deleted() {
    let live =
        json!({"realm": "t", "roles": {"realm": [{"name": "gone", "attributes": {"realmform.project": ["shop"]}}]}});
    let naming = desired("[groups.\"/staff\"]\nrealmRoles = [\"gone\"]\n", &[(names::REALM_ROLE, Mode::Managed)]);
    assert_eq!(guarded(&live, &naming, None).len(), 1);
}

#[test]
fn what_falls_with_an_object_is_counted_by_what_it_is() {
    let live = export::live(&json!({"realm": "t",
        "roles": {"client": {"web": [{"name": "use"}, {"name": "own"}]},
            "realm": [{"name": "all", "composites": {"client": {"web": ["use", "own"]}}}]},
        "clients": [{"clientId": "web", "protocolMappers": [{"name": "m"}]}],
        "groups": [{"name": "staff", "clientRoles": {"web": ["use"]}, "subGroups": [{"name": "night"}]}],
        "users": [{"username": "ann", "clientRoles": {"web": ["use"]}, "groups": ["/staff"]}]}));
    let of = |address: Address| {
        let falls = falls::in_document(&live, &[address.clone()].into()).remove(&address).unwrap();
        falls.into_iter().map(|(fall, number)| format!("{fall:?} {number}")).collect::<Vec<_>>()
    };
    assert_eq!(of(names::client("web")), ["Users 1", "Groups 1", "Composites 1", "ClientRoles 2", "ProtocolMappers 1"]);
    assert_eq!(of(names::client_role("web", "own")), ["Composites 1"]);
    assert_eq!(of(names::group("/staff").unwrap()), ["Members 1", "Subgroups 1"]);
}
