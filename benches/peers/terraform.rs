//! Terraform with the Keycloak provider: the same objects as resources, and its state in a folder that goes.
//!
//! Every object of the generated realm has a resource there. A client's default scopes are a resource of their own, and so are
//! the roles of each service account, one by one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::process::{Ended, command, run};
use super::{Peer, Work};
use crate::generator::{self, Size};
use crate::support::{Keycloak, Project};

/// Names the provider's binary.
const VARIABLE: &str = "TERRAFORM_PROVIDER_KEYCLOAK";

pub(crate) struct Terraform {
    keycloak: &'static Keycloak,
    size: Size,
    /// What realmform would do from empty is what the resources are made from.
    project: Project,
    folder: tempfile::TempDir,
    realm: String,
}

/// The provider's binary, where there is also a `terraform` to run it.
///
/// # Errors
/// One of them is not there; which.
pub(crate) fn provider() -> Result<PathBuf, String> {
    let provider = std::env::var_os(VARIABLE).ok_or_else(|| format!("{VARIABLE} is not set; it names a provider"))?;
    let provider = std::path::absolute(provider).ok().filter(|provider| provider.is_file());
    let provider = provider.ok_or_else(|| format!("{VARIABLE} names no file"))?;
    match command("terraform").arg("version").env("CHECKPOINT_DISABLE", "1").output() {
        Ok(output) if output.status.success() => Ok(provider),
        Ok(output) => Err(format!("`terraform version` fails: {}", output.status)),
        Err(error) => Err(format!("`terraform` cannot be run: {error}")),
    }
}

impl Terraform {
    pub(crate) fn new(keycloak: &'static Keycloak, size: Size, provider: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder for Terraform");
        // An override names a folder, in which the provider has its own name.
        let plugins = folder.path().join("plugins");
        std::fs::create_dir_all(&plugins).expect("a folder for the provider");
        std::os::unix::fs::symlink(provider, plugins.join("terraform-provider-keycloak"))
            .expect("a link to the provider");
        let overrides = format!(
            "provider_installation {{\n  dev_overrides {{ \"keycloak/keycloak\" = \"{}\" }}\n  direct {{}}\n}}\n",
            plugins.display()
        );
        std::fs::write(folder.path().join("terraform.rc"), overrides).expect("Terraform's own configuration");
        let project = Project::new();
        for (path, text) in generator::files(size) {
            project.file(path, &text);
        }
        Self { keycloak, size, project, folder, realm: String::new() }
    }

    /// Writes the resources as they are to be now; the state stays.
    fn write(&self) {
        // From a realm that is nowhere: all is planned anew.
        self.project.live(self.keycloak, &self.keycloak.fresh_realm("nowhere"));
        let output = self.project.run(&["plan", "--target", "live", "--format", "json"]);
        let plan: Value = serde_json::from_str(&output.stdout).expect("the plan as JSON");
        let text = resources(&plan, &self.realm).to_string();
        std::fs::write(self.folder.path().join("main.tf.json"), text).expect("the resources");
    }
}

impl Peer for Terraform {
    fn name(&self) -> &'static str {
        "Terraform"
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
                self.realm = self.keycloak.fresh_realm("terraform");
                for state in ["terraform.tfstate", "terraform.tfstate.backup"] {
                    let _ = std::fs::remove_file(self.folder.path().join(state));
                }
            }
            Work::NothingToDo | Work::Remembered => return,
            Work::OneField => generator::change_one_attribute(&self.project, self.size, run),
        }
        self.write();
    }

    fn run(&mut self, work: Work, url: &str) -> Ended {
        let mut command = command("terraform");
        command
            .current_dir(self.folder.path())
            .env("TF_CLI_CONFIG_FILE", self.folder.path().join("terraform.rc"))
            .env("CHECKPOINT_DISABLE", "1")
            .env("KEYCLOAK_URL", url)
            .env("KEYCLOAK_CLIENT_ID", "admin-cli")
            .env("KEYCLOAK_USER", self.keycloak.admin_username())
            .env("KEYCLOAK_PASSWORD", self.keycloak.admin_password());
        match work {
            Work::NothingToDo => command.args(["plan", "-detailed-exitcode"]),
            // Its state is what it remembers.
            Work::Remembered => command.args(["plan", "-detailed-exitcode", "-refresh=false"]),
            Work::FromEmpty | Work::OneField => command.args(["apply", "-auto-approve"]),
        };
        command.args(["-input=false", "-no-color"]);
        run(command, &[0], self.keycloak.admin_password())
    }
}

/// The resources by type and name, and where each object of the plan is among them.
#[derive(Default)]
struct Resources {
    all: BTreeMap<&'static str, Map<String, Value>>,
    names: BTreeMap<String, (&'static str, String)>,
}

impl Resources {
    fn add(&mut self, kind: &'static str, address: &str, mut body: Value) {
        let of_kind = self.all.entry(kind).or_default();
        let name = format!("r{}", of_kind.len());
        if kind != "keycloak_realm" {
            body["realm_id"] = json!("${keycloak_realm.r0.id}");
        }
        of_kind.insert(name.clone(), body);
        self.names.entry(address.to_owned()).or_insert((kind, name));
    }

