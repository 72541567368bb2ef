//! References by name in live objects, which no server rewrites: they follow a rename, even one that is already done.

use std::collections::BTreeMap;

use serde_json::Value;

use realmform_kinds as kinds;
use realmform_kinds::reference::{self, Names, Slot, rewrite};
use realmform_kinds::request::Listing;
use realmform_model::address::path;
use realmform_model::moves::future_and_why;
use realmform_model::pattern::MovePattern;
use realmform_model::{Address, Desired, Form, Live, Move, Path, Span};

/// A field that names a renamed object, and its new value.
#[derive(Clone, Debug)]
pub struct Rewrite {
    /// The object that holds the name, under its new address.
    pub object: Address,
    /// The field that has the name.
    pub path: Path,
    /// The field's value with the new name.
    pub after: Value,
    /// The renames that it follows, at least one.
    pub causes: Vec<Cause>,
}

/// A rename that a name elsewhere has to follow.
#[derive(Clone, Debug)]
pub struct Cause {
    /// The old address.
    pub from: Address,
    /// The new address.
    pub to: Address,
    /// The block of history that says so.
    pub span: Span,
}

/// What live objects are to say instead of names that are moved away. A run that ended between a rename and what
/// follows it leaves such names behind; they are found all the same.
pub(super) fn rewrites(live: &Live, desired: &Desired) -> Vec<Rewrite> {
    let is_client = |id: &str| {
        let client = reference::client(id);
        live.objects.contains_key(&client) || live.objects.contains_key(&future_and_why(&client, &desired.moves).0)
    };
    let mut rewrites = Vec::new();
    for (address, object) in &live.objects {
        let literal: Vec<&Slot> = kinds::of(address.kind).slots().iter().filter(|slot| !slot.followed).collect();
        if !literal.iter().any(|slot| slot.path.first().is_some_and(|key| object.body.contains_key(*key))) {
            continue;
        }
        // Several slots can look into one list: a client policy names roles, scopes and groups.
        let mut body = object.body.clone();
        let mut causes: BTreeMap<Path, Vec<Cause>> = BTreeMap::new();
        for slot in literal {
            rewrite(slot, &mut body, &is_client, &mut |path, target| {
                let cause = follow(slot.names, target, live, desired)?;
                causes.entry(path.clone()).or_default().push(cause.clone());
                Some(cause.to)
            });
        }
        for (path, causes) in causes {
            if let Some(after) = path.get(&body) {
                rewrites.push(Rewrite { object: address.clone(), after: after.clone(), path, causes });
            }
        }
    }
    rewrites
}

/// The move that a name has to follow: no object has the name any more, and its successor lives.
fn follow(names: Names, target: &Address, live: &Live, desired: &Desired) -> Option<Cause> {
    if reference::is_bare(names, target) {
        return follow_bare(target, live, desired).or_else(|| {
            let other = reference::bare_alternative(names, target)?;
            let is_free = !live.of_kind(target.kind).any(|it| it.name == target.name);
            is_free.then(|| follow_bare(&other, live, desired)).flatten()
        });
    }
    let (to, why) = future_and_why(target, &desired.moves);
    let home = |address: &Address| match kinds::endpoint(address.kind).map(|kind| kind.listing()) {
        // What is listed under others is read only where it is wanted.
        Some(Listing::PagesUnder(..)) => address.parent.as_deref().cloned().unwrap_or_else(|| address.clone()),
        _ => address.clone(),
    };
    let is_free = !live.objects.contains_key(target);
    (to != *target && is_free && live.objects.contains_key(&home(&to))).then(|| Cause {
        from: target.clone(),
        to,
        span: why.unwrap_or_default(),
    })
}

/// For a name that is written without the place that its object lives in.
fn follow_bare(target: &Address, live: &Live, desired: &Desired) -> Option<Cause> {
    let named = |name: &str| live.of_kind(target.kind).find(|it| it.name == name);
    if named(&target.name).is_some() {
        return None;
    }
    let moves: Vec<&Move> = desired.moves.iter().filter(|moved| moved.kind == target.kind).collect();
    // One move can follow on another: the first name on the way that somebody bears is meant.
    let mut reached = vec![target.name.clone()];
    let mut at = 0;
    while let Some(name) = reached.get(at).cloned() {
        for moved in &moves {
            let Some(next) = bare(moved, &name).filter(|next| !reached.contains(next)) else { continue };
            if let Some(to) = named(&next) {
                let from = Address { name: target.name.clone(), ..to.clone() };
                return Some(Cause { from, to: to.clone(), span: moved.span.clone() });
            }
            if reached.len() <= moves.len() {
                reached.push(next);
            }
        }
        at += 1;
    }
    None
}

fn bare(moved: &Move, name: &str) -> Option<String> {
    if moved.kind.form() != Form::Path {
        return moved.pattern().apply(name);
    }
    let (_, leaf) = path::split(&moved.from)?;
    let (_, new) = path::split(&moved.to)?;
    MovePattern::new(leaf, new).apply(name)
}
