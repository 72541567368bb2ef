//! What policies demand of fields, roles and holders.

use std::sync::Arc;

use crate::policy::parse;
use crate::rule::{Context, Export};
use crate::rules::check;
use realmform_model::Source;

fn source(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source::new(path, text.to_owned()))
}

fn told(policy: &str, realm: &str) -> String {
    let (policies, wrong) = parse(vec![source("policies/x.toml", policy)], &|_, _| unreachable!());
    assert!(wrong.is_empty(), "{wrong:?}");
    let source = source("realm.json", realm);
    let exports = Export::read(&source).unwrap_or_else(|error| panic!("{error}"));
    let found = check(&Context::of_export(&exports, &policies));
    let found = found.iter().filter(|finding| finding.code.starts_with("require/"));
    let line = |finding: &realmform_model::Finding| {
        assert!(finding.span.is_some() && finding.related.is_some(), "{finding:?}");
        format!("{} {}: {}\n", finding.code, finding.object.as_deref().unwrap_or_default(), finding.message)
    };
    found.map(line).collect()
}

#[test]
fn fields_have_the_values_that_the_type_says() {
    let policy = r#"
[[require]]
kind = "client"
name = "*-web"
set = { publicClient = true, standardFlowEnabled = true, "attributes.pkce.code.challenge.method" = "S256", webOrigins = ["+"] }
unset = ["secret"]
"#;
    let realm = r#"{"realm": "r", "clients": [
        {"clientId": "good-web", "publicClient": true, "webOrigins": ["+"],
            "attributes": {"pkce.code.challenge.method": "S256"}},
        {"clientId": "bad-web", "publicClient": false, "standardFlowEnabled": false, "webOrigins": ["*"], "secret": "s3cr3t"},
        {"clientId": "off-web", "enabled": false}, {"clientId": "api"}]}"#;
    let told = told(policy, realm);
    assert!(!told.contains("s3cr3t"));
    insta::assert_snapshot!(told, @"
    require/field client/bad-web: `attributes.pkce.code.challenge.method` must be `S256`, but is not set
    require/field client/bad-web: `publicClient` must be `true`, but is `false`
    require/field client/bad-web: `standardFlowEnabled` must be `true`, but is `false`
    require/field client/bad-web: `webOrigins` must be `+`, but is something else
    require/field client/bad-web: `secret` must not be set
    ");
}

