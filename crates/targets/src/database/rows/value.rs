//! What is known of values without the database.

use super::column::Class;
use super::layout::{Field, To};

/// Whether a text of the field that reads differently is another value for certain.
pub(super) fn is_certain(field: &Field) -> bool {
    match field.to {
        To::Value => matches!(field.column.class, Class::Integer | Class::Boolean | Class::Uuid | Class::Text),
        To::Row { .. } | To::Lookup { .. } => true,
    }
}

/// A declared text as the database would show it, as far as that is certain.
pub(super) fn canonical(field: &Field, text: &str) -> String {
    match (&field.to, field.column.class) {
        (To::Value, Class::Integer) => {
            text.trim().parse::<i128>().map_or_else(|_| text.to_owned(), |it| it.to_string())
        }
        (To::Value, Class::Uuid) => {
            uuid::Uuid::try_parse(text.trim()).map_or_else(|_| text.to_owned(), |it| it.to_string())
        }
        (To::Value, Class::Boolean) => match text.to_lowercase().as_str() {
            "true" | "t" | "1" => "true".to_owned(),
            "false" | "f" | "0" => "false".to_owned(),
            _ => text.to_owned(),
        },
        (To::Value, Class::Moment) => match text.trim().parse::<jiff::Timestamp>() {
            Ok(moment) => moment.strftime("%Y-%m-%d %H:%M:%S%.f").to_string(),
            Err(_) => text.to_owned(),
        },
        (To::Value, _) | (To::Lookup { .. }, _) => text.to_owned(),
        (To::Row { .. }, _) => field.named(text),
    }
}

pub(super) fn is_value(class: Class, text: &str) -> bool {
    match class {
        Class::Integer => text.trim().parse::<i128>().is_ok(),
        Class::Boolean => matches!(text.to_lowercase().as_str(), "true" | "t" | "1" | "false" | "f" | "0"),
        Class::Json => serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(),
        Class::Uuid => uuid::Uuid::try_parse(text.trim()).is_ok(),
        Class::Moment | Class::Text | Class::Other => true,
    }
}

pub(super) fn is_same_json(one: &str, other: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    matches!((parse(one), parse(other)), (Some(one), Some(other)) if one == other)
}
