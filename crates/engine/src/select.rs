//! A part of a plan: the selected steps with everything that they depend on.

use std::collections::{BTreeMap, BTreeSet};

use realmform_model::{Action, Address, Desired, Plan, Step, matches};

/// Which objects a run is about: patterns of addresses, in which `*` stands for any characters.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Only these; all where there is none.
    pub only: Vec<String>,
    /// But not these.
    pub except: Vec<String>,
    /// So many deletions are agreed to, however many of a kind that is.
    pub allow_deletes: Option<usize>,
    /// The secrets of these objects are sent.
    pub rotate: Vec<String>,
    /// No secret's value is asked for, so none is compared.
    pub without_secrets: bool,
}

impl Choice {
    /// Whether everything is chosen.
    pub fn is_all(&self) -> bool {
        self.only.is_empty() && self.except.is_empty()
    }

    /// Whether an object is chosen by its own name.
    pub fn takes(&self, address: &Address) -> bool {
        (self.only.is_empty() || is_any(&self.only, address)) && !is_any(&self.except, address)
    }

    /// Marks the objects whose secrets are sent. Answers the patterns that match no object with a declared secret.
    pub fn mark_rotated(&self, desired: &mut Desired) -> Vec<&str> {
        let mut idle: Vec<&str> = self.rotate.iter().map(String::as_str).collect();
        for (address, declared) in desired.objects.iter_mut().filter(|(_, declared)| !declared.secrets.is_empty()) {
            let name = address.to_string();
            declared.rotates = self.rotate.iter().any(|pattern| matches(pattern, &name));
            idle.retain(|pattern| !matches(pattern, &name));
        }
        idle
    }

    /// The patterns that none of the objects match.
    pub fn idle(&self, known: &BTreeSet<&Address>) -> Vec<&str> {
        let names: Vec<String> = known.iter().map(ToString::to_string).collect();
        let patterns = self.only.iter().chain(&self.except).map(String::as_str);
        patterns.filter(|pattern| !names.iter().any(|name| matches(pattern, name))).collect()
    }
}

fn is_any(patterns: &[String], address: &Address) -> bool {
    let name = address.to_string();
    patterns.iter().any(|pattern| matches(pattern, &name))
}

/// A part of a plan, in the plan's order.
#[derive(Debug)]
pub struct Selected {
    /// The steps that were chosen.
    pub plan: Plan,
    /// Chosen, and left out all the same, as they wait for what `except` leaves out.
    pub left_out: BTreeSet<Address>,
}

/// The chosen steps, those that they wait for, and the rewrites that follow a chosen rename.
pub fn select(plan: Plan, choice: &Choice) -> Selected {
    if choice.is_all() {
        return Selected { plan, left_out: BTreeSet::new() };
    }
    let named = |step: &Step, patterns: &[String]| {
        is_any(patterns, &step.address) || renamed_from(step).is_some_and(|from| is_any(patterns, from))
    };
    // What waits for something that is left out cannot be done; steps come after those that they wait for.
    let mut blocked = BTreeSet::new();
    for (index, step) in plan.steps.iter().enumerate() {
        if named(step, &choice.except) || step.after.iter().any(|before| blocked.contains(before)) {
            blocked.insert(index);
        }
    }
    let is_chosen = |step: &Step| choice.only.is_empty() || named(step, &choice.only);
    let chosen: BTreeSet<usize> = (0..plan.steps.len()).filter(|index| is_chosen(&plan.steps[*index])).collect();
    let left_out = chosen.intersection(&blocked).map(|index| &plan.steps[*index]);
    let left_out = left_out.filter(|step| !named(step, &choice.except)).map(|step| step.address.clone()).collect();
    let mut kept: BTreeSet<usize> = chosen.difference(&blocked).copied().collect();
    let renamed: BTreeSet<&Address> = kept
        .iter()
        .map(|index| &plan.steps[*index])
        .filter(|step| renamed_from(step).is_some())
        .map(|it| &it.address)
        .collect();
    let follows = |step: &Step| match &step.action {
        Action::Update { changes, .. } => {
            changes.iter().flat_map(|change| &change.follows).any(|(_, to)| to.lineage().any(|it| renamed.contains(it)))
        }
        Action::Create { .. } | Action::Grant(_) | Action::Revoke(_) | Action::Delete(_) => false,
    };
    kept.extend((0..plan.steps.len()).filter(|index| !blocked.contains(index) && follows(&plan.steps[*index])));
    // What is waited for comes whole: a role that is made with all that it contains.
    let mut of_object: BTreeMap<&Address, Vec<usize>> = BTreeMap::new();
    plan.steps.iter().enumerate().for_each(|(index, step)| of_object.entry(&step.address).or_default().push(index));
    let mut open: Vec<usize> = kept.iter().copied().collect();
    while let Some(index) = open.pop() {
        let step = &plan.steps[index];
        let waited_for = step.after.iter().flat_map(|before| &of_object[&plan.steps[*before].address]);
        let more: Vec<usize> = waited_for.copied().filter(|it| !blocked.contains(it) && !kept.contains(it)).collect();
        kept.extend(more.iter().copied());
        open.extend(more);
    }
    Selected { plan: keep(plan, &kept), left_out }
}

