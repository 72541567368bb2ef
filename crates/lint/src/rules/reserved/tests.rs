//! Reserved roles, scopes, mappers and groups: who is told of, by which way, and who is not.

use std::sync::Arc;

use crate::policy::{Policies, parse};
use crate::rule::{Context, Export};
use crate::rules::check;
use realmform_model::Source;

fn source(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source::new(path, text.to_owned()))
}

fn policies(text: &str) -> Policies {
    let (policies, wrong) = parse(vec![source("policies/x.toml", text)], &|_, _| unreachable!());
    assert!(wrong.is_empty(), "{wrong:?}");
    policies
}

/// What is found, a line each: code, object and message.
fn told(policy: &str, realm: &str) -> String {
    let (policies, source) = (policies(policy), source("realm.json", realm));
    let exports = Export::read(&source).unwrap_or_else(|error| panic!("{error}"));
    let found = check(&Context::of_export(&exports, &policies));
    let found = found.iter().filter(|finding| finding.code.starts_with("reserved/"));
    let line = |finding: &realmform_model::Finding| {
        assert!(finding.span.is_some() && finding.related.is_some(), "{finding:?}");
        format!("{} {}: {}\n", finding.code, finding.object.as_deref().unwrap_or_default(), finding.message)
    };
    found.map(line).collect()
}

const REALM: &str = r#"{"realm": "r",
"clients": [
  {"clientId": "api"},
  {"clientId": "mapped", "fullScopeAllowed": false, "defaultClientScopes": ["roles"]},
  {"clientId": "mute", "fullScopeAllowed": false},
  {"clientId": "scoped", "fullScopeAllowed": false, "defaultClientScopes": ["roles"], "optionalClientScopes": ["pay"]},
  {"clientId": "full", "fullScopeAllowed": true, "defaultClientScopes": ["roles"]},
  {"clientId": "off", "enabled": false, "defaultClientScopes": ["roles"], "optionalClientScopes": ["pay"]},
  {"clientId": "fixed", "fullScopeAllowed": false, "protocolMappers": [{"name": "m",
    "protocolMapper": "oidc-hardcoded-role-mapper", "config": {"role": "api.boss"}}]},
  {"clientId": "bot", "fullScopeAllowed": false}, {"clientId": "bot2", "fullScopeAllowed": false}],
"clientScopes": [
  {"name": "roles", "protocolMappers": [{"name": "m", "protocolMapper": "oidc-usermodel-client-role-mapper"}]},
  {"name": "pay", "protocolMappers": [{"name": "h", "protocolMapper": "oidc-hardcoded-claim-mapper",
    "config": {"claim.name": "paid", "claim.value": "yes"}}]}],
"clientScopeMappings": {"api": [{"client": "mapped", "roles": ["boss"]}, {"client": "mute", "roles": ["boss"]},
  {"clientScope": "pay", "roles": ["boss"]}, {"client": "off", "roles": ["boss"]}]},
"roles": {"realm": [{"name": "lead", "composites": {"client": {"api": ["boss"]}}}, {"name": "chief", "composites":
  {"realm": ["lead"]}}], "client": {"api": [{"name": "boss"}, {"name": "clerk"}]}},
"groups": [{"name": "staff", "realmRoles": ["lead"], "subGroups": [{"name": "berlin"}]},
  {"name": "ops", "clientRoles": {"api": ["boss"]}, "subGroups": [{"name": "night"}]}],
"users": [{"username": "ann", "groups": ["/staff"]}, {"username": "bob", "clientRoles": {"api": ["boss"]}},
  {"username": "cid", "groups": ["/staff"], "clientRoles": {"api": ["boss"]}}, {"username": "dan", "groups": ["/ops/night"]},
  {"serviceAccountClientId": "bot", "groups": ["/staff/berlin"]},
  {"serviceAccountClientId": "bot2", "groups": ["/ops"]}],
"identityProviderMappers": [{"name": "m", "identityProviderAlias": "idp", "config": {"group": "/ops"}}]}"#;

