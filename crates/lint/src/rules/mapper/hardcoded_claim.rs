//! Hardcoded claims that say who or what a user is.

use super::{CLAIM, LINK, MAPPER, TYPE};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::power;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "mapper/hardcoded-claim",
    severity: Severity::Warning,
    title: "Hardcoded claim asserts a role or a verified address for everyone",
    why: "Applications trust these claims as facts about the user: the roles, the groups, whether the e-mail address \
          is verified. A hardcoded value asserts the same for everyone who logs in. If `email_verified` is hardcoded \
          to `true`, somebody who registers another person's address is taken for that person by every application \
          that links accounts by e-mail address.",
    fix: "remove the mapper and map what the user really has: a role mapper, a group mapper, or the user property \
          `emailVerified`",
    links: &[LINK, "https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims"],
    check: Check::Each(MAPPER, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m", "protocolMapper":
            "oidc-hardcoded-claim-mapper", "config": {"claim.name": "roles", "claim.value": "admin"}}]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m", "protocolMapper":
            "oidc-hardcoded-claim-mapper", "config": {"claim.name": "email_verified", "claim.value": "true"}}]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m", "protocolMapper":
            "oidc-hardcoded-claim-mapper", "config": {"claim.name": "stage", "claim.value": "test"}}]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m", "protocolMapper":
            "oidc-hardcoded-claim-mapper", "config": {"claim.name": "email_verified", "claim.value": "false"}}]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m", "protocolMapper":
            "oidc-usermodel-realm-role-mapper", "config": {"claim.name": "roles"}}]}]}"#,
    ],
};

fn check(mapper: &Subject, context: &Context, report: &mut Report) {
    if mapper.text(TYPE) != Some("oidc-hardcoded-claim-mapper") {
        return;
    }
    let Some(claim) = mapper.text(CLAIM) else { return };
    // What stands in `realm_access` and its like is told of as reserved.
    let verified = matches!(claim, "email_verified" | "phone_number_verified")
        && mapper.text(&["config", "claim.value"]) == Some("true");
    if (is_of_roles(claim) || verified) && !power::is_off(context, mapper) {
        report.at(mapper, CLAIM, format!("the claim `{claim}` has the same hardcoded value for everyone who logs in"));
    }
}

/// Whether applications use the claim to decide what a user may do.
pub(super) fn is_of_roles(claim: &str) -> bool {
    const WORDS: &[&str] = &[
        "role",
        "roles",
        "group",
        "groups",
        "permission",
        "permissions",
        "admin",
        "is_admin",
        "isadmin",
        "authorities",
    ];
    let last = claim.rsplit(['.', '/']).next().unwrap_or_default();
    let is_nested = claim.starts_with("realm_access") || claim.starts_with("resource_access");
    !is_nested && WORDS.iter().any(|word| last.eq_ignore_ascii_case(word))
}
