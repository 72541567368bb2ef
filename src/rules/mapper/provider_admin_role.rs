//! An identity provider that makes administrators.

use crate::finding::Severity;
use crate::rule::{Check, Context, Name, Part, Report, Rule};
use crate::rules::power;

pub const RULE: Rule = Rule {
    code: "mapper/provider-admin-role",
    severity: Severity::Warning,
    title: "An identity provider makes administrators",
    why: "The mapper gives an administrator's role to users who come from another identity provider, all of them or \
          those with some claim. Whoever runs that provider, or can write the claim there, then runs this realm; and \
          what the claim means there may change without a word here.",
    fix: "let the mapper give a role without administration, and make administrators by hand",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_mappers", power::LINK],
    check: Check::Whole(check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "realm-management"}], "identityProviderMappers": [{"name": "m",
            "identityProviderAlias": "idp", "identityProviderMapper": "oidc-hardcoded-role-idp-mapper",
            "config": {"role": "realm-management.manage-users"}}]}"#],
    good: &[r#"{"realm": "r", "roles": {"realm": [{"name": "buyer"}]}, "identityProviderMappers": [{"name": "m",
            "identityProviderAlias": "idp", "identityProviderMapper": "oidc-hardcoded-role-idp-mapper",
            "config": {"role": "buyer"}}]}"#],
};

fn check(context: &Context, report: &mut Report) {
    let holders = context.holders();
    power::each(context, |toward, edge, power| {
        let name = holders.name(edge.from);
        if matches!(name, Name::Part(Part::IdentityProviderMapper, _))
            && let Some(mapper) = context.named(name)
        {
            let message = format!("users of the identity provider get {}", power::told(toward, edge, power));
            report.at_span(mapper, &holders.place(edge, context), message);
        }
    });
}
