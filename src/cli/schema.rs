//! `realmform schema`: the JSON Schemas of a project's files, for editors.

use std::path::Path;

use super::console::print;
use super::exit::Exit;
use realmform_config::load::ExtraFields;
use realmform_config::project::Project;
use realmform_config::schema;
use realmform_lint::policy;
use realmform_model::escape;

/// Print the JSON Schema of a project's TOML files, for completion and validation in editors
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files to print the schema for
    #[arg(value_enum, default_value_t = SchemaFiles::Declarations)]
    files: SchemaFiles,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum SchemaFiles {
    /// realm/ and lookups/
    Declarations,
    /// policies/
    Policies,
    /// realmform.toml
    Project,
}

pub(super) fn run(directory: &Path, args: &Args) -> Exit {
    let schema = match args.files {
        SchemaFiles::Declarations => {
            // Outside a project there are no further fields.
            let extra =
                Project::open(directory).map_or_else(|_| ExtraFields::default(), |project| project.config.fields);
            schema::declarations(&extra)
        }
        SchemaFiles::Policies => policy::schema::schema(),
        SchemaFiles::Project => schema::project::schema(),
    };
    print(&escape::json(&format!("{schema:#}\n")));
    Exit::Fine
}
