//! The Keycloak of the tests: fetched and built once per machine, started fresh for each test process.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::admin::{Admin, Answer, Session};
use super::guardian::{Guarded, run_dir};
use super::java::{NEEDED, java};
use super::{cache, free_port, http, password, unique, wait};

/// The version that all tests are about.
const VERSION: &str = "26.7.3";

/// The version of the servers: `REALMFORM_TEST_KEYCLOAK` chooses another one that realmform supports.
pub(crate) fn version() -> String {
    std::env::var("REALMFORM_TEST_KEYCLOAK").ok().filter(|set| !set.is_empty()).unwrap_or_else(|| VERSION.to_owned())
}

/// A running Keycloak with nothing in it but the realm `master`.
pub(crate) struct Keycloak {
    base_url: String,
    password: String,
    session: Session,
    server: Guarded,
}

impl Keycloak {
    pub(super) fn start() -> Self {
        java("start Keycloak");
        let home = distribution();
        let dir = run_dir("keycloak");
        let port = free_port();
        let password = password();
        let mut command = kc(&home);
        command
            .args(["start", "--optimized", "--cache=local"])
            .args(["--http-enabled=true", "--http-host=127.0.0.1"])
            .arg(format!("--http-port={port}"))
            .arg("--hostname-strict=false")
            .env("KC_BOOTSTRAP_ADMIN_USERNAME", "admin")
            .env("KC_BOOTSTRAP_ADMIN_PASSWORD", &password)
            .env("QUARKUS_TRANSACTION_MANAGER_OBJECT_STORE_DIRECTORY", dir.join("transactions"));
        let keycloak = Self {
            base_url: format!("http://127.0.0.1:{port}"),
            password,
            session: Session::default(),
            server: Guarded::start("Keycloak", dir, &command, None),
        };
        let url = format!("{}/realms/master", keycloak.base_url);
        keycloak.server.wait_until(Duration::from_secs(180), || answers(&url));
        keycloak
    }

    /// The directory of this run, which goes with the server.
    pub(crate) fn run_dir(&self) -> &std::path::Path {
        self.server.dir()
    }

    /// `http://127.0.0.1:<port>`
    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(crate) fn admin_username(&self) -> &str {
        "admin"
    }

    pub(crate) fn admin_password(&self) -> &str {
        &self.password
    }

    /// A new token of the administrator.
    pub(crate) fn admin_token(&self) -> String {
        let form = [
            ("grant_type", "password"),
            ("client_id", "admin-cli"),
            ("username", self.admin_username()),
            ("password", self.admin_password()),
        ];
        let answer = self.token_answer("master", &form).ok();
        answer["access_token"].as_str().expect("an access token").to_owned()
    }

    /// The Admin API, signed in as the administrator.
    pub(crate) fn admin(&self) -> Admin<'_> {
        Admin::new(self, &self.session)
    }

    /// The name of a realm that does not exist yet.
    pub(crate) fn fresh_realm(&self, prefix: &str) -> String {
        unique(prefix, '-')
    }

    /// Creates a realm from a representation such as an export.
    pub(crate) fn import_realm(&self, realm: &Value) {
        self.admin().post("", realm).ok();
    }

    /// What the token endpoint of a realm answers, whether it grants or refuses.
    pub(crate) fn token_answer(&self, realm: &str, form: &[(&str, &str)]) -> Answer {
        let url = format!("{}/realms/{realm}/protocol/openid-connect/token", self.base_url);
        Answer::of(http().post(url).form(form))
    }

    /// The claims of the access token that the form is granted.
    pub(crate) fn token(&self, realm: &str, form: &[(&str, &str)]) -> Value {
        let answer = self.token_answer(realm, form).ok();
        claims(answer["access_token"].as_str().expect("an access token in the answer"))
    }
}

/// What `kc.sh export` writes of realms that `kc.sh import` has read, by name: a file for each realm and one for its users.
/// They are in a database of their own for as long as that takes, so that no server has to run; nothing stays on disk.
pub(crate) fn exported(realms: &[Value]) -> BTreeMap<String, String> {
    java("run `kc.sh export`");
    let folder = tempfile::tempdir().expect("a folder for the exports");
    let database = tempfile::tempdir().expect("a folder for a database");
    let given = database.path().join("given");
    std::fs::create_dir(&given).expect("a folder for the realms");
    for realm in realms {
        let name = realm["realm"].as_str().expect("the realm's name");
        std::fs::write(given.join(format!("{name}-realm.json")), realm.to_string()).expect("a file of a realm");
    }
    let url = format!("jdbc:h2:file:{}/data;NON_KEYWORDS=VALUE;DB_CLOSE_ON_EXIT=FALSE", database.path().display());
    for (verb, place) in [("import", given.as_path()), ("export", folder.path())] {
        let mut command = kc(&distribution());
        command.args([verb, "--optimized", "--dir"]).arg(place).env("KC_DB_URL", &url);
        command.env("QUARKUS_TRANSACTION_MANAGER_OBJECT_STORE_DIRECTORY", database.path().join("transactions"));
        if verb == "export" {
            command.args(["--users", "same_file"]);
        }
        cache::run(&mut command, &format!("{verb} realms"), NEEDED);
    }
    let files = std::fs::read_dir(folder.path()).expect("the folder of the exports").map(|entry| {
        let entry = entry.expect("an export");
        let text = std::fs::read_to_string(entry.path()).expect("the text of an export");
        (entry.file_name().into_string().expect("a name in UTF-8"), text)
    });
    files.collect()
}

fn answers(url: &str) -> bool {
    let request = http().get(url).timeout(Duration::from_secs(5));
    wait(async {
        let answer = request.send().await;
        answer.is_ok_and(|answer| answer.status() == 200)
    })
}

/// The unpacked distribution, built for an in-memory database of its own.
fn distribution() -> PathBuf {
    let version = version();
    cache::once(&format!("keycloak-{version}"), |dir| {
        let artifact = format!("org.keycloak:keycloak-quarkus-dist:{version}:tar.gz");
        cache::copy(&artifact, dir);
        let archive = dir.join(format!("keycloak-quarkus-dist-{version}.tar.gz"));
        cache::untar(&archive, dir, 1);
        std::fs::remove_file(archive).expect("the unpacked archive removed");
        let mut build = kc(dir);
        build.args(["build", "--db=dev-mem"]);
        cache::run(&mut build, "build Keycloak", NEEDED);
    })
}

/// `kc.sh` with a modest heap, deaf to Keycloak settings of the machine.
fn kc(home: &Path) -> Command {
    let mut command = Command::new(home.join("bin/kc.sh"));
    for (key, _) in std::env::vars_os() {
        let name = key.to_string_lossy();
        if ["KC_", "QUARKUS_", "JAVA_OPTS"].iter().any(|ours| name.starts_with(ours)) {
            command.env_remove(key);
        }
    }
    command.env(
        "JAVA_OPTS",
        "-Xms256m -Xmx1g -XX:+UseSerialGC -Dfile.encoding=UTF-8 -Djava.security.egd=file:/dev/urandom",
    );
    command
}

/// The payload of a JWT.
fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("a token of three parts");
    let (mut bits, mut count, mut bytes) = (0u32, 0, Vec::new());
    for symbol in payload.bytes() {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            other => panic!("{:?} is no base64url", other as char),
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    serde_json::from_slice(&bytes).expect("the token's payload as JSON")
}
