//! What a file declares, for tests that need no project.

use std::sync::Arc;

use realmform_config::load::{ExtraFields, sources};
use realmform_model::{Desired, Source};

/// What this TOML declares, which has to be free of findings.
pub(crate) fn desired(toml: &str) -> Desired {
    let file = Arc::new(Source::new("realm/test.toml", toml.to_owned()));
    let loaded = sources(vec![file], &ExtraFields::new());
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    loaded.desired
}
