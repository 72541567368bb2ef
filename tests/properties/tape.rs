//! A tape of random choices: what is made from it shrinks as the tape does, and zeros choose the simplest.

use std::cell::Cell;

use proptest::prelude::*;

/// Choices in a row; when they end, each further one is zero.
#[derive(Clone)]
pub(crate) struct Tape {
    choices: Vec<u8>,
    at: Cell<usize>,
}

impl std::fmt::Debug for Tape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tape::of(&{:?})", self.choices)
    }
}

impl Tape {
    /// A number below `count`.
    pub(crate) fn below(&self, count: usize) -> usize {
        let choice = self.choices.get(self.at.get()).copied().unwrap_or(0);
        self.at.set(self.at.get() + 1);
        usize::from(choice) % count.max(1)
    }

    /// True about once in `times`.
    pub(crate) fn once_in(&self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    pub(crate) fn flag(&self) -> bool {
        self.once_in(2)
    }

    pub(crate) fn one<'a, T>(&self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }

    /// Each of the items, or not; about half of them.
    pub(crate) fn some<T: Clone>(&self, items: &[T]) -> Vec<T> {
        items.iter().filter(|_| self.flag()).cloned().collect()
    }

    /// A few of the items, in any order.
    pub(crate) fn few<T: Clone + PartialEq>(&self, items: &[T]) -> Vec<T> {
        let mut chosen = Vec::new();
        for _ in 0..self.below(4) {
            if let Some(item) = self.one(items)
                && !chosen.contains(item)
            {
                chosen.push(item.clone());
            }
        }
        chosen
    }
}

pub(crate) fn tape() -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u8>(), 300..1800).prop_map(|choices| Tape { choices, at: Cell::new(0) })
}
