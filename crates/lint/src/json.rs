//! A JSON text as a tree that borrows from it: half the size of `serde_json::Value`, and every key and text in it still
//! tells where in the file it stands.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use realmform_kinds::place::Tree;

/// A value. The keys of an object keep their order; of a key that is there twice, both stay.
#[derive(Clone, Debug, PartialEq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Json<'a>>),
    /// An object, its keys in the order of the file.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

static NULL: Json<'static> = Json::Null;

impl<'a> Json<'a> {
    /// Reads a text.
    ///
    /// # Errors
    /// It is not JSON, or is nested deeper than 127 levels.
    pub fn parse(text: &'a str) -> Result<Self, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value = Seed.deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(value)
    }

    /// The same tree without a text around it.
    pub fn of(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(entries) => Self::of_body(entries),
        }
    }

    /// The same tree, of an object's fields.
    pub(crate) fn of_body(body: &'a Map<String, Value>) -> Self {
        Self::Object(body.iter().map(|(key, value)| (Cow::Borrowed(key.as_str()), Self::of(value))).collect())
    }

    /// This tree with what `under` says beside it: of what both say, this one's stands.
    #[must_use]
    pub fn over(mut self, under: Self) -> Self {
        if let (Self::Object(entries), Self::Object(below)) = (&mut self, under) {
            for (key, value) in below {
                match entries.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, known)) => *known = std::mem::replace(known, Self::Null).over(value),
                    None => entries.push((key, value)),
                }
            }
        }
        self
    }

    /// As the engine's own value.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(flag) => Value::Bool(*flag),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Text(text) => Value::String(text.clone().into_owned()),
            Self::List(items) => items.iter().map(Self::to_value).collect(),
            Self::Object(entries) => {
                Value::Object(entries.iter().map(|(key, value)| (key.clone().into_owned(), value.to_value())).collect())
            }
        }
    }

    /// The value under the key; the last where there are several, as `serde_json` has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|(_, value)| value)
    }

    /// Key and value.
    pub fn entry(&self, key: &str) -> Option<&(Cow<'a, str>, Self)> {
        self.entries().iter().rfind(|(known, _)| known == key)
    }

    /// The value at the end of the keys.
    pub fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |value, key| value.get(key))
    }

    /// An object's entries; none of anything else.
    pub fn entries(&self) -> &[(Cow<'a, str>, Self)] {
        match self {
            Self::Object(entries) => entries,
            _ => &[],
        }
    }

    /// A list's items; none of anything else.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// Neither a list nor an object that holds anything.
    pub fn is_empty(&self) -> bool {
        self.entries().is_empty() && self.items().is_empty()
    }

    /// The items of the list under the key.
    pub fn list(&self, key: &str) -> &[Self] {
        self.get(key).unwrap_or(&NULL).items()
    }

    /// The string, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A flag; attributes hold them as text.
    pub fn flag(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            Self::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Self::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// A whole number; attributes hold them as text.
    pub(crate) fn int(&self) -> Option<i64> {
        match self {
            Self::Number(number) => number.as_i64(),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}

/// Where `part` stands in `text`, if it was borrowed from it (and so was not spelt with escapes).
pub fn offset(text: &str, part: &str) -> Option<usize> {
    let start = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    // An empty text of another origin can have any address; one of this text has a quote before it.
    let inside =
        start.checked_add(part.len())? < text.len() && text.as_bytes().get(start.checked_sub(1)?) == Some(&b'"');
    inside.then_some(start)
}

/// Where the entry stands: the key, and the value with it unless that is a list or an object.
pub(crate) fn entry_range(text: &str, entry: &(Cow<str>, Json)) -> Option<Range<usize>> {
    let Cow::Borrowed(key) = &entry.0 else { return None };
    let start = offset(text, key)?;
    let end = value_range(text, entry).map_or(start + key.len() + 1, |value| value.end);
    Some(start - 1..end)
}

/// Where the value of an entry stands, if it is neither a list nor an object; of a text, with its quotes.
pub(crate) fn value_range(text: &str, entry: &(Cow<str>, Json)) -> Option<Range<usize>> {
    let Cow::Borrowed(key) = &entry.0 else { return None };
    match &entry.1 {
        Json::List(_) | Json::Object(_) => None,
        Json::Text(Cow::Borrowed(value)) => offset(text, value).map(|at| at - 1..at + value.len() + 1),
        _ => scalar_range(text, offset(text, key)? + key.len() + 1),
    }
}

/// Where the value after a key stands: a number, a flag, null, or a text with escapes.
fn scalar_range(text: &str, after_key: usize) -> Option<Range<usize>> {
    let rest = text.get(after_key..)?;
    let colon = rest.find(':')? + 1;
    let start = colon + rest[colon..].find(|letter: char| !letter.is_ascii_whitespace())?;
    let value = &rest.as_bytes()[start..];
    let length = if value.first() == Some(&b'"') {
        let mut at = 1;
        while at < value.len() && value[at] != b'"' {
            at += if value[at] == b'\\' { 2 } else { 1 };
        }
        at + 1
    } else {
        value.iter().position(|byte| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace())?
    };
    let end = after_key + start + length;
    (end <= text.len()).then_some(after_key + start..end)
}

struct Seed;

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Json<'de>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Json<'de>, E> {
        Number::from_f64(number).map(Json::Number).ok_or_else(|| E::custom("a number that is too large"))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Seed)? {
            items.push(item);
        }
        items.shrink_to_fit();
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key_seed(Seed)? {
            let Json::Text(key) = key else { return Err(A::Error::custom("a key that is no text")) };
            entries.push((key, map.next_value_seed(Seed)?));
        }
        entries.shrink_to_fit();
        Ok(Json::Object(entries))
    }
}

impl<'a> Tree<'a> for &'a Json<'a> {
    fn get(self, key: &str) -> Option<Self> {
        self.get(key)
    }

    fn entries(self) -> impl Iterator<Item = (&'a str, Self)> {
        self.entries().iter().map(|(key, value)| (key.as_ref(), value))
    }

    fn items(self) -> impl Iterator<Item = Self> {
        self.items().iter()
    }

    fn text(self) -> Option<&'a str> {
        self.text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Json<'_> {
        Json::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    fn told<'t>(text: &'t str, keys: &[&str]) -> Option<&'t str> {
        let (last, way) = keys.split_last()?;
        let tree = parsed(text);
        let entry = tree.at(way)?.entry(last)?;
        text.get(entry_range(text, entry)?)
    }

    #[test]
    fn an_entry_tells_where_it_stands_with_its_value() {
        let text = r#"{"a": {"flag" : true, "n":12}, "list": [1], "text": "x", "odd": "a\"b", "end": null}"#;
        assert_eq!(told(text, &["a", "flag"]), Some(r#""flag" : true"#));
        assert_eq!(told(text, &["a", "n"]), Some(r#""n":12"#));
        assert_eq!(told(text, &["list"]), Some(r#""list""#));
        assert_eq!(told(text, &["text"]), Some(r#""text": "x""#));
        assert_eq!(told(text, &["odd"]), Some(r#""odd": "a\"b""#));
        assert_eq!(told(text, &["end"]), Some(r#""end": null"#));
    }

    #[test]
    fn a_text_with_escapes_is_read_and_has_no_place_of_its_own() {
        let text = r#"{"k\u0065y": "va\u006cue", "": ""}"#;
        let tree = parsed(text);
        assert_eq!(tree.get("key").and_then(Json::text), Some("value"));
        assert_eq!(told(text, &["key"]), None);
        assert_eq!(told(text, &[""]), Some(r#""": """#));
    }

    #[test]
    fn texts_of_another_origin_are_not_found() {
        let text = r#"{"a": "b"}"#.to_owned();
        let other = "b".to_owned();
        assert_eq!(offset(&text, &other), None);
        assert_eq!(offset(&text, ""), None);
    }

    #[test]
    fn what_is_over_stands_and_what_is_under_fills_up() {
        let over = parsed(r#"{"a": 1, "in": {"x": 1}, "list": [1]}"#);
        let under = parsed(r#"{"a": 2, "b": 2, "in": {"x": 2, "y": 2}, "list": [2, 3]}"#);
        assert_eq!(over.over(under), parsed(r#"{"a": 1, "in": {"x": 1, "y": 2}, "list": [1], "b": 2}"#));
    }

    #[test]
    fn a_tree_is_the_same_as_serde_json_reads_it() {
        let text = r#"{"a": [1, -2, 3.5, 18446744073709551615], "b": {"c": null, "d": false}, "e": "é"}"#;
        let value: Value = serde_json::from_str(text).unwrap_or_default();
        assert_eq!(parsed(text).to_value(), value);
        assert_eq!(Json::of(&value), parsed(text));
    }

    #[test]
    fn nesting_beyond_measure_is_an_error() {
        assert!(Json::parse(&"[".repeat(200)).is_err());
        assert!(Json::parse(&("[".repeat(200) + &"]".repeat(200))).is_err());
    }
}
