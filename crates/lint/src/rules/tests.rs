//! The rules on whole documents: the shipped configuration, renamed groups, missing names, rings, and the time it takes.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use toml_edit::{Document, Item};

use super::*;
use crate::policy;
use crate::policy::{Extent, Policies};
use crate::rule::{Beside, Export};
use realmform_kinds::names;
use realmform_model::{Address, Body, Declared, Desired, Live, Object, Severity, Source, Span};

fn shipped() -> Policies {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    policy::load(&root.join("policies"), root).0
}

fn json_of(item: &Item) -> Value {
    if let Some(table) = item.as_table_like() {
        return table.iter().map(|(key, item)| (key.to_owned(), json_of(item))).collect::<Body>().into();
    }
    if let Some(list) = item.as_array() {
        return list.iter().map(|value| json_of(&Item::Value(value.clone()))).collect();
    }
    let flag = || item.as_bool().map(Value::from).or_else(|| item.as_integer().map(Value::from));
    item.as_str().map(Value::from).or_else(flag).unwrap_or_default()
}

/// What stands at `way` in the TOML, with the names on the way.
fn found<'v>(way: &[&str], value: &'v Value, names: &[&'v str]) -> Vec<(Vec<&'v str>, &'v Body)> {
    let Some(entries) = value.as_object() else { return Vec::new() };
    match way.split_first() {
        None => vec![(names.to_vec(), entries)],
        Some((&"*", rest)) => {
            entries.iter().flat_map(|(key, value)| found(rest, value, &[names, &[key.as_str()]].concat())).collect()
        }
        Some((key, rest)) => entries.get(*key).map_or_else(Vec::new, |value| found(rest, value, names)),
    }
}

/// As the loader will, but for the places of fields: those of an object are all where its name first stands.
fn desired(files: &[(&str, &str)]) -> Desired {
    let mut desired = Desired::default();
    for (path, text) in files {
        let source = Arc::new(Source::new(path, (*text).to_owned()));
        let document = Document::parse((*text).to_owned()).unwrap();
        let value = json_of(document.as_item());
        for kind in realmform_kinds::ALL {
            for place in kind.places().iter().filter(|place| !place.toml.is_empty()) {
                for (names, body) in found(place.toml, &value, &[]) {
                    let address = realmform_kinds::place::from_toml(*kind, place, &names).unwrap();
                    let name = address.shown_name();
                    let offset = text.find(&name).unwrap_or(0);
                    let span = Span { source: Arc::clone(&source), offset, length: name.len() };
                    desired.objects.insert(address, Declared { body: body.clone(), span, ..Declared::default() });
                }
            }
        }
    }
    desired
}

fn told(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let place = finding.span.as_ref().map_or_else(String::new, |span| format!("{span} "));
        let related = finding.related.as_ref().map_or_else(String::new, |(what, span)| format!(" [{what}: {span}]"));
        let help = finding.help.as_deref().unwrap_or_default();
        format!("{place}{} {}: {}\n    {help}{related}\n", finding.severity, finding.code, finding.message)
    };
    findings.iter().map(line).collect()
}

fn lint(text: &str, live: Option<&Live>) -> String {
    let (desired, policies) = (desired(&[("realm/x.toml", text)]), shipped());
    let mut found = check(&Context::of_project(&desired, live.map_or(Beside::Nothing, Beside::Live), &policies));
    // The other families have samples of their own.
    found.retain(|finding| finding.code.starts_with("naming/") || finding.code.starts_with("reference/"));
    told(&found)
}

#[test]
fn the_shipped_configuration_has_no_findings() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let mut files = Vec::new();
    for folder in ["realm", "lookups"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            files.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (desired, policies, live) = (desired(&files), shipped(), Live::default());
    assert!(desired.objects.len() > 500, "{}", desired.objects.len());
    for beside in [Beside::Live(&live), Beside::Nothing] {
        let mut found = check(&Context::of_project(&desired, beside, &policies));
        // Of a new realm, what the files leave out is as Keycloak makes it: notes that `plan` does not show.
        found.retain(|finding| finding.severity > Severity::Info || !finding.code.starts_with("realm/"));
        assert_eq!(told(&policies.apply(found, policy::today(), Extent::Project)), "");
    }
}

