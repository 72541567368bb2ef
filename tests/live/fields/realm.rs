//! The walk over the realm's own settings.

use realmform_kinds as kinds;
use realmform_kinds::kind::Shape;
use realmform_kinds::names;
use serde_json::{Value, json};

use super::picture::{Picture, differences, whole};
use crate::story::Story;

/// Values in every setting, none of them a default.
const BASE: &str = include_str!("realm.json");

/// Values for what is no number and no switch, as TOML. What a value needs beside it stands on lines of its own.
#[rustfmt::skip]
const SAMPLES: &[(&str, &str)] = &[
    ("displayName", r#""Other""#), ("displayNameHtml", r#""<i>Other</i>""#), ("sslRequired", r#""external""#),
    ("defaultSignatureAlgorithm", r#""PS256""#), ("bruteForceStrategy", r#""MULTIPLE""#),
    ("passwordPolicy", r#""length(10) and digits(1)""#), ("otpPolicyType", r#""totp""#),
    ("otpPolicyAlgorithm", r#""HmacSHA512""#), ("webAuthnPolicyRpEntityName", r#""other""#),
    ("webAuthnPolicySignatureAlgorithms", r#"["ES256", "ES512"]"#), ("webAuthnPolicyRpId", r#""other.example""#),
    ("webAuthnPolicyAttestationConveyancePreference", r#""none""#),
    ("webAuthnPolicyAuthenticatorAttachment", r#""cross-platform""#),
    ("webAuthnPolicyRequireResidentKey", r#""No""#), ("webAuthnPolicyResidentKey", r#""discouraged""#),
    ("webAuthnPolicyUserVerificationRequirement", r#""preferred""#),
    ("webAuthnPolicyAcceptableAaguids", r#"["a1", "b1"]"#),
    ("webAuthnPolicyExtraOrigins", r#"["https://o.example", "https://o2.example"]"#),
    ("webAuthnPolicyPasswordlessRpEntityName", r#""other""#),
    ("webAuthnPolicyPasswordlessSignatureAlgorithms", r#"["ES256"]"#),
    ("webAuthnPolicyPasswordlessRpId", r#""other.example""#),
    ("webAuthnPolicyPasswordlessAttestationConveyancePreference", r#""direct""#),
    ("webAuthnPolicyPasswordlessAuthenticatorAttachment", r#""platform""#),
    ("webAuthnPolicyPasswordlessRequireResidentKey", r#""No""#),
    ("webAuthnPolicyPasswordlessResidentKey", r#""required""#),
    ("webAuthnPolicyPasswordlessMediation", r#""required""#),
    ("webAuthnPolicyPasswordlessUserVerificationRequirement", r#""discouraged""#),
    ("webAuthnPolicyPasswordlessAcceptableAaguids", r#"["b2"]"#),
    ("webAuthnPolicyPasswordlessExtraOrigins", r#"["https://r.example"]"#),
    ("browserSecurityHeaders", r#"{ referrerPolicy = "same-origin" }"#), ("smtpServer", r#"{ port = 27 }"#),
    ("loginTheme", r#""keycloak.v2""#), ("accountTheme", r#""base""#), ("adminTheme", r#""base""#),
    ("emailTheme", r#""base""#), ("eventsListeners", r#"["jboss-logging"]"#), ("enabledEventTypes", r#"["LOGIN", "REGISTER"]"#),
    ("supportedLocales", r#"["de", "en", "fr"]"#), ("defaultLocale", r#""en""#), ("browserFlow", r#""registration""#),
    ("registrationFlow", r#""browser""#), ("directGrantFlow", r#""browser""#), ("resetCredentialsFlow", r#""browser""#),
    ("clientAuthenticationFlow", r#""docker auth""#), ("dockerAuthenticationFlow", r#""browser""#),
    ("firstBrokerLoginFlow", r#""browser""#), ("attributes", r#"{ mine = "other", cibaExpiresIn = 301 }"#),
    ("clientProfiles", r#"{ profiles = [{ name = "strict", executors = [{ executor = "pkce-enforcer", configuration = { auto-configure = true } }] }] }"#),
    ("clientPolicies", r#"{ policies = [{ name = "all", enabled = true, conditions = [{ condition = "any-client", configuration = {} }], profiles = ["fapi-1-baseline"] }] }"#),
    ("defaultDefaultClientScopes", r#"["basic", "profile"]"#), ("defaultOptionalClientScopes", r#"["phone"]"#),
    ("defaultGroups", r#"["/guests"]"#), ("localizationTexts", r#"{ de = { hi = "Servus" }, fr = { hi = "Salut" } }"#),
    // A realm allows only one of the two.
    ("duplicateEmailsAllowed", "true\nloginWithEmailAllowed = false"),
];

/// What can be empty, as TOML.
#[rustfmt::skip]
const CLEARED: &[(&str, &str)] = &[
    ("displayName", r#""""#), ("displayNameHtml", r#""""#), ("passwordPolicy", r#""""#), ("loginTheme", r#""""#),
    ("emailTheme", r#""""#), ("webAuthnPolicyRpId", r#""""#), ("webAuthnPolicyPasswordlessRpId", r#""""#),
    ("webAuthnPolicyAcceptableAaguids", "[]"), ("webAuthnPolicyExtraOrigins", "[]"),
    ("webAuthnPolicyPasswordlessAcceptableAaguids", "[]"), ("webAuthnPolicyPasswordlessExtraOrigins", "[]"),
    ("eventsListeners", "[]"), ("enabledEventTypes", "[]"), ("smtpServer", "{}"),
    ("defaultGroups", "[]"), ("localizationTexts", "{}"),
];

/// What no update of a realm has, as it was before; the lists of client scopes are read.
const APART: &[(&str, &str)] =
    &[("defaultGroups", r#"["/staff"]"#), ("localizationTexts", r#"{ de = { hi = "Hallo" } }"#)];

/// What changes together by its nature: the setting, and where else its change shows.
const FOLLOWS: &[(&str, &str)] = &[
    // The server works it out.
    ("otpPolicyType", "otpSupportedApplications"),
    ("otpPolicyAlgorithm", "otpSupportedApplications"),
    ("otpPolicyDigits", "otpSupportedApplications"),
    ("otpPolicyPeriod", "otpSupportedApplications"),
    ("duplicateEmailsAllowed", "loginWithEmailAllowed"),
    (LASTING, "clients"),
    (LASTING, "adminPermissionsClient"),
    (LASTING, "roles"),
];

/// The permissions of administrators live in a client of their own, which stays when they are switched off.
const LASTING: &str = "adminPermissionsEnabled";

/// What a server of the tests does not take, by any request, and why.
const REFUSED: &[(&str, &str)] = &[(
    "verifiableCredentialsEnabled",
    "the server's feature `oid4vc-vci` is off by default: ignored without an error",
)];

#[test]
fn each_setting_of_a_realm_changes_alone() {
    let story = Story::on(serde_json::from_str(BASE).expect("JSON"), "");
    let representation = story.get("");
    // As the server writes it back: it then shows even what was never set.
    restore(&story, &representation);
    let before = whole(&story);
    let fields = kinds::of(names::REALM).fields();
    let mut faults = Vec::new();
    let mut walked = 0;
    // What these make stays, so they come last.
    let mut asked: Vec<_> = fields.iter().filter(|(field, _)| !REFUSED.iter().any(|(it, _)| it == field)).collect();
    asked.sort_by_key(|(field, _)| *field == LASTING);
    for (field, shape) in asked {
        let values = [Some(sample(field, *shape, &representation[*field])), cleared(field)];
        for value in values.into_iter().flatten() {
            faults.extend(step(&story, field, &value, &before));
            restore(&story, &representation);
            if let Some((_, was)) = APART.iter().find(|(it, _)| it == field) {
                story.declare(&format!("[realm]\n{field} = {was}\n"));
                story.apply();
            }
            if let Some(Value::Array(scopes)) = before.get(*field).filter(|_| field.ends_with("ClientScopes")) {
                // No update of a realm has these lists.
                story.declare(&format!("[realm]\n{field} = {}\n", json!(scopes)));
                story.apply();
            }
        }
        walked += 1;
    }
    println!("{walked} of {} fields of a realm; refused by the server: {REFUSED:?}", fields.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let changed = unexpected(&before, &whole(&story), LASTING);
    assert!(changed.is_empty(), "the realm is not as before the walk: {changed:?}");
    assert_eq!(walked + REFUSED.len(), fields.len());
}

/// Values for a new realm, which lacks what the others rely on.
const IN_NEW: &[(&str, &str)] = &[
    ("smtpServer", r#"{ port = 27, from = "a@example.com" }"#),
    ("defaultGroups", "[\"/guests\"]\n[groups.\"/guests\"]"),
    ("defaultLocale", "\"en\"\ninternationalizationEnabled = true\nsupportedLocales = [\"en\"]"),
];

/// The database that comes with Keycloak fails to lock now and then when all tests run at once: then another realm tells.
fn made_at_last(field: &str, shape: Shape) -> Option<String> {
    let is_load = |fault: &String| fault.contains("returned 500 Internal Server Error");
    made(field, shape).and_then(|fault| if is_load(&fault) { made(field, shape) } else { Some(fault) })
}

/// A server ignores some settings of a new realm unless others come with them.
#[test]
fn each_setting_alone_is_taken_by_a_new_realm() {
    let fields = kinds::of(names::REALM).fields();
    let asked: Vec<_> = fields.iter().filter(|(field, _)| !REFUSED.iter().any(|(it, _)| it == field)).collect();
    let faults: Vec<String> = std::thread::scope(|scope| {
        let halves = asked.chunks(asked.len().div_ceil(2));
        let walks = halves
            .map(|half| scope.spawn(|| half.iter().filter_map(|(field, shape)| made_at_last(field, *shape)).collect()));
        let walks: Vec<std::thread::ScopedJoinHandle<Vec<String>>> = walks.collect();
        walks.into_iter().flat_map(|walk| walk.join().unwrap()).collect()
    });
    println!("{} of {} fields of a new realm", asked.len() - faults.len(), fields.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Makes a realm with this setting alone, and tells what went wrong.
fn made(field: &str, shape: Shape) -> Option<String> {
    let fresh = kinds::fresh::realm().objects[&names::realm()].body.get(field).cloned().unwrap_or_default();
    let value = IN_NEW.iter().find(|(it, _)| *it == field).map(|(_, toml)| (*toml).to_owned());
    let value = value.unwrap_or_else(|| sample(field, shape, &fresh));
    let toml = format!("[realm]\n{field} = {value}\n");
    let story = Story::nowhere(&toml);
    let applied = story.project.run(&["apply", "--yes", "--target", "live"]);
    story.admin().delete(&story.path(""));
    (applied.status != 0).then(|| format!("{toml}: exit {}\n{}{}", applied.status, applied.stdout, applied.stderr))
}

#[test]
fn a_setting_that_was_never_set_stays_so() {
    let story = Story::new("[realm]\ndisplayName = \"Other\"\n");
    let before = whole(&story);
    story.apply();
    assert_eq!(unexpected(&before, &whole(&story), "displayName"), Vec::<String>::new());
}

/// Declares one setting, and tells what went wrong.
fn step(story: &Story, field: &str, value: &str, before: &Picture) -> Option<String> {
    story.declare(&format!("[realm]\n{field} = {value}\n"));
    let applied = story.project.run(&["apply", "--yes", "--target", "live"]);
    if applied.status != 0 {
        return Some(format!(
            "{field} = {value}: apply ends with {}\n{}{}",
            applied.status, applied.stdout, applied.stderr
        ));
    }
    if !applied.stdout.contains("Applied") {
        return Some(format!("{field} = {value}: nothing to apply; choose another sample\n{}", applied.stdout));
    }
    let again = story.project.run(&["plan", "--target", "live", "--detailed-exitcode"]);
    if again.status != 0 {
        return Some(format!("{field} = {value}: the next plan is not empty\n{}", again.stdout));
    }
    let after = whole(story);
    let changed = unexpected(before, &after, field);
    if !changed.is_empty() {
        return Some(format!("{field} = {value} changes more than itself: {changed:?}"));
    }
    (*before == after).then(|| format!("{field} = {value}: the server has the value from before"))
}

/// Puts every setting back, by the server's own means.
fn restore(story: &Story, representation: &Value) {
    story.put("", representation);
    let put = |path: &str, value: &Value| story.put(path, value);
    put("/client-policies/profiles", &representation["clientProfiles"]);
    put("/client-policies/policies", &representation["clientPolicies"]);
}

fn sample(field: &str, shape: Shape, before: &Value) -> String {
    if let Some((_, toml)) = SAMPLES.iter().find(|(it, _)| *it == field) {
        return (*toml).to_owned();
    }
    match shape {
        Shape::Bool => (before != &json!(true)).to_string(),
        Shape::Int => (before.as_i64().unwrap_or_default() + 1).to_string(),
        _ => panic!("add a sample value for the setting `{field}` to SAMPLES"),
    }
}

fn cleared(field: &str) -> Option<String> {
    CLEARED.iter().find(|(it, _)| *it == field).map(|(_, toml)| (*toml).to_owned())
}

/// What differs apart from the setting, its double among the attributes, and what follows it.
fn unexpected(before: &Picture, after: &Picture, field: &str) -> Vec<String> {
    let is_expected = |key: &str| {
        let top = key.split('.').next().unwrap_or_default();
        let double = kinds::of(names::REALM).doubles().iter().find(|(it, _)| *it == field);
        top == field
            || double.is_some_and(|(_, double)| key.strip_prefix("attributes.") == Some(double))
            || FOLLOWS.iter().any(|(it, shown)| *it == field && *shown == top)
    };
    differences(before, after, is_expected)
}
