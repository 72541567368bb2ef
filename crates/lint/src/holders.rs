//! Who holds which role, followed to the end: composites, groups and those above them, default roles, scopes, mappers.

mod build;
mod graph;
#[cfg(test)]
mod tests;

pub use build::build;
pub use graph::{By, Edge, Holders, Id, Toward};
