//! `realmform schema`: the JSON Schema of declarations, for editors.

use std::path::Path;

use super::{Exit, print};
use crate::load::ExtraFields;
use crate::project::Project;
use crate::schema;

/// Print the JSON Schema of the TOML in realm/ and lookups/, with which editors complete and check it
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(directory: &Path, _: &Args) -> Exit {
    // Outside a project there are no further fields.
    let extra = Project::open(directory).map_or_else(|_| ExtraFields::default(), |project| project.config.fields);
    print(&format!("{:#}\n", schema::declarations(&extra)));
    Exit::Fine
}
