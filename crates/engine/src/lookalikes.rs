//! Was this a rename? New objects beside live ones that look the same and are no longer declared.

use std::collections::BTreeSet;

use serde_json::Value;

use realmform_kinds as kinds;
use realmform_kinds::kind::Renames;
use realmform_model::path::is_empty;
use realmform_model::review::Lookalike;
use realmform_model::{Action, Address, Body, Desired, Live, Plan};

/// Of so many declared fields at least this share is the same in objects that look the same.
const SHARE: (usize, usize) = (4, 5);

/// For each new object the live one that looks most like it: of its kind, in the same thing, no longer declared. `live` is
/// under the plan's names.
pub fn lookalikes(plan: &Plan, desired: &Desired, live: &Live) -> Vec<Lookalike> {
    let mut taken: BTreeSet<&Address> = BTreeSet::new();
    let mut found = Vec::new();
    for step in &plan.steps {
        let Action::Create { body, .. } = &step.action else { continue };
        let created = &step.address;
        if kinds::of(created.kind).renames() == Renames::Never {
            continue;
        }
        let candidates = live.objects.iter().filter(|(address, _)| {
            address.kind == created.kind
                && address.parent == created.parent
                && !desired.objects.contains_key(*address)
                && !taken.contains(address)
                && !kinds::is_built_in(address, Some(live))
        });
        let scored = candidates.filter_map(|(address, object)| {
            let likeness = Likeness::of(plan, (created, body), (address, &object.body))?;
            Some((likeness, address))
        });
        let Some((likeness, address)) = scored.max_by_key(|(likeness, _)| likeness.score()) else { continue };
        taken.insert(address);
        let (live, why) = (address.clone(), likeness.words());
        found.push(Lookalike { created: created.clone(), block: block(&live, created), live, why });
    }
    found
}

/// In what two objects are the same.
struct Likeness {
    /// Declared fields that say something, and how many of these the live object has with the same value.
    fields: usize,
    same: usize,
    /// Lists in which the plan puts the new one in place of the live one.
    replaced: usize,
}

impl Likeness {
    /// `None` where they do not look the same.
    fn of(plan: &Plan, (created, body): (&Address, &Body), (address, live): (&Address, &Body)) -> Option<Self> {
        let mut likeness = Self { fields: 0, same: 0, replaced: replaced(plan, created, address) };
        likeness.compare(body, live);
        let is_like = likeness.fields >= 2 && likeness.same * SHARE.1 >= likeness.fields * SHARE.0;
        // Where little is declared, the words must be the same.
        let is_told = likeness.fields == 1
            && likeness.same == 1
            && body.values().any(|value| value.as_str().is_some_and(|text| text.len() >= 8));
        (is_like || is_told || likeness.replaced > 0).then_some(likeness)
    }

    fn compare(&mut self, body: &Body, live: &Body) {
        for (key, value) in body.iter().filter(|(_, value)| !is_empty(value)) {
            match (value, live.get(key)) {
                (Value::Object(inner), Some(Value::Object(live))) => self.compare(inner, live),
                (value, twin) => {
                    self.fields += 1;
                    self.same += usize::from(twin.is_some_and(|twin| is_same(value, twin)));
                }
            }
        }
    }

    fn score(&self) -> (usize, usize) {
        (self.replaced, self.same)
    }

    fn words(&self) -> String {
        let fields = (self.fields > 0).then(|| format!("matching fields: {} of {}", self.same, self.fields));
        let replaced = (self.replaced > 0).then(|| "it is granted in its place".to_owned());
        fields.into_iter().chain(replaced).collect::<Vec<_>>().join(", ")
    }
}

fn is_same(value: &Value, twin: &Value) -> bool {
    match (value, twin) {
        (Value::Array(one), Value::Array(other)) => one.len() == other.len() && one.iter().all(|it| other.contains(it)),
        _ => value == twin,
    }
}

/// In how many lists the plan revokes the one and grants the other.
fn replaced(plan: &Plan, created: &Address, old: &Address) -> usize {
    let revoked: BTreeSet<_> = plan
        .steps
        .iter()
        .filter_map(|step| match &step.action {
            Action::Revoke(link) if link.targets.contains(old) => Some((&step.address, &link.path)),
            _ => None,
        })
        .collect();
    let granted = plan.steps.iter().filter(|step| match &step.action {
        Action::Grant(link) => link.targets.contains(created) && revoked.contains(&(&step.address, &link.path)),
        _ => false,
    });
    granted.count()
}

/// The block of history that makes it a rename.
fn block(from: &Address, to: &Address) -> String {
    let text = |text: &str| Value::from(text).to_string();
    let mut lines = vec!["[[moved]]".to_owned(), format!("kind = {}", text(from.kind.as_str()))];
    if let (Some(key), Some(parent)) = (kinds::owner_key(from.kind), &from.parent) {
        lines.push(format!("{key} = {}", text(&parent.shown_name())));
    }
    lines.push(format!("from = {}", text(&from.shown_name())));
    lines.push(format!("to = {}", text(&to.shown_name())));
    lines.join("\n")
}
