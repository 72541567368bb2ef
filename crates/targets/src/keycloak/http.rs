//! One request to the Admin API: authenticated, counted, limited in number, retried if that is safe.

mod address;
pub(super) mod answer;
pub(super) mod flight;
pub(super) mod gate;
mod retry;
mod token;
mod trouble;

use std::sync::atomic::Ordering;
use std::time::Instant;

use answer::{Asked, Heard};
use flight::Ended;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use retry::{Unanswered, retry_after};
use secrecy::ExposeSecret;
use serde_json::Value;

use super::server::Keycloak;
use realmform_kinds::request::segment;
use realmform_model::Failure;

pub(super) use answer::{Answer, Refused};
pub(super) use retry::{Patience, Repeat};

/// After this many rejected tokens in a row, the request fails.
const TOKENS: usize = 3;

impl Keycloak {
    /// How many requests were sent so far, those for tokens too.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// How many of them were tries beyond the first.
    pub fn retries(&self) -> usize {
        self.retries.load(Ordering::Relaxed)
    }

    /// How many requests may be under way now; it changes with what the server can do.
    pub(super) fn in_flight(&self) -> usize {
        self.gate.limit()
    }

    /// How long one request is tried again.
    pub(super) fn patience(&self) -> Patience {
        Patience::new(self.settings.retry)
    }

    /// `/admin/realms/{realm}` and the path below, which begins with `/` or is empty.
    pub(super) fn below_realm(&self, path: &str) -> String {
        format!("/admin/realms/{}{path}", segment(&self.settings.realm))
    }

    /// Whether a request to this path would go there, and not to where a `..` in it leads.
    pub(super) fn can_address(&self, path: &str) -> bool {
        address::of(&self.settings.server, path).is_ok()
    }

    /// # Errors
    /// See `send`.
    pub(super) async fn get(&self, path: &str) -> Result<Value, Refused> {
        Ok(self.send(Method::GET, path, None, Repeat::Freely).await?.body)
    }