#[test]
fn a_group_is_told_once_and_not_again_for_those_in_it() {
    insta::assert_snapshot!(lint(
        "[groups.\"/neon/workbenches\"]\n[groups.\"/neon/workbenches/admin\"]\n[groups.\"/neon/workbenches/Ops\"]\n\
         [groups.\"/shop\"]\n[groups.\"/shop/workbench/admin\"]\n",
        None
    ));
}

#[test]
fn what_is_missing_is_told_where_live_names_are_known() {
    let text = r#"
[clients.neon-web]
defaultClientScopes = ["profile", "neon:workbnch"]
[clientScopes."neon:workbench"]
[roles.client.neon-web."neon:WORKBENCH:ADMIN"]
[roles.client.athyper-api-content."content:read"]
[roles.realm.Admin]
composites.realm = ["course.create", "course.raed"]
composites.client.realm-management = ["realm-admin"]
[roles.realm."course.read"]
[groups."/neon/workbench/admin"]
clientRoles.neon-web = ["neon:WORKBENCH:ADMIN", "neon:WORKBENCH:ADMN"]
clientRoles.athyper-api-runtme = ["doc:read", "doc:write"]
[groups."/neon/workbench/user"]
clientRoles.athyper-api-runtme = ["doc:read"]
[lookups.module.values.user]
[lookups.permission.values."user.create"]
parent = "module/usr"
"#;
    let mut live = Live::default();
    live.objects.insert(names::realm_role("course.create"), Object::default());
    live.objects.insert(names::client("athyper-api-runtime"), Object::default());
    insta::assert_snapshot!(lint(text, Some(&live)));
    assert_eq!(lint(text, None).matches("reference/").count(), 1, "only the lookup's parent is known to be missing");
}

fn of_export(export: &Value, policies: &Policies) -> Vec<Finding> {
    let source = Arc::new(Source::new("export.json", export.to_string()));
    let exports = Export::read(&source).unwrap();
    let found = check(&Context::of_export(&exports, policies));
    found.into_iter().filter(|finding| !finding.code.starts_with("realm/")).collect()
}

#[test]
fn an_export_is_judged_by_itself() {
    let export = json!({
        "realm": "r",
        "roles": {"realm": [
            {"name": "Admin", "composites": {"realm": ["gone"], "client": {"gone-client": ["x"]}}},
            {"name": "default-roles-r"}
        ]},
        "clients": [{"clientId": "runtime-api", "bearerOnly": true}]
    });
    insta::assert_snapshot!(told(&of_export(&export, &shipped())));
    let findings = of_export(&export, &Policies::default());
    assert!(findings.iter().all(|finding| finding.code.starts_with("reference/")));
}

#[test]
fn what_users_and_provider_mappers_name_is_told_of_them_at_its_own_place() {
    let export = r#"{"realm": "r", "roles": {"realm": [{"name": "staff"}], "client": {}}, "groups": [], "clients": [{"clientId": "shop"}],
"identityProviderMappers": [
 {"name": "a", "identityProviderAlias": "corp", "config": {"role": "staff"}},
 {"name": "b", "identityProviderAlias": "corp", "config": {"role": "gone"}}],
"users": [
 {"username": "ann", "realmRoles": ["staff",
  "chief"], "clientRoles": {"shop": ["buyer"]}, "groups": ["/none"]},
 {"username": "service-account-shop", "serviceAccountClientId": "shop",
  "realmRoles": ["chief"], "groups": ["/no-services"]}]}"#;
    let source = Arc::new(Source::new("export.json", export));
    let exports = crate::rule::Export::read(&source).unwrap();
    let mut findings = check(&Context::of_export(&exports, &Policies::default()));
    findings.retain(|finding| finding.code.starts_with("reference/"));
    let told: Vec<String> = findings.iter().map(|it| format!("{} {}", it.span.as_ref().unwrap(), it.message)).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    export.json:4:68 identityProviderMapper/corp/b refers to `realmRole/gone`, which is not declared anywhere and does not exist
    export.json:7:3 user/ann refers to `realmRole/chief`, which is not declared anywhere and does not exist
    export.json:7:38 user/ann refers to `clientRole/shop/buyer`, which is not declared anywhere and does not exist
    export.json:7:60 user/ann refers to `group/none`, which is not declared anywhere and does not exist
    export.json:9:18 serviceAccount/shop refers to `realmRole/chief`, which is not declared anywhere and does not exist
    export.json:9:39 serviceAccount/shop refers to `group/no-services`, which is not declared anywhere and does not exist
    ");
}

