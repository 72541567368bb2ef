//! Contradictions between renames, independent of the live state.

use realmform_model::address::of_kind;
use realmform_model::moves::successor;
use realmform_model::{Desired, Finding, Move};

/// Sources still declared, two targets for one source, cycles, and moves that would never be done.
pub(super) fn contradictions(desired: &Desired) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, moved) in desired.moves.iter().enumerate() {
        if moved.pattern().repeats() {
            let message = format!(
                "the rename `{}` → `{}` matches its own result, so every run would repeat it",
                moved.from, moved.to
            );
            let help = "change the patterns so that the new name does not match the old pattern";
            findings.push(Finding::error("moved/never-done", message).at(&moved.span).help(help));
            continue;
        }
        for (address, declared) in of_kind(&desired.objects, moved.kind) {
            if successor(address, moved, &desired.moves).is_some() {
                let message = format!("{address} is renamed by a `[[moved]]` block but still declared");
                let help = "declare it under its new name only, or remove the `[[moved]]` block";
                let finding = Finding::error("moved/source-declared", message).on(address).at(&moved.span).help(help);
                findings.push(finding.and_at("declared here", &declared.span));
            }
        }
        for other in &desired.moves[..index] {
            if other.kind == moved.kind
                && other.within == moved.within
                && other.from == moved.from
                && other.to != moved.to
            {
                let message = format!("`{}` is renamed to both `{}` and `{}`", moved.from, other.to, moved.to);
                let finding = Finding::error("moved/two-targets", message).at(&moved.span);
                findings.push(finding.help("remove one of the two blocks").and_at("the other block", &other.span));
            }
        }
        if let Some(ring) = cycle(moved, &desired.moves)
            && !findings.iter().any(|finding| finding.code == "moved/cycle" && same_ring(finding, &ring))
        {
            let message = format!("these renames form a cycle: {}", ring.join(" → "));
            let help = "remove the block that no longer applies";
            findings.push(Finding::error("moved/cycle", message).at(&moved.span).help(help));
        }
    }
    findings
}

/// The names from `moved.from` back to itself, where exact moves lead there.
fn cycle(moved: &Move, moves: &[Move]) -> Option<Vec<String>> {
    let mut ring = vec![moved.from.clone()];
    let mut name = moved.to.clone();
    while ring.len() <= moves.len() {
        ring.push(name.clone());
        if name == moved.from {
            return Some(ring);
        }
        let next =
            moves.iter().find(|next| next.kind == moved.kind && next.within == moved.within && next.from == name)?;
        name = next.to.clone();
    }
    None
}

fn same_ring(finding: &Finding, ring: &[String]) -> bool {
    ring.iter().all(|name| finding.message.contains(name.as_str()))
}
