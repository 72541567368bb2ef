//! Service accounts that administer the realm.

use crate::rule::{Check, Context, Report, Rule};
use crate::rules::power;
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "service-account/admin-role",
    severity: Severity::Warning,
    title: "Service account with realm administration roles",
    why: "Anyone who has the client's secret controls the realm. No person, second factor or login page stands in \
          between, and secrets end up in environment variables, pipelines and logs. `realm-admin` is a warning; a \
          single powerful role, such as `manage-users` for a provisioning service, is `info`, because the service may \
          need it. Roles can come directly, through composite roles or through groups; the finding shows the path.",
    fix: "grant the account only the `realm-management` roles that it uses, and use mutual TLS or signed JWTs instead \
          of a secret",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_service_accounts", power::LINK],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "bot", "serviceAccountsEnabled": true}], "users":
            [{"username": "service-account-bot", "serviceAccountClientId": "bot",
            "clientRoles": {"realm-management": ["realm-admin"]}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "bot", "serviceAccountsEnabled": true}], "users":
            [{"username": "service-account-bot", "serviceAccountClientId": "bot", "groups": ["/ops/bots"]}], "groups":
            [{"name": "ops", "clientRoles": {"realm-management": ["manage-users"]}, "subGroups": [{"name": "bots"}]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "bot", "serviceAccountsEnabled": true}], "users":
            [{"username": "service-account-bot", "serviceAccountClientId": "bot",
            "clientRoles": {"realm-management": ["view-users"]}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "bot", "enabled": false}], "users":
            [{"username": "service-account-bot", "serviceAccountClientId": "bot",
            "clientRoles": {"realm-management": ["realm-admin"]}}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    let holders = context.holders();
    power::each(context, |toward, edge, power| {
        let name = holders.name(edge.from);
        if name.kind == names::SERVICE_ACCOUNT
            && let Some(account) = context.named(name)
            && !power::is_off(context, account)
        {
            let message = format!("the service account has {}", power::described(toward, edge, power));
            let severity = if power.is_whole() { Severity::Warning } else { Severity::Info };
            report.at_span(account, &holders.place(edge, context), message).severity(severity);
        }
    });
}
