//! Signs in, and keeps the token while it is valid.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{Method, StatusCode};
use secrecy::ExposeSecret;
use serde_json::Value;

use super::address;
use super::answer::Asked;
use super::retry::{Unanswered, retry_after};
use super::trouble;
use crate::keycloak::server::{Keycloak, Token};
use crate::keycloak::settings::{Credentials, Settings};
use realmform_kinds::request::segment;
use realmform_model::Failure;

/// No token is kept for longer, whatever the server says: a day, in seconds.
const LONGEST_LIFE: u64 = 86_400;
/// A longer token, in bytes, is none: no server takes such a header.
const LONGEST_TOKEN: usize = 256 << 10;

impl Keycloak {
    /// Begins to sign in, once, while something else is done. Who asks for the token first waits for it, and is told where it
    /// fails.
    pub fn sign_in_early(self: &Arc<Self>) {
        let keycloak = Arc::clone(self);
        let signing_in = tokio::spawn(async move { keycloak.sign_in().await });
        *self.early.lock().unwrap_or_else(PoisonError::into_inner) = Some(signing_in);
    }

    /// Roles that came into being in this run are only in a token issued after them.
    pub(in crate::keycloak) async fn renew_token(&self) {
        *self.token.lock().await = None;
    }

    /// A token that was refused is not used again.
    pub(super) async fn forget_token(&self, used: &Token) {
        let mut held = self.token.lock().await;
        if held.as_ref().is_some_and(|token| token.text.expose_secret() == used.text.expose_secret()) {
            *held = None;
        }
    }

    pub(super) async fn token(&self) -> Result<Token, Failure> {
        let mut held = self.token.lock().await;
        if let Some(token) = held.as_ref().filter(|token| token.renew > Instant::now()) {
            return Ok(token.clone());
        }
        let early = self.early.lock().unwrap_or_else(PoisonError::into_inner).take();
        let token = match early {
            Some(signing_in) => match signing_in.await {
                Ok(token) => token?,
                Err(_) => self.sign_in().await?,
            },
            None => self.sign_in().await?,
        };
        *held = Some(token.clone());
        Ok(token)
    }

    async fn sign_in(&self) -> Result<Token, Failure> {
        let Settings { server, admin_realm, credentials, .. } = &self.settings;
        let path = format!("/realms/{}/protocol/openid-connect/token", segment(admin_realm));
        let asked = Asked { method: &Method::POST, path: &path };
        let url = address::of(server, &path)?;
        let (started, mut patience) = (Instant::now(), self.patience());
        let (sent, heard) = loop {
            let sent = Instant::now();
            let request = self.client.post(url.clone()).form(&form(credentials));
            let (wait, failure) = match self.hear(request).await {
                Ok(heard) if Unanswered::of(heard.status).is_none() => break (sent, heard),
                Ok(heard) => (retry_after(&heard.headers), self.refusal(&asked, heard.status, &heard.text)),
                Err(error) => {
                    let failure = self.unreachable(&asked.to_string(), &error);
                    let is_stranger = !self.reached.load(Ordering::Relaxed);
                    if trouble::is_final(&error) || (is_stranger && started.elapsed() >= self.settings.first_contact) {
                        return Err(failure);
                    }
                    (None, failure)
                }
            };
            let Some(pause) = patience.pause(started.elapsed(), wait, fastrand::f64()) else { return Err(failure) };
            tokio::time::sleep(pause).await;
        };
        self.is_usable(&asked, &heard)?;
        let (status, text) = (heard.status, heard.text);
        if status.is_server_error() {
            return Err(self.refusal(&asked, status, &text));
        }
        if status == StatusCode::NOT_FOUND {
            return Err(Failure::server(format!(
                "cannot sign in: realm `{admin_realm}` does not exist at {server} ({path}: 404)"
            ))
            .help("check KEYCLOAK_ADMIN_URL (does it need a path such as /auth?) and KEYCLOAK_ADMIN_REALM"));
        }
        if !status.is_success() {
            let (who, words) = (credentials.who(), self.words(&text));
            let message = format!("Keycloak rejected the sign-in of {who} in realm `{admin_realm}`: {words}");
            return Err(Failure::server(message).help("check the credentials in the environment"));
        }
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        for token in ["access_token", "refresh_token", "id_token"] {
            answer.get(token).into_iter().for_each(|token| self.hush.learn_all(token));
        }
        let Some(token) = answer.get("access_token").and_then(Value::as_str) else {
            return Err(self.strange(&asked.to_string(), "is not JSON with an access token"));
        };
        if token.len() > LONGEST_TOKEN || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(self.strange(&asked.to_string(), "has an access token that no request can carry"));
        }
        let lives = answer.get("expires_in").and_then(Value::as_u64).unwrap_or(60).min(LONGEST_LIFE);
        let renew = sent + Duration::from_secs(lives).mul_f64(0.7);
        tracing::debug!(realm = admin_realm, lives_s = lives, "signed in");
        Ok(Token { text: token.to_owned().into(), renew, issued: (sent, issued_at(token)) })
    }

    /// What the token says of who signed in; null where it says nothing.
    ///
    /// # Errors
    /// Nobody can sign in.
    pub(in crate::keycloak) async fn claims(&self) -> Result<Value, Failure> {
        Ok(claims_of(self.token().await?.text.expose_secret()).unwrap_or_default())
    }

    /// The time by the server's clock, in seconds since 1970: every token tells it, so it costs no request.
    ///
    /// # Errors
    /// Nobody can sign in.
    pub(in crate::keycloak) async fn server_time(&self) -> Result<i64, Failure> {
        let (asked, issued) = self.token().await?.issued;
        let since = i64::try_from(asked.elapsed().as_secs()).unwrap_or(i64::MAX);
        let issued = issued.ok_or_else(|| self.strange("the sign-in", "has a token without an issue time"))?;
        Ok(issued.saturating_add(since))
    }
}

/// The `iat` of a token.
fn issued_at(token: &str) -> Option<i64> {
    claims_of(token)?.get("iat")?.as_i64()
}

/// What a token says of itself.
fn claims_of(token: &str) -> Option<Value> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&claims).ok()
}

fn form(credentials: &Credentials) -> Vec<(&str, &str)> {
    match credentials {
        Credentials::Client { id, secret } => {
            vec![("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret.expose_secret())]
        }
        Credentials::User { client, name, password } => vec![
            ("grant_type", "password"),
            ("client_id", client),
            ("username", name),
            ("password", password.expose_secret()),
        ],
    }
}
