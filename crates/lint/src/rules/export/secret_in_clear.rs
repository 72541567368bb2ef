//! Secrets in an export.

use crate::rule::{Check, Context, Report, Rule};
use realmform_model::{Finding, Severity};

pub(super) const RULE: Rule = Rule {
    code: "export/secret-in-clear",
    severity: Severity::Info,
    title: "The export contains secrets in plain text",
    why: "`kc.sh export` writes client secrets, keys and password hashes as they are. In a repository, a ticket or a \
          build log, such a file gives the realm away, and the history keeps it. Exports from the admin console \
          contain `**********` instead. The finding shows one place and counts the others; it never shows a value.",
    fix: "keep the file where you keep secrets; for version control, export from the admin console, or let `realmform \
          import` write TOML, which contains no secrets",
    links: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
        "https://www.keycloak.org/docs/latest/server_admin/#_vault-administration",
    ],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "qGvm3ZcC8lQbWy0s2T1uYpXn"}]}"#,
        r#"{"realm": "r", "enabled": true, "users": [{"username": "ann", "credentials": [{"type": "password", "secretData": "{}"}]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "**********"}, {"clientId": "job", "secret": "${vault.job}"}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    let Some(realm) = context.realm().filter(|_| context.is_export) else { return };
    let secrets = realm.secrets();
    let Some(first) = secrets.first() else { return };
    let others = match secrets.len() - 1 {
        0 => String::new(),
        1 => ", and 1 more elsewhere".to_owned(),
        more => format!(", and {more} more elsewhere"),
    };
    let finding = Finding {
        severity: RULE.severity,
        ..Finding::error(RULE.code, format!("this secret is in plain text{others}"))
    };
    report.add(finding.help(RULE.fix).on(&realm.name).at(first));
}
