//! `realmform diff`: what would make one realm, export or project into another.

use std::path::{Path, PathBuf};

use super::console::{print, tell, tell_findings};
use super::exit::{Exit, fail};
use super::paths::within;
use super::plan::PlanFormat;
use super::target::opened;
use realmform_config::project::{FILE, LIVE, Project};
use realmform_files::Root;
use realmform_kinds::export::document;
use realmform_model::{Failure, Finding, Live, Side};
use realmform_run::between::{Document, between};
use realmform_targets::target::Target;
use realmform_targets::{Reader, export};

/// Compare two projects, targets or exports; writes nothing
///
/// Shows the plan that would make A into B, and exits with 2 if they differ. Secrets are not compared.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to begin with: a project's directory (`.`, or `.@prod` for one of its targets), `target:NAME` for what a target
    /// has, or a realm export (`realm.json`)
    #[arg(value_name = "A")]
    from: String,

    /// What it would become; written in the same way
    #[arg(value_name = "B")]
    to: String,

    /// Output format
    #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
    format: PlanFormat,
}

/// One of the two, before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Named {
    Target(String),
    Export(PathBuf),
    Project { folder: PathBuf, target: Option<String> },
}

impl Named {
    fn parse(word: &str) -> Self {
        if let Some(name) = word.strip_prefix("target:") {
            return Self::Target(name.to_owned());
        }
        if Path::new(word).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
            return Self::Export(word.into());
        }
        match word.rsplit_once('@') {
            Some((folder, target)) if !target.is_empty() && !target.contains('/') => {
                let folder = if folder.is_empty() { "." } else { folder };
                Self::Project { folder: folder.into(), target: Some(target.to_owned()) }
            }
            _ => Self::Project { folder: word.into(), target: None },
        }
    }

    fn is_project(&self) -> bool {
        matches!(self, Self::Project { .. })
    }

    /// Reads it. `beside_project`: whether the other one is a project.
    async fn read(&self, directory: &Path, beside_project: bool) -> Result<Document, Failed> {
        match self {
            Self::Project { folder, target } => {
                let folder = within(directory, folder);
                if !folder.join(FILE).exists() {
                    let message = format!("`{}` is no project, export or target", folder.display());
                    return Err(Failure::input(message)
                        .help("write a directory with realmform.toml, `target:NAME`, or a file that ends in .json")
                        .into());
                }
                let project = Project::configured(&folder)?;
                let name = target.clone().unwrap_or_else(|| project.config.default_target.clone());
                if target.is_some() && !project.config.unusable.contains(&name) {
                    project.config.target(&name)?;
                }
                let project = project.loaded_for(&name);
                let errors: Vec<Finding> = project.findings.iter().filter(|it| it.is_error()).cloned().collect();
                match errors.is_empty() {
                    true => Ok(Document::of_project(project)),
                    false => Err(Failed::Findings(errors)),
                }
            }
            Self::Export(path) => {
                let path = within(directory, path);
                let read = export::read(&Root::named(&path), &path, None, "choose an export of one realm")?;
                Ok(Document::of_live(&document(&read.export), [Side::Realm].into_iter(), beside_project)?)
            }
            Self::Target(name) => {
                let project = Project::configured(directory);
                let target = match (name.as_str(), project) {
                    (LIVE, Err(_)) => Target::live(|name| std::env::var(name).ok())?,
                    (name, project) => opened(&project?, Some(name))?,
                };
                let live = target.read(None).await?;
                missing(&target, &live)?;
                Ok(Document::of_live(&live, target.sides(), beside_project)?)
            }
        }
    }
}

/// What is not there at all cannot be compared.
fn missing(target: &Target, live: &Live) -> Result<(), Failure> {
    if live.objects.is_empty() && !live.absent.is_empty() {
        let message = format!("nothing to compare: target `{}` does not exist yet", target.name);
        return Err(Failure::input(message).help("check the target, or run `realmform apply` first"));
    }
    Ok(())
}

/// Why there is no document.
enum Failed {
    Failure(Failure),
    Findings(Vec<Finding>),
}

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

pub(super) async fn run(directory: &Path, args: &Args) -> Exit {
    let (from, to) = (Named::parse(&args.from), Named::parse(&args.to));
    let read = async {
        let old = from.read(directory, to.is_project()).await?;
        let new = to.read(directory, from.is_project()).await?;
        Ok::<_, Failed>((old, new))
    };
    let (old, new) = match read.await {
        Ok(read) => read,
        Err(Failed::Failure(failure)) => return fail(&failure),
        Err(Failed::Findings(findings)) => {
            tell_findings(&findings);
            return Exit::Findings;
        }
    };
    let difference = between(old, new, (&args.from, &args.to));
    if difference.findings.iter().any(Finding::is_error) {
        tell_findings(&difference.findings);
        return Exit::Findings;
    }
    let is_left_out = |side| match side {
        Side::Realm => "the realm",
        Side::Database => "the lookup tables",
    };
    if let (Some(side), false) = (difference.one_sided, from.is_project() || to.is_project()) {
        tell(&format!("note: compared without {}, which only one of the two has\n", is_left_out(side)));
    }
    print(&args.format.plan(&difference.plan));
    if difference.plan.is_empty() { Exit::Fine } else { Exit::Changes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_is_read_as_it_is_written() {
        let project = |folder: &str, target: Option<&str>| Named::Project {
            folder: folder.into(),
            target: target.map(str::to_owned),
        };
        for (word, wanted) in [
            ("target:prod", Named::Target("prod".to_owned())),
            ("exports/shop.JSON", Named::Export("exports/shop.JSON".into())),
            (".", project(".", None)),
            (".@prod", project(".", Some("prod"))),
            ("@prod", project(".", Some("prod"))),
            ("../a@b/shop", project("../a@b/shop", None)),
        ] {
            assert_eq!(Named::parse(word), wanted, "{word}");
        }
    }
}
