//! Secrets in a file.

use crate::rule::{Check, Context, Report, Rule};
use realmform_model::{Finding, Severity};

pub const RULE: Rule = Rule {
    code: "export/secret-in-clear",
    severity: Severity::Info,
    title: "The export holds secrets in clear",
    why: "`kc.sh export` writes client secrets, keys and password hashes as they are. In a repository, a ticket or a \
          build's log such a file gives away the realm, and the history keeps it. The console's export writes \
          `**********` instead. The finding names one place and counts the others; it never shows a value.",
    fix: "keep the file where secrets are kept; for version control export from the console, or let `realmform import` \
          write TOML, which holds none",
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
        1 => ", and another one elsewhere".to_owned(),
        more => format!(", and {more} others elsewhere"),
    };
    let finding = Finding {
        severity: RULE.severity,
        ..Finding::error(RULE.code, format!("a secret stands here in clear{others}"))
    };
    report.tell(finding.help(RULE.fix).on(&realm.name).at(first));
}
