//! A pairwise subject without its salt.

use super::{LINK, MAPPER, TYPE};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::power;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "mapper/pairwise-salt",
    severity: Severity::Warning,
    title: "A pairwise subject has no salt",
    why: "The mapper makes the claim `sub` from the user's id and a salt, so that two clients cannot tell that they have \
          the same user. Keycloak makes a salt when the mapper is saved in its console, but not when a realm is imported: \
          then every login through the client ends in an error. A salt that changes gives all users new names.",
    fix: "set `pairwiseSubAlgorithmSalt` to a long random text, and keep it",
    links: &["https://openid.net/specs/openid-connect-core-1_0.html#PairwiseAlg", LINK],
    check: Check::Each(MAPPER, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m",
            "protocolMapper": "oidc-sha256-pairwise-sub-mapper", "config": {"sectorIdentifierUri": "https://a.example"}}]}]}"#],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m",
            "protocolMapper": "oidc-sha256-pairwise-sub-mapper", "config": {"pairwiseSubAlgorithmSalt": "x7"}}]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m", "protocolMapper": "oidc-sub-mapper"}]}]}"#,
    ],
};

fn check(mapper: &Subject, context: &Context, report: &mut Report) {
    const SALT: &[&str] = &["config", "pairwiseSubAlgorithmSalt"];
    if mapper.text(TYPE) == Some("oidc-sha256-pairwise-sub-mapper")
        && mapper.text_or(SALT, "").is_some_and(|salt| salt.trim().is_empty())
        && !power::is_off(context, mapper)
    {
        report.at(mapper, SALT, "it makes a pairwise `sub`, and has no salt for it");
    }
}