/// The plan with these of its steps only.
pub fn keep(plan: Plan, kept: &BTreeSet<usize>) -> Plan {
    let places: Vec<Option<usize>> = (0..plan.steps.len())
        .scan(0, |next, index| {
            let place = kept.contains(&index).then_some(*next);
            *next += usize::from(place.is_some());
            Some(place)
        })
        .collect();
    let steps = plan.steps.into_iter().enumerate().filter(|(index, _)| kept.contains(index));
    let steps = steps.map(|(_, step)| {
        let after = step.after.iter().filter_map(|before| places.get(*before).copied().flatten()).collect();
        Step { after, ..step }
    });
    Plan { steps: steps.collect(), ..plan }
}

fn renamed_from(step: &Step) -> Option<&Address> {
    match &step.action {
        Action::Update { renamed: Some(renamed), .. } => Some(&renamed.from),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use realmform_kinds::names;
    use realmform_model::{Body, Change, Delta, Link, Path, Renamed, Span};

    fn step(address: Address, action: Action, after: &[usize]) -> Step {
        Step { address, action, after: after.to_vec(), span: Span::default() }
    }

    fn create(address: Address, after: &[usize]) -> Step {
        step(address, Action::Create { body: Body::new(), secrets: Vec::new() }, after)
    }

    /// Two clients with a role each, a role that contains both, a rename, and a rewrite that follows it.
    fn plan() -> Plan {
        let role = |client: &str| names::client_role(client, "read");
        let (old, new) = (names::client("old"), names::client("new"));
        let renamed = Some(Renamed { from: old.clone(), references: 1 });
        let delta = Delta::Value { before: Some("old".into()), after: Some("new".into()) };
        let follows = vec![(old, new.clone())];
        let rewrite = Change { path: Path::of(&["config"]), delta, follows };
        let grant = |target: Address| Action::Grant(Link { path: Path::of(&["composites"]), targets: vec![target] });
        let steps = vec![
            create(names::client("a"), &[]),
            create(names::client("b"), &[]),
            step(new, Action::Update { renamed, changes: Vec::new() }, &[]),
            create(role("a"), &[0]),
            create(role("b"), &[1]),
            create(names::realm_role("all"), &[]),
            step(names::realm_role("all"), grant(role("a")), &[3, 5]),
            step(names::realm_role("all"), grant(role("b")), &[4, 5]),
            step(names::client_scope("s"), Action::Update { renamed: None, changes: vec![rewrite] }, &[2]),
        ];
        Plan { steps, ..Plan::default() }
    }

    fn told(only: &[&str], except: &[&str]) -> (Vec<String>, Vec<String>) {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let selected = select(plan(), &Choice { only: words(only), except: words(except), ..Choice::default() });
        let steps = selected.plan.steps.iter().map(|step| format!("{} {:?}", step.address, step.after)).collect();
        (steps, selected.left_out.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_is_chosen_comes_with_all_that_it_waits_for() {
        assert_eq!(told(&["clientRole/a/*"], &[]).0, ["client/a []", "clientRole/a/read [0]"]);
        let all = [
            "client/a []",
            "client/b []",
            "clientRole/a/read [0]",
            "clientRole/b/read [1]",
            "realmRole/all []",
            "realmRole/all [2, 4]",
            "realmRole/all [3, 4]",
        ];
        assert_eq!(told(&["realmRole/all"], &[]).0, all);
    }

    #[test]
    fn a_rename_is_chosen_by_either_name_and_takes_along_what_follows_it() {
        let expected = ["client/new []", "clientScope/s [0]"];
        assert_eq!(told(&["client/new"], &[]).0, expected);
        assert_eq!(told(&["client/old"], &[]).0, expected);
    }

    #[test]
    fn what_waits_for_something_that_is_left_out_is_left_out_and_told() {
        let (steps, left_out) = told(&[], &["client/b"]);
        assert_eq!(left_out, ["clientRole/b/read", "realmRole/all"]);
        assert_eq!(steps.iter().filter(|step| step.starts_with("realmRole/all")).count(), 2);
        assert!(!steps.iter().any(|step| step.contains("/b")), "{steps:?}");
        assert_eq!(told(&["clientRole/b/*"], &["client/*"]), (vec![], vec!["clientRole/b/read".to_owned()]));
    }

    #[test]
    fn all_is_chosen_where_nothing_is_said() {
        assert_eq!(told(&[], &[]).0.len(), plan().steps.len());
    }

    #[test]
    fn a_pattern_that_matches_nothing_is_known() {
        let (a, b) = (names::client("a"), names::realm_role("b"));
        let choice = Choice {
            only: vec!["client/*".into(), "clint/a".into()],
            except: vec!["realmRole/c".into()],
            ..Choice::default()
        };
        assert_eq!(choice.idle(&BTreeSet::from([&a, &b])), ["clint/a", "realmRole/c"]);
    }
}
