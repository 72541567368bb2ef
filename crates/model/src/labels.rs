//! Labels that say what a plan does, for the change that asks for it.

use crate::plan::Plan;

/// What a plan does, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// There is nothing to do.
    NoChanges,
    /// There is something to do.
    Changes,
    /// Something is deleted.
    Deletes,
    /// It cannot be applied.
    Blocked,
}

impl Label {
    /// All labels there are.
    pub const ALL: [Self; 4] = [Self::NoChanges, Self::Changes, Self::Deletes, Self::Blocked];

    /// As people read it.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoChanges => "no changes",
            Self::Changes => "changes",
            Self::Deletes => "deletes",
            Self::Blocked => "blocked",
        }
    }

    /// Whether the plan has this label.
    pub fn fits(self, plan: &Plan) -> bool {
        let is_blocked = !plan.review.blocked.is_empty();
        match self {
            // A plan that files with errors do not allow has no steps either.
            Self::NoChanges => plan.is_empty() && !is_blocked,
            Self::Changes => !plan.is_empty(),
            Self::Deletes => plan.deleted().next().is_some(),
            Self::Blocked => is_blocked,
        }
    }

    /// The labels of a plan.
    pub fn of(plan: &Plan) -> Vec<&'static str> {
        Self::ALL.into_iter().filter(|label| label.fits(plan)).map(Self::word).collect()
    }

    /// The labels that a plan does not have: an earlier plan of the same change may have had them.
    pub fn not_of(plan: &Plan) -> Vec<&'static str> {
        Self::ALL.into_iter().filter(|label| !label.fits(plan)).map(Self::word).collect()
    }
}
