//! keycloak-config-cli: imports the realm's JSON, as it comes but for deleting nothing. It remembers a checksum of what it
//! imported last; where it is to look, that is switched off.

use std::path::{Path, PathBuf};

use super::process::{Ended, command, run};
use super::{Peer, Work};
use crate::generator::{self, Size};
use crate::support::{Keycloak, Project};

/// Names the jar.
const VARIABLE: &str = "KEYCLOAK_CONFIG_CLI";

pub(crate) struct ConfigCli {
    keycloak: &'static Keycloak,
    size: Size,
    jar: PathBuf,
    project: Project,
    realm: String,
}

/// The jar.
///
/// # Errors
/// It is not there; why.
pub(crate) fn jar() -> Result<PathBuf, String> {
    let jar = std::env::var_os(VARIABLE).ok_or_else(|| format!("{VARIABLE} is not set; it names a jar"))?;
    let jar = PathBuf::from(jar);
    jar.is_file().then_some(jar).ok_or_else(|| format!("{VARIABLE} names no file"))
}

impl ConfigCli {
    pub(crate) fn new(keycloak: &'static Keycloak, size: Size, jar: &Path) -> Self {
        Self { keycloak, size, jar: jar.to_owned(), project: Project::new(), realm: String::new() }
    }

    /// The realm as JSON: what realmform makes of an export that is not there.
    fn write(&self) {
        let config = format!("schema = 1\n[targets.file]\nexport = \"realm.json\"\nrealm = \"{}\"\n", self.realm);
        self.project.file("realmform.toml", &config);
        let _ = std::fs::remove_file(self.project.path().join("realm.json"));
        let applied = self.project.run(&["apply", "--yes", "--target", "file"]);
        assert_eq!(applied.status, 0, "{applied:#?}");
    }
}

impl Peer for ConfigCli {
    fn name(&self) -> &'static str {
        "keycloak-config-cli"
    }

    fn realm(&self) -> &str {
        &self.realm
    }

    fn prepare(&mut self, work: Work, run: usize) {
        match work {
            Work::FromEmpty => {
                if !self.realm.is_empty() {
                    self.keycloak.admin().delete(&format!("/{}", self.realm));
                }
                self.realm = self.keycloak.fresh_realm("configcli");
                for (path, text) in generator::files(self.size) {
                    self.project.file(path, &text);
                }
            }
            Work::NothingToDo | Work::Remembered => return,
            Work::OneField => generator::change_one_attribute(&self.project, self.size, run),
        }
        self.write();
    }

    fn run(&mut self, work: Work, url: &str) -> Ended {
        let mut command = command("java");
        command
            .arg("-jar")
            .arg(&self.jar)
            .arg(format!("--keycloak.url={url}"))
            .arg(format!("--keycloak.user={}", self.keycloak.admin_username()))
            .arg(format!("--import.files.locations={}", self.project.path().join("realm.json").display()))
            .arg(format!("--import.cache.enabled={}", work != Work::NothingToDo))
            .env("KEYCLOAK_PASSWORD", self.keycloak.admin_password());
        // It deletes what a file does not name, unless it is told not to.
        let kinds = ["group", "sub-group", "role", "client", "client-scope"];
        for kind in kinds.into_iter().chain(["client-scope-mapping", "scope-mapping", "required-action"]) {
            command.arg(format!("--import.managed.{kind}=no-delete"));
        }
        run(command, &[0], self.keycloak.admin_password())
    }
}