#[test]
fn what_only_one_organization_can_have_is_compared_in_toml_too() {
    let text = r#"
[organizations.Acme]
alias = "acme"
domains."acme.example" = {}
[organizations.acme]
domains."ACME.example" = {}
"#;
    let (desired, policies) = (desired(&[("realm/x.toml", text)]), Policies::default());
    let codes = |beside| {
        let found = check(&Context::of_project(&desired, beside, &policies));
        let found = found.into_iter().filter(|finding| finding.code.ends_with("-taken-twice"));
        found.map(|finding| finding.message).collect::<Vec<_>>()
    };
    let domain = "the domain `acme.example` already belongs to the organization `Acme`";
    let alias = "the alias `acme` already belongs to the organization `Acme`";
    assert_eq!(codes(Beside::Nothing), [alias, &domain.replace("acme.e", "ACME.e")]);
    // What is live may have another alias.
    assert_eq!(codes(Beside::Unknown).len(), 1);
    let mut live = Live::default();
    let body = json!({"alias": "acme-old"}).as_object().cloned().unwrap();
    live.objects.insert(Address::top(names::ORGANIZATION, "acme"), Object { body, ..Object::default() });
    assert_eq!(codes(Beside::Live(&live)).len(), 1);
}

#[test]
fn one_rule_speaks_of_a_wildcard() {
    for uri in ["cb?x=*", "https://a.test/cb?x=*", "https://a.test?x=*", "**", "https://*?x=*", "https://a.test/*/*"] {
        for protocol in ["openid-connect", "saml"] {
            let export = json!({"realm": "r", "clients": [
                {"clientId": "a", "protocol": protocol, "publicClient": false, "redirectUris": [uri]}]});
            let mut codes = of_export(&export, &Policies::default()).into_iter().map(|finding| finding.code);
            let codes: Vec<String> = codes.by_ref().filter(|code| code.contains("/redirect-")).collect();
            assert_eq!(codes.iter().filter(|code| *code != "saml/redirect-binding").count(), 1, "{uri}: {codes:?}");
        }
    }
}

/// What an export leaves out is not known, so that nothing is found that the whole export has not.
#[test]
fn a_section_that_is_left_out_makes_no_finding() {
    const SECTIONS: &[&str] = &[
        "authenticationFlows",
        "clientScopeMappings",
        "clientScopes",
        "clients",
        "components",
        "groups",
        "identityProviderMappers",
        "identityProviders",
        "organizations",
        "roles",
        "scopeMappings",
        "users",
    ];
    let found = |export: &Value| -> Vec<(String, Option<String>, String)> {
        let found = of_export(export, &Policies::default()).into_iter();
        // The first counts secrets, of the second a finding on a mapper takes the place.
        let is_judged = |code: &str| !matches!(code, "export/secret-in-clear" | "identity-provider/not-synced");
        found.filter(|it| is_judged(&it.code)).map(|it| (it.code, it.object, it.message)).collect()
    };
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    for name in ["examples/legacy-realm/athyper-realm.json", "tests/live/lint/every.json"] {
        let whole: Value = serde_json::from_str(&std::fs::read_to_string(root.join(name)).unwrap()).unwrap();
        let known = found(&whole);
        let judge = |without: &dyn Fn(&str) -> bool, what: &str| {
            let mut part = whole.clone();
            part.as_object_mut().unwrap().retain(|key, _| !without(key));
            let new: Vec<_> = found(&part).into_iter().filter(|finding| !known.contains(finding)).collect();
            assert!(new.is_empty(), "{name} {what}: {new:#?}");
        };
        for section in SECTIONS {
            judge(&|key| key == *section, &format!("without {section}"));
            judge(&|key| SECTIONS.contains(&key) && key != *section, &format!("with {section} alone"));
        }
        judge(&|key| matches!(key, "roles" | "groups"), "without groups and roles");
        let mut part = whole.clone();
        part["roles"].as_object_mut().map(|roles| roles.remove("client"));
        part.as_object_mut().unwrap().retain(|key, _| !matches!(key.as_str(), "clients" | "users"));
        assert!(found(&part).iter().all(|finding| known.contains(finding)), "{name} without clients");
    }
}

