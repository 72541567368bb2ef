//! A realm on the server and the project that describes it: what each story begins with.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::support::{self, Admin, Answer, Keycloak, Output, Project};

/// One realm of its own, one project, and eyes on what the server has.
pub(crate) struct Story {
    pub keycloak: &'static Keycloak,
    pub realm: String,
    pub project: Project,
}

impl Story {
    /// A fresh realm with nothing of its own in it, and a project that declares `toml`.
    pub(crate) fn new(toml: &str) -> Self {
        Self::on(json!({}), toml)
    }

    /// The same on that server.
    pub(crate) fn new_on(keycloak: &'static Keycloak, toml: &str) -> Self {
        Self::nowhere_on(keycloak, toml).with(json!({}))
    }

    /// A fresh realm made from a representation (its name is put in), and a project that declares `toml`.
    pub(crate) fn on(representation: Value, toml: &str) -> Self {
        Self::nowhere(toml).with(representation)
    }

    fn with(self, mut representation: Value) -> Self {
        representation["realm"] = json!(self.realm);
        representation["enabled"] = json!(true);
        self.keycloak.import_realm(&representation);
        self
    }

    /// A project for a realm that is not there yet.
    pub(crate) fn nowhere(toml: &str) -> Self {
        Self::nowhere_on(support::keycloak(), toml)
    }

    /// The same on that server.
    pub(crate) fn nowhere_on(keycloak: &'static Keycloak, toml: &str) -> Self {
        let story = Self { keycloak, realm: keycloak.fresh_realm("story"), project: Project::new() };
        story.project.file("realmform.toml", "schema = 1\ndefault_target = \"live\"\n");
        story.project.live(keycloak, &story.realm);
        story.declare(toml);
        story
    }

    /// The same, applied: where most stories start.
    pub(crate) fn converged(toml: &str) -> Self {
        let story = Self::new(toml);
        story.apply();
        story
    }

    /// Replaces all that the project declares.
    pub(crate) fn declare(&self, toml: &str) {
        self.project.file("realm/realm.toml", toml);
    }

    /// The plan's text; there has to be one.
    #[track_caller]
    pub(crate) fn plan(&self) -> String {
        let said = done(self.project.run(&["plan", "--target", "live"]));
        self.placeless(&said)
    }

    /// The text without what is another in every run: in its first line, which realm and server it is about.
    pub(crate) fn placeless(&self, said: &str) -> String {
        let place = format!("realm {} on {}", self.realm, self.keycloak.base_url());
        let default_role = format!("default-roles-{}", self.realm);
        let said = said.replace(&place, "realm REALM on SERVER").replace(&default_role, "default-roles-REALM");
        said.replace(&format!("Realm `{}`", self.realm), "Realm `REALM`")
    }

    /// Applies, and sees that a second run has nothing to do.
    #[track_caller]
    pub(crate) fn apply(&self) -> String {
        let said = done(self.project.run(&["apply", "--yes", "--target", "live"]));
        self.is_converged();
        said
    }

    /// Whether the next plan is empty.
    #[track_caller]
    pub(crate) fn is_converged(&self) {
        let again = self.project.run(&["plan", "--target", "live", "--detailed-exitcode"]);
        assert_eq!(again.status, 0, "the plan is not empty:\n{}{}", again.stdout, again.stderr);
    }

