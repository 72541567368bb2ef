//! The test set-up: a real Keycloak, a real PostgreSQL and a real MariaDB, fetched, started and stopped by the tests themselves.
//!
//! Each server starts when a test first asks for it, is shared by all tests of
//! the process, listens on loopback only, and ends with the process however
//! that ends (see [`guardian`]). One that does not start fails its tests at
//! once: it is not tried again.
#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod admin;
mod cache;
mod database;
mod discretion;
mod fake;
mod guardian;
mod java;
mod keycloak;
mod mariadb;
mod pipe;
mod postgres;
mod project;

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::sync::{LazyLock, OnceLock};

pub(crate) use admin::{Admin, Answer};
pub(crate) use cache::run;
pub(crate) use database::{Database, Session};
pub(crate) use fake::{Asked, Fake, Reply};
pub(crate) use java::java;
pub(crate) use keycloak::{Keycloak, exported, version};
pub(crate) use mariadb::MariaDb;
pub(crate) use pipe::{Pass, Pipe};
pub(crate) use postgres::Postgres;
pub(crate) use project::{Output, Project};

/// The Keycloak of this test process, started at the first call.
pub(crate) fn keycloak() -> &'static Keycloak {
    static SERVER: LazyLock<Keycloak> = LazyLock::new(Keycloak::start);
    &SERVER
}

/// A second one, for what goes from one server to another.
pub(crate) fn another_keycloak() -> &'static Keycloak {
    static SERVER: LazyLock<Keycloak> = LazyLock::new(Keycloak::start);
    &SERVER
}

/// The PostgreSQL of this test process, started at the first call.
pub(crate) fn postgres() -> &'static Postgres {
    static SERVER: LazyLock<Postgres> = LazyLock::new(Postgres::start);
    &SERVER
}

/// The MariaDB of this test process, started at the first call.
pub(crate) fn mariadb() -> &'static MariaDb {
    static SERVER: LazyLock<MariaDb> = LazyLock::new(MariaDb::start);
    &SERVER
}

/// Runs async work from an ordinary `#[test] fn` and hands back its result.
///
/// One runtime serves the whole process, so that pooled connections outlive a test.
pub(crate) fn wait<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a tokio runtime for the tests")
    });
    let (sender, receiver) = mpsc::channel();
    runtime.spawn(async move { sender.send(work.await) });
    receiver.recv().expect("the async work of a test panicked")
}

/// The one HTTP client of the tests; it ignores proxies, since all servers are on loopback.
pub(crate) fn http() -> &'static reqwest::Client {
    static CLIENT: OnceLock<reqwest::Client> = OnceLock::new();
    CLIENT.get_or_init(|| {
        // A second installation fails, and says only that there already is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        reqwest::Client::builder().no_proxy().build().expect("an HTTP client for the tests")
    })
}

/// A name no other test of this process has.
pub(crate) fn unique(prefix: &str, separator: char) -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(1);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{prefix}{separator}{count}")
}

/// A password made for this run only.
fn password() -> String {
    use std::hash::{BuildHasher, RandomState};
    let half = || RandomState::new().hash_one(std::process::id());
    format!("{:016x}{:016x}", half(), half())
}

/// A port on loopback that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port on 127.0.0.1");
    listener.local_addr().expect("the port just bound").port()
}
