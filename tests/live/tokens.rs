//! Real tokens of the migrated realm, beside the three that the naming convention gives as examples.
//!
//! The convention shortens: `sub` is always a UUID (the name is in `preferred_username`), a single audience is a text,
//! and the services hold all the roles that the same document gives them further up, not only the three of the example.

use std::collections::BTreeSet;

use reqwest::redirect::Policy;
use serde_json::{Value, json};
use url::Url;

use crate::migration::migrated;
use crate::story::{Story, text};
use crate::support::wait;

/// A verifier and its S256 challenge, from RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "http://localhost:3000/callback";

/// Made here, in the realm that the stories of the migration look at too.
pub(crate) const USER: &str = "mary.major@example.com";

#[test]
fn neon_web_names_the_organization_and_the_roles_of_three_groups() {
    let story = &migrated().story;
    let (user, password) = (USER, "correct-horse-battery");
    let groups = ["/neon/workbench/user", "/neon/persona/requester", "/neon/module/acc"];
    let created = story.user(
        user,
        json!({
            "email": user, "groups": groups,
            "credentials": [{"type": "password", "value": password, "temporary": false}],
        }),
    );
    let organization = format!("/organizations/{}/members", text(&story.organization("demo_my")["id"]));
    story.post(&organization, &json!(created.trim_start_matches("/users/")));

    let refused = authorize(story, &[]).location.expect("a way back without a code");
    assert!(refused.query().is_some_and(|query| query.contains("code_challenge")), "{refused}");

    let page = authorize(story, &[("code_challenge", CHALLENGE), ("code_challenge_method", "S256")]);
    let code = log_in(page, user, password);
    let claims = story.keycloak.token(
        &story.realm,
        &[
            ("grant_type", "authorization_code"),
            ("client_id", "neon-web"),
            ("redirect_uri", REDIRECT),
            ("code", &code),
            ("code_verifier", VERIFIER),
        ],
    );
    assert_eq!(set(&claims["aud"]), ["athyper-api-runtime", "neon-web"].map(str::to_owned).into());
    assert_eq!(claims["azp"], "neon-web");
    assert_eq!(claims["preferred_username"], user);
    assert_eq!(claims["organization"], json!(["demo_my"]));
    let access = claims["resource_access"].as_object().expect("resource_access");
    assert_eq!(access.keys().collect::<Vec<_>>(), ["neon-web"]);
    assert_eq!(
        set(&access["neon-web"]["roles"]),
        ["neon:WORKBENCH:USER", "neon:PERSONA:requester", "neon:MODULE:ACC"].map(str::to_owned).into()
    );
    assert_eq!(claims["sub"], created.trim_start_matches("/users/"));
}

#[test]
fn the_bff_calls_the_runtime_api_as_itself() {
    let claims = of_service(&migrated().story, "neon-svc-bff");
    assert_service(&claims, "neon-svc-bff");
    assert_eq!(
        set(&claims["resource_access"]["athyper-api-runtime"]["roles"]),
        ["runtime:invoke", "doc:read", "doc:write", "content:read", "content:sign:url"].map(str::to_owned).into()
    );
}

#[test]
fn the_worker_may_fire_timers_publish_and_write_the_audit_log() {
    let claims = of_service(&migrated().story, "athyper-svc-runtime-worker");
    assert_service(&claims, "athyper-svc-runtime-worker");
    // `wf:read` comes from a hardcoded-role mapper of the legacy realm, which nobody declares and so nobody takes away.
    assert_eq!(
        set(&claims["resource_access"]["athyper-api-runtime"]["roles"]),
        ["wf:timer:run", "event:publish", "audit:write", "outbox:process", "wf:read"].map(str::to_owned).into()
    );
}

#[track_caller]
fn assert_service(claims: &Value, client: &str) {
    assert_eq!(claims["aud"], "athyper-api-runtime");
    assert_eq!(claims["azp"], client);
    assert_eq!(claims["clientId"], client);
    assert_eq!(claims["preferred_username"], format!("service-account-{client}"));
    let access = claims["resource_access"].as_object().expect("resource_access");
    assert_eq!(access.keys().collect::<Vec<_>>(), ["athyper-api-runtime"]);
    assert_eq!(claims.get("realm_access"), None);
}

fn of_service(story: &Story, client: &str) -> Value {
    let secret = story.secret_of(client);
    let form = [("grant_type", "client_credentials"), ("client_id", client), ("client_secret", &secret)];
    story.keycloak.token(&story.realm, &form)
}

/// One audience is a text, several are a list.
fn set(claim: &Value) -> BTreeSet<String> {
    match claim {
        Value::Array(all) => all.iter().map(text).collect(),
        one => [text(one)].into(),
    }
}

/// What the server shows a browser, or where it sends it, and the cookies that it gives it.
struct Page {
    html: String,
    location: Option<Url>,
    cookies: String,
}

/// Asks for a code, as the client's page does.
fn authorize(story: &Story, more: &[(&str, &str)]) -> Page {
    let url = format!("{}/realms/{}/protocol/openid-connect/auth", story.keycloak.base_url(), story.realm);
    let mut url = Url::parse(&url).expect("the authorization endpoint");
    url.query_pairs_mut()
        .extend_pairs([("client_id", "neon-web"), ("response_type", "code"), ("redirect_uri", REDIRECT)])
        .extend_pairs([("scope", "openid organization"), ("state", "s")])
        .extend_pairs(more);
    browse(|browser| browser.get(url.clone()))
}

/// Fills in the login forms, which ask for the name first where a realm has organizations; the code that the browser is
/// sent back with.
fn log_in(mut page: Page, user: &str, password: &str) -> String {
    let form = [("username", user), ("password", password)];
    while page.location.is_none() {
        let action = page.html.split("action=\"").nth(1).and_then(|rest| rest.split('"').next());
        let action = action.unwrap_or_else(|| panic!("no form in {}", page.html)).replace("&amp;", "&");
        assert!(!page.html.contains("Invalid"), "{}", page.html);
        let next = browse(|browser| browser.post(&action).header("cookie", &page.cookies).form(&form));
        page = Page { cookies: format!("{}; {}", page.cookies, next.cookies), ..next };
    }
    let location = page.location.expect("a way back");
    let code = location.query_pairs().find(|(key, _)| key == "code");
    code.unwrap_or_else(|| panic!("no code in {location}")).1.into_owned()
}

/// A browser that shows each redirect instead of following it.
fn browse(request: impl FnOnce(&reqwest::Client) -> reqwest::RequestBuilder) -> Page {
    let browser = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().expect("a browser");
    let request = request(&browser);
    wait(async {
        let response = request.send().await.expect("an answer from Keycloak");
        let header = |name: &str| {
            let all = response.headers().get_all(name).into_iter();
            all.filter_map(|value| Some(value.to_str().ok()?.to_owned())).collect::<Vec<_>>()
        };
        let cookies =
            header("set-cookie").iter().filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ");
        let location = header("location").first().and_then(|location| Url::parse(location).ok());
        Page { cookies, location, html: response.text().await.expect("a page") }
    })
}
