//! Protocol mappers with the same name in one client or client scope.

use super::LINK;
use crate::rule::{Check, Context, Report, Rule};
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "mapper/duplicate-name",
    severity: Severity::Warning,
    title: "Two mappers of a client or client scope have the same name",
    why: "Keycloak rejects a second mapper of the same name and protocol in a client or client scope, so an import of \
          this file fails. Mappers of different protocols may share a name, but only those of the client's own \
          protocol take effect, and whoever looks for a mapper by its name may read or change the other one.",
    fix: "rename or remove one of the two mappers",
    links: &[LINK],
    check: Check::Whole(check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "shop", "protocolMappers": [
            {"name": "m", "protocolMapper": "oidc-full-name-mapper"}, {"name": "m", "protocolMapper": "oidc-address-mapper"}]}]}"#],
    good: &[r#"{"realm": "r", "clients": [
            {"clientId": "shop", "protocolMappers": [{"name": "m", "protocolMapper": "oidc-full-name-mapper"}]},
            {"clientId": "till", "protocolMappers": [{"name": "m", "protocolMapper": "oidc-full-name-mapper"}]}]}"#],
};

fn check(context: &Context, report: &mut Report) {
    for twin in context.twins.iter().filter(|twin| twin.name.kind == names::PROTOCOL_MAPPER) {
        let message = format!("mapper `{}` is declared twice", twin.name.shown_name());
        let first = context.named(&twin.name).map(|first| first.place(&["name"])).unwrap_or_default();
        report.at(twin, &["name"], message).and_at("first declared here", &first);
    }
}