/// A policy that could would tell it, or find it letter by letter.
#[test]
fn no_policy_gives_a_secret_a_value() {
    for set in [
        r#"kind = "client"
set.secret = "s3cr3t""#,
        r#"kind = "client"
set = { secret = ["s3cr3t"] }"#,
        r#"kind = "client"
set.secret = "s*""#,
        r#"kind = "client"
set.attributes."saml.signing.private.key" = "s3cr3t""#,
        r#"kind = "client"
set."attributes.my.pasword" = 123456"#,
        r#"kind = "realm"
set.smtpServer.password = "s3cr3t""#,
        r#"kind = "realm"
set."smtpServer.password" = "s3cr3t""#,
        r#"kind = "protocolMapper"
set.config.clientSecret = "s3cr3t""#,
        r#"kind = "protocolMapper"
set.config.bindCredential = ["s3cr3t"]"#,
        r#"kind = "client"
set.newer.deep.token = "s3cr3t""#,
    ] {
        let policy = format!("[[require]]\n{set}\n");
        let (policies, wrong) = parse(vec![source("policies/x.toml", &policy)], &|_, _| unreachable!());
        let [finding] = wrong.as_slice() else { panic!("{set}: {wrong:?}") };
        assert_eq!(finding.code, "config/secret-in-clear", "{set}");
        assert!(policies.require.is_empty() && !format!("{} {:?}", finding.message, finding.help).contains("s3cr3t"));
        let span = finding.span.as_ref().unwrap_or_else(|| panic!("{set}"));
        let shown = span.source.shown(0..policy.len());
        assert!(!shown.contains("s3cr3t") && !shown.contains("123456") && !shown.contains("s*\""), "{shown}");
    }
    let settings = "[[require]]\nkind = \"client\"\nset.attributes.\"access.token.lifespan\" = 300\n\
                    set.attributes.\"backchannel.logout.revoke.offline.tokens\" = true\n";
    assert_eq!(told(settings, r#"{"realm": "r", "clients": []}"#), "");
}

#[test]
fn a_group_has_the_role_that_its_path_says_and_no_other() {
    let policy = r#"
[vocabularies]
product = ["neon"]
[[require]]
kind = "group"
path = "/<product>/<space=bench>/<role>"
role = "<product>-web/<SPACE>:<role>"
roles = ["<product>-web/<SPACE>:<role>"]
"#;
    let realm = r#"{"realm": "r", "clients": [{"clientId": "neon-web"}],
        "roles": {"client": {"neon-web": [{"name": "BENCH:ops"}, {"name": "BENCH:lead"}]}},
        "groups": [{"name": "neon", "subGroups": [{"name": "bench", "subGroups": [
            {"name": "ops", "clientRoles": {"neon-web": ["BENCH:ops"]}},
            {"name": "lead", "clientRoles": {"neon-web": ["BENCH:ops"]}}]},
            {"name": "other", "subGroups": [{"name": "x"}]}]},
            {"name": "mesh", "subGroups": [{"name": "bench", "subGroups": [{"name": "x"}]}]}]}"#;
    insta::assert_snapshot!(told(policy, realm), @"
    require/role group/neon/bench/lead: the role `neon-web/BENCH:lead` is missing
    require/holder group/neon/bench/lead: it has `clientRole/neon-web/BENCH:ops`, but may only have `neon-web/BENCH:lead`
    ");
}

#[test]
fn service_accounts_have_only_some_roles_also_by_their_groups() {
    let policy =
        "[[require]]\nkind = \"serviceAccount\"\nname = \"bot*\"\nroles = [\"*-api/*\"]\ngroups = \"/svc/**\"\n";
    let realm = r#"{"realm": "r", "clients": [{"clientId": "bot"}, {"clientId": "bot2"}, {"clientId": "my-api"}],
        "roles": {"realm": [{"name": "lead"}], "client": {"my-api": [{"name": "read"}]}},
        "groups": [{"name": "svc", "subGroups": [{"name": "bots", "realmRoles": ["lead"]}]}],
        "users": [{"serviceAccountClientId": "bot", "clientRoles": {"my-api": ["read"]}, "groups": ["/svc/bots"]},
            {"serviceAccountClientId": "bot2", "clientRoles": {"my-api": ["read"]}, "groups": []}]}"#;
    insta::assert_snapshot!(told(policy, realm), @"
    require/holder serviceAccount/bot: it has `realmRole/lead` through `group/svc/bots`, but may only have `*-api/*`
    require/holder serviceAccount/bot2: it must be a member of one of the groups `/svc/**`
    ");
}

#[test]
fn roles_belong_to_clients() {
    let policy = "[[require]]\nkind = \"clientRole\"\nname = \"ui:*\"\nbelongsTo = \"*-web\"\n";
    let realm = r#"{"realm": "r", "clients": [{"clientId": "my-web"}, {"clientId": "my-api"}],
        "roles": {"client": {"my-web": [{"name": "ui:a"}], "my-api": [{"name": "ui:b"}, {"name": "read"}]}}}"#;
    insta::assert_snapshot!(told(policy, realm), @"
    require/role clientRole/my-api/ui:b: the role is in `my-api`, but must belong to `*-web`
    ");
}

#[test]
fn what_is_wrong_with_a_policy_is_told() {
    let wrong = |text: &str| {
        let (policies, findings) = parse(vec![source("policies/x.toml", text)], &|_, _| unreachable!());
        assert!(policies.require.is_empty(), "{text}");
        findings.iter().map(|it| format!("{} {}\n", it.code, it.message)).collect::<String>()
    };
    let told: String = [
        "[[require]]\nset = { a = true }\n",
        "[[require]]\nkind = \"clint\"\nset = { a = true }\n",
        "[[require]]\nkind = \"client\"\n",
        "[[require]]\nkind = \"client\"\nset = 3\n",
        "[[require]]\nkind = \"client\"\nset = { a = 1.5 }\n",
        "[[require]]\nkind = \"client\"\nrole = \"x\"\n",
        "[[require]]\nkind = \"group\"\npath = \"/<a>\"\nrole = \"<b>\"\n",
        "[[require]]\nkind = \"client\"\nunset = [\"secret\"]\nnme = \"x\"\n",
    ]
    .iter()
    .map(|text| wrong(text))
    .collect();
    insta::assert_snapshot!(told, @"
    config/missing-key `kind` is missing in `[[require]]`
    config/unknown-kind unknown kind `clint`
    config/missing-key `[[require]]` has no requirement
    config/wrong-type `set` must be a table of fields
    config/wrong-type `set` must be a table of fields
    config/scope `role` only applies if `kind` is group, serviceAccount
    config/pattern `<b>` is not part of `path`
    config/unknown-key unknown field `nme` in `[[require]]`
    ");
}

/// What is found in the legacy realm by the rules on who holds what, and by the shipped policies beside the names.
#[test]
fn the_legacy_realm_is_not_as_the_shipped_policies_demand() {
    let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let text = std::fs::read_to_string(root.join("examples/legacy-realm/athyper-realm.json")).unwrap_or_default();
    let source = source("realm.json", &text);
    let exports = Export::read(&source).unwrap_or_else(|error| panic!("{error}"));
    let (policies, _) = crate::policy::load(&root.join("policies"), root);
    let families = ["group/", "mapper/", "require/", "reserved/", "role/", "scope/", "service-account/"];
    let found = check(&Context::of_export(&exports, &policies));
    let found = found.iter().filter(|it| families.iter().any(|family| it.code.starts_with(family)));
    let line = |it: &realmform_model::Finding| {
        let place = it.span.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{place} {} {}: {}\n", it.severity, it.code, it.message)
    };
    insta::assert_snapshot!(found.map(line).collect::<String>(), @"
    realm.json:53:7 info role/granted-by-nobody: nobody has these roles, and nothing grants them: `Instructor`, `User`
    realm.json:430:9 info role/granted-by-nobody: nobody has 8 of the roles here, and nothing grants them: `neon:MODULES:ACC`, `neon:MODULES:DOC`, `neon:MODULES:PAY`, `neon:MODULES:WF`, `neon:PERSONAS:agent` and 3 more
    realm.json:454:9 info role/granted-by-nobody: nobody has the role `content:read`, and nothing grants it
    realm.json:782:22 error require/holder: it has `realmRole/default-roles-athyper`, but may only have `*-api-*/*`, `*-api/*`
    realm.json:785:29 error require/holder: it has `clientRole/svc-neon-server/uma_protection`, but may only have `*-api-*/*`, `*-api/*`
    realm.json:800:22 error require/holder: it has `realmRole/default-roles-athyper`, but may only have `*-api-*/*`, `*-api/*`
    realm.json:971:5 error require/field: `directAccessGrantsEnabled` must be `false`, but is `true`
    realm.json:976:5 error require/field: `attributes.pkce.code.challenge.method` must be `S256`, but is not set
    realm.json:1255:9 info mapper/hardcoded-role: the mapper grants `clientRole/runtime-api/wf:read` to everyone who logs in
    ");
}
