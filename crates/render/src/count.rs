//! Counts in words: `1 grant`, `12 to create, 3 to change`.

use realmform_model::Counts;
use realmform_model::words::counted;

/// The planned changes; counts of zero are left out.
pub(crate) fn planned(counts: &Counts) -> String {
    joined(counts, ["to create", "to change", "to rename", "to delete"])
}

/// What has been done.
pub(crate) fn done(counts: &Counts) -> String {
    joined(counts, ["created", "changed", "renamed", "deleted"])
}

fn joined(counts: &Counts, words: [&str; 4]) -> String {
    let mut parts: Vec<String> = [counts.create, counts.change, counts.rename, counts.delete]
        .into_iter()
        .zip(words)
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    for (number, noun) in [(counts.grant, "grant"), (counts.revoke, "revocation")] {
        if number > 0 {
            parts.push(counted(number, noun));
        }
    }
    parts.join(", ")
}
