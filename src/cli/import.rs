//! `realmform import`: writes an existing realm as TOML.

use std::path::{Path, PathBuf};

use super::console::{print, tell, tell_exposed, tell_findings};
use super::exit::{Exit, fail};
use super::paths::{relative, unwritable, within};
use super::target::{TargetArgs, opened};
use realmform_config::fmt;
use realmform_config::import::import;
use realmform_config::project::{FILE, LIVE, Project};
use realmform_files::{Rights, Root};
use realmform_kinds::export::document;
use realmform_model::{Failure, Live, Rest, escape};
use realmform_targets::target::Target;
use realmform_targets::{Reader, export};
use summary::{Summary, comment};

mod config;
mod summary;

/// Where the report goes in a project that has its configuration already.
const REALM: &str = "realm/realm.toml";
/// The working copy that a new project plans against.
const COPY: &str = ".realmform/realm.json";

/// Write an existing realm as TOML; needs a realm export, or a target
///
/// A plan of the written files has no changes. An empty directory becomes a complete project. What cannot be declared
/// is listed.
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

    /// Write nothing, and exit with code 4, if anything would be left out
    #[arg(long)]
    strict: bool,

    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// For programs
    Json,
}

pub(super) async fn run(directory: &Path, args: &Args) -> Exit {
    match write(directory, args).await {
        Ok((text, written)) => {
            print(&text);
            if written {
                return Exit::Fine;
            }
            fail(
                &Failure::input("nothing was written: with --strict, an import must not leave anything out")
                    .help("run it without --strict to write everything else"),
            );
            Exit::Findings
        }
        Err(failure) => fail(&failure),
    }
}

/// What there is to say, and whether files were written.
async fn write(directory: &Path, args: &Args) -> Result<(String, bool), Failure> {
    let out = within(directory, &args.out);
    let Source { live, rest, config, copy } = read(directory, args, &out).await?;
    if !live.absent.is_empty() && live.objects.is_empty() {
        return Err(Failure::input("nothing to import: the target does not exist yet")
            .help("check the target and the name of the realm"));
    }
    let mut imported = import(&live, rest.as_ref(), args.all)?;
    let is_lacking = !imported.left_out.is_empty() || !imported.unseen.is_empty();
    let written = !(args.strict && is_lacking);
    if written {
        let is_project = out.join(FILE).exists();
        if !is_project {
            imported.files.insert(FILE.to_owned(), config);
        }
        let comment = comment(&imported);
        let headed = imported.files.get_mut(if is_project { REALM } else { FILE });
        if let Some(text) = headed.filter(|_| !comment.is_empty()) {
            let with_comment = format!("{comment}{text}");
            *text = fmt::format(&with_comment).unwrap_or(with_comment);
        }
        let copy = copy.filter(|_| !is_project);
        let copied = copy.as_ref().map(|_| COPY.to_owned());
        refuse_to_overwrite(imported.files.keys().chain(&copied), &out)?;
        let root = Root::of(&out);
        for (file, text) in &imported.files {
            let path = out.join(file);
            root.create(&path, text.as_bytes()).map_err(|trouble| unwritable(&path, &trouble))?;
        }
        if let Some(export) = copy {
            put_copy(&root, &export)?;
            let path = out.join(COPY).display().to_string();
            tell(&format!("note: copied the export to {}, with its secrets; Git ignores it\n", escape::line(&path)));
        }
    }
    tell_findings(&live.findings);
    let summary = Summary { imported: &imported, out: &out, written };
    let text = match args.format {
        Format::Text => summary.text(),
        Format::Json => summary.json(),
    };
    Ok((text, written))
}

fn refuse_to_overwrite<'a>(files: impl Iterator<Item = &'a String>, out: &Path) -> Result<(), Failure> {
    let taken: Vec<&str> = files.map(String::as_str).filter(|file| out.join(file).symlink_metadata().is_ok()).collect();
    if taken.is_empty() {
        return Ok(());
    }
    let exist = if taken.len() == 1 { "exists" } else { "exist" };
    let message = format!("{} already {exist} in {}; nothing was written", taken.join(", "), out.display());
    Err(Failure::input(message).help("choose an empty directory, and copy what you need from there"))
}

/// What is there, and the realmform.toml that a new project gets.
struct Source {
    live: Live,
    rest: Option<Rest>,
    config: String,
    /// The export, where the new project could not reach it: it is outside.
    copy: Option<serde_json::Value>,
}

async fn read(directory: &Path, args: &Args, out: &Path) -> Result<Source, Failure> {
    if let Some(path) = &args.export {
        let path = within(directory, path);
        let chosen = args.realm.as_deref();
        let read = export::read(&Root::named(&path), &path, chosen, "choose one with `--realm NAME`")?;
        let live = document(&read.export);
        // As `realmform.toml` reads it: from the project's folder.
        let start = relative(out, &path).unwrap_or(path);
        let is_outside = start.is_absolute() || start.starts_with("..");
        let start = serde_json::Value::from(start.display().to_string());
        let config = format!(
            "schema = 1\n\n# A working copy of the imported export; `start` is the file that it is copied from.\n\
             [targets.embedded]\nexport = \"{COPY}\"\nstart = {start}\n{}",
            chosen.map(|name| format!("realm = {}\n", serde_json::Value::from(name))).unwrap_or_default()
        );
        return Ok(Source { live, rest: None, config, copy: is_outside.then_some(read.export.realm) });
    }
    let (target, config) = match args.target.target.as_deref() {
        Some(LIVE) => {
            let target = Target::live(|name| std::env::var(name).ok())?;
            tell_exposed(&target);
            (target, config::live())
        }
        name => {
            let project = Project::open(directory)?;
            let target = opened(&project, name)?;
            let named = project.config.targets.get(&target.name).filter(|table| table.keycloak.is_some());
            let config = named.map_or_else(config::live, |table| config::server(&target.name, table));
            (target, config)
        }
    };
    let live = target.read(None).await?;
    let rest = if live.absent.is_empty() { target.rest().await? } else { None };
    Ok(Source { live, rest, config, copy: None })
}

/// The target of the new project, with the secrets of the export: for nobody else to read, and Git ignores it.
fn put_copy(root: &Root, export: &serde_json::Value) -> Result<(), Failure> {
    let path = root.folder().join(COPY);
    let text = format!("{export:#}\n");
    let made = path.parent().map_or(Ok(()), |folder| root.make_folder(folder));
    made.and_then(|()| root.replace(&path, text.as_bytes(), Rights::Private))
        .map_err(|trouble| unwritable(&path, &trouble))
}