    pub(crate) fn admin(&self) -> Admin<'static> {
        self.keycloak.admin()
    }

    /// A path of the Admin API below the realm: `/clients`.
    pub(crate) fn path(&self, below: &str) -> String {
        format!("/{}{below}", self.realm)
    }

    #[track_caller]
    pub(crate) fn get(&self, below: &str) -> Value {
        self.admin().get(&self.path(below))
    }

    #[track_caller]
    pub(crate) fn post(&self, below: &str, body: &Value) -> Answer {
        let answer = self.admin().post(&self.path(below), body);
        answer.clone().ok();
        answer
    }

    #[track_caller]
    pub(crate) fn put(&self, below: &str, body: &Value) {
        self.admin().put(&self.path(below), body).ok();
    }

    #[track_caller]
    pub(crate) fn delete(&self, below: &str) {
        self.admin().delete(&self.path(below)).ok();
    }

    /// The client of this id, as the server has it.
    #[track_caller]
    pub(crate) fn client(&self, id: &str) -> Value {
        self.find_client(id).unwrap_or_else(|| panic!("no client {id}"))
    }

    pub(crate) fn find_client(&self, id: &str) -> Option<Value> {
        self.get(&format!("/clients?clientId={}", segment(id))).as_array()?.first().cloned()
    }

    /// `/clients/{id}` of the client with this name.
    #[track_caller]
    pub(crate) fn client_path(&self, id: &str) -> String {
        format!("/clients/{}", text(&self.client(id)["id"]))
    }

    #[track_caller]
    pub(crate) fn secret_of(&self, client: &str) -> String {
        text(&self.get(&format!("{}/client-secret", self.client_path(client)))["value"])
    }

    #[track_caller]
    pub(crate) fn role(&self, name: &str) -> Value {
        self.get(&format!("/roles/{}", segment(name)))
    }

    #[track_caller]
    pub(crate) fn client_role(&self, client: &str, name: &str) -> Value {
        self.get(&format!("{}/roles/{}", self.client_path(client), segment(name)))
    }

    /// What a role contains: `role` or `client.role` by the names that the clients have now, sorted.
    #[track_caller]
    pub(crate) fn composites(&self, role: &Value) -> Vec<String> {
        let inside = self.get(&format!("/roles-by-id/{}/composites", text(&role["id"])));
        sorted(list(&inside).map(|role| match role["clientRole"] == true {
            true => {
                let client = self.get(&format!("/clients/{}", text(&role["containerId"])));
                format!("{}.{}", text(&client["clientId"]), text(&role["name"]))
            }
            false => text(&role["name"]),
        }))
    }

    #[track_caller]
    pub(crate) fn find_group(&self, path: &str) -> Option<Value> {
        let path: String = path.split('/').skip(1).map(|name| format!("/{}", segment(name))).collect();
        self.admin().find(&self.path(&format!("/group-by-path{path}")))
    }

    #[track_caller]
    pub(crate) fn group(&self, path: &str) -> Value {
        let group = self.find_group(path).unwrap_or_else(|| panic!("no group {path}"));
        self.get(&format!("/groups/{}", text(&group["id"])))
    }

    #[track_caller]
    pub(crate) fn members(&self, group: &str) -> Vec<String> {
        let members = self.get(&format!("/groups/{}/members", text(&self.group(group)["id"])));
        names(&members, "username")
    }

    #[track_caller]
    pub(crate) fn group_roles(&self, group: &str) -> Vec<String> {
        self.roles_of(&format!("/groups/{}", text(&self.group(group)["id"])))
    }

    #[track_caller]
    pub(crate) fn service_account_roles(&self, client: &str) -> Vec<String> {
        let user = self.get(&format!("{}/service-account-user", self.client_path(client)));
        self.roles_of(&format!("/users/{}", text(&user["id"])))
    }

    /// The roles that a group or user holds itself: `role` or `client.role`, sorted.
    #[track_caller]
    pub(crate) fn roles_of(&self, holder: &str) -> Vec<String> {
        let held = self.get(&format!("{holder}/role-mappings"));
        let mut roles = names(&held["realmMappings"], "name");
        for (client, of_client) in held["clientMappings"].as_object().into_iter().flatten() {
            roles.extend(list(&of_client["mappings"]).map(|role| format!("{client}.{}", text(&role["name"]))));
        }
        sorted(roles)
    }

    #[track_caller]
    pub(crate) fn scope(&self, name: &str) -> Value {
        self.find_scope(name).unwrap_or_else(|| panic!("no client scope {name}"))
    }

    pub(crate) fn find_scope(&self, name: &str) -> Option<Value> {
        list(&self.get("/client-scopes")).find(|scope| scope["name"] == name).cloned()
    }

    #[track_caller]
    pub(crate) fn organization(&self, name: &str) -> Value {
        let found = self.get(&format!("/organizations?exact=true&search={}", segment(name)));
        let id = text(&list(&found).next().unwrap_or_else(|| panic!("no organization {name}"))["id"]);
        self.get(&format!("/organizations/{id}"))
    }

    /// Makes a user, and hands back `/users/{id}`.
    #[track_caller]
    pub(crate) fn user(&self, name: &str, more: Value) -> String {
        let mut user = json!({
            "username": name, "email": format!("{name}@example.com"), "emailVerified": true,
            "firstName": "Some", "lastName": "Body", "enabled": true,
        });
        user.as_object_mut().expect("a user").extend(more.as_object().expect("fields of a user").clone());
        format!("/users/{}", self.post("/users", &user).id())
    }
}

/// A mapper of a client or of a client scope.
#[track_caller]
pub(crate) fn mapper(owner: &Value, name: &str) -> Value {
    let found = list(&owner["protocolMappers"]).find(|mapper| mapper["name"] == name);
    found.unwrap_or_else(|| panic!("no mapper {name} in {owner}")).clone()
}

/// The standard output of a run that ended well.
#[track_caller]
pub(crate) fn done(output: Output) -> String {
    assert_eq!(output.status, 0, "{}\n{}", output.stdout, output.stderr);
    output.stdout
}

/// A name as a segment of a path. Keycloak refuses a path in which more than need be is encoded.
pub(crate) fn segment(name: &str) -> String {
    const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(name, SEGMENT).to_string()
}

#[track_caller]
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

pub(crate) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// One text of each, sorted.
#[track_caller]
pub(crate) fn names(all: &Value, key: &str) -> Vec<String> {
    sorted(list(all).map(|one| text(&one[key])))
}

/// A list of texts, sorted.
#[track_caller]
pub(crate) fn texts(all: &Value) -> Vec<String> {
    sorted(list(all).map(text))
}

pub(crate) fn sorted(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().collect();
    names.sort();
    names
}
