//! What goes wrong with a Keycloak or a database: each with its own words, its exit code, and nothing half done.

use serde_json::json;

use crate::support::{Asked, Fake, Output, Project, Reply, free_port, keycloak};

mod account;
mod answer;
mod besides;
mod database;
mod dots;
mod echo;
mod endless;
mod expiry;
mod hostile;
mod killed;
mod lease;
mod load;
mod lost;
mod network;
mod part;
mod reach;
mod redirect;
mod silent;
mod tls;
mod vanishing;

/// A project that declares one role, pointed at a realm of the real Keycloak that is made for it.
struct Story {
    project: Project,
    realm: String,
}

impl Story {
    fn new(prefix: &str) -> Self {
        let story = Self::without_realm(prefix);
        keycloak().import_realm(&json!({"realm": story.realm, "enabled": true}));
        story
    }

    fn without_realm(prefix: &str) -> Self {
        let realm = keycloak().fresh_realm(prefix);
        let project = Project::new();
        project.file("realmform.toml", "schema = 1\ndefault_target = \"live\"\n");
        project.file("realm/roles.toml", "# What may be done\n[roles.realm.reader]\ndescription = \"Reads\"\n");
        // What fails for good is to fail soon.
        project.live(keycloak(), &realm).env("KEYCLOAK_RETRY", "2");
        Self { project, realm }
    }

    /// From here on through a server that plays a part.
    fn through(&self, script: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Fake {
        let fake = Fake::before(keycloak(), script);
        self.project.env("KEYCLOAK_ADMIN_URL", &format!("{}/admin/realms/{}", fake.base_url(), self.realm));
        fake
    }

    /// From here on straight at the real server again.
    fn straight(&self) {
        self.project.live(keycloak(), &self.realm);
    }

    /// Many roles instead of one.
    fn declare_roles(&self, number: usize) {
        let roles: String = (100..100 + number).map(|n| format!("[roles.realm.role-{n}]\n")).collect();
        self.project.file("realm/roles.toml", &roles);
    }

    /// A plan or an apply that must fail at once: its exit code and what it says.
    #[track_caller]
    fn refused(&self, arguments: &[&str]) -> String {
        let output = checked(self.project.run(arguments));
        assert_ne!(output.status, 0, "{output:#?}");
        self.told(&output)
    }

    /// The exit code and what was said, with what differs from run to run taken out.
    fn told(&self, output: &Output) -> String {
        let text = plain(&output.stderr).replace(&self.realm, "<realm>");
        format!("exit {}\n{text}", output.status)
    }

    /// The next run goes on, and then nothing is left.
    #[track_caller]
    fn converges(&self) {
        self.straight();
        let output = checked(self.project.run(&["apply", "--yes"]));
        assert_eq!(output.status, 0, "{output:#?}");
        assert_eq!(self.project.run(&["plan", "--detailed-exitcode"]).status, 0);
    }

    /// A client of the realm that signs in by itself, with these roles of `realm-management`.
    fn robot(&self, roles: &[&str]) {
        let admin = keycloak().admin();
        let realm = &self.realm;
        let client = json!({"clientId": "robot", "secret": "robots-own", "serviceAccountsEnabled": true});
        let id = admin.post(&format!("/{realm}/clients"), &client).id();
        let user = admin.get(&format!("/{realm}/clients/{id}/service-account-user"));
        let management = admin.get(&format!("/{realm}/clients?clientId=realm-management"));
        let management = management[0]["id"].as_str().unwrap();
        let granted: Vec<_> =
            roles.iter().map(|role| admin.get(&format!("/{realm}/clients/{management}/roles/{role}"))).collect();
        let user = user["id"].as_str().unwrap();
        let path = format!("/{realm}/users/{user}/role-mappings/clients/{management}");
        admin.post(&path, &granted.into()).ok();
        self.signs_in(&self.realm, "robot", "robots-own");
    }

    fn signs_in(&self, realm: &str, client: &str, secret: &str) {
        self.project
            .env("KEYCLOAK_ADMIN_USERNAME", "")
            .env("KEYCLOAK_ADMIN_PASSWORD", "")
            .env("KEYCLOAK_ADMIN_REALM", realm)
            .env("KEYCLOAK_ADMIN_CLIENT_ID", client)
            .env("KEYCLOAK_ADMIN_CLIENT_SECRET", secret);
    }
}

/// A run that neither panics nor is ended by a signal.
#[track_caller]
fn checked(output: Output) -> Output {
    assert!((0..=6).contains(&output.status), "{output:#?}");
    assert!(!output.stderr.contains("panicked") && !output.stdout.contains("panicked"), "{output:#?}");
    output
}

/// Ports, ids and the page that was answered first differ from run to run.
fn plain(text: &str) -> String {
    let page = regex::Regex::new(r"first=\d+").unwrap();
    let port = regex::Regex::new(r"127\.0\.0\.1:\d+").unwrap();
    let id = regex::Regex::new(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").unwrap();
    let text = port.replace_all(text, "127.0.0.1:PORT");
    let text = id.replace_all(&text, "<id>");
    let text = page.replace_all(&text, "first=N");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}
