//! The field walk: each field of each object changes alone on the real server, in a realm whose other fields all have values
//! that no default has, and nothing else in the realm changes with it.

mod objects;
mod picture;
mod realm;
mod values;
