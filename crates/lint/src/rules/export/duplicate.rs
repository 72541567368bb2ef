//! Two objects with the same name.

use crate::rule::{Check, Context, Report, Rule};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "export/duplicate",
    severity: Severity::Error,
    title: "Two objects of one kind have the same name",
    why: "Keycloak rejects such an import, or the later object silently replaces the first, so whoever reads the first \
          one does not see the settings that apply. This is typical of two exports that were merged by hand.",
    fix: "keep one of the two, with the correct settings of both",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_export_import"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": true}, {"clientId": "shop"}]}"#,
        r#"{"realm": "r", "roles": {"realm": [{"name": "clerk"}, {"name": "clerk"}]}}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop"}, {"clientId": "Shop"}], "roles": {"client": {"shop": [{"name": "a"}], "Shop": [{"name": "a"}]}}}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    for twin in &context.twins {
        let first = context.objects.get(&twin.name);
        let told = report.at(twin, &[], format!("{} is defined more than once", twin.name));
        if let Some(first) = first {
            told.and_at("first defined here", &first.place(&[]));
        }
    }
}
