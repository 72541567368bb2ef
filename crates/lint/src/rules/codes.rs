//! The codes that findings of the rules have.

use super::all;
use realmform_kinds as kinds;

/// Every code there is, such as `naming/client`.
pub fn codes() -> Vec<String> {
    let codes = all().flat_map(|rule| match rule.code {
        "naming/*" => kinds::ALL.iter().map(|kind| format!("naming/{}", kind.name())).collect(),
        "reference/missing*" => vec!["reference/missing".to_owned(), "reference/missing-client".to_owned()],
        "reserved/*" => ["role", "scope", "mapper", "group"].map(|name| format!("reserved/{name}")).into(),
        "require/*" => ["field", "role", "holder"].map(|name| format!("require/{name}")).into(),
        code => vec![code.to_owned()],
    });
    codes.collect()
}
