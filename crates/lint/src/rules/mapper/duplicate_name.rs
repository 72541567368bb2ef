//! Two mappers of one name in one client or client scope.

use super::LINK;
use crate::rule::{Check, Context, Report, Rule};
use realmform_kinds::names;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "mapper/duplicate-name",
    severity: Severity::Warning,
    title: "Two mappers of one client have one name",
    why: "Keycloak refuses a second mapper of the same name in a client or a client scope, so an import of this file \
          fails, or keeps one of the two. Which claims the tokens then carry is not what the file says.",
    fix: "give one of the two another name, or take it out",
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
        let message = format!("there is another mapper `{}` before it, in the same place", twin.name.shown_name());
        let first = context.named(&twin.name).map(|first| first.place(&["name"])).unwrap_or_default();
        report.at(twin, &["name"], message).and_at("the first", &first);
    }
}
