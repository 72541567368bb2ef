//! The plans of `adopt` and `disown`: they change ownership marks and nothing else.

use std::collections::BTreeMap;

use crate::order::order;
use crate::select::Choice;
use realmform_kinds as kinds;
use realmform_kinds::built_in;
use realmform_kinds::marks;
use realmform_kinds::marks::{place, project_of, value};
use realmform_model::moves::future;
use realmform_model::{Action, Address, Change, Delta, Desired, Live, Object, Plan, Side, Span, Step, ownership};

/// A plan of marks, and what was passed over.
#[derive(Debug, Default)]
pub struct Marking {
    /// The steps that set or remove the marks.
    pub plan: Plan,
    /// Matching objects that are not declared: with a mark, the next plan would delete them.
    pub undeclared: usize,
    /// Matching objects that are another project's, with its name.
    pub of_others: BTreeMap<Address, String>,
}

/// Gives the project's mark to all chosen objects that live and are declared.
pub fn adopt(desired: &Desired, live: &Live, choice: &Choice, ledger: &[Step]) -> Marking {
    let mut marking = Marking::default();
    let mut steps = Vec::new();
    for (address, object) in candidates(live, choice) {
        match project_of(address.kind, &object.body) {
            Some(project) if desired.ownership.project.as_deref() == Some(project) => {}
            Some(other) => _ = marking.of_others.insert(address.clone(), other.to_owned()),
            None if desired.objects.contains_key(&future(address, &desired.moves)) => {
                steps.extend(mark(address, object, desired.ownership.project.as_deref()));
            }
            None => marking.undeclared += 1,
        }
    }
    marking.plan = plan(steps, live, ledger);
    marking
}

/// Takes the project's mark away from all chosen objects that bear it.
pub fn disown(desired: &Desired, live: &Live, choice: &Choice, ledger: &[Step]) -> Marking {
    let owned = candidates(live, choice).filter(|(address, object)| marks::owns(&desired.ownership, address, object));
    let steps = owned.filter_map(|(address, object)| mark(address, object, None)).collect();
    Marking { plan: plan(steps, live, ledger), ..Marking::default() }
}

fn candidates<'a>(live: &'a Live, choice: &'a Choice) -> impl Iterator<Item = (&'a Address, &'a Object)> {
    live.objects.iter().filter(|(address, _)| choice.takes(address) && !built_in::is_keycloaks(address, live))
}

/// The step that sets the mark or takes it away; `None` where the kind bears none.
fn mark(address: &Address, object: &Object, project: Option<&str>) -> Option<Step> {
    let path = place(address.kind, ownership::PROJECT)?;
    let before = path.get(&object.body).cloned();
    let after = project.and_then(|project| value(address.kind, Some(project)));
    let change = Change { path, delta: Delta::Value { before, after }, follows: Vec::new() };
    let action = Action::Update { renamed: None, changes: vec![change] };
    Some(Step { address: address.clone(), action, after: Vec::new(), span: Span::default() })
}

/// `ledger` is what makes the tables in which rows are marked.
fn plan(mut steps: Vec<Step>, live: &Live, ledger: &[Step]) -> Plan {
    if steps.iter().any(|step| step.address.kind.side() == Side::Database) {
        steps.extend(ledger.iter().filter(|step| !live.objects.contains_key(&step.address)).cloned());
    }
    let compared = live.objects.keys().filter(|address| kinds::of(address.kind).marks().is_some()).count();
    Plan { steps: order(steps), compared, realm: live.realm.clone(), ..Plan::default() }
}
