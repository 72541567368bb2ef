//! Renames as data: what an object was called, what it is to be called, and what that makes of any other address.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use realmform_model::{Address, Form, Move, Span};

/// One object that gets another name; what lives in it goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The old name, in a parent that has its new one already.
    pub from: Address,
    /// The same object under its new name.
    pub to: Address,
    /// For the `[[moved]]` block.
    pub reason: String,
}

impl Rename {
    /// The entry of history that carries a live object over.
    pub(crate) fn as_move(&self) -> Move {
        let parent = self.from.parent.as_ref().filter(|_| self.from.kind.form() != Form::Path);
        Move {
            kind: self.from.kind,
            within: parent.map(|parent| parent.name.clone()),
            from: self.from.shown_name(),
            to: self.to.shown_name(),
            reason: Some(self.reason.clone()),
            span: Span::default(),
        }
    }
}

/// Renames that are done together: the outer object before those in it, each object once.
#[derive(Clone, Debug, Default)]
pub struct Renames {
    list: Vec<Rename>,
    by_from: BTreeMap<Address, Address>,
}

impl Renames {
    /// Adds one; the same once more changes nothing.
    pub fn push(&mut self, rename: Rename) {
        if self.by_from.get(&rename.from) == Some(&rename.to) {
            return;
        }
        self.by_from.insert(rename.from.clone(), rename.to.clone());
        self.list.push(rename);
    }

    /// The renames, in the order in which they were chosen.
    pub fn iter(&self) -> impl Iterator<Item = &Rename> {
        self.list.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether this very object is renamed.
    pub fn has(&self, from: &Address) -> bool {
        self.by_from.contains_key(from)
    }

    /// The new address of an object that is renamed, or that lives in one that is.
    pub fn of(&self, address: &Address) -> Option<Address> {
        let parent = address.parent.as_deref().and_then(|parent| self.of(parent));
        let here = match &parent {
            Some(parent) => Cow::Owned(Address { parent: Some(Arc::new(parent.clone())), ..address.clone() }),
            None => Cow::Borrowed(address),
        };
        match self.by_from.get(&here) {
            Some(to) => Some(to.clone()),
            None => parent.map(|_| here.into_owned()),
        }
    }

    /// The address that the object has when all is renamed.
    pub(crate) fn new_address(&self, address: &Address) -> Address {
        self.of(address).unwrap_or_else(|| address.clone())
    }
}
