//! Client scopes that are default and optional at once.

use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds as kinds;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "scope/in-both-lists",
    severity: Severity::Error,
    title: "Client scope is both default and optional",
    why: "A client scope is default or optional, never both: Keycloak ignores or refuses the second assignment, so the \
          two lists can never both come true.",
    fix: "remove the client scope from one of the two lists",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_client_scopes_linking"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "defaultClientScopes": ["basic", "phone"], "optionalClientScopes": ["phone"]}]}"#,
        r#"{"realm": "r", "defaultDefaultClientScopes": ["phone"], "defaultOptionalClientScopes": ["phone"]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "defaultClientScopes": ["basic"], "optionalClientScopes": ["phone"]}]}"#,
        r#"{"realm": "r", "defaultDefaultClientScopes": ["basic"], "defaultOptionalClientScopes": ["phone"]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    for kind in kinds::ALL {
        for [one, other] in kind.either() {
            // Where one list is declared alone, what joins it leaves the other.
            let both = |subject: &&Subject| subject.declares(one) && subject.declares(other);
            for (_, subject) in context.of_kind(kind.name()).filter(|(_, subject)| both(subject)) {
                for name in subject.texts(&[one]).filter(|name| subject.texts(&[other]).any(|it| it == *name)) {
                    let message = format!("`{name}` is in `{one}` and in `{other}`");
                    report
                        .at_item(subject, &[other], name, message)
                        .and_at("the other list", &subject.place_of_item(&[one], name));
                }
            }
        }
    }
}
