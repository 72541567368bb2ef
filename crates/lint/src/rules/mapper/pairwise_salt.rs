//! Pairwise subject mappers without a salt.

use super::{LINK, MAPPER, TYPE};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::power;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "mapper/pairwise-salt",
    severity: Severity::Warning,
    title: "Pairwise subject mapper without a salt",
    why: "The mapper derives the claim `sub` from the user ID and a salt, so that two clients cannot find out that \
          they have the same user. Keycloak generates a salt when the mapper is saved in the Admin Console, but not \
          when a realm is imported: every login through the client then fails. If the salt changes, every user gets a \
          new `sub`.",
    fix: "set `pairwiseSubAlgorithmSalt` to a long random string and keep it",
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
        report.at(mapper, SALT, "the pairwise subject mapper has no salt");
    }
}