    /// Sends one request, and again what the server surely did not take on, or may do twice.
    ///
    /// # Errors
    /// With the method, the path, the status and the server's own words.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        repeat: Repeat,
    ) -> Result<Answer, Refused> {
        let asked = Asked { method: &method, path };
        let (started, mut patience) = (Instant::now(), self.patience());
        let (mut tokens, mut uncertain) = (0, false);
        loop {
            let (fate, wait, refused) = match self.try_once(&asked, body).await? {
                Ok(heard) => match Unanswered::of(heard.status) {
                    None if heard.status == StatusCode::UNAUTHORIZED && tokens + 1 < TOKENS => {
                        tokens += 1;
                        continue;
                    }
                    // What was to go has gone by a try whose answer was lost.
                    None if heard.status == StatusCode::NOT_FOUND && method == Method::DELETE && uncertain => {
                        return Ok(Answer::default());
                    }
                    None => return self.answer(&asked, &heard, uncertain),
                    Some(fate) => {
                        let failure = self.refusal(&asked, heard.status, &heard.text);
                        let wait = retry_after(&heard.headers);
                        (fate, wait, Refused { status: Some(heard.status), uncertain: false, failure })
                    }
                },
                Err(error) => {
                    let failure = self.unreachable(&asked.to_string(), &error);
                    if trouble::is_final(&error) {
                        return Err(failure.into());
                    }
                    let fate = if error.is_connect() { Unanswered::NotTaken } else { Unanswered::Unknown };
                    (fate, None, failure.into())
                }
            };
            // Something in front of the server says 503, too, and not always before it has passed the request on.
            uncertain |= fate == Unanswered::Unknown || refused.status == Some(StatusCode::SERVICE_UNAVAILABLE);
            let pause = patience.pause(started.elapsed(), wait, fastrand::f64());
            let (true, Some(pause)) = (fate.may_repeat(repeat), pause) else {
                return Err(Refused { uncertain: fate == Unanswered::Unknown, ..refused });
            };
            if wait.is_some() {
                self.gate.be_quiet(pause);
            }
            self.retries.fetch_add(1, Ordering::Relaxed);
            tracing::warn!(method = %method, path, pause_ms = pause.as_millis() as u64, "request will be retried");
            tokio::time::sleep(pause).await;
        }
    }

    /// One try, which holds a permit only as long as it is under way.
    async fn try_once(&self, asked: &Asked<'_>, body: Option<&Value>) -> Result<reqwest::Result<Heard>, Failure> {
        let Some(permit) = self.gate.enter().await else { return Err(Failure::server("the run has ended")) };
        let token = self.token().await?;
        let url = address::of(&self.settings.server, asked.path)?;
        let mut request = self.client.request(asked.method.clone(), url).bearer_auth(token.text.expose_secret());
        if let Some(body) = body {
            request = request.json(body);
        }
        let began = Instant::now();
        let heard = self.hear(request).await;
        if let (Ok(heard), Some(body)) = (&heard, body)
            && !heard.status.is_success()
        {
            self.hush.learn_called(body);
        }
        let ended = match &heard {
            Ok(heard) if is_overload(heard.status) => Ended::Overloaded,
            Ok(_) => Ended::Answered(began.elapsed()),
            Err(error) if error.is_timeout() && !error.is_connect() => Ended::Overloaded,
            Err(_) => Ended::Otherwise,
        };
        permit.leave(flight::class_of(asked.method.as_str(), asked.path), ended);
        let status = heard.as_ref().map_or(0, |heard| heard.status.as_u16());
        let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        match heard.is_ok() {
            true => tracing::debug!(method = %asked.method, path = asked.path, status, ms, "request answered"),
            false => tracing::debug!(method = %asked.method, path = asked.path, status, ms, "request failed"),
        }
        if heard.as_ref().is_ok_and(|heard| heard.status == StatusCode::UNAUTHORIZED) {
            self.forget_token(&token).await;
        }
        Ok(heard)
    }

    /// The whole answer: half of one is none.
    async fn hear(&self, request: reqwest::RequestBuilder) -> reqwest::Result<Heard> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let mut response = request.send().await?;
        self.reached.store(true, Ordering::Relaxed);
        let (status, headers) = (response.status(), response.headers().clone());
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if bytes.len() + chunk.len() > self.settings.largest {
                return Ok(Heard { status, headers, text: String::new(), is_utf8: true, is_too_large: true });
            }
            bytes.extend_from_slice(&chunk);
        }
        let (text, is_utf8) = match String::from_utf8(bytes) {
            Ok(text) => (text, true),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), false),
        };
        Ok(Heard { status, headers, text, is_utf8, is_too_large: false })
    }

    fn answer(&self, asked: &Asked<'_>, heard: &Heard, uncertain: bool) -> Result<Answer, Refused> {
        self.is_usable(asked, heard)?;
        if !heard.status.is_success() {
            let failure = self.refusal(asked, heard.status, &heard.text);
            return Err(Refused { status: Some(heard.status), uncertain, failure });
        }
        let location = location(&heard.headers);
        if heard.text.is_empty() {
            return Ok(Answer { body: Value::Null, location });
        }
        match serde_json::from_str(&heard.text) {
            // Letters that were lost must not come back in an update.
            Ok(body) if heard.is_utf8 => Ok(Answer { body, location }),
            _ => Err(self.strange(&asked.to_string(), "is not JSON").into()),
        }
    }
}

/// The server has more to do than it can.
fn is_overload(status: StatusCode) -> bool {
    matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT)
}

/// What a `Location` ends with: the id of what was made.
fn location(headers: &HeaderMap) -> Option<String> {
    let location = headers.get("location")?.to_str().ok()?;
    location.rsplit('/').next().map(str::to_owned)
}
