//! A role is renamed with its lookup: each role that there is, from every name that its lookup had before.

use std::collections::BTreeSet;

use super::made::Made;
use crate::names;
use realmform_model::lookup_roles::RolesOfType;
use realmform_model::moves::future;
use realmform_model::{Address, Move};

/// So many former names are followed: patterns that make names ever longer never end.
const MOST: usize = 32;

/// The renames of the roles of a type.
pub(super) fn of(roles: &[Made], of_type: &RolesOfType, history: &[Move]) -> Vec<Move> {
    let home = Address::top(names::LOOKUP_TYPE, of_type.lookup_type.as_str());
    // A move may name the type as it was called when the move was written.
    let is_in = |moved: &&Move| {
        let within = moved.within.as_deref().map(|name| Address::top(names::LOOKUP_TYPE, name));
        moved.kind == names::LOOKUP && within.is_some_and(|within| future(&within, history) == home)
    };
    let moves: Vec<&Move> = history.iter().filter(is_in).collect();
    if moves.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for role in roles {
        let mut seen = BTreeSet::from([role.code.clone()]);
        let mut open = vec![role.code.clone()];
        while let Some(code) = open.pop().filter(|_| seen.len() <= MOST) {
            for moved in &moves {
                let Some(before) = moved.reversed().apply(&code).filter(|before| seen.insert(before.clone())) else {
                    continue;
                };
                // What its metadata were then, nobody knows: they are taken to be the same.
                let name = |code: &str| of_type.name(code, &role.body);
                if let (Some(from), Some(to)) = (name(&before), name(&code))
                    && from != to
                {
                    let reason = moved.reason.clone();
                    let span = moved.span.clone();
                    found.push(Move { kind: names::REALM_ROLE, within: None, from, to, reason, span });
                }
                open.push(before);
            }
        }
    }
    found
}
