//! A mapper that runs a script.

use super::{LINK, MAPPER, TYPE};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::power;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "mapper/script",
    severity: Severity::Info,
    title: "A mapper runs a script",
    why: "The script runs within Keycloak at each login, and can put anything into a token. What it does stands in a file \
          on the server, in no export and in no review of the realm. The feature `scripts` is a preview, and a server \
          without the file cannot issue tokens for the client.",
    fix: "use a mapper of Keycloak's own, or write the mapper as an extension that is reviewed and tested",
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
        report.at(mapper, TYPE, format!("it runs the script `{provider}` for each token"));
    }
}
