//! A column of a table, as the database describes it.

/// What a column holds, as far as plans tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Integer,
    Boolean,
    Json,
    Uuid,
    /// A moment without a zone, which is meant in UTC.
    Moment,
    /// Texts that are as they are written.
    Text,
    /// All else: what the database makes of a text is for it to say.
    Other,
}

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub name: String,
    /// The type that a text is brought to before it is stored.
    pub cast: String,
    /// The bare type, lower case.
    pub base: String,
    pub class: Class,
    /// The database fills it by itself, and takes no value.
    pub is_generated: bool,
}
