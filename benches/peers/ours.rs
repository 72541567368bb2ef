//! realmform itself, as a user runs it: `apply` with its proof, or `plan` where nothing is to do.

use super::process::{Ended, run};
use super::{Peer, Work};
use crate::generator::{self, Size};
use crate::support::{Keycloak, Project};

pub(crate) struct Ours {
    keycloak: &'static Keycloak,
    size: Size,
    project: Project,
    realm: String,
}

impl Ours {
    pub(crate) fn new(keycloak: &'static Keycloak, size: Size) -> Self {
        let project = Project::new();
        for (path, text) in generator::files(size) {
            project.file(path, &text);
        }
        Self { keycloak, size, project, realm: String::new() }
    }
}

impl Peer for Ours {
    fn name(&self) -> &'static str {
        "realmform"
    }

    fn does(&self, work: Work) -> bool {
        // It has no memory.
        work != Work::Remembered
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
                self.realm = self.keycloak.fresh_realm("ours");
                self.project.live(self.keycloak, &self.realm);
            }
            Work::NothingToDo | Work::Remembered => {}
            Work::OneField => generator::change_one_attribute(&self.project, self.size, run),
        }
    }

    fn run(&mut self, work: Work, url: &str) -> Ended {
        self.project.env("KEYCLOAK_ADMIN_URL", &format!("{url}/admin/realms/{}", self.realm));
        let arguments: &[&str] = match work {
            Work::NothingToDo => &["plan", "--target", "live", "--detailed-exitcode"],
            _ => &["apply", "--yes", "--target", "live"],
        };
        let mut command = self.project.command(self.project.path(), arguments);
        // The tests keep a log of everything, which is not to be measured.
        command.env_remove("REALMFORM_LOG_FILE");
        run(command, &[0], self.keycloak.admin_password())
    }
}
