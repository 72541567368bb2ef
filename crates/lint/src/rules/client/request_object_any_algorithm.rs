//! Clients that must send request objects but need not sign them.

use super::{CLIENT, has_redirects, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/request-object-any-algorithm",
    severity: Severity::Warning,
    title: "Required request objects may be unsigned",
    why: "Request objects are required so that nobody can modify a login request on its way through the browser. If \
          the algorithm is left open, Keycloak also accepts `none`, which has no signature. Anyone who can craft a \
          link can craft such a request, so the requirement protects nothing.",
    fix: "set the attribute `request.object.signature.alg` to the algorithm of the client's key, such as `PS256`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9101#section-10.1",
        "https://openid.net/specs/openid-connect-core-1_0.html#JWTRequests",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "app", "attributes": {"request.object.required": "request only"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "app", "attributes": {
            "request.object.required": "request or request_uri", "request.object.signature.alg": "any"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "app", "attributes": {
            "request.object.required": "request only", "request.object.signature.alg": "PS256"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "app", "attributes": {
            "request.object.required": "not required", "request.object.signature.alg": "any"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "app", "attributes": {"request.object.required": ""}}]}"#,
    ],
};

const REQUIRED: &[&str] = &["attributes", "request.object.required"];
const ALGORITHM: &[&str] = &["attributes", "request.object.signature.alg"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    let required = client
        .text(REQUIRED)
        .filter(|when| matches!(*when, "request only" | "request_uri only" | "request or request_uri"));
    if required.is_some()
        && matches!(client.text_or(ALGORITHM, ""), Some("" | "any"))
        && is_judged(client)
        && has_redirects(client)
    {
        report
            .at(client, ALGORITHM, "request objects are required, but unsigned ones are accepted")
            .and_at("required here", &client.place(REQUIRED));
    }
}