    /// An attribute of the resource that an object has become.
    fn of(&self, address: &str, attribute: &str) -> Value {
        let (kind, name) = &self.names[address];
        json!(format!("${{{kind}.{name}.{attribute}}}"))
    }
}

fn resources(plan: &Value, realm: &str) -> Value {
    let steps: Vec<&Value> = plan["steps"].as_array().expect("the plan's steps").iter().collect();
    let mut resources = Resources::default();
    resources.add("keycloak_realm", "realm", json!({"realm": realm, "enabled": true, "display_name": "Measured"}));
    let creates =
        |kind: &'static str| steps.iter().filter(move |step| step["action"] == "create" && step["kind"] == kind);
    let address = |step: &Value| step["address"].as_str().expect("an address").to_owned();
    let last = |step: &Value| step["names"].as_array().and_then(|names| names.last()).cloned().unwrap_or_default();
    let parent = |step: &Value| {
        let names: Vec<&str> = step["names"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        names[..names.len() - 1].join("/")
    };
    let granted = |address: &str| -> Vec<Value> {
        let of_object = steps.iter().filter(|step| step["action"] == "grant" && step["address"] == address);
        of_object.flat_map(|step| step["link"]["targets"].as_array().into_iter().flatten().cloned()).collect()
    };

    for step in creates("clientScope") {
        let body =
            json!({"name": last(step), "description": step["after"]["description"], "include_in_token_scope": true});
        resources.add("keycloak_openid_client_scope", &address(step), body);
    }
    for step in creates("client") {
        let after = &step["after"];
        let is_public = after["publicClient"] == true;
        let mut body = json!({
            "client_id": last(step), "name": after["name"], "description": after["description"], "enabled": true,
            "access_type": if is_public { "PUBLIC" } else { "CONFIDENTIAL" },
            "standard_flow_enabled": after["standardFlowEnabled"] == true,
            "service_accounts_enabled": after["serviceAccountsEnabled"] == true,
            "full_scope_allowed": after["fullScopeAllowed"] == true,
        });
        if is_public {
            body["root_url"] = after["rootUrl"].clone();
            body["valid_redirect_uris"] = after["redirectUris"].clone();
            body["web_origins"] = after["webOrigins"].clone();
        }
        if after["attributes"]["pkce.code.challenge.method"] == "S256" {
            body["pkce_code_challenge_method"] = json!("S256");
        }
        resources.add("keycloak_openid_client", &address(step), body);
    }
    for step in creates("client") {
        let id = resources.of(&address(step), "id");
        // A scope that is a resource is named through it, so that it is made before.
        let scopes = step["after"]["defaultClientScopes"].as_array().into_iter().flatten().map(|scope| {
            let address = format!("clientScope/{}", scope.as_str().unwrap_or_default());
            if resources.names.contains_key(&address) { resources.of(&address, "name") } else { scope.clone() }
        });
        let body = json!({"client_id": id, "default_scopes": scopes.collect::<Vec<_>>()});
        resources.add("keycloak_openid_client_default_scopes", &format!("scopes of {}", address(step)), body);
    }
    for step in creates("clientRole") {
        let owner = resources.of(&format!("client/{}", parent(step)), "id");
        let body = json!({"client_id": owner, "name": last(step), "description": step["after"]["description"]});
        resources.add("keycloak_role", &address(step), body);
    }
    // What is composite comes after what it contains: here only those that are not are contained.
    let (composite, plain): (Vec<&&Value>, Vec<&&Value>) =
        creates("realmRole").partition(|step| !granted(&address(step)).is_empty());
    for step in plain.into_iter().chain(composite) {
        let team = step["after"]["attributes"]["team"][0].clone();
        let mut body =
            json!({"name": last(step), "description": step["after"]["description"], "attributes": {"team": team}});
        let inside: Vec<Value> =
            granted(&address(step)).iter().map(|role| resources.of(&address(role), "id")).collect();
        if !inside.is_empty() {
            body["composite_roles"] = inside.into();
        }
        resources.add("keycloak_role", &address(step), body);
    }
    for step in creates("protocolMapper") {
        let owner = resources.of(&format!("client/{}", parent(step)), "id");
        let audience = step["after"]["config"]["included.client.audience"].as_str().unwrap_or_default();
        let audience = resources.of(&format!("client/{audience}"), "client_id");
        let body = json!({"client_id": owner, "name": last(step), "included_client_audience": audience});
        resources.add("keycloak_openid_audience_protocol_mapper", &address(step), body);
    }
    for step in creates("group") {
        let site = step["after"]["attributes"]["site"][0].clone();
        let mut body = json!({"name": last(step), "attributes": {"site": site}});
        if let above @ 1.. = parent(step).len() {
            body["parent_id"] = resources.of(&format!("group/{}", &parent(step)[..above]), "id");
        }
        resources.add("keycloak_group", &address(step), body);
    }
    for step in creates("group") {
        let roles: Vec<Value> = granted(&address(step)).iter().map(|role| resources.of(&address(role), "id")).collect();
        let body = json!({"group_id": resources.of(&address(step), "id"), "role_ids": roles});
        resources.add("keycloak_group_roles", &format!("roles of {}", address(step)), body);
    }
    for step in creates("client").filter(|step| step["after"]["serviceAccountsEnabled"] == true) {
        let user = resources.of(&address(step), "service_account_user_id");
        let client = last(step).as_str().unwrap_or_default().to_owned();
        for role in granted(&format!("serviceAccount/{client}")) {
            let body = json!({
                "service_account_user_id": user,
                "client_id": resources.of(&format!("client/{}", parent(&role)), "id"),
                "role": resources.of(&address(&role), "name"),
            });
            resources.add(
                "keycloak_openid_client_service_account_role",
                &format!("{client} has {}", address(&role)),
                body,
            );
        }
    }
    json!({
        "terraform": {"required_providers": {"keycloak": {"source": "keycloak/keycloak"}}},
        "provider": {"keycloak": {"client_timeout": 60}},
        "resource": resources.all,
    })
}
