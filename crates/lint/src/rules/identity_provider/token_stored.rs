//! A provider whose tokens are stored.

use super::{PROVIDER, logs_in};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/token-stored",
    severity: Severity::Info,
    title: "Tokens from an identity provider are stored in the database",
    why: "Keycloak stores the provider's tokens, including refresh tokens, unencrypted in its database. Anyone who can \
          read the database or a backup of it can act as each user at the provider. With `addReadTokenRoleOnCreate`, \
          every new user can also fetch the token from Keycloak, so an application that has the user's access token, \
          or a script on its page, gets the provider's token too; that case is a warning.",
    fix: "set `storeToken` and `addReadTokenRoleOnCreate` to `false`, unless an application calls the provider on \
          behalf of the user",
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
        let message = "tokens from the provider are stored, and every new user can read their own";
        report.at(provider, &["addReadTokenRoleOnCreate"], message).severity(Severity::Warning);
    } else {
        report.at(provider, &["storeToken"], "tokens from the provider are stored in the database");
    }
}
