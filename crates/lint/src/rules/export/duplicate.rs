//! Two objects of one name.

use crate::rule::{Check, Context, Report, Rule};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "export/duplicate",
    severity: Severity::Error,
    title: "Two objects of one kind have one name",
    why: "Keycloak refuses such an import, or the later object silently takes the place of the first: then a client \
          has settings that nobody sees who reads the first one. It is what a merge of two exports by hand leaves \
          behind.",
    fix: "keep one of the two, with what is right of both",
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
        let told = report.at(twin, &[], format!("there is another {}", twin.name));
        if let Some(first) = first {
            told.and_at("the first one", &first.place(&[]));
        }
    }
}
