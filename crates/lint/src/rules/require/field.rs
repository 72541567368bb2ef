//! Fields that must have a certain value, or none.

use super::report_unmet;
use crate::json::Json;
use crate::policy::{Expected, Require};
use crate::rule::{Report, Subject};
use realmform_model::matches;

/// Flags that are on by default.
const ON: &[&str] = &["enabled", "standardFlowEnabled", "fullScopeAllowed"];

pub(super) fn check(require: &Require, subject: &Subject, report: &mut Report) {
    for (keys, expected) in &require.demands.set {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        if let Some(is) = differs(subject, &keys, expected) {
            let field = keys.join(".");
            let message = format!("`{field}` must be `{expected}`, but is {is}");
            report_unmet(report, require, "field", subject, &subject.place(&keys), message);
        }
    }
    for keys in &require.demands.unset {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        if subject.says(&keys) {
            let message = format!("`{}` must not be set", keys.join("."));
            report_unmet(report, require, "field", subject, &subject.place(&keys), message);
        }
    }
}

/// The actual value of the field, in words; `None` if it is right or unknown.
fn differs(subject: &Subject, keys: &[&str], expected: &Expected) -> Option<String> {
    let Some(value) = subject.get(keys) else {
        let is_default = match expected {
            Expected::Flag(flag) => *flag == keys.last().is_some_and(|key| ON.contains(key)),
            Expected::Text(text) => text.is_empty(),
            Expected::Texts(texts) => texts.is_empty(),
            Expected::Int(_) => false,
        };
        return (subject.whole && !is_default).then(|| "not set".to_owned());
    };
    let is_right = match expected {
        Expected::Flag(flag) => value.flag() == Some(*flag),
        Expected::Int(number) => value.int() == Some(*number),
        Expected::Text(pattern) => value.text().is_some_and(|text| matches(pattern, text)),
        Expected::Texts(texts) => {
            let has = |text: &String| value.items().iter().any(|item| item.text() == Some(text));
            value.items().len() == texts.len() && texts.iter().all(has)
        }
    };
    (!is_right).then(|| shown(keys, value))
}

/// A short value as it is, but never a possible secret.
fn shown(keys: &[&str], value: &Json) -> String {
    const SHORT: usize = 40;
    const SECRET: &[&str] = &["secret", "password", "credential", "key", "salt", "token"];
    let last = keys.last().map(|key| key.to_lowercase()).unwrap_or_default();
    match value {
        _ if SECRET.iter().any(|word| last.contains(word)) => "something else".to_owned(),
        Json::Bool(flag) => format!("`{flag}`"),
        Json::Number(number) => format!("`{number}`"),
        Json::Text(text) if text.chars().count() <= SHORT => format!("`{text}`"),
        _ => "something else".to_owned(),
    }
}
