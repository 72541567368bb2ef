//! Declared rows by their names: sixteen bytes a row, as there may be a million.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};

/// Finds a row by its name.
#[derive(Default)]
pub(super) struct Index {
    state: RandomState,
    first: HashMap<u64, u32>,
    /// Rows whose names share their hash with another's.
    others: Vec<(u64, u32)>,
}

impl Index {
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self { first: HashMap::with_capacity(rows), ..Self::default() }
    }

    /// Adds a row; the row that has this name already, if one has.
    pub(super) fn add(&mut self, name: &str, row: usize, name_of: impl Fn(usize) -> Option<String>) -> Option<usize> {
        if let Some(known) = self.find(name, name_of) {
            return Some(known);
        }
        let hash = self.state.hash_one(name);
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        match self.first.entry(hash) {
            Entry::Vacant(free) => drop(free.insert(row)),
            Entry::Occupied(_) => self.others.push((hash, row)),
        }
        None
    }

    /// The row of this name.
    pub(super) fn find(&self, name: &str, name_of: impl Fn(usize) -> Option<String>) -> Option<usize> {
        let hash = self.state.hash_one(name);
        let first = self.first.get(&hash).copied();
        let others = self.others.iter().filter(|(other, _)| *other == hash).map(|(_, row)| *row);
        let mut rows = first.into_iter().chain(others).map(|row| row as usize);
        rows.find(|row| name_of(*row).is_some_and(|known| known == name))
    }
}
