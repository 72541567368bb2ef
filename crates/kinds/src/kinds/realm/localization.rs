//! The realm's own texts of its login pages and mails, by locale: they are read and written apart from its settings.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::request::{Detail, Method, Request, segment};
use realmform_model::{Body, Change, Delta, Path};

pub(super) const FIELD: &str = "localizationTexts";

/// Where to read the texts of the wanted locales; where none is named, which locales there are.
pub(super) fn details(wanted: &Body) -> Vec<Detail> {
    match wanted.get(FIELD) {
        Some(Value::Object(locales)) if !locales.is_empty() => locales.keys().map(|locale| texts_of(locale)).collect(),
        Some(_) => vec![Detail::new("localization", |body, answer| {
            let locales = answer.as_array().into_iter().flatten().filter_map(Value::as_str);
            let locales: Body = locales.map(|locale| (locale.to_owned(), Value::Null)).collect();
            body.insert(FIELD.to_owned(), locales.into());
        })],
        None => Vec::new(),
    }
}

/// Where to read the texts of the locales that were listed.
pub(super) fn further(raw: &Body) -> Vec<Detail> {
    let locales = raw.get(FIELD).and_then(Value::as_object).into_iter().flatten();
    locales.filter(|(_, texts)| texts.is_null()).map(|(locale, _)| texts_of(locale)).collect()
}

fn texts_of(locale: &str) -> Detail {
    let place = Path::of(&[FIELD, locale]);
    Detail::new(format!("localization/{}", segment(locale)), move |body, answer| {
        // A locale without texts is none.
        let texts = answer.as_object().is_some_and(|texts| !texts.is_empty()).then_some(answer);
        place.set(body, texts);
    })
}

/// The requests that change texts: those of a locale that get a value together, those that go each by itself.
pub(super) fn requests(changes: &[Change]) -> Vec<Request> {
    let mut texts: BTreeMap<&str, Body> = BTreeMap::new();
    let mut requests = Vec::new();
    for change in changes.iter().filter(|change| change.path.0.first().is_some_and(|field| field == FIELD)) {
        let Delta::Value { after, .. } = &change.delta else { continue };
        match (change.path.0.as_slice(), after) {
            ([_, locale, key], Some(text)) => _ = texts.entry(locale).or_default().insert(key.clone(), text.clone()),
            ([_, locale], Some(Value::Object(all))) => texts.entry(locale).or_default().extend(all.clone()),
            ([_, locale, key], None) => {
                let path = format!("/localization/{}/{}", segment(locale), segment(key));
                requests.push(Request::deletes(path));
            }
            ([_, locale], None) => requests.push(Request::deletes(format!("/localization/{}", segment(locale)))),
            _ => {}
        }
    }
    requests.extend(texts.into_iter().map(|(locale, texts)| {
        Request::new(Method::Post, format!("/localization/{}", segment(locale)), Some(texts.into()))
    }));
    requests
}
