//! Orders steps so that none uses an object that does not exist yet; ties break by address, so plans are stable.

use std::collections::BTreeSet;

use realmform_model::{Action, Step};

use crate::needs::needs;

/// Sorts the steps, and notes for each which others must be done before.
pub(crate) fn order(mut steps: Vec<Step>) -> Vec<Step> {
    // The order among equals: by address, and for one object what frees comes before what takes.
    steps.sort_by(|a, b| (&a.address, rank(a), link_key(a)).cmp(&(&b.address, rank(b), link_key(b))));
    let needs = needs(&steps);
    let mut waiting: Vec<usize> = needs.iter().map(BTreeSet::len).collect();
    let mut waiters = vec![Vec::new(); steps.len()];
    for (step, before) in needs.iter().enumerate() {
        before.iter().for_each(|&other| waiters[other].push(step));
    }
    let mut ready: BTreeSet<usize> = (0..steps.len()).filter(|&step| waiting[step] == 0).collect();
    let mut sequence = Vec::with_capacity(steps.len());
    let mut placed = vec![false; steps.len()];
    while sequence.len() < steps.len() {
        // Links are steps of their own, so there is no ring; were there one, the smallest step would open it.
        let next = ready.pop_first().or_else(|| placed.iter().position(|&placed| !placed));
        let Some(step) = next else { break };
        if std::mem::replace(&mut placed[step], true) {
            continue;
        }
        sequence.push(step);
        for &waiter in &waiters[step] {
            waiting[waiter] = waiting[waiter].saturating_sub(1);
            if waiting[waiter] == 0 && !placed[waiter] {
                ready.insert(waiter);
            }
        }
    }
    let mut position = vec![0; steps.len()];
    sequence.iter().enumerate().for_each(|(place, &step)| position[step] = place);
    let mut taken: Vec<Option<Step>> = steps.into_iter().map(Some).collect();
    let mut ordered = Vec::with_capacity(taken.len());
    for (place, &step) in sequence.iter().enumerate() {
        if let Some(mut next) = taken[step].take() {
            let before: BTreeSet<usize> = needs[step].iter().map(|&other| position[other]).collect();
            next.after = before.into_iter().filter(|&other| other < place).collect();
            ordered.push(next);
        }
    }
    ordered
}

fn rank(step: &Step) -> u8 {
    match step.action {
        Action::Create { .. } => 0,
        Action::Update { .. } => 1,
        Action::Revoke(_) => 2,
        Action::Grant(_) => 3,
        Action::Delete(_) => 4,
    }
}

fn link_key(step: &Step) -> Option<String> {
    match &step.action {
        Action::Grant(link) | Action::Revoke(link) => Some(link.path.to_string()),
        Action::Create { .. } | Action::Update { .. } | Action::Delete(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use realmform_kinds::names;
    use realmform_model::{Address, Body, Deletion, Delta, Link, Path, Renamed, Span};

    fn step(address: Address, action: Action) -> Step {
        Step { address, action, after: Vec::new(), span: Span::default() }
    }

    fn create(address: Address) -> Step {
        step(address, Action::Create { body: Body::new(), secrets: Vec::new() })
    }

    fn link(target: Address) -> Link {
        Link { path: Path::of(&["realmRoles"]), targets: vec![target] }
    }

    /// Addresses in order, each with what it waits for.
    fn told(steps: Vec<Step>) -> Vec<String> {
        order(steps).iter().map(|step| format!("{} {:?}", step.address, step.after)).collect()
    }

    #[test]
    fn ties_break_by_address_whatever_order_the_steps_come_in() {
        let steps = || vec![create(names::realm_role("b")), create(names::client("z")), create(names::client("a"))];
        let expected = ["client/a []", "client/z []", "realmRole/b []"];
        assert_eq!(told(steps()), expected);
        assert_eq!(told(steps().into_iter().rev().collect()), expected);
    }

    #[test]
    fn a_grant_waits_for_its_holder_and_its_target_and_for_what_is_revoked() {
        let group = Address::top(names::GROUP, "a");
        let role = names::realm_role("z");
        let steps = vec![
            step(group.clone(), Action::Grant(link(role.clone()))),
            step(group.clone(), Action::Revoke(link(role.clone()))),
            create(role),
            create(group),
        ];
        assert_eq!(told(steps), ["realmRole/z []", "group/a []", "group/a [0, 1]", "group/a [0, 1, 2]"]);
    }

    #[test]
    fn a_name_is_taken_after_it_was_freed() {
        let renamed = Renamed { from: names::client("a"), references: 0 };
        let rename = step(names::client("b"), Action::Update { renamed: Some(renamed), changes: Vec::new() });
        assert_eq!(told(vec![create(names::client("a")), rename]), ["client/b []", "client/a [0]"]);
    }

    fn delete(address: Address, before: serde_json::Value) -> Step {
        let before = before.as_object().cloned().unwrap_or_default();
        step(address, Action::Delete(Deletion { before, ..Deletion::default() }))
    }

    #[test]
    fn an_object_goes_after_all_that_named_it_has_changed_or_gone() {
        let (role, group) = (names::realm_role("a"), Address::top(names::GROUP, "z"));
        let before = Delta::Set { added: Vec::new(), removed: vec!["a".into()], after: Vec::new() };
        let change = realmform_model::Change { path: Path::of(&["realmRoles"]), delta: before, follows: Vec::new() };
        let steps = vec![
            delete(role.clone(), json!({})),
            delete(group, json!({"realmRoles": ["a"]})),
            step(Address::top(names::GROUP, "y"), Action::Revoke(link(role.clone()))),
            step(Address::top(names::GROUP, "x"), Action::Update { renamed: None, changes: vec![change] }),
        ];
        assert_eq!(told(steps), ["group/x []", "group/y []", "group/z []", "realmRole/a [0, 1, 2]"]);
        // Two that contain each other have to go in some order.
        let inside = |name: &str| json!({"composites": {"realm": [name]}});
        let ring = vec![delete(names::realm_role("a"), inside("b")), delete(names::realm_role("b"), inside("a"))];
        assert_eq!(told(ring), ["realmRole/a []", "realmRole/b [0]"]);
    }

    #[test]
    fn a_new_organization_waits_for_those_that_go() {
        let organization = |name: &str| Address::top(names::ORGANIZATION, name);
        let steps = vec![create(organization("a")), delete(organization("z"), json!({}))];
        assert_eq!(told(steps), ["organization/z []", "organization/a [0]"]);
    }

    #[test]
    fn all_waits_for_a_realm_that_is_made_and_organizations_for_one_that_is_changed() {
        let organization = Address::top(names::ORGANIZATION, "o");
        let changed = step(names::realm(), Action::Update { renamed: None, changes: Vec::new() });
        let steps = vec![create(organization.clone()), create(names::client("a")), changed];
        assert_eq!(told(steps), ["realm []", "client/a []", "organization/o [0]"]);
        let steps = vec![create(organization), create(names::client("a")), create(names::realm())];
        assert_eq!(told(steps), ["realm []", "client/a [0]", "organization/o [0]"]);
    }
}
