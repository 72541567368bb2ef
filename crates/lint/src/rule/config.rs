//! The settings of identity providers, of their mappers and of components. They are texts; components keep each in a
//! list.

use crate::json::Json;
use crate::rule::Subject;

fn value<'s>(subject: &'s Subject, key: &str) -> Option<&'s Json<'s>> {
    match subject.get(&["config", key])? {
        Json::List(values) => values.first().filter(|value| **value != Json::Null),
        value => Some(value),
    }
}

/// A setting that says something.
pub fn text<'s>(subject: &'s Subject, key: &str) -> Option<&'s str> {
    value(subject, key)?.text().map(str::trim).filter(|text| !text.is_empty())
}

/// Whether a setting is on. What is not said is off.
pub fn is_on(subject: &Subject, key: &str) -> bool {
    value(subject, key).and_then(Json::flag) == Some(true)
}

/// A setting that is a whole number.
pub(crate) fn int(subject: &Subject, key: &str) -> Option<i64> {
    value(subject, key)?.int()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{int, is_on, text};
    use crate::policy::Policies;
    use crate::rule::{Context, Export};
    use realmform_model::Source;

    #[test]
    fn a_setting_is_read_alone_and_from_a_list() {
        let text_of_file = r#"{"realm": "r", "identityProviders": [
            {"alias": "plain", "config": {"name": " x ", "on": "true", "flag": true, "count": "7", "empty": " "}},
            {"alias": "list", "config": {"name": ["x"], "on": ["true"], "flag": [true], "count": ["7"], "empty": []}}]}"#;
        let source = Arc::new(Source::new("sample.json", text_of_file.to_owned()));
        let exports = Export::read(&source).unwrap_or_else(|error| panic!("{error}"));
        let policies = Policies::default();
        let context = Context::of_export(&exports, &policies);
        let providers: Vec<_> = context.subjects().filter(|it| it.get(&["config"]).is_some()).collect();
        assert_eq!(providers.len(), 2);
        for part in providers {
            assert_eq!(text(part, "name"), Some("x"), "{}", part.name);
            assert_eq!(int(part, "count"), Some(7), "{}", part.name);
            assert!(is_on(part, "on") && is_on(part, "flag"), "{}", part.name);
            assert!(text(part, "empty").is_none() && !is_on(part, "absent"), "{}", part.name);
        }
    }
}
