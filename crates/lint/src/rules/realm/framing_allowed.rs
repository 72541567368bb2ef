//! Login pages in frames of others.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/framing-allowed",
    severity: Severity::Warning,
    title: "Any page can show Keycloak's pages inside itself",
    why: "A page that shows the login or consent page in a frame can lay its own buttons over it, and the user clicks \
          what the attacker wants. Keycloak forbids it by two headers; here both are weakened.",
    fix: "put `frame-ancestors 'self'` into `browserSecurityHeaders.contentSecurityPolicy`, and `SAMEORIGIN` into \
          `xFrameOptions`",
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
        let message = "any page can show the login page inside itself";
        report.at(realm, &["browserSecurityHeaders", "contentSecurityPolicy"], message);
    }
}
