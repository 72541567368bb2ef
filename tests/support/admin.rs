//! The tests' own hand on the Admin API: synchronous, always signed in, below `/admin/realms`.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use super::{Keycloak, http, wait};

/// A token of `master` lives 60 s; one older than this is replaced.
const FRESH: Duration = Duration::from_secs(30);

/// The administrator's token and when it was fetched.
pub(super) type Session = Mutex<Option<(Instant, String)>>;

/// The Admin API of a Keycloak; paths are below `/admin/realms`, such as `/demo/clients`.
pub(crate) struct Admin<'a> {
    keycloak: &'a Keycloak,
    session: &'a Session,
}

/// What the server answered, whatever its status.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub status: u16,
    pub location: Option<String>,
    /// The JSON of the body; text as a string, nothing as null.
    pub body: Value,
}

impl Answer {
    pub(super) fn of(request: RequestBuilder) -> Self {
        let answer = wait(async {
            let response = request.send().await?;
            let status = response.status().as_u16();
            let location = response.headers().get("location");
            let location = location.and_then(|l| Some(l.to_str().ok()?.to_owned()));
            let text = response.text().await?;
            let body = match text.is_empty() {
                true => Value::Null,
                false => serde_json::from_str(&text).unwrap_or(Value::String(text)),
            };
            Ok::<_, reqwest::Error>(Self { status, location, body })
        });
        answer.expect("an answer from Keycloak")
    }

    /// The body of an answer that has to be a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "Keycloak said {self:?}");
        self.body
    }

    /// The id of what a POST has created: the end of its location.
    #[track_caller]
    pub(crate) fn id(&self) -> String {
        let location = self.location.as_deref().and_then(|l| l.rsplit('/').next());
        let id = location.unwrap_or_else(|| panic!("no location in {self:?}"));
        id.to_owned()
    }
}

impl<'a> Admin<'a> {
    pub(super) fn new(keycloak: &'a Keycloak, session: &'a Session) -> Self {
        Self { keycloak, session }
    }

    /// What is there; panics unless it is.
    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Value {
        self.send(Method::GET, path, None).ok()
    }

    /// What is there, or `None` when the server says 404.
    #[track_caller]
    pub(crate) fn find(&self, path: &str) -> Option<Value> {
        let answer = self.send(Method::GET, path, None);
        (answer.status != 404).then(|| answer.ok())
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body))
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, Some(body))
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None)
    }

    /// A DELETE with a body, as role mappings need it.
    pub(crate) fn delete_with(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::DELETE, path, Some(body))
    }

    /// `/admin/serverinfo`, the one thing beside the realms.
    pub(crate) fn server_info(&self) -> Value {
        self.request(Method::GET, "/admin/serverinfo", None).ok()
    }

    fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        self.request(method, &format!("/admin/realms{path}"), body)
    }

    fn request(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let url = format!("{}{path}", self.keycloak.base_url());
        let mut request = http().request(method, url).bearer_auth(self.bearer());
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::of(request)
    }

    fn bearer(&self) -> String {
        // A test that panicked in here left the old token or none: both will do.
        let mut session = self.session.lock().unwrap_or_else(|held| held.into_inner());
        if let Some((fetched, token)) = &*session
            && fetched.elapsed() < FRESH
        {
            return token.clone();
        }
        let token = self.keycloak.admin_token();
        *session = Some((Instant::now(), token.clone()));
        token
    }
}
