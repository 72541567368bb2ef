//! `realmform fmt`: one layout for TOML. Values and comments stay; only order and white space change.

use toml_edit::DocumentMut;

mod body;
mod comments;
mod list;
mod order;
#[cfg(test)]
mod tests;

use comments::comments_of;

/// Why a text stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum Unformatted {
    /// It is not TOML.
    #[error("{0}")]
    NotToml(toml_edit::TomlError),
    /// What came out does not say the same, so it is not used.
    #[error("formatting would change its meaning")]
    Changed,
}

/// The text in the one layout: what belongs together stands together, and all else is in the order in which it was.
///
/// # Errors
/// It is not TOML, or cannot be laid out without a change of what it says.
pub fn format(text: &str) -> Result<String, Unformatted> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let unix = text.replace("\r\n", "\n");
    let mut document: DocumentMut = unix.parse().map_err(Unformatted::NotToml)?;
    order::order(&mut document);
    body::lay_out(&mut document);
    let new = document.to_string();
    if says_the_same(text, &new) { Ok(new) } else { Err(Unformatted::Changed) }
}

/// The same values, and the same comments.
fn says_the_same(old: &str, new: &str) -> bool {
    let values = |text: &str| toml_edit::de::from_str::<serde_json::Value>(text).ok();
    let old_values = values(old);
    old_values.is_some() && old_values == values(new) && comments_of(old) == comments_of(new)
}
