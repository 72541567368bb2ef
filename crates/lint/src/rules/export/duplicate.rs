//! Two objects with the same name.

use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::kind::DEFAULT_PROTOCOL;
use realmform_kinds::names;
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
        r#"{"realm": "r", "clients": [{"clientId": "shop", "protocolMappers": [
            {"name": "m", "protocol": "openid-connect"}, {"name": "m", "protocol": "saml"}]}]}"#,
    ],
};

fn protocol<'s>(mapper: &'s Subject) -> &'s str {
    mapper.text(&["protocol"]).unwrap_or(DEFAULT_PROTOCOL)
}

fn check(context: &Context, report: &mut Report) {
    for twin in &context.twins {
        let first = context.objects.get(&twin.name);
        // Keycloak takes the name of a protocol mapper once for each protocol; `mapper/duplicate-name` tells of it.
        let has_protocol = |first: &Subject| protocol(first) == protocol(twin);
        if twin.name.kind == names::PROTOCOL_MAPPER && !first.is_none_or(has_protocol) {
            continue;
        }
        let told = report.at(twin, &[], format!("{} is defined more than once", twin.name));
        if let Some(first) = first {
            told.and_at("first defined here", &first.place(&[]));
        }
    }
}
