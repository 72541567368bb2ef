//! The seal of a plan file: any edit breaks it.

use serde_json::Value;

use realmform_model::digest;

/// The digest of all of the file but the seal itself.
pub(super) fn seal(file: &Value) -> String {
    let mut file = file.clone();
    if let Some(Value::Object(saved)) = file.get_mut("saved") {
        saved.shift_remove("seal");
    }
    digest(file.to_string().as_bytes())
}
