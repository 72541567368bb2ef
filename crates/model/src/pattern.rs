//! The names of a move: exact, or with one `*` that stands for the same text on both sides.

/// A move's two names.
pub struct MovePattern<'a> {
    from: &'a str,
    to: &'a str,
}

impl<'a> MovePattern<'a> {
    /// From the old pattern to the new one; each may have one `*`.
    pub fn new(from: &'a str, to: &'a str) -> Self {
        Self { from, to }
    }

    /// The new name of what was called `name`, where the move is about it.
    pub fn apply(&self, name: &str) -> Option<String> {
        match (self.from.split_once('*'), self.to.split_once('*')) {
            (Some((before, after)), Some((new_before, new_after))) => {
                let star = name.strip_prefix(before)?.strip_suffix(after)?;
                Some(format!("{new_before}{star}{new_after}"))
            }
            _ => (name == self.from).then(|| self.to.to_owned()),
        }
    }

    /// Whether what the move makes is again something that it moves, so that it would never be done.
    pub fn repeats(&self) -> bool {
        match (self.from.split_once('*'), self.to.split_once('*')) {
            (Some((before, after)), Some((new_before, new_after))) => {
                new_before.starts_with(before) && new_after.ends_with(after)
            }
            _ => false,
        }
    }
}
