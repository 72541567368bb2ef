//! The history of names, `[[moved]]`: the address that an object has after all renames.

use std::sync::Arc;

use crate::address::{Address, path};
use crate::kind::{Form, KindName};
use crate::pattern::MovePattern;
use crate::source::Span;

/// An entry of history: an object that was called `from` is called `to`.
#[derive(Clone, Debug)]
pub struct Move {
    /// The kind of the renamed objects.
    pub kind: KindName,
    /// The client of a client role, the type of a lookup: what the names are names in.
    pub within: Option<String>,
    /// A name, or a pattern with one `*`. A group's path.
    pub from: String,
    /// The new name, or a pattern with one `*`.
    pub to: String,
    /// Why, for people.
    pub reason: Option<String>,
    /// The block.
    pub span: Span,
}

impl Move {
    /// The two names as a pattern.
    pub fn pattern(&self) -> MovePattern<'_> {
        MovePattern::new(&self.from, &self.to)
    }

    /// The way back, from the new name to the old one.
    pub fn reversed(&self) -> MovePattern<'_> {
        MovePattern::new(&self.to, &self.from)
    }
}

/// The address that a live object is to have when all moves are done.
pub fn future(address: &Address, history: &[Move]) -> Address {
    future_and_why(address, history).0
}

/// The same, with the move that decided.
pub fn future_and_why(address: &Address, history: &[Move]) -> (Address, Option<Span>) {
    let (parent, why) = match address.parent.as_deref() {
        Some(parent) => {
            let (parent, why) = future_and_why(parent, history);
            (Some(Arc::new(parent)), why)
        }
        None => (None, None),
    };
    let here = Address { parent, ..address.clone() };
    let moves: Vec<&Move> = history.iter().filter(|moved| moved.kind == address.kind).collect();
    if moves.is_empty() {
        return (here, why);
    }
    match destination(&here, &moves, history) {
        Some((to, span)) => (to, Some(span)),
        None => (here, why),
    }
}

/// Where the moves lead from an address, one after the other. What is done is not remembered, so they lead on as long as
/// one applies: what they make is then left alone by the next run.
pub fn destination(address: &Address, moves: &[&Move], history: &[Move]) -> Option<(Address, Span)> {
    let mut way = vec![address.clone()];
    let mut spans: Vec<Span> = Vec::new();
    loop {
        let place = way.last()?;
        let next = moves.iter().find_map(|moved| Some((successor(place, moved, history)?, moved.span.clone())));
        let Some((to, span)) = next else { break };
        // A ring is left where it was entered, whichever of its names that is: so it leads to the same one every time.
        if let Some(entered) = way.iter().position(|seen| *seen == to) {
            way.truncate(entered + 1);
            break;
        }
        if way.len() > moves.len() + MOST_REPEATS {
            return None;
        }
        way.push(to);
        spans.push(span);
    }
    let span = spans.into_iter().nth(way.len().checked_sub(2)?)?;
    Some((way.pop()?, span))
}

/// How often patterns may take up what they made; those that make names ever longer never end.
const MOST_REPEATS: usize = 32;

/// What the move makes of the object, where it is about it and changes it.
pub fn successor(address: &Address, moved: &Move, history: &[Move]) -> Option<Address> {
    if moved.kind != address.kind || !is_within(address, moved, history) {
        return None;
    }
    let to = match address.kind.form() {
        Form::Path => {
            let by_path = moved.pattern().apply(&address.path()).and_then(|path| Address::at_path(address.kind, &path));
            by_path.or_else(|| successor_in_moved_group(address, moved, history))?
        }
        _ => Address { name: moved.pattern().apply(&address.name)?, ..address.clone() },
    };
    (to != *address).then_some(to)
}

/// For a move that was written when the group above had another name.
fn successor_in_moved_group(address: &Address, moved: &Move, history: &[Move]) -> Option<Address> {
    let (above, from) = path::split(&moved.from)?;
    let (_, to) = path::split(&moved.to)?;
    let (above, parent) = (Address::at_path(address.kind, above)?, address.parent.as_deref()?);
    // Only as deep in the tree as the group itself: so what this asks about what is above comes to an end.
    if above.names().len() != parent.names().len() || future(&above, history) != *parent {
        return None;
    }
    let [name] = path::names(&MovePattern::new(from, to).apply(&path::escaped(&address.name))?).try_into().ok()?;
    Some(Address { name, ..address.clone() })
}

/// Whether the rename is about the object's parent, by its present or a former name.
fn is_within(address: &Address, moved: &Move, history: &[Move]) -> bool {
    let (Some(parent), Some(within)) = (address.parent.as_deref(), moved.within.as_ref()) else {
        return moved.within.is_none();
    };
    if parent.name == *within {
        return true;
    }
    let parents: Vec<&Move> = history.iter().filter(|moved| moved.kind == parent.kind).collect();
    let old = Address { name: within.clone(), ..parent.clone() };
    destination(&old, &parents, history).is_some_and(|(to, _)| to == *parent)
}
