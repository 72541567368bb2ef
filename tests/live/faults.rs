//! What goes wrong with a Keycloak or a database: each with its own words, its exit code, and nothing half done.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Asked, Fake, Output, Project, Reply, free_port, keycloak, postgres};

mod database;
mod tls;

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
        project.live(keycloak(), &realm);
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

// --- who signs in, and where ---------------------------------------------------------------------

#[test]
fn a_server_that_is_down_is_told() {
    let story = Story::without_realm("down");
    story.project.env("KEYCLOAK_ADMIN_URL", &format!("http://127.0.0.1:{}/admin/realms/x", free_port()));
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: cannot reach http://127.0.0.1:PORT: client error (Connect): tcp connect error: Connection refused (os error 111)
      help: is the server running, and is KEYCLOAK_ADMIN_URL right?
    "#);
}

#[test]
fn a_wrong_password_is_told_and_not_repeated() {
    let story = Story::new("password");
    story.project.env("KEYCLOAK_ADMIN_PASSWORD", "not-the-word");
    let told = story.refused(&["plan"]);
    assert!(!told.contains("not-the-word"), "{told}");
    insta::assert_snapshot!(told, @r#"
    exit 3
    error: Keycloak refused to sign in user `admin` at realm `master`: Invalid user credentials
      help: check the name and the secret in the environment
    "#);
}

#[test]
fn a_wrong_client_secret_is_told_and_not_repeated() {
    let story = Story::new("secret");
    story.robot(&["view-realm"]);
    story.signs_in(&story.realm, "robot", "not-the-word");
    let told = story.refused(&["plan"]);
    assert!(!told.contains("not-the-word"), "{told}");
    insta::assert_snapshot!(told, @r#"
    exit 3
    error: Keycloak refused to sign in client `robot` at realm `<realm>`: Invalid client or Invalid client credentials
      help: check the name and the secret in the environment
    "#);
}

#[test]
fn a_realm_to_sign_in_at_that_is_not_there_is_told() {
    let story = Story::new("adminrealm");
    story.project.env("KEYCLOAK_ADMIN_REALM", "nowhere");
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: http://127.0.0.1:PORT has no realm `nowhere` to sign in at (/realms/nowhere/protocol/openid-connect/token: 404)
      help: check KEYCLOAK_ADMIN_URL (is there a path such as /auth?) and KEYCLOAK_ADMIN_REALM
    "#);
}

#[test]
fn an_account_without_rights_is_told_which_it_needs() {
    let story = Story::new("norights");
    story.robot(&[]);
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: GET /admin/realms/<realm> answered 403 Forbidden: HTTP 403 Forbidden
      help: the account lacks rights: to plan it needs the roles view-realm, view-clients, view-users and query-groups of the realm's management client, to apply also manage-realm, manage-clients and manage-users
    "#);
}

#[test]
fn an_account_that_may_only_view_plans_and_does_not_apply() {
    let story = Story::new("viewer");
    story.robot(&["view-realm", "view-clients", "view-users", "query-groups"]);
    let plan = checked(story.project.run(&["plan", "--detailed-exitcode"]));
    assert_eq!(plan.status, 2, "{plan:#?}");
    assert!(plan.stdout.contains("+ realmRole/reader"), "{}", plan.stdout);
    insta::assert_snapshot!(story.refused(&["apply", "--yes"]), @r#"
    exit 6
    The apply failed: 0 of 1 step done, 1 failed, 0 remain.

    Failed
      + realmRole/reader
          error: POST /admin/realms/<realm>/roles answered 403 Forbidden: HTTP 403 Forbidden
            at realm/roles.toml:2
            help: the account lacks rights: to plan it needs the roles view-realm, view-clients, view-users and query-groups of the realm's management client, to apply also manage-realm, manage-clients and manage-users

    Run `realmform apply` again: it goes on from there.
    "#);
}

#[test]
fn a_realm_that_the_account_may_not_make_is_told() {
    let story = Story::without_realm("unmade");
    let client = json!({"clientId": story.realm, "secret": "robots-own", "serviceAccountsEnabled": true});
    keycloak().admin().post("/master/clients", &client).ok();
    story.signs_in("master", &story.realm, "robots-own");
    insta::assert_snapshot!(story.refused(&["apply", "--yes"]), @r#"
    exit 6
    The apply failed: 0 of 2 steps done, 1 failed, 1 remains.

    Failed
      + realm
          error: realm `<realm>` is not there, and this account may not make it (POST /admin/realms answered 403 Forbidden: HTTP 403 Forbidden)
            help: give the account the realm role `create-realm` in the master realm, let somebody else make the realm, or correct the realm's name

    Remaining, not tried
      + realmRole/reader

    Run `realmform apply` again: it goes on from there.
    "#);
    assert_eq!(keycloak().admin().find(&format!("/{}", story.realm)), None);
}

// --- what a server answers -----------------------------------------------------------------------

#[test]
fn a_value_that_the_server_refuses_is_told_with_its_line() {
    let story = Story::new("value");
    story.project.file("realm/clients.toml", "# ours\n[clients.web]\nrootUrl = \"javascript:alert(1)\"\n");
    insta::assert_snapshot!(story.refused(&["apply", "--yes"]), @r#"
    exit 6
    [1/2] + realmRole/reader
    The apply was done in part: 1 of 2 steps done, 1 failed, 0 remain.

    Done: 1 created
      + realmRole/reader

    Failed
      + client/web
          error: POST /admin/realms/<realm>/clients answered 400 Bad Request: Root URL uses an illegal scheme
            at realm/clients.toml:2
            help: the server does not accept a value; its words above say which

    Run `realmform apply` again: it goes on from there.
    "#);
    story.project.file("realm/clients.toml", "[clients.web]\nrootUrl = \"https://example.com\"\n");
    story.converges();
}

#[test]
fn an_object_that_was_made_meanwhile_is_told() {
    let story = Story::new("meanwhile");
    story.through(|asked| if asked.is("POST", "/roles") { Reply::Twice } else { Reply::Real });
    insta::assert_snapshot!(story.refused(&["apply", "--yes"]), @r#"
    exit 6
    The apply failed: 0 of 1 step done, 1 failed, 0 remain.

    Failed
      + realmRole/reader
          error: POST /admin/realms/<realm>/roles answered 409 Conflict: Role with name reader already exists
            at realm/roles.toml:2
            help: an object of that name is there already: run `realmform plan` again, it may have been made meanwhile

    Run `realmform apply` again: it goes on from there.
    "#);
    story.converges();
}

#[test]
fn an_object_that_went_meanwhile_is_told() {
    let story = Story::new("gone");
    story.converges();
    story.project.file("realm/roles.toml", "[roles.realm.reader]\ndescription = \"Reads more\"\n");
    story.through(|asked| match asked.method.as_str() {
        "PUT" => Reply::Json(404, json!({"error": "Could not find role"})),
        _ => Reply::Real,
    });
    insta::assert_snapshot!(story.refused(&["apply", "--yes"]), @r#"
    exit 6
    The apply failed: 0 of 1 step done, 1 failed, 0 remain.

    Failed
      ~ realmRole/reader
          error: PUT /admin/realms/<realm>/roles-by-id/<id> answered 404 Not Found: Could not find role
            at realm/roles.toml:1
            help: something is not there (any more): run `realmform plan` to see what is live now

    Run `realmform apply` again: it goes on from there.
    "#);
    story.converges();
}

#[test]
fn a_server_that_fails_says_so_with_its_own_words() {
    let story = Story::new("fails");
    story.through(|asked| match asked.method.as_str() {
        "POST" if asked.path.ends_with("/roles") => Reply::Json(500, json!({"error": "unknown_error"})),
        _ => Reply::Real,
    });
    insta::assert_snapshot!(story.refused(&["apply", "--yes"]), @r#"
    exit 6
    The apply failed: 0 of 1 step done, 1 failed, 0 remain.

    Failed
      + realmRole/reader
          error: POST /admin/realms/<realm>/roles answered 500 Internal Server Error: unknown_error
            at realm/roles.toml:2
            help: the server failed; its log says why. Run again: what is done is not done twice

    Run `realmform apply` again: it goes on from there.
    "#);
    story.converges();
}

#[test]
fn an_answer_that_is_not_json_is_told() {
    let story = Story::new("html");
    story.through(|asked| match asked.is("GET", "/clients") {
        true => Reply::Html(200, "<html><body>Please sign in to the proxy</body></html>"),
        false => Reply::Real,
    });
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: the answer to GET /admin/realms/<realm>/clients?first=N&max=20 is not JSON
      help: check that http://127.0.0.1:PORT is a Keycloak, and not a page in front of it
    "#);
    // A page in front of all of it, the token's address too.
    story.through(|_| Reply::Html(200, "<html><body>Please sign in to the proxy</body></html>"));
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: the answer to POST /realms/master/protocol/openid-connect/token is not JSON with a token
      help: check that http://127.0.0.1:PORT is a Keycloak, and not a page in front of it
    "#);
    story.through(|_| Reply::Html(502, "<html><body>Bad gateway</body></html>"));
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: POST /realms/master/protocol/openid-connect/token answered 502 Bad Gateway: a web page, which is not Keycloak's own answer
      help: the server failed; its log says why. Run again: what is done is not done twice
    "#);
}

#[test]
fn json_of_another_shape_is_told() {
    let story = Story::new("shape");
    let end = format!("/{}", story.realm);
    story.through(move |asked| if asked.is("GET", &end) { Reply::Json(200, json!(["x"])) } else { Reply::Real });
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: the answer to GET /admin/realms/<realm> is JSON, but no realm
      help: check that http://127.0.0.1:PORT is a Keycloak, and not a page in front of it
    "#);
    story.through(|asked| match asked.is("GET", "/clients") {
        true => Reply::Json(200, json!({"ok": true})),
        false => Reply::Real,
    });
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: the answer to GET /admin/realms/<realm>/clients?first=N&max=20 is JSON, but no list of objects
      help: check that http://127.0.0.1:PORT is a Keycloak, and not a page in front of it
    "#);
}

#[test]
fn a_read_that_breaks_off_is_read_again() {
    let story = Story::new("cut");
    let fake = story.through(|asked| match asked.is("GET", "/clients") && asked.before == 0 {
        true => Reply::Cut,
        false => Reply::Real,
    });
    let output = checked(story.project.run(&["plan", "--detailed-exitcode"]));
    assert_eq!(output.status, 2, "{output:#?}");
    assert!(fake.count("GET", "/clients") >= 2);
    story.through(|asked| if asked.is("GET", "/clients") { Reply::Cut } else { Reply::Real });
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: the connection to http://127.0.0.1:PORT broke during GET /admin/realms/<realm>/clients?first=N&max=20: request or response body error: error reading a body from connection: end of file before message length reached
      help: run again: what is done is not done twice
    "#);
}

#[test]
fn a_write_whose_answer_is_lost_is_told_and_not_sent_twice() {
    let story = Story::new("lost");
    let fake = story.through(|asked| if asked.is("POST", "/roles") { Reply::Lost } else { Reply::Real });
    insta::assert_snapshot!(story.refused(&["apply", "--yes"]), @r#"
    exit 6
    The apply failed: 0 of 1 step done, 1 failed, 0 remain.

    Failed
      + realmRole/reader
          error: the connection to http://127.0.0.1:PORT broke during POST /admin/realms/<realm>/roles: request or response body error: error reading a body from connection: end of file before message length reached
            at realm/roles.toml:2
            help: run again: what is done is not done twice

    Run `realmform apply` again: it goes on from there.
    "#);
    assert_eq!(fake.count("POST", "/roles"), 1);
    story.converges();
}

#[test]
fn a_server_that_is_busy_is_asked_again() {
    let story = Story::new("busy");
    let fake = story.through(|asked| match asked.before < 2 {
        true => Reply::Json(503, json!({"error": "starting"})),
        false => Reply::Real,
    });
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
    assert_eq!(fake.count("POST", "/roles"), 3);
    assert!(fake.count("POST", "/token") >= 3);
}

#[test]
fn a_server_that_stays_busy_is_told() {
    let story = Story::new("busier");
    story.through(|asked| match asked.path.contains("/admin/") {
        true => Reply::Json(503, json!({"error": "starting"})),
        false => Reply::Real,
    });
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: GET /admin/realms/<realm> answered 503 Service Unavailable: starting
      help: the server failed; its log says why. Run again: what is done is not done twice
    "#);
}

#[test]
fn a_token_that_ended_is_fetched_anew() {
    let story = Story::new("token");
    let fake = story.through(|asked| match asked.path.contains("/admin/") && asked.before == 0 {
        true => Reply::Json(401, json!({"error": "HTTP 401 Unauthorized"})),
        false => Reply::Real,
    });
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(fake.count("POST", "/token") > 1);
}

#[test]
fn a_token_that_is_never_taken_is_told() {
    let story = Story::new("notoken");
    story.through(|asked| match asked.path.contains("/admin/") {
        true => Reply::Json(401, json!({"error": "HTTP 401 Unauthorized"})),
        false => Reply::Real,
    });
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: GET /admin/realms/<realm> answered 401 Unauthorized: HTTP 401 Unauthorized
      help: the token was refused twice: is the account still enabled?
    "#);
}

// --- in part -------------------------------------------------------------------------------------

#[test]
fn an_apply_in_part_tells_what_is_done_what_failed_and_what_remains() {
    let story = Story::new("part");
    let objects = "[roles.realm.base]\n\n[roles.realm.broken]\n\n[roles.realm.top]\ncomposites.realm = [\"broken\"]\n";
    story.project.file("realm/roles.toml", objects);
    story.through(|asked| {
        let broken = String::from_utf8_lossy(&asked.body).contains("broken");
        match asked.is("POST", "/roles") && broken {
            // The others are done by then.
            true => {
                std::thread::sleep(Duration::from_millis(700));
                Reply::Json(500, json!({"error": "unknown_error", "error_description": "The disk is full"}))
            }
            false => Reply::Real,
        }
    });
    let output = checked(story.project.run(&["apply", "--yes"]));
    let told = story.told(&output);
    // Which of the two comes first is the server's choice.
    let told: Vec<&str> = told.lines().filter(|line| !line.starts_with('[')).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    exit 6
    The apply was done in part: 2 of 4 steps done, 1 failed, 1 remains.

    Done: 2 created
      + realmRole/base
      + realmRole/top

    Failed
      + realmRole/broken
          error: POST /admin/realms/<realm>/roles answered 500 Internal Server Error: The disk is full
            at realm/roles.toml:3
            help: the server failed; its log says why. Run again: what is done is not done twice

    Remaining, not tried
      + grant realmRole/top: composites.realm

    Run `realmform apply` again: it goes on from there.
    "#);
    let role = |name: &str| keycloak().admin().find(&format!("/{}/roles/{name}", story.realm)).is_some();
    assert!(role("base") && role("top") && !role("broken"));
    story.converges();
    assert!(role("broken"));
}

#[test]
fn an_interrupted_apply_ends_between_two_steps_and_the_next_run_goes_on() {
    let story = Story::new("interrupted");
    story.declare_roles(60);
    story.through(|asked| match asked.is("POST", "/roles") {
        true => Reply::Slow(Duration::from_millis(200)),
        false => Reply::Real,
    });
    let mut command = story.project.command(story.project.path(), &["apply", "--yes"]);
    let mut apply = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = BufReader::new(apply.stderr.take().unwrap());
    let mut first = String::new();
    stderr.read_line(&mut first).unwrap();
    assert!(first.starts_with("[1/60] + realmRole/role-1"), "{first}");
    let sent = Command::new("kill").args(["-INT", &apply.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    let status = apply.wait().unwrap();
    assert_eq!(status.code(), Some(6), "{rest}");
    let said = rest.lines().find(|line| line.contains("interrupted")).unwrap_or_else(|| panic!("{rest}"));
    assert!(said.ends_with("remain.") && said.contains("0 failed"), "{said}");
    assert!(rest.contains("Remaining, not tried") && rest.contains("… and "), "{rest}");
    assert!(rest.ends_with("Run `realmform apply` again: it goes on from there.\n"), "{rest}");
    // What it counts as done is done, and no more.
    let roles = keycloak().admin().get(&format!("/{}/roles?first=0&max=100", story.realm));
    let made = roles.as_array().unwrap().iter().filter(|it| it["name"].as_str().unwrap().starts_with("role-")).count();
    assert!(said.contains(&format!("{made} of 60 steps done")), "{said} but {made} are made");
    assert!(made < 60);
    story.converges();
}

#[test]
fn a_second_interruption_stops_at_once() {
    let story = Story::new("twice");
    story.declare_roles(20);
    let count = std::sync::atomic::AtomicUsize::new(0);
    story.through(move |asked| match asked.is("POST", "/roles") {
        true if count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 0 => Reply::Slow(Duration::from_secs(30)),
        _ => Reply::Real,
    });
    let mut command = story.project.command(story.project.path(), &["apply", "--yes"]);
    let mut apply = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(apply.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.next().unwrap().starts_with("[1/20]"));
    let process = apply.id().to_string();
    let interrupt = || Command::new("kill").args(["-INT", &process]).status().unwrap();
    interrupt();
    assert_eq!(lines.next().unwrap(), "Interrupted: what is under way is ended first. Once more stops at once.");
    let asked = Instant::now();
    interrupt();
    let stopped = "Stopped at once. Run `realmform apply` again: it goes on from what is done.";
    assert_eq!(lines.next().unwrap(), stopped);
    assert_eq!(apply.wait().unwrap().code(), Some(6));
    assert!(asked.elapsed() < Duration::from_secs(10));
    // The requests that were under way may still arrive, so what converges is a run after them.
}

#[test]
fn every_failure_says_what_to_do_next() {
    let story = Story::new("next");
    for status in [400, 403, 404, 409, 500, 502] {
        story.through(move |asked| match asked.is("POST", "/roles") {
            true => Reply::Json(status, json!({"errorMessage": "no"})),
            false => Reply::Real,
        });
        let told = story.refused(&["apply", "--yes"]);
        assert!(told.starts_with("exit 6\n") && told.contains("help: "), "{told}");
        assert!(told.contains("realm/roles.toml:2") && told.contains(&format!("answered {status}")), "{told}");
    }
}
