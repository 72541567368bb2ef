//! One change of a text.

use std::ops::Range;

/// A text in the place of some bytes.
pub type Edit = (Range<usize>, String);
