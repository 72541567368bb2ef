//! The Naming document as a table, near misses, bad policy files, and properties of suggestions.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;

use super::*;
use realmform_kinds::names;
use realmform_model::{Address, Finding, Source};

static SHIPPED: LazyLock<Policies> = LazyLock::new(|| {
    let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let (policies, findings) = load(&root.join("policies"), root);
    assert!(findings.is_empty(), "{findings:?}");
    policies
});

fn address(kind: &str, name: &str) -> Address {
    match kind {
        "client" => names::client(name),
        "scope" => names::client_scope(name),
        "ui role" => names::client_role("neon-web", name),
        "api role" => names::client_role("athyper-api-runtime", name),
        "realm role" => names::realm_role(name),
        "group" => names::group(name).unwrap_or_else(|| Address::top(names::GROUP, name)),
        "organization" => Address::top(names::ORGANIZATION, name),
        "permission" => names::lookup("permission", name),
        "lookup" => names::lookup("course_level", name),
        _ => unreachable!("{kind}"),
    }
}

pub(super) fn judge(kind: &str, name: &str) -> Option<Judgement> {
    SHIPPED.naming_for(&address(kind, name)).unwrap().judge(name, &SHIPPED.vocabularies)
}

#[test]
fn what_the_document_recommends_is_right() {
    let right = [
        (
            "client",
            "neon-web neon-svc-bff athyper-api-runtime athyper-svc-runtime-worker athyper-svc-content \
             athyper-svc-notification athyper-svc-audit mesh-api-gateway mesh-svc-router",
        ),
        (
            "ui role",
            "neon:WORKBENCH:ADMIN neon:WORKBENCH:USER neon:WORKBENCH:OPS neon:WORKBENCH:PARTNER \
             neon:PERSONA:tenant_admin neon:PERSONA:module_admin neon:PERSONA:manager neon:PERSONA:viewer \
             neon:PERSONA:reporter neon:PERSONA:requester neon:PERSONA:agent neon:MODULE:ACC neon:MODULE:PAY \
             neon:MODULE:WF neon:MODULE:DOC",
        ),
        (
            "api role",
            "runtime:read runtime:write runtime:admin runtime:invoke wf:read wf:execute wf:timer:run \
             wf:approval:execute doc:read doc:write doc:sign:url content:read content:write content:overlay:apply \
             content:sign:url audit:read audit:write event:read event:publish outbox:read outbox:process",
        ),
        (
            "group",
            "/neon /neon/workbench /neon/workbench/admin /neon/workbench/user /neon/workbench/ops \
             /neon/workbench/partner /neon/persona /neon/persona/tenant_admin /neon/persona/module_admin \
             /neon/persona/manager /neon/persona/viewer /neon/persona/reporter /neon/persona/requester \
             /neon/persona/agent /neon/module /neon/module/acc /neon/module/pay /neon/module/wf /neon/module/doc \
             /svc /svc/neon /svc/neon/bff /svc/runtime /svc/runtime/worker /svc/runtime/content /svc/runtime/audit",
        ),
        ("organization", "demo_ca demo_ch demo_de demo_fr demo_in demo_my demo_qa demo_sa demo_us prod_de dev_nl"),
        (
            "scope",
            "neon:workbench neon:persona neon:module athyper:runtime athyper:workflow athyper:document \
             athyper:audit openid",
        ),
        ("realm role", "Admin Instructor User Recruiter course.create job_application.delete"),
        ("permission", "course.create user.read"),
        ("lookup", "beginner all_levels"),
    ];
    for (kind, names) in right {
        for name in names.split_whitespace() {
            assert_eq!(judge(kind, name), None, "{kind}");
        }
    }
    let kept = ["profile", "email", "roles", "offline_access"].map(|name| address("scope", name));
    assert!(kept.iter().all(|scope| realmform_kinds::is_built_in(scope, None)));
}

