//! A service account that administers the realm.

use crate::rule::{Check, Context, Report, Rule};
use crate::rules::power;
use realmform_kinds::names;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "service-account/admin-role",
    severity: Severity::Warning,
    title: "A service account administers the realm",
    why: "Who has the client's secret has the realm: there is no person, no second factor and no login page before it, \
          and secrets lie in environments, pipelines and logs. `realm-admin` is a warning; a single powerful role, such \
          as `manage-users` for a provisioning service, is told as information, since it may well be what the service is \
          for. Roles come directly, by composites or by groups; the finding shows the way.",
    fix: "give the account only the roles of `realm-management` that it uses; keep it to mutual TLS or signed JWTs \
          instead of a secret",
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
            let message = format!("the service account has {}", power::told(toward, edge, power));
            let severity = if power.is_whole() { Severity::Warning } else { Severity::Info };
            report.at_span(account, &holders.place(edge, context), message).severity(severity);
        }
    });
}
