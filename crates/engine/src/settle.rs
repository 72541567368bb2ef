//! Settles renames before the diff: live objects are re-keyed under their new names, and references to them follow.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use realmform_kinds as kinds;
use realmform_kinds::kind::{Kind, Renames};
use realmform_kinds::reference::{client_ids, rewrite};
use realmform_model::moves::destination;
use realmform_model::{Address, Desired, Finding, Form, KindName, Live, Move, Span};

mod check;
mod literal;

pub use literal::{Cause, Rewrite};

/// What is live, under the names that it is to have.
#[derive(Debug, Default)]
pub struct Settled {
    /// The live objects, under their new addresses.
    pub live: Live,
    /// What is renamed, by the new address.
    pub renames: BTreeMap<Address, Renaming>,
    /// Names written out in live objects that the server does not rewrite by itself.
    pub rewrites: Vec<Rewrite>,
    /// Moves that are blocked or that contradict each other.
    pub findings: Vec<Finding>,
}

impl Settled {
    /// What a live object is called before the plan.
    pub fn origin(&self, address: &Address) -> Address {
        origin(address, &self.renames)
    }
}

/// A live object that gets another name; its new address is the key in `Settled::renames`.
#[derive(Clone, Debug)]
pub struct Renaming {
    /// As it was before anything moved.
    pub origin: Address,
    /// The block of history that says so.
    pub span: Span,
}

/// Kinds in the order in which they settle: what others live in first.
fn phases() -> Vec<KindName> {
    let turn = |kind: &dyn Kind| match (kind.renames(), kind.name().form()) {
        (Renames::Never, _) => None,
        (Renames::InPlace, Form::Path) => Some(1),
        (Renames::InPlace, _) => Some(0),
        (Renames::Inside { .. }, _) => Some(2),
    };
    let mut phases: Vec<(u8, KindName)> =
        kinds::ALL.iter().filter_map(|kind| Some((turn(*kind)?, kind.name()))).collect();
    phases.sort_unstable();
    phases.into_iter().map(|(_, kind)| kind).collect()
}

/// Re-keys `live` by the moves of `desired`. Moves that are done, or whose object is nowhere, change nothing.
pub fn settle(live: Live, desired: &Desired) -> Settled {
    let mut settled = Settled { live, findings: check::contradictions(desired), ..Settled::default() };
    if desired.moves.is_empty() || !settled.findings.is_empty() {
        return settled;
    }
    for phase in phases() {
        // What is in a tree moves with what it is in, so each level of the tree settles after the one above.
        let depths = if phase.form() == Form::Path { 1..=deepest(&settled.live, phase) } else { 0..=0 };
        for depth in depths {
            let moves = match_moves(&mut settled, desired, phase, (depth > 0).then_some(depth));
            if !moves.is_empty() {
                rekey(&mut settled, &moves);
            }
        }
    }
    settled.rewrites = literal::rewrites(&settled.live, desired);
    settled
}

fn deepest(live: &Live, kind: KindName) -> usize {
    live.of_kind(kind).map(|address| address.names().len()).max().unwrap_or(0)
}

type Moves = BTreeMap<Address, (Address, Span)>;

/// Which live objects of the kind are to be called what. Chains collapse; blocked ones become findings.
fn match_moves(settled: &mut Settled, desired: &Desired, phase: KindName, depth: Option<usize>) -> Moves {
    let moves: Vec<&Move> = desired.moves.iter().filter(|moved| moved.kind == phase).collect();
    let mut matched = Moves::new();
    if moves.is_empty() {
        return matched;
    }
    for address in settled.live.of_kind(phase) {
        if depth.is_some_and(|depth| address.names().len() != depth) {
            continue;
        }
        if let Some((to, span)) = destination(address, &moves, &desired.moves)
            && to != *address
        {
            matched.insert(address.clone(), (to, span));
        }
    }
    let mut takers = BTreeMap::<&Address, &Address>::new();
    let mut blocked = Vec::new();
    for (from, (to, span)) in &matched {
        if let Some(other) = takers.insert(to, from) {
            let finding = Finding::error(
                "moved/two-sources",
                format!("{from} and {other} both exist, and both would be renamed to {to}"),
            );
            let help = format!("decide which one becomes {to}. Delete or rename the other, then run again");
            settled.findings.push(finding.on(to).at(span).help(help));
            blocked.push(from.clone());
        } else if settled.live.objects.contains_key(to) && !matched.contains_key(to) {
            let message = format!("cannot rename {from} to {to}: both exist");
            let help = format!(
                "decide which one to keep: delete {to} if it is empty, or remove this block and leave {from} undeclared"
            );
            let mut finding = Finding::error("moved/blocked", message).on(from).at(span).help(help);
            if let Some(declared) = desired.objects.get(to) {
                finding = finding.and_at(format!("{to} is declared here"), &declared.span);
            }
            settled.findings.push(finding);
            blocked.push(from.clone());
        }
    }
    for from in blocked {
        matched.remove(&from);
    }
    matched
}

/// Puts everything under its new address, and rewrites what the server will rewrite.
fn rekey(settled: &mut Settled, moves: &Moves) {
    let clients: BTreeSet<String> = client_ids(settled.live.objects.keys()).into_iter().map(str::to_owned).collect();
    for (from, (to, span)) in moves {
        let origin = origin(from, &settled.renames);
        settled.renames.insert(to.clone(), Renaming { origin, span: span.clone() });
    }
    let live = std::mem::take(&mut settled.live.objects);
    for (address, mut object) in live {
        for slot in kinds::of(address.kind).slots().iter().filter(|slot| slot.followed) {
            rewrite(slot, &mut object.body, &|id| clients.contains(id), &mut |_, target| moved_to(target, moves));
        }
        settled.live.objects.insert(moved_to(&address, moves).unwrap_or(address), object);
    }
}

/// What an object was called before anything moved.
fn origin(address: &Address, renames: &BTreeMap<Address, Renaming>) -> Address {
    if let Some(renaming) = renames.get(address) {
        return renaming.origin.clone();
    }
    Address { parent: address.parent.as_ref().map(|parent| Arc::new(origin(parent, renames))), ..address.clone() }
}

/// The new address, where the object itself or what it lives in is moved.
fn moved_to(target: &Address, moves: &Moves) -> Option<Address> {
    let (from, (to, _)) = target.lineage().find_map(|ancestor| moves.get_key_value(ancestor))?;
    target.rekeyed(from, to)
}