#[test]
fn what_is_wrong_is_told_in_words() {
    let mut told = String::new();
    let wrong = [
        (
            "client",
            "svc-neon-server svc-runtime-worker runtime-api neon_web neon-server neon NEON-WEB neon-web- -neon-web \
          foo-svc-bar neon-svcs-bff neno-svc-bff neonn-svc-bff neon-bff neon-svc neon-svc-BFF neonSvcBff neon.svc.bff web-neon \
          athyper-runtime-api athyper-svc-runtime_worker mesh-gateway-api neon-svc-bff-föö --- neon--web neon:web \
          api athyper web-neon-shop NeonWeb mesh-api-gateway/ athyper-worker",
        ),
        (
            "ui role",
            "neon:PERSONAS:agent neon:MODULES:ACC NEON_WORKBENCH_ADMIN neonWorkbenchAdmin neon:PERSONA:AGENT \
          neon:MODULE:acc neon:workbench:admin neon:FOO:bar WORKBENCH:ADMIN athyper:WORKBENCH:ADMIN neon:PERSONA:tenant-admin \
          neon:PERSONA neon:ADMIN:WORKBENCH neon::WORKBENCH:ADMIN neon:WORKBENCH:ADMIN: neon.WORKBENCH.ADMIN \
          neon:PERSONAS:TenantAdmin neon:WORKBENCH",
        ),
        (
            "api role",
            "svc:runtime:invoke runtime.invoke runtime:invok invoke:runtime runtime:Invoke RUNTIME:INVOKE \
          docs:read wf:timer runtime doc-sign-url doc:sign:URL doc:Sign:url wf:timer:start payments:read svc:doc:sign:url \
          contents:write a:b:c:d",
        ),
        (
            "group",
            "/NEON/WORKBENCH/ADMIN neon-workbench-admin /neon-workbench-admin /neon/workbenches /neon/workbenches/admin \
          /neon-admins /Neon /neon/persona/tenant-admin /svc/payments/worker /SVC/neon/bff /neon/workbench/admin/more \
          /workbench/neon/admin /svc/neon/BFF /neon//x",
        ),
        ("organization", "demo-my demo_MY demo_uk my_demo test_de demo demo_my_2 demo_malaysia DEMO_DE staging_xx"),
        ("scope", "neon-workbench runtime neon:Workbench neon:workbench:read workbench:neon profiles neon"),
        (
            "realm role",
            "platform-operator admin course-create course.remove create.course courseCreate Admins courses.Read course",
        ),
        ("permission", "course_create course.* Course.create"),
        ("lookup", "Beginner all-levels allLevels 2nd all.levels"),
    ];
    for (kind, names) in wrong {
        told.push_str(&format!("{kind}\n"));
        for name in names.split_whitespace() {
            let judgement = judge(kind, name).unwrap_or_else(|| panic!("{kind} {name} is right"));
            told.push_str(&format!("  {}\n", judgement.message));
            if let Some(suggestion) = judgement.suggestion {
                assert_eq!(judge(kind, &suggestion), None);
                if !judgement.message.contains(&format!("`{suggestion}`")) {
                    told.push_str(&format!("    ({suggestion})\n"));
                }
            }
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn the_documents_renames_are_what_is_suggested() {
    for (kind, name, expected) in [
        ("client", "svc-neon-server", "neon-svc-server"),
        ("client", "neon_web", "neon-web"),
        ("ui role", "neon:PERSONAS:agent", "neon:PERSONA:agent"),
        ("ui role", "neon:MODULES:ACC", "neon:MODULE:ACC"),
        ("ui role", "NEON_WORKBENCH_ADMIN", "neon:WORKBENCH:ADMIN"),
        ("ui role", "neonWorkbenchAdmin", "neon:WORKBENCH:ADMIN"),
        ("api role", "svc:runtime:invoke", "runtime:invoke"),
        ("group", "/NEON/WORKBENCH/ADMIN", "/neon/workbench/admin"),
        ("group", "neon-workbench-admin", "/neon/workbench/admin"),
        ("group", "/neon/workbenches", "/neon/workbench"),
        ("scope", "neon-workbench", "neon:workbench"),
    ] {
        assert_eq!(judge(kind, name).unwrap().suggestion.as_deref(), Some(expected), "{name}");
    }
}

fn policy(text: &str) -> (Policies, Vec<Finding>) {
    parse(vec![Arc::new(Source::new("policies/x.toml", text))], &|_, _| unreachable!())
}

#[test]
fn a_bad_policy_file_is_told_with_its_place() {
    let bad = [
        "[[naming]\n",
        "[[nameing]]\nkind = \"client\"\n",
        "[[naming]]\nkind = \"clint\"\nname = \"x\"\n",
        "[[naming]]\nname = \"x\"\n",
        "[[naming]]\nkind = \"client\"\n",
        "[[naming]]\nkind = \"client\"\nname = \"<prodct>-x\"\n[vocabularies]\nproduct = [\"neon\"]\n",
        "[[naming]]\nkind = \"client\"\nname = \"<a>\"\nparts.a = \"kebap-case\"\n",
        "[[naming]]\nkind = \"client\"\nregex = \"(\"\n",
        "[[naming]]\nkind = \"client\"\nregex = \"a)|(b\"\n",
        "[[naming]]\nkind = \"client\"\nname = \"[<a>\"\nparts.a = \"lowercase\"\n",
        "[[naming]]\nkind = \"client\"\nname = \"a>\"\n",
        "[[naming]]\nkind = \"client\"\nname = 3\n",
        "[[naming]]\nkind = \"client\"\nname = \"x\"\nseverty = \"info\"\n",
        "[[naming]]\nkind = \"client\"\nname = \"x\"\nseverity = \"bad\"\n",
        "[[naming]]\nkind = \"client\"\nname = \"x\"\npath = \"/x\"\n",
        "[[naming]]\nkind = \"client\"\nname = \"<product=neo>\"\n[vocabularies]\nproduct = [\"neon\"]\n",
        "[[naming]]\nkind = \"client\"\nname = \"x\"\n[[naming]]\nkind = \"client\"\nname = \"y\"\n",
        "[vocabularies]\nproduct = []\n\"iso3166-1-alpha-2\" = [\"xx\"]\n",
        "naming = 3\nvocabularies = 4\n",
    ];
    let mut told = String::new();
    for text in bad {
        let (_, findings) = policy(text);
        assert!(!findings.is_empty(), "{text}");
        for finding in findings {
            let help = finding.help.unwrap_or_default();
            told.push_str(&format!("{} {}: {} ({help})\n", finding.span.unwrap(), finding.code, finding.message));
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn optional_stretches_inline_words_and_plain_regexes() {
    let (policies, findings) = policy(
        "[[naming]]\nkind = \"client\"\nname = \"<a>[-<b>]\"\nparts.a = [\"x\", \"y\"]\nparts.b = { regex = \"[0-9]{2}\" }\n\
         severity = \"warning\"\n[[naming]]\nkind = \"realmRole\"\nregex = \"a|b\"\n",
    );
    assert!(findings.is_empty(), "{findings:?}");
    let clients = policies.naming_for(&names::client("q")).unwrap();
    for (name, expected) in [("x", true), ("y-12", true), ("x-1", false), ("z", false), ("x-", false), ("x\n", false)] {
        assert_eq!(clients.allows(name), expected, "{name}");
    }
    let roles = policies.naming_for(&names::realm_role("q")).unwrap();
    assert!(roles.allows("a") && roles.allows("b") && !roles.allows("ab"));
    assert_eq!(roles.judge("ab", &policies.vocabularies).unwrap().message, "`ab`: does not follow `/a|b/`");
    assert!(policies.naming_for(&address("group", "/x")).is_none());
}

#[test]
fn words_of_three_tokens_are_told_as_one() {
    let (policies, findings) = policy(
        "[[naming]]\nkind = \"client\"\nname = \"<product>-<desk>-<part>\"\n[vocabularies]\nproduct = [\"neon\"]\n\
         desk = [\"first-level-support\", \"second-level-support\", \"sales\"]\npart = [\"web\", \"api\"]\n",
    );
    assert!(findings.is_empty(), "{findings:?}");
    let clients = policies.naming_for(&names::client("q")).unwrap();
    assert!(clients.allows("neon-first-level-support-web"));
    let wrong = "neon-first-levle-support-web neon-firstLevelSupport-web neon_second_level_support_api \
                 first-level-support-neon-web neon-web neon-first-level-web neon-third-level-support-web \
                 neon-FIRST-LEVEL-SUPPORT-web neon-first-level-support neon-first-level-support-x-web";
    let told = wrong.split(' ').filter_map(|name| {
        let judgement = clients.judge(name, &policies.vocabularies)?;
        Some(format!("{} → {}", judgement.message, judgement.suggestion.unwrap_or_default()))
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @"
    `neon-first-levle-support-web`: first-levle-support is not a desk; did you mean first-level-support → neon-first-level-support-web
    `neon-firstLevelSupport-web`: `firstLevelSupport` must be spelled `first-level-support`; write `neon-first-level-support-web` → neon-first-level-support-web
    `neon_second_level_support_api`: use `-`, not `_`; `second_level_support` must be spelled `second-level-support`; write `neon-second-level-support-api` → neon-second-level-support-api
    `first-level-support-neon-web`: expected the product, found the desk `first-level-support`; write `neon-first-level-support-web` → neon-first-level-support-web
    `neon-web`: missing desk (first-level-support, second-level-support or sales); write `neon-<desk>-web` → 
    `neon-first-level-web`: missing desk (first-level-support, second-level-support or sales); no place for `first` or `level` in `<product>-<desk>-<part>` → 
    `neon-third-level-support-web`: missing desk (first-level-support, second-level-support or sales); no place for `third`, `level` or `support` in `<product>-<desk>-<part>` → 
    `neon-FIRST-LEVEL-SUPPORT-web`: `FIRST-LEVEL-SUPPORT` must be spelled `first-level-support`; write `neon-first-level-support-web` → neon-first-level-support-web
    `neon-first-level-support`: missing part (web or api); write `neon-first-level-support-<part>` → 
    `neon-first-level-support-x-web`: no place for `x` in `<product>-<desk>-<part>` →
    ");
}

#[test]
fn a_folder_that_is_not_there_has_no_policies() {
    let (policies, findings) = load(std::path::Path::new("/nowhere/policies"), std::path::Path::new("/nowhere"));
    assert!(policies.naming.is_empty() && findings.is_empty());
}

fn names() -> impl Strategy<Value = String> {
    let word = "neon|svc|web|api|WORKBENCH|PERSONAS|runtime|invoke|demo|my|/|-|:|_|[a-zA-Z0-9é]{1,6}|\\PC{1,3}";
    proptest::collection::vec(word, 0..8).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn any_name_is_judged_and_every_suggestion_is_right(name in prop_oneof![names(), any::<String>()]) {
        for rule in &SHIPPED.naming {
            if let Some(judgement) = rule.judge(&name, &SHIPPED.vocabularies) {
                if let Some(suggestion) = judgement.suggestion {
                    prop_assert!(rule.allows(&suggestion), "{suggestion}");
                    prop_assert_ne!(suggestion, name.clone());
                }
                prop_assert!(!judgement.message.contains(char::is_control));
            }
        }
    }

    #[test]
    fn any_policy_file_is_read(text in any::<String>(), pattern in "[<>\\[\\]a-c=|/-]{0,12}") {
        policy(&text);
        policy(&format!("[[naming]]\nkind = \"group\"\nname = {pattern:?}\nparts.a = \"kebab-case\"\n"));
    }
}
