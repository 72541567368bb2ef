//! A setting that can be spelt as a field and as an attribute is one: said twice, it has one value.

use serde_json::Value;

use realmform_kinds::doubles::{attribute, text};
use realmform_kinds::kind::Kind;
use realmform_model::{Declared, Finding, Path};

/// Reports two values for one setting, and keeps the field.
pub(super) fn check(kind: &dyn Kind, declared: &mut Declared, findings: &mut Vec<Finding>) {
    for (field, key) in kind.doubles() {
        let (field, attribute) = (Path::of(&[field]), attribute(key));
        let values = field.get(&declared.body).map(text).zip(attribute.get(&declared.body).map(text));
        let Some((one, other)) = values else { continue };
        if one != other {
            let message = format!("`{field}` and `{attribute}` are one setting, declared with two values");
            let finding = Finding::error("config/contradiction", message).at(declared.place(&attribute));
            let finding = finding.and_at("the other value", declared.place(&field));
            findings.push(finding.help(format!("keep `{field}`, and remove `{attribute}`")));
        }
        attribute.set(&mut declared.body, None);
        // No other attribute is declared, which is not the same as "there are none".
        if declared.body.get("attributes").and_then(Value::as_object).is_some_and(serde_json::Map::is_empty) {
            declared.body.shift_remove("attributes");
        }
    }
}
