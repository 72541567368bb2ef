//! A provider whose tokens are kept.

use super::{PROVIDER, logs_in};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "identity-provider/token-stored",
    severity: Severity::Info,
    title: "The tokens that a provider gives are kept in the database",
    why: "Keycloak writes the provider's tokens into its database as they are, refresh tokens among them. A backup or a \
          reader of the database can act at the provider as each user. With `addReadTokenRoleOnCreate` every new user can \
          also fetch the token here, so an application that has the user's access token, or a script in its page, gets \
          the token of the provider too, which is why that is a warning.",
    fix: "set `storeToken` and `addReadTokenRoleOnCreate` to false, unless an application calls the provider for the user",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#_general-idp-config",
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.2",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "github", "storeToken": true}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "storeToken": true,
            "addReadTokenRoleOnCreate": true}]}"#,
    ],
    good: &[r#"{"realm": "r", "identityProviders": [
            {"alias": "a", "providerId": "oidc", "storeToken": false, "addReadTokenRoleOnCreate": true},
            {"alias": "b", "providerId": "oidc"}]}"#],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if !logs_in(provider) || !provider.is(&["storeToken"]) {
        return;
    }
    if provider.is(&["addReadTokenRoleOnCreate"]) {
        let message = "the tokens that it gives are kept, and every new user may read their own";
        report.at(provider, &["addReadTokenRoleOnCreate"], message).severity(Severity::Warning);
    } else {
        report.at(provider, &["storeToken"], "the tokens that it gives are kept in the database");
    }
}
