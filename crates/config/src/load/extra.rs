//! Fields that are newer than this realmform.

use std::collections::{BTreeMap, BTreeSet};

use realmform_model::KindName;

/// Fields that a declaration may have although realmform does not know them: `[fields]` in `realmform.toml`.
pub type ExtraFields = BTreeMap<KindName, BTreeSet<String>>;
