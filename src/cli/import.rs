//! `realmform import`: writes an existing realm as TOML.

use std::path::{Path, PathBuf};

use super::console::{print, tell_findings};
use super::exit::{Exit, fail};
use super::paths::within;
use super::target::TargetArgs;
use realmform_config::import::{Imported, import};
use realmform_config::project::{LIVE, Project};
use realmform_kinds::export::document;
use realmform_model::words::counted;
use realmform_model::{Failure, Live};
use realmform_run::open;
use realmform_targets::target::Target;
use realmform_targets::{Reader, export};

/// Write an existing realm as TOML; needs a realm export, or a target
///
/// A plan of the written files has no changes. An empty directory becomes a complete project.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Realm export to import, or the directory of one; defaults to the live realm of the target
    #[arg(value_name = "EXPORT")]
    export: Option<PathBuf>,

    /// Realm to import, of an export that has several
    #[arg(long, value_name = "NAME", requires = "export")]
    realm: Option<String>,

    #[command(flatten)]
    target: TargetArgs,

    /// Directory to write to; existing files are never overwritten
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Include Keycloak's built-in clients, client scopes and roles
    #[arg(long)]
    all: bool,
}

pub(super) async fn run(directory: &Path, args: &Args) -> Exit {
    match write(directory, args).await {
        Ok(text) => {
            print(&text);
            Exit::Fine
        }
        Err(failure) => fail(&failure),
    }
}

async fn write(directory: &Path, args: &Args) -> Result<String, Failure> {
    let (live, config) = read(directory, args).await?;
    if !live.absent.is_empty() && live.objects.is_empty() {
        return Err(Failure::input("nothing to import: the target does not exist yet")
            .help("check the target and the name of the realm"));
    }
    let mut imported = import(&live, args.all);
    let out = within(directory, &args.out);
    let is_project = out.join("realmform.toml").exists();
    if !is_project {
        imported.files.insert("realmform.toml".to_owned(), config);
    }
    let taken: Vec<&str> = imported.files.keys().map(String::as_str).filter(|file| out.join(file).exists()).collect();
    if !taken.is_empty() {
        let exist = if taken.len() == 1 { "exists" } else { "exist" };
        let message = format!("{} already {exist} in {}; nothing was written", taken.join(", "), out.display());
        return Err(Failure::input(message).help("choose an empty directory, and copy what you need from there"));
    }
    for (file, text) in &imported.files {
        put(&out.join(file), text)?;
    }
    tell_findings(&live.findings);
    Ok(summary(&imported, &out))
}

/// What is there, and the realmform.toml that a new project gets.
async fn read(directory: &Path, args: &Args) -> Result<(Live, String), Failure> {
    if let Some(path) = &args.export {
        let path = within(directory, path);
        let chosen = args.realm.as_deref();
        let live = document(&export::read(&path, chosen, "choose one with `--realm NAME`")?.export);
        let start = std::path::absolute(&path).unwrap_or(path);
        let start = serde_json::Value::from(start.display().to_string());
        let config = format!(
            "schema = 1\n\n# A working copy of the imported export; `start` is the file that it is copied from.\n\
             [targets.embedded]\nexport = \".realmform/realm.json\"\nstart = {start}\n{}",
            chosen.map(|name| format!("realm = {}\n", serde_json::Value::from(name))).unwrap_or_default()
        );
        return Ok((live, config));
    }
    let target = match args.target.target.as_deref() {
        Some(LIVE) => Target::live(|name| std::env::var(name).ok())?,
        name => open::target(&Project::open(directory)?, name)?,
    };
    let config = "schema = 1\n\n# Target `live`: the Keycloak and the database named by environment variables.\ndefault_target = \"live\"\n";
    Ok((target.read(None).await?, config.to_owned()))
}

fn put(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::input(format!("cannot write {}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(path, text).map_err(failed)
}

fn summary(imported: &Imported, out: &Path) -> String {
    let mut text = format!("Wrote {} to {}:\n", counted(imported.objects, "object"), out.display());
    imported.files.keys().for_each(|file| text.push_str(&format!("  {file}\n")));
    if imported.built_in > 0 {
        let objects = counted(imported.built_in, "built-in object");
        text.push_str(&format!("Skipped {objects} of Keycloak; add --all to include everything.\n"));
    }
    if imported.secrets > 0 {
        let secrets = counted(imported.secrets, "secret");
        text.push_str(&format!("Skipped {secrets}: secrets are never written to files.\n"));
    }
    text
}
