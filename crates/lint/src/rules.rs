//! The list of all lint rules. A new rule is a file in its family's folder and two lines in the family's list.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::{Finding, KindName};

mod cleartext;
mod client;
mod cycle;
mod export;
mod flow;
mod group;
mod identity_provider;
mod ldap;
mod lookup;
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

/// The families of rules.
const FAMILIES: &[&[&Rule]] = &[
    &[&naming::RULE, &reference::RULE, &cycle::RULE, &reserved::RULE, &require::RULE],
    client::RULES,
    export::RULES,
    flow::RULES,
    group::RULES,
    identity_provider::RULES,
    ldap::RULES,
    lookup::RULES,
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

/// Every code there is, such as `naming/client`.
pub fn codes() -> Vec<String> {
    let codes = all().flat_map(|rule| match rule.code {
        "naming/*" => realmform_kinds::ALL.iter().map(|kind| format!("naming/{}", kind.name())).collect(),
        "reference/missing*" => vec!["reference/missing".to_owned(), "reference/missing-client".to_owned()],
        "reserved/*" => ["role", "scope", "mapper", "group"].map(|name| format!("reserved/{name}")).into(),
        "require/*" => ["field", "role", "holder"].map(|name| format!("require/{name}")).into(),
        code => vec![code.to_owned()],
    });
    codes.collect()
}

/// What all rules find, by place and then by code.
pub fn check(context: &Context) -> Vec<Finding> {
    // Thing by thing, with all the rules for its sort: what it says is then at hand for all of them.
    let mut by_kind: BTreeMap<KindName, Vec<(&'static Rule, Look)>> = BTreeMap::new();
    let mut whole: Vec<(&'static Rule, LookAtAll)> = Vec::new();
    for rule in all() {
        match rule.check {
            Check::Each(kind, look) => by_kind.entry(kind).or_default().push((rule, look)),
            Check::Whole(look) => whole.push((rule, look)),
        }
    }
    let of_whole = || {
        let found = whole.par_iter().map(|(rule, look)| {
            let mut findings = Vec::new();
            look(context, &mut Report::new(rule, &mut findings));
            findings
        });
        found.flatten_iter().collect::<Vec<Finding>>()
    };
    let subjects: Vec<&Subject> = context.subjects().collect();
    let of_each = || {
        let found = subjects.par_chunks(CHUNK).map(|subjects| {
            let mut findings = Vec::new();
            for subject in subjects {
                for (rule, look) in by_kind.get(&subject.name.kind).into_iter().flatten() {
                    look(subject, context, &mut Report::new(rule, &mut findings));
                }
            }
            findings
        });
        found.flatten_iter().collect::<Vec<Finding>>()
    };
    let (mut findings, of_each) = rayon::join(of_whole, of_each);
    findings.extend(of_each);
    findings.sort_by(|one, other| order(one).cmp(&order(other)));
    // Of an entry that is in a list twice, the same is found twice at one place.
    findings.dedup_by(|one, other| order(one) == order(other));
    findings
}

/// So many things are looked at in one go.
const CHUNK: usize = 256;

type Look = fn(&Subject, &Context, &mut Report);
type LookAtAll = fn(&Context, &mut Report);

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
