//! Any site can embed the login pages in a frame.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/framing-allowed",
    severity: Severity::Warning,
    title: "Any site can embed Keycloak's pages in a frame",
    why: "A site that embeds the login or consent page in a frame can lay its own buttons over it, so that the user \
          clicks what the attacker wants (clickjacking). Keycloak prevents this with two headers; both are weakened \
          here.",
    fix: "add `frame-ancestors 'self'` to `browserSecurityHeaders.contentSecurityPolicy`, and set \
          `browserSecurityHeaders.xFrameOptions` to `SAMEORIGIN`",
    links: &["https://www.rfc-editor.org/rfc/rfc9700#section-4.16"],
    check: Check::Each(REALM, check),
    bad: &[
        r#"{"realm": "r", "browserSecurityHeaders": {"contentSecurityPolicy": "object-src 'none'", "xFrameOptions": ""}}"#,
    ],
    good: &[
        r#"{"realm": "r", "browserSecurityHeaders": {"contentSecurityPolicy": "frame-ancestors 'self'", "xFrameOptions": ""}}"#,
        r#"{"realm": "r", "browserSecurityHeaders": {"xFrameOptions": "SAMEORIGIN"}}"#,
        r#"{"realm": "r", "enabled": true}"#,
    ],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    let header = |key| realm.text(&["browserSecurityHeaders", key]);
    let Some(policy) = header("contentSecurityPolicy") else { return };
    let framed = !policy.contains("frame-ancestors") || policy.contains("frame-ancestors *");
    if framed && header("xFrameOptions").is_none_or(str::is_empty) {
        let message = "any site can embed the login page in a frame";
        report.at(realm, &["browserSecurityHeaders", "contentSecurityPolicy"], message);
    }
}
