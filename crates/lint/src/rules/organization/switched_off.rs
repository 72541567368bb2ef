//! Organizations in a realm that has them switched off.

use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds as kinds;
use realmform_kinds::kind::Sight;
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "organization/switched-off",
    severity: Severity::Error,
    title: "Organizations are switched off in the realm",
    why: "Keycloak answers every request about organizations with 404 as long as the realm has them switched off, so that \
          they can be neither read nor created.",
    fix: "set `organizationsEnabled = true` in `[realm]`, or remove the organizations",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_enabling_organization_"],
    check: Check::Whole(check),
    bad: &[r#"{"realm": "r", "organizationsEnabled": false, "organizations": [{"name": "acme"}]}"#],
    good: &[
        r#"{"realm": "r", "organizationsEnabled": true, "organizations": [{"name": "acme"}]}"#,
        r#"{"realm": "r", "organizations": [{"name": "acme"}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    for kind in kinds::endpoints() {
        let Sight::Switched(setting) = kind.sight() else { continue };
        if is_on(context, setting) != Some(false) {
            continue;
        }
        for (_, subject) in context.of_kind(kind.name()) {
            report.at(subject, &[], format!("`{setting}` is false in the realm"));
        }
    }
}

/// Whether the realm has the setting on; `None` where that is not known.
fn is_on(context: &Context, setting: &str) -> Option<bool> {
    let declared = context.realm().and_then(|realm: &Subject| realm.get(&[setting])?.flag());
    declared.or_else(|| context.live?.objects.get(&names::realm())?.body.get(setting)?.as_bool())
}
