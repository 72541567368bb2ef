//! How files are read for one target.

use super::extra::ExtraFields;
use super::values::Values;

/// What a target makes of the files.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Fields that realmform does not know.
    pub extra: ExtraFields,
    /// What stands for `${name}`.
    pub values: Values,
    /// The target whose overlays are read; without one, every file is read for what it says.
    pub target: Option<String>,
    /// All targets that there are.
    pub targets: Vec<String>,
}

impl View {
    /// Every file as it stands.
    pub fn plain(extra: &ExtraFields) -> Self {
        Self { extra: extra.clone(), ..Self::default() }
    }
}
