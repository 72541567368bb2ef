//! One change of a text.

use std::ops::Range;

/// A text in the place of some bytes.
pub(super) type Edit = (Range<usize>, String);
