//! Tokens or request objects that need no signature.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/unsigned-answer",
    severity: Severity::Error,
    title: "Token or request object without a signature",
    why: "With the algorithm `none`, anyone can forge a request object or an ID token, and the recipient believes what \
          it says.",
    fix: "set the attribute to an algorithm such as `PS256`, `ES256` or `RS256`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc8725#section-3.2",
        "https://openid.net/specs/openid-connect-core-1_0.html#TokenRequestValidation",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"id.token.signed.response.alg": "none"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"request.object.signature.alg": "none", "request.object.required": "request or request_uri"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"id.token.signed.response.alg": "PS256", "request.object.signature.alg": "any"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"request.object.signature.alg": "none"}}]}"#,
    ],
};

const ALGORITHMS: &[&str] = &[
    "id.token.signed.response.alg",
    "access.token.signed.response.alg",
    "request.object.signature.alg",
    "authorization.signed.response.alg",
    "user.info.response.signature.alg",
];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if !is_judged(client) {
        return;
    }
    let needs_requests =
        || client.text(&["attributes", "request.object.required"]).is_some_and(|when| when != "not required");
    for key in ALGORITHMS {
        if client.text(&["attributes", key]) == Some("none") && (*key != ALGORITHMS[2] || needs_requests()) {
            report.at(client, &["attributes", key], format!("`{key}` is `none`, so no signature is required"));
        }
    }
}
