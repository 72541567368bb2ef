//! What several databases have in common to say.

use std::fmt::Display;

use crate::database::location::Location;
use realmform_model::Failure;

pub(super) fn broken(words: &dyn Display, location: &Location) -> Failure {
    Failure::server(format!("lost the connection to {location}: {words}"))
        .help("create the plan again; the transaction was either written as a whole or not at all")
}

pub(super) fn violated(words: &dyn Display, location: &Location) -> Failure {
    Failure::input(format!("violates a constraint of {location}: {words}"))
        .help("declare a value that meets the constraint, or change the rows that conflict with it")
}
