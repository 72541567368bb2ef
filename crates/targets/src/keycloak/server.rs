//! A realm of a live Keycloak, and what this run has read of it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::time::{Duration, Instant};

use reqwest::Client;
use secrecy::SecretString;
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::http::answer::{Refused, chain};
use super::http::flight;
use super::http::gate::Gate;
use super::settings::Settings;
use crate::hush::Hush;
use crate::loopback::is_loopback;
use realmform_model::{Body, Failure, KindName};

/// A realm of a live Keycloak.
#[derive(Debug)]
pub struct Keycloak {
    pub(super) settings: Settings,
    /// The server's host alone.
    host: String,
    pub(super) client: Client,
    /// What no word of the server may tell.
    pub(super) hush: Hush,
    /// The first sign-in, where it was begun before anybody needed it.
    pub(super) early: std::sync::Mutex<Option<tokio::task::JoinHandle<Result<Token, Failure>>>>,
    /// What was read before anybody asked for it.
    pub(super) ahead: std::sync::Mutex<Option<tokio::task::JoinHandle<Result<Ahead, Refused>>>>,
    pub(super) token: Mutex<Option<Token>>,
    pub(super) gate: Gate,
    pub(super) requests: AtomicUsize,
    pub(super) retries: AtomicUsize,
    /// Whether the server ever answered.
    pub(super) reached: AtomicBool,
}

impl Keycloak {
    /// The host to which everything goes unencrypted over a network.
    pub(crate) fn plain_host(&self) -> Option<&str> {
        let is_plain = self.settings.server.starts_with("http://") && !is_loopback(&self.host);
        is_plain.then_some(&self.host)
    }

    /// # Errors
    /// The machine has no usable TLS set-up.
    pub fn new(settings: Settings) -> Result<Self, Failure> {
        // Another part of the program may have chosen the provider before, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = Client::builder()
            .timeout(settings.timeout)
            .connect_timeout(settings.timeout.min(Duration::from_secs(10)))
            .pool_max_idle_per_host(flight::MOST)
            // A password or a token goes nowhere but where the user said.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("realmform/", env!("CARGO_PKG_VERSION")));
        if settings.server.starts_with("http://") {
            // The machine's certificates are some hundred files, and none of them is needed.
            client = client.tls_certs_only([]);
        }
        let host =
            Url::parse(&settings.server).ok().and_then(|url| Some(url.host_str()?.to_owned())).unwrap_or_default();
        if is_loopback(&host) {
            // What is meant for this machine does not leave it, whatever `HTTP_PROXY` says.
            client = client.no_proxy();
        }
        let client =
            client.build().map_err(|error| Failure::input(format!("cannot set up HTTPS: {}", chain(&error))))?;
        let hush = Hush::of([settings.credentials.secret()]);
        Ok(Self {
            settings,
            host,
            client,
            hush,
            token: Mutex::new(None),
            early: std::sync::Mutex::default(),
            ahead: std::sync::Mutex::default(),
            gate: Gate::default(),
            requests: AtomicUsize::new(0),
            retries: AtomicUsize::new(0),
            reached: AtomicBool::new(false),
        })
    }
}

/// What proves who asks.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub text: SecretString,
    /// When to ask for a new one: some time before it ends.
    pub renew: Instant,
    /// When it was asked for here, and when it was issued by the server's clock, in seconds since 1970.
    pub issued: (Instant, Option<i64>),
}

/// The realm, and the lists that are there already.
#[derive(Debug)]
pub(super) struct Ahead {
    pub realm: Value,
    pub lists: BTreeMap<KindName, Vec<Body>>,
}
