//! Default scopes of the realm whose mappers affect every client's tokens.

use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "scope/risky-default",
    severity: Severity::Info,
    title: "Default client scope grants roles or runs scripts",
    why: "A default scope of the realm affects the tokens of every client that is created from now on, including \
          clients created by anonymous registration. A hardcoded role in it is granted to everyone everywhere, and a \
          script runs at every login. Such mappers belong to the clients that need them.",
    fix: "remove the scope from `defaultDefaultClientScopes` and assign it to the clients that need it",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_client_scopes"],
    check: Check::Each(names::REALM, check),
    bad: &[
        r#"{"realm": "r", "defaultDefaultClientScopes": ["extra"], "clientScopes": [{"name": "extra", "protocolMappers":
            [{"name": "m", "protocolMapper": "oidc-hardcoded-role-mapper", "config": {"role": "buyer"}}]}],
            "roles": {"realm": [{"name": "buyer"}]}}"#,
    ],
    good: &[
        r#"{"realm": "r", "defaultOptionalClientScopes": ["extra"], "clientScopes": [{"name": "extra", "protocolMappers":
            [{"name": "m", "protocolMapper": "oidc-hardcoded-role-mapper", "config": {"role": "buyer"}}]}],
            "roles": {"realm": [{"name": "buyer"}]}}"#,
        r#"{"realm": "r", "defaultDefaultClientScopes": ["extra"], "clientScopes": [{"name": "extra", "protocolMappers":
            [{"name": "m", "protocolMapper": "oidc-full-name-mapper"}]}]}"#,
    ],
};

fn check(realm: &Subject, context: &Context, report: &mut Report) {
    const DEFAULTS: &[&str] = &["defaultDefaultClientScopes"];
    for scope in realm.texts(DEFAULTS) {
        let owner = names::client_scope(scope);
        let mut mappers = context.of_kind_in(names::PROTOCOL_MAPPER, &owner);
        let risky = mappers.find_map(|(_, mapper)| {
            let what = match mapper.text(&["protocolMapper"])? {
                "oidc-hardcoded-role-mapper" | "saml-hardcode-role-mapper" => "grants a role to everyone",
                provider if provider.starts_with("script-") => "runs a script",
                _ => return None,
            };
            Some((mapper, what))
        });
        if let Some((mapper, what)) = risky {
            let message =
                format!("every new client gets `{scope}`, whose mapper `{}` {what}", mapper.name.shown_name());
            report.at_item(realm, DEFAULTS, scope, message).and_at("the mapper", &mapper.place(&[]));
        }
    }
}
