//! The list of all lint rules. A new rule is a file in its family's folder and two lines in the family's list.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::rule::{Check, Context, Report, Rule, Sort, Subject};

mod cleartext;
mod client;
mod codes;
mod cycle;
mod export;
mod flow;
mod group;
mod identity_provider;
mod ldap;
mod mapper;
mod naming;
mod organization;
mod power;
mod reach;
mod realm;
mod reference;
mod require;
mod reserved;
mod role;
mod saml;
#[cfg(test)]
mod samples;
mod scope;
mod service_account;
#[cfg(test)]
mod tests;
mod user;

pub use codes::codes;

/// The families of rules.
const FAMILIES: &[&[&Rule]] = &[
    &[&naming::RULE, &reference::RULE, &cycle::RULE, &reserved::RULE, &require::RULE],
    client::RULES,
    export::RULES,
    flow::RULES,
    group::RULES,
    identity_provider::RULES,
    ldap::RULES,
    mapper::RULES,
    organization::RULES,
    realm::RULES,
    role::RULES,
    saml::RULES,
    scope::RULES,
    service_account::RULES,
    user::RULES,
];

/// Every rule there is.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().copied().flatten().copied()
}

/// The rule that findings of this code come from.
pub fn of(code: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.covers(code))
}

/// What all rules find, by place and then by code.
pub fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Thing by thing, with all the rules for its sort: what it says is then at hand for all of them.
    let mut by_sort: BTreeMap<Sort, Vec<(&'static Rule, Look)>> = BTreeMap::new();
    for rule in all() {
        match rule.check {
            Check::Each(sort, look) => by_sort.entry(sort).or_default().push((rule, look)),
            Check::Whole(look) => look(context, &mut Report::new(rule, &mut findings)),
        }
    }
    for subject in context.subjects() {
        for (rule, look) in by_sort.get(&subject.sort()).into_iter().flatten() {
            look(subject, context, &mut Report::new(rule, &mut findings));
        }
    }
    findings.sort_by(|one, other| order(one).cmp(&order(other)));
    findings
}

type Look = fn(&Subject, &Context, &mut Report);

fn order(finding: &Finding) -> (Option<&std::path::Path>, usize, &str, Option<&str>, &str) {
    let span = finding.span.as_ref();
    (
        span.map(|span| span.source.path.as_path()),
        span.map_or(0, |span| span.offset),
        &finding.code,
        finding.object.as_deref(),
        &finding.message,
    )
}