#[test]
fn what_is_in_a_list_twice_is_told_once() {
    let text = r#"
[clients.shop]
redirectUris = ["https://shop.test/*", "https://shop.test/*"]
webOrigins = ["*", "*"]
defaultClientScopes = ["phone", "phone"]
optionalClientScopes = ["phone", "phone"]
[roles.realm.boss]
composites.client.realm-management = ["realm-admin", "realm-admin"]
"#;
    let (desired, policies) = (desired(&[("realm/x.toml", text)]), Policies::default());
    let mut told: Vec<_> = check(&Context::of_project(&desired, Beside::Nothing, &policies))
        .into_iter()
        .map(|finding| (finding.code, finding.object, finding.message))
        .collect();
    for code in
        ["client/redirect-wildcard", "client/origin-anywhere", "scope/in-both-lists", "role/reaches-realm-admin"]
    {
        assert_eq!(told.iter().filter(|(told, ..)| told == code).count(), 1, "{code}: {told:?}");
    }
    let count = told.len();
    told.dedup();
    assert_eq!(told.len(), count);
}

#[test]
fn rings_are_shown() {
    insta::assert_snapshot!(lint(
        r#"
[roles.realm.Admin]
composites.client.neon-web = ["neon:WORKBENCH:ADMIN"]
[roles.client.neon-web."neon:WORKBENCH:ADMIN"]
composites.realm = ["Instructor"]
[roles.realm.Instructor]
composites.realm = ["Admin", "User"]
[roles.realm.User]
[roles.realm.Recruiter]
composites.realm = ["Recruiter", "Admin"]
[lookups.module.values.user]
parent = "module/course"
[lookups.module.values.course]
parent = "module/user"
"#,
        None
    ));
}

#[test]
fn ten_thousand_names_take_tens_of_milliseconds() {
    let realm = |client: fn(usize) -> String, role: &str| {
        let clients: Vec<Value> = (0..5000).map(|number| json!({"clientId": client(number)})).collect();
        let roles: Body = (0..5000).map(|number| (client(number), json!([{"name": role}]))).collect();
        json!({"realm": "r", "clients": clients, "roles": {"client": roles}})
    };
    let good = realm(|number| format!("neon-svc-s{number}"), "doc:read");
    let bad = realm(|number| format!("svc-neon-s{number}"), "svc:doc:read");
    let policies = shipped();
    for (export, expected) in [(good, 0), (bad, 10_000)] {
        let start = std::time::Instant::now();
        let findings = of_export(&export, &policies);
        let took = start.elapsed();
        assert_eq!(findings.iter().filter(|finding| finding.code.starts_with("naming/")).count(), expected);
        // Unoptimised, tests run beside each other on a shared machine: generous there.
        let most = if cfg!(debug_assertions) { 20_000 } else { 1_000 };
        assert!(took.as_millis() < most, "{took:?}");
        #[expect(clippy::print_stdout, reason = "`--release -- --nocapture` shows the figure that counts")]
        {
            println!("10,000 objects, {expected} findings: {took:?}");
        }
    }
}

#[test]
fn findings_come_by_place() {
    let text = "[clients.runtime-api]\n[clients.neon_web]\n";
    let lines: Vec<String> = lint(text, None).lines().step_by(2).map(str::to_owned).collect();
    assert!(lines[0].starts_with("realm/x.toml:1:10") && lines[1].starts_with("realm/x.toml:2:10"), "{lines:?}");
    assert_eq!(names::client("x").kind, names::CLIENT);
}
