//! A domain at which anyone can get an address.

use super::{ORGANIZATION, domains};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "organization/public-domain",
    severity: Severity::Warning,
    title: "An organization has a domain at which anyone can get an address",
    why: "Users with an address in the domain are sent to the organization's identity provider and count as its \
          members. At a public mail service, anyone can get such an address.",
    fix: "remove the domain, and invite such members one by one",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_managing_organizations"],
    check: Check::Each(ORGANIZATION, check),
    bad: &[r#"{"realm": "r", "organizations": [{"name": "a", "alias": "a", "domains": [{"name": "gmail.com"}]}]}"#],
    good: &[
        r#"{"realm": "r", "organizations": [{"name": "a", "alias": "a", "domains": [{"name": "gmail.com.example"}]}]}"#,
    ],
};

/// The largest public mail services.
const PUBLIC: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "yahoo.com",
    "icloud.com",
    "me.com",
    "aol.com",
    "proton.me",
    "protonmail.com",
    "gmx.net",
    "gmx.de",
    "web.de",
    "mail.ru",
    "yandex.ru",
    "qq.com",
    "163.com",
];

fn check(organization: &Subject, _: &Context, report: &mut Report) {
    for domain in domains(organization).filter(|domain| PUBLIC.contains(&domain.to_lowercase().as_str())) {
        let message = format!("anyone can get an address at `{domain}`");
        report.at_item(organization, &["domains"], domain, message);
    }
}