#[test]
fn a_role_is_followed_by_every_way_and_not_beyond_those_who_may_have_it() {
    let policy = "[[reserved]]\nrole = \"api/boss\"\nonly = [\"group//ops\", \"realmRole/chief\"]\nwhy = \"Money\"\n";
    insta::assert_snapshot!(told(policy, REALM), @"
    reserved/role client/scoped: tokens for `client/scoped` can contain `clientRole/api/boss`, which is reserved for `group//ops`, `realmRole/chief`: client/scoped → clientScope/pay → clientRole/api/boss
    reserved/role client/fixed: everyone who logs in to `client/fixed` gets `clientRole/api/boss`, which is reserved for `group//ops`, `realmRole/chief`: client/fixed → protocolMapper/client/fixed/m → clientRole/api/boss
    reserved/role client/mapped: tokens for `client/mapped` can contain `clientRole/api/boss`, which is reserved for `group//ops`, `realmRole/chief`: client/mapped → clientRole/api/boss
    reserved/role realmRole/lead: `realmRole/lead` contains `clientRole/api/boss`, which is reserved for `group//ops`, `realmRole/chief`: realmRole/lead → clientRole/api/boss
    reserved/role group/staff: `group/staff` has `clientRole/api/boss`, which is reserved for `group//ops`, `realmRole/chief`: group/staff → realmRole/lead → clientRole/api/boss
    reserved/role user/bob: `user/bob` has `clientRole/api/boss`, which is reserved for `group//ops`, `realmRole/chief`: user/bob → clientRole/api/boss
    reserved/role user/cid: `user/cid` has `clientRole/api/boss`, which is reserved for `group//ops`, `realmRole/chief`: user/cid → clientRole/api/boss
    reserved/role serviceAccount/bot: `serviceAccount/bot` has `clientRole/api/boss`, which is reserved for `group//ops`, `realmRole/chief`: serviceAccount/bot → group/staff/berlin → group/staff → realmRole/lead → clientRole/api/boss
    ");
}

#[test]
fn full_scope_is_told_where_the_policy_asks_for_it() {
    let policy = "[[reserved]]\nrole = \"api/bo*\"\nonly = [\"*\"]\nfullScope = true\n";
    assert_eq!(told(policy, REALM), "", "everybody may");
    let policy = "[[reserved]]\nrole = \"api/bo*\"\nonly = [\"user/*\"]\nfullScope = true\n";
    let full = "reserved/role client/full: full scope is allowed, so its tokens contain every role of the user, \
                including `api/bo*`, which is reserved for `user/*`\n";
    assert!(told(policy, REALM).contains(full), "{}", told(policy, REALM));
    assert!(!told("[[reserved]]\nrole = \"api/clerk\"\nonly = []\n", REALM).contains("full"), "not unless asked for");
}

#[test]
fn clients_have_scopes_by_default_or_when_they_ask() {
    let policy =
        "[[reserved]]\nscope = \"pay\"\nonly = [\"client/x*\"]\n[[reserved]]\nscope = \"ro*\"\nonly = [\"client/*\"]\n";
    insta::assert_snapshot!(told(policy, REALM), @"
    reserved/scope client/scoped: it has the optional client scope `pay`, which is reserved for `client/x*`
    ");
}

#[test]
fn mappers_are_found_by_provider_and_configuration_on_clients_and_scopes() {
    let policy = |only: &str| {
        let mapper = "{ protocolMapper = \"oidc-hardcoded-*\", config = { \"claim.name\" = \"pa*\" } }";
        format!("[[reserved]]\nmapper = {mapper}\nonly = {only}\n")
    };
    insta::assert_snapshot!(told(&policy("[]"), REALM), @"
    reserved/mapper protocolMapper/clientScope/pay/h: `clientScope/pay` has a mapper of type `oidc-hardcoded-claim-mapper`, which nobody may have; it affects the tokens of `client/scoped`
    ");
    assert_eq!(told(&policy("[\"clientScope/pay\"]"), REALM), "");
    assert_eq!(told(&policy("[\"client/scoped\"]"), REALM), "", "the only client that has the scope may");
    let role = "[[reserved]]\nmapper = { protocolMapper = \"oidc-hardcoded-role-mapper\", config = { role = \"api.*\" } }\nonly = []\n";
    insta::assert_snapshot!(told(role, REALM), @"
    reserved/mapper protocolMapper/client/fixed/m: `client/fixed` has a mapper of type `oidc-hardcoded-role-mapper`, which nobody may have
    ");
}

#[test]
fn groups_with_all_below_them_have_only_the_members_that_they_may() {
    let policy = "[[reserved]]\ngroup = \"/ops/**\"\nonly = [\"user/*\"]\n";
    insta::assert_snapshot!(told(policy, REALM), @"
    reserved/group serviceAccount/bot2: `serviceAccount/bot2` is a member of `/ops`, which is reserved for `user/*`
    reserved/group identityProviderMapper/idp/m: `identityProviderMapper/idp/m` adds users to `/ops`, which is reserved for `user/*`
    ");
    assert_eq!(told("[[reserved]]\ngroup = \"/ops/*\"\nonly = [\"user/dan\"]\n", REALM), "", "only below");
}

#[test]
fn what_is_wrong_with_a_policy_is_told() {
    let wrong = |text: &str| {
        let (policies, findings) = parse(vec![source("policies/x.toml", text)], &|_, _| unreachable!());
        assert!(policies.reserved.is_empty(), "{text}");
        findings.iter().map(|it| format!("{} {}\n", it.code, it.message)).collect::<String>()
    };
    let told: String = [
        "[[reserved]]\nonly = []\n",
        "[[reserved]]\nrole = \"x\"\n",
        "[[reserved]]\nrole = \"x\"\nscope = \"y\"\nonly = []\n",
        "[[reserved]]\nrole = 3\nonly = []\n",
        "[[reserved]]\nrole = \"x\"\nonly = [\"grup//x\"]\n",
        "[[reserved]]\ngroup = \"x\"\nonly = []\n",
        "[[reserved]]\nscope = \"x\"\nonly = []\nfullScope = true\n",
        "[[reserved]]\nmapper = \"x\"\nonly = []\n",
        "[[reserved]]\nrole = \"x\"\nonly = []\nwy = \"x\"\n",
        "[[reserved]]\nrole = \"x\"\nonly = []\nseverity = \"bad\"\n",
        "reserved = 3\n",
    ]
    .iter()
    .map(|text| wrong(text))
    .collect();
    insta::assert_snapshot!(told, @r#"
    config/missing-key `[[reserved]]` must reserve exactly one thing
    config/missing-key `only` is missing in `[[reserved]]`
    config/missing-key `[[reserved]]` must reserve exactly one thing
    config/wrong-type `role` must be a string or a list of strings
    config/unknown-kind unknown kind `grup` in `grup//x`
    config/wrong-type `x` is not a group path
    config/unknown-key `fullScope` only applies to a reserved role
    config/wrong-type `mapper` must be a table with `protocolMapper`
    config/unknown-key unknown field `wy` in `[[reserved]]`
    config/wrong-type `severity` must be "error", "warning" or "info"
    config/wrong-type `reserved` must be a list of tables
    "#);
}
