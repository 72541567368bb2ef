//! Names that violate the project's naming policies: `naming/<kind>`.

use std::collections::BTreeMap;

use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::{Address, Finding, Fix, Severity};

/// Names follow the policies.
pub(super) const RULE: Rule = Rule {
    code: "naming/*",
    severity: Severity::Error,
    title: "A name does not follow the naming policies",
    why: "People and services find roles, clients and groups by name. A name that breaks the pattern is granted by \
          mistake, missed in a review, or created a second time under the right name. The `[[naming]]` rules in \
          `policies/*.toml` define the names; the second place of the finding is the rule that decided. Objects that \
          Keycloak created itself are never checked.",
    fix: "rename it and add a [[moved]] entry so that it keeps its ID: `realmform lint --fix` does both in TOML",
    links: &[],
    check: Check::Whole(check),
    bad: &[],
    good: &[],
};

fn check(context: &Context, report: &mut Report) {
    // Parent groups come before their subgroups: the order of addresses has the outer names first.
    let mut wrong_groups: BTreeMap<&Address, Option<String>> = BTreeMap::new();
    let mut objects: Vec<(&Address, &Subject)> = context.objects.iter().collect();
    objects.sort_by_cached_key(|(address, _)| (address.kind == names::GROUP).then(|| address.lineage().count()));
    for (address, subject) in objects {
        if address.name.is_empty() || subject.implied || subject.built_in {
            continue;
        }
        let Some(rule) = context.policies.naming_for(address) else { continue };
        let name = address.shown_name();
        if rule.allows(&name) {
            continue;
        }
        let above = || address.lineage().skip(1).find_map(|outer| Some((outer, wrong_groups.get(outer)?)));
        if address.kind == names::GROUP
            && let Some((outer, corrected)) = above()
            && follows_with(corrected.as_deref(), &outer.path(), &name, |name| rule.allows(name))
        {
            wrong_groups.insert(address, None);
            continue;
        }
        let Some(judgement) = rule.judge(&name, &context.policies.vocabularies) else { continue };
        report.add(finding(address, subject, rule, &judgement));
        if address.kind == names::GROUP {
            wrong_groups.insert(address, judgement.suggestion);
        }
    }
}

/// Whether the group is right once its parent is; if the parent's right name is unknown, the parent comes first.
fn follows_with(corrected: Option<&str>, outer: &str, name: &str, allows: impl Fn(&str) -> bool) -> bool {
    let Some(corrected) = corrected else { return true };
    name.strip_prefix(outer).is_some_and(|rest| allows(&format!("{corrected}{rest}")))
}

fn finding(
    address: &Address,
    subject: &Subject,
    rule: &crate::policy::Naming,
    judgement: &crate::policy::Judgement,
) -> Finding {
    let mut finding = Finding::error(format!("naming/{}", address.kind), &judgement.message);
    finding.severity = rule.severity;
    let next = match &judgement.suggestion {
        Some(name) => format!("rename it to `{name}` and add a [[moved]] entry so that it keeps its ID"),
        None => format!("give it a name that follows {}", rule.shown()),
    };
    let why = rule.why.clone().unwrap_or_else(|| format!("names follow {}", rule.shown()));
    finding.fix = judgement.suggestion.as_ref().map(|to| Fix::Rename {
        address: address.clone(),
        to: to.clone(),
        reason: format!("{}: {why}", finding.code),
    });
    let help = rule.why.as_ref().map_or_else(|| next.clone(), |why| format!("{next}. {why}"));
    finding.on(address).help(help).at(&subject.place(&[])).and_at("the rule", &rule.span)
}
