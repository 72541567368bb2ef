//! Mappers that run a script.

use super::{LINK, MAPPER, TYPE};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::power;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "mapper/script",
    severity: Severity::Info,
    title: "A mapper runs a script",
    why: "The script runs inside Keycloak at every login and can put anything into a token. Its code is in a file on \
          the server, so no export and no review of the realm shows it. The `scripts` feature is a preview, and a \
          server without the file cannot issue tokens for the client.",
    fix: "use a built-in mapper, or write the mapper as an extension that is reviewed and tested",
    links: &[LINK, "https://www.keycloak.org/docs/latest/server_development/#_script_providers"],
    check: Check::Each(MAPPER, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m",
            "protocolMapper": "script-my-mapper.js"}]}]}"#],
    good: &[r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "script-m",
            "protocolMapper": "oidc-full-name-mapper"}]}]}"#],
};

fn check(mapper: &Subject, context: &Context, report: &mut Report) {
    if let Some(provider) = mapper.text(TYPE)
        && (provider.starts_with("script-") || provider == "oidc-script-based-protocol-mapper")
        && !power::is_off(context, mapper)
    {
        report.at(mapper, TYPE, format!("the mapper runs the script `{provider}` for every token"));
    }
}
