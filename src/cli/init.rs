//! `realmform init`: begins a project, by asking or with flags.

use std::io::{IsTerminal, stdin};
use std::path::Path;
use std::sync::Arc;

use super::console::{print, tell, tell_findings};
use super::exit::{Exit, fail};
use super::paths::unwritable;
use realmform_config::load;
use realmform_config::project::{Config, FILE};
use realmform_files::{Rights, Root, TEXT};
use realmform_model::{Failure, Finding};

mod ask;
mod text;

use ask::{Questions, answers};
use text::{declarations, next, project};

/// What declares the realm in a new project.
const REALM: &str = "realm/realm.toml";
/// What Git is not to see.
const IGNORE: &str = ".gitignore";

/// Begin a project in this directory
///
/// Asks for what no option says, and writes realmform.toml, realm/realm.toml and a .gitignore for what holds secrets. To
/// begin with the realm of a server or an export, use `import`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Name of the realm
    #[arg(long, value_name = "NAME")]
    realm: Option<String>,

    /// URL of the Keycloak that has the realm, or will have it; `none` for a file that needs no server (default)
    #[arg(long, value_name = "URL")]
    keycloak: Option<String>,

    /// Database of the lookup tables, such as `sqlite:.realmform/lookups.db`, `postgres://USER@HOST/DATABASE` or
    /// `mysql://USER@HOST/DATABASE`; `none` for no database (default)
    #[arg(long, value_name = "URL")]
    database: Option<String>,

    /// What happens to objects that the files no longer declare: `additive` (default) deletes nothing, `managed` what
    /// this project created, `exclusive` everything undeclared
    #[arg(long, value_name = "MODE", value_parser = ["additive", "managed", "exclusive"])]
    ownership: Option<String>,

    /// Ask nothing; --realm is required
    #[arg(long)]
    no_input: bool,
}

pub(super) fn run(directory: &Path, args: &Args) -> Exit {
    match begin(directory, args) {
        Ok(said) => {
            print(&said);
            Exit::Fine
        }
        Err(failure) => fail(&failure),
    }
}

fn begin(directory: &Path, args: &Args) -> Result<String, Failure> {
    let root = Root::of(directory);
    for file in [FILE, REALM] {
        if directory.join(file).symlink_metadata().is_ok() {
            let message = format!("{file} already exists in {}; nothing was written", directory.display());
            return Err(Failure::input(message).help(match file {
                FILE => "run `realmform plan` to use this project, or choose another directory with -C DIR",
                _ => "choose an empty directory with -C DIR",
            }));
        }
    }
    let given = Questions {
        realm: args.realm.clone(),
        keycloak: args.keycloak.clone(),
        database: args.database.clone(),
        ownership: args.ownership.clone(),
    };
    let answers = match !args.no_input && stdin().is_terminal() {
        true => answers(given, &mut stdin().lock(), &mut |question| tell(question))?,
        false => given.without_asking()?,
    };
    let config = project(&answers);
    check(&config)?;
    let write = |file: &str, text: &str| {
        let path = directory.join(file);
        root.create(&path, text.as_bytes()).map_err(|trouble| unwritable(&path, &trouble))
    };
    write(FILE, &config)?;
    write(REALM, &declarations())?;
    ignore(directory, &root)?;
    Ok(next(&answers))
}

/// What was answered must make a sound project: it is read as any other.
fn check(config: &str) -> Result<(), Failure> {
    let (_, findings) = Config::parse(&Arc::new(load::veiled(FILE, config)))?;
    let errors: Vec<Finding> = findings.into_iter().filter(Finding::is_error).collect();
    if errors.is_empty() {
        return Ok(());
    }
    tell_findings(&errors);
    Err(Failure::input("nothing was written: these answers do not make a project")
        .help("answer again, or correct the options"))
}

/// Adds what holds secrets to what Git does not see.
fn ignore(directory: &Path, root: &Root) -> Result<(), Failure> {
    let path = directory.join(IGNORE);
    let wrong = |trouble| unwritable(&path, &trouble);
    if !root.is_there(&path) {
        return root.create(&path, text::ignored("").as_bytes()).map_err(wrong);
    }
    let old = root.text(&path, TEXT).map_err(wrong)?;
    let new = text::ignored(&old);
    if new == old {
        return Ok(());
    }
    root.replace(&path, new.as_bytes(), Rights::Kept).map_err(wrong)
}
