//! One request to the Admin API: signed in, counted, limited in number, and with the server's own words when it fails.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Client, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::sync::{Mutex, Semaphore};

use super::settings::{Credentials, Settings};
use crate::request::segment;
use crate::target::Failure;

/// Requests under way at once; measured best on two cores.
const IN_FLIGHT: usize = 8;
/// A request without an answer ends after this.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Tries of a request that the server did not take on.
const TRIES: u32 = 4;

/// A realm of a live Keycloak.
#[derive(Debug)]
pub struct Keycloak {
    pub(super) settings: Settings,
    client: Client,
    token: Mutex<Option<Token>>,
    places: Semaphore,
    requests: AtomicUsize,
}

#[derive(Clone, Debug)]
struct Token {
    text: SecretString,
    /// When to ask for a new one: some time before it ends.
    renew: Instant,
}

/// What came back: the body where there was one, and the end of its `Location`.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub body: Value,
    pub location: Option<String>,
}

/// A refusal that the caller may know what to make of, or a failure.
#[derive(Debug)]
pub(super) struct Refused {
    pub status: Option<StatusCode>,
    pub failure: Failure,
}

impl Keycloak {
    /// # Errors
    /// The machine has no usable TLS set-up.
    pub fn new(settings: Settings) -> Result<Self, Failure> {
        // Another part of the program may have chosen the provider before, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .timeout(TIMEOUT)
            .connect_timeout(Duration::from_secs(10))
            .pool_max_idle_per_host(IN_FLIGHT)
            .user_agent(concat!("realmform/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Failure::input(format!("cannot set up HTTPS: {}", chain(&error))))?;
        Ok(Self {
            settings,
            client,
            token: Mutex::new(None),
            places: Semaphore::new(IN_FLIGHT),
            requests: AtomicUsize::new(0),
        })
    }

    /// How many requests were sent so far, those for tokens too.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// `/admin/realms/{realm}` and the path below, which begins with `/` or is empty.
    pub(super) fn below_realm(&self, path: &str) -> String {
        format!("/admin/realms/{}{path}", segment(&self.settings.realm))
    }

    /// # Errors
    /// See `send`.
    pub(super) async fn get(&self, path: &str) -> Result<Value, Refused> {
        Ok(self.send(reqwest::Method::GET, path, None).await?.body)
    }

    /// Sends one request. What the server surely did not take on is sent again.
    ///
    /// # Errors
    /// With the method, the path, the status and the server's own words.
    pub(super) async fn send(
        &self,
        method: reqwest::Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, Refused> {
        let Ok(_place) = self.places.acquire().await else {
            return Err(Failure::server("the run was ended").into());
        };
        let url = format!("{}{path}", self.settings.server);
        let is_read = method == reqwest::Method::GET;
        let mut renewed = false;
        let mut tries = 0;
        loop {
            tries += 1;
            let token = self.token().await?;
            let mut request = self.client.request(method.clone(), &url).bearer_auth(token.text.expose_secret());
            if let Some(body) = body {
                request = request.json(body);
            }
            self.requests.fetch_add(1, Ordering::Relaxed);
            let wait = Duration::from_millis(100 << tries);
            match request.send().await {
                Err(error) if tries < TRIES && (is_read || error.is_connect()) && !is_final(&error) => {
                    tokio::time::sleep(wait).await;
                }
                Err(error) => return Err(self.unreachable(&format!("{method} {path}"), &error).into()),
                Ok(response) if response.status() == StatusCode::UNAUTHORIZED && !renewed => {
                    renewed = true;
                    self.forget_token(&token).await;
                }
                Ok(response) if response.status() == StatusCode::SERVICE_UNAVAILABLE && tries < TRIES => {
                    tokio::time::sleep(wait).await;
                }
                Ok(response) => {
                    let (status, location) = (response.status(), location(&response));
                    match response.text().await {
                        Ok(text) => return self.answer(&method, path, status, location, &text),
                        // Half an answer is none.
                        Err(_) if tries < TRIES && is_read => tokio::time::sleep(wait).await,
                        Err(error) => return Err(self.unreachable(&format!("{method} {path}"), &error).into()),
                    }
                }
            }
        }
    }

    fn answer(
        &self,
        method: &reqwest::Method,
        path: &str,
        status: StatusCode,
        location: Option<String>,
        text: &str,
    ) -> Result<Answer, Refused> {
        if !status.is_success() {
            let failure = refusal(method, path, status, &words(text));
            return Err(Refused { status: Some(status), failure });
        }
        if text.is_empty() {
            return Ok(Answer { body: Value::Null, location });
        }
        match serde_json::from_str(text) {
            Ok(body) => Ok(Answer { body, location }),
            Err(_) => Err(self.strange(&format!("{method} {path}"), "is not JSON").into()),
        }
    }

    /// An answer that no Keycloak gives.
    pub(super) fn strange(&self, request: &str, what: &str) -> Failure {
        Failure::server(format!("the answer to {request} {what}"))
            .help(format!("check that {} is a Keycloak, and not a page in front of it", self.settings.server))
    }

    /// Roles that came into being in this run are only in a token issued after them.
    pub(super) async fn renew_token(&self) {
        *self.token.lock().await = None;
    }

    async fn forget_token(&self, used: &Token) {
        let mut held = self.token.lock().await;
        if held.as_ref().is_some_and(|token| token.text.expose_secret() == used.text.expose_secret()) {
            *held = None;
        }
    }

    async fn token(&self) -> Result<Token, Failure> {
        let mut held = self.token.lock().await;
        if let Some(token) = held.as_ref().filter(|token| token.renew > Instant::now()) {
            return Ok(token.clone());
        }
        let token = self.sign_in().await?;
        *held = Some(token.clone());
        Ok(token)
    }

    async fn sign_in(&self) -> Result<Token, Failure> {
        let Settings { server, admin_realm, credentials, .. } = &self.settings;
        let path = format!("/realms/{}/protocol/openid-connect/token", segment(admin_realm));
        let form = match credentials {
            Credentials::Client { id, secret } => {
                vec![("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret.expose_secret())]
            }
            Credentials::User { client, name, password } => vec![
                ("grant_type", "password"),
                ("client_id", client),
                ("username", name),
                ("password", password.expose_secret()),
            ],
        };
        let request = format!("POST {path}");
        let mut tries = 0;
        let (asked, status, text) = loop {
            tries += 1;
            let asked = Instant::now();
            match self.ask_token(&path, &form).await {
                Err(error) if tries < TRIES && !is_final(&error) => {}
                Err(error) => return Err(self.unreachable(&request, &error)),
                Ok((StatusCode::SERVICE_UNAVAILABLE, _)) if tries < TRIES => {}
                Ok((status, text)) => break (asked, status, text),
            }
            tokio::time::sleep(Duration::from_millis(100 << tries)).await;
        };
        if status.is_server_error() {
            return Err(refusal(&reqwest::Method::POST, &path, status, &words(&text)));
        }
        if status == StatusCode::NOT_FOUND {
            return Err(Failure::server(format!("{server} has no realm `{admin_realm}` to sign in at ({path}: 404)"))
                .help("check KEYCLOAK_ADMIN_URL (is there a path such as /auth?) and KEYCLOAK_ADMIN_REALM"));
        }
        if !status.is_success() {
            let who = credentials.who();
            let message = format!("Keycloak refused to sign in {who} at realm `{admin_realm}`: {}", words(&text));
            return Err(Failure::server(message).help("check the name and the secret in the environment"));
        }
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        let Some(token) = answer.get("access_token").and_then(Value::as_str) else {
            return Err(self.strange(&request, "is not JSON with a token"));
        };
        let lives = answer.get("expires_in").and_then(Value::as_u64).unwrap_or(60);
        let renew = asked + Duration::from_secs(lives).mul_f64(0.7);
        Ok(Token { text: token.to_owned().into(), renew })
    }

    async fn ask_token(&self, path: &str, form: &[(&str, &str)]) -> reqwest::Result<(StatusCode, String)> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let response = self.client.post(format!("{}{path}", self.settings.server)).form(form).send().await?;
        Ok((response.status(), response.text().await?))
    }

    fn unreachable(&self, request: &str, error: &reqwest::Error) -> Failure {
        let server = &self.settings.server;
        let why = chain(error);
        if why.contains("InvalidContentType") {
            return Failure::server(format!("no trusted connection to {server}: what answers there speaks no TLS"))
                .help(
                    "give KEYCLOAK_ADMIN_URL the port of https, or `http://` where the network in between is trusted",
                );
        }
        if why.contains("certificate") || why.contains("TLS") || why.contains("tls") {
            return Failure::server(format!("no trusted connection to {server}: {why}")).help(
                "the server's certificate must be trusted by this machine; SSL_CERT_FILE can name a file of further \
                 authorities",
            );
        }
        if error.is_timeout() {
            return Failure::server(format!("{server} did not answer {request} in time: {why}"))
                .help("look at the server's load and log, then run again: what is done is not done twice");
        }
        if error.is_connect() {
            return Failure::server(format!("cannot reach {server}: {why}"))
                .help("is the server running, and is KEYCLOAK_ADMIN_URL right?");
        }
        Failure::server(format!("the connection to {server} broke during {request}: {why}"))
            .help("run again: what is done is not done twice")
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self { status: None, failure }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        refused.failure
    }
}

/// A trouble that the next try will meet again.
fn is_final(error: &reqwest::Error) -> bool {
    let why = chain(error);
    why.contains("certificate") || why.contains("InvalidContentType") || why.contains("dns") || why.contains("refused")
}

/// An error with all that caused it, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = String::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&cause_text);
        }
        next = cause.source();
    }
    if text.is_empty() { error.to_string() } else { text }
}

/// What a `Location` ends with: the id of what was made.
fn location(response: &Response) -> Option<String> {
    let location = response.headers().get("location")?.to_str().ok()?;
    location.rsplit('/').next().map(str::to_owned)
}

/// The server's own words in an error's body.
fn words(text: &str) -> String {
    if text.trim_start().starts_with('<') {
        return "a web page, which is not Keycloak's own answer".to_owned();
    }
    let json: Value = serde_json::from_str(text).unwrap_or_default();
    let keys = ["error_description", "errorMessage", "error"];
    match keys.iter().find_map(|key| json.get(key).and_then(Value::as_str)) {
        Some(words) => words.to_owned(),
        None => text.chars().filter(|c| !c.is_control()).take(200).collect(),
    }
}

fn refusal(method: &reqwest::Method, path: &str, status: StatusCode, words: &str) -> Failure {
    let words = if words.is_empty() { String::new() } else { format!(": {words}") };
    let failure = Failure::server(format!("{method} {path} answered {status}{words}"));
    let help = match status.as_u16() {
        401 => "the token was refused twice: is the account still enabled?",
        403 => {
            "the account lacks rights: to plan it needs the roles view-realm, view-clients, view-users and query-groups \
             of the realm's management client, to apply also manage-realm, manage-clients and manage-users"
        }
        404 => "something is not there (any more): run `realmform plan` to see what is live now",
        409 => "an object of that name is there already: run `realmform plan` again, it may have been made meanwhile",
        400 => "the server does not accept a value; its words above say which",
        500.. => "the server failed; its log says why. Run again: what is done is not done twice",
        _ => return failure,
    };
    failure.help(help)
}
