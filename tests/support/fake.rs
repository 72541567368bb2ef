//! A small HTTP server on loopback that does on demand what a real server will not, and hands all else on to one.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use reqwest::Method;
use serde_json::Value;

use super::{Keycloak, free_port, http, wait};

/// A request as it came, how often its method and path were asked for before, and how many requests came before at all.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub method: String,
    /// With the query.
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub before: usize,
    pub number: usize,
}

impl Asked {
    /// Whether it asks the Admin API for a change.
    pub(crate) fn writes(&self) -> bool {
        self.method != "GET" && self.path.starts_with("/admin/")
    }

    /// Whether it is of this method and its path, without the query, ends so.
    pub(crate) fn is(&self, method: &str, end: &str) -> bool {
        let path = self.path.split('?').next().unwrap_or_default();
        self.method == method && path.ends_with(end)
    }
}

/// What is done with a request.
#[derive(Clone)]
pub(crate) enum Reply {
    /// The real server answers.
    Real,
    /// The same after a pause.
    Slow(Duration),
    /// The real server does it twice, and the second answer is handed back.
    Twice,
    /// The real server does it, and the connection breaks in mid-answer.
    Lost,
    /// The connection breaks in mid-answer, and nothing was done.
    Cut,
    /// The connection is closed without a word, and nothing was done.
    Closed,
    /// The real server does it, then this is called, and the connection is closed without a word.
    Then(Arc<dyn Fn() + Send + Sync>),
    /// Nothing is done, and nothing said for so long.
    Silent(Duration),
    /// The real server does it, and nothing is said for so long.
    LateSilent(Duration),
    /// The real server does it, and something in between answers that it did not.
    Instead(u16),
    /// Not now, with a `Retry-After`.
    Later(u16, &'static str),
    /// To another address.
    Redirect(u16, String),
    Json(u16, Value),
    Html(u16, &'static str),
    /// These bytes, head and all.
    Bytes(Arc<Vec<u8>>),
}

type Script = dyn Fn(&Asked) -> Reply + Send + Sync;

/// The server; it listens until the test process ends.
pub(crate) struct Fake {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    under_way: Arc<AtomicUsize>,
}

impl Fake {
    /// Stands before a real Keycloak.
    pub(crate) fn before(keycloak: &Keycloak, script: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(keycloak, free_port(), Duration::ZERO, Arc::new(script))
    }

    /// The same; until then nobody answers there.
    pub(crate) fn after(keycloak: &Keycloak, pause: Duration) -> Self {
        Self::start(keycloak, free_port(), pause, Arc::new(|_: &Asked| Reply::Real))
    }

    fn start(keycloak: &Keycloak, port: u16, pause: Duration, script: Arc<Script>) -> Self {
        let real = keycloak.base_url().to_owned();
        let (asked, under_way) = (Arc::<Mutex<Vec<Asked>>>::default(), Arc::<AtomicUsize>::default());
        let (log, count) = (Arc::clone(&asked), Arc::clone(&under_way));
        let listen = move || TcpListener::bind(("127.0.0.1", port)).expect("the port of a fake server");
        let early = pause.is_zero().then(&listen);
        thread::spawn(move || {
            thread::sleep(pause);
            for stream in early.unwrap_or_else(listen).incoming().flatten() {
                let (real, script, log) = (real.clone(), Arc::clone(&script), Arc::clone(&log));
                let count = Arc::clone(&count);
                count.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    serve(stream, &real, &*script, &log);
                    count.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { port, asked, under_way }
    }

    /// Waits until all that was asked is done or given up.
    pub(crate) fn settle(&self) {
        while self.under_way.load(Ordering::SeqCst) > 0 {
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// How many requests came.
    pub(crate) fn requests(&self) -> usize {
        self.asked.lock().expect("the log of a fake server").len()
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The bodies that are JSON, in the order in which they came.
    pub(crate) fn bodies(&self) -> Vec<Value> {
        let asked = self.asked.lock().expect("the log of a fake server");
        asked.iter().filter_map(|asked| serde_json::from_slice(&asked.body).ok()).collect()
    }

    /// How many requests of this method had a path that ends so.
    pub(crate) fn count(&self, method: &str, end: &str) -> usize {
        let asked = self.asked.lock().expect("the log of a fake server");
        asked.iter().filter(|asked| asked.is(method, end)).count()
    }
}

fn serve(stream: TcpStream, real: &str, script: &Script, log: &Mutex<Vec<Asked>>) {
    let Some(mut asked) = read(&stream) else { return };
    {
        let mut log = log.lock().expect("the log of a fake server");
        asked.number = log.len();
        asked.before = log.iter().filter(|it| (&it.method, &it.path) == (&asked.method, &asked.path)).count();
        log.push(asked.clone());
    }
    let answer = match script(&asked) {
        Reply::Real => hand_on(real, &asked),
        Reply::Slow(pause) => {
            thread::sleep(pause);
            hand_on(real, &asked)
        }
        Reply::Twice => {
            hand_on(real, &asked);
            hand_on(real, &asked)
        }
        Reply::Lost => {
            hand_on(real, &asked);
            return cut(stream);
        }
        Reply::Cut => return cut(stream),
        Reply::Closed => return,
        Reply::Then(then) => {
            hand_on(real, &asked);
            return then();
        }
        Reply::Silent(time) => return thread::sleep(time),
        Reply::LateSilent(time) => {
            hand_on(real, &asked);
            return thread::sleep(time);
        }
        Reply::Instead(status) => {
            hand_on(real, &asked);
            plain(status, "text/html", b"<html><body>Bad gateway</body></html>")
        }
        Reply::Later(status, after) => {
            let head = format!("HTTP/1.1 {status} x\r\nretry-after: {after}\r\n");
            format!("{head}content-length: 0\r\nconnection: close\r\n\r\n").into_bytes()
        }
        Reply::Redirect(status, to) => {
            let head = format!("HTTP/1.1 {status} x\r\nlocation: {to}\r\n");
            format!("{head}content-length: 0\r\nconnection: close\r\n\r\n").into_bytes()
        }
        Reply::Json(status, body) => plain(status, "application/json", body.to_string().as_bytes()),
        Reply::Html(status, body) => plain(status, "text/html", body.as_bytes()),
        Reply::Bytes(bytes) => bytes.to_vec(),
    };
    let mut stream = stream;
    let _ = stream.write_all(&answer);
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        let (name, value) = (name.to_lowercase(), value.trim().to_owned());
        if name == "content-length" {
            length = value.parse().ok()?;
        }
        headers.push((name, value));
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { method, path, headers, body, before: 0, number: 0 })
}

/// The real server's answer, whole.
fn hand_on(real: &str, asked: &Asked) -> Vec<u8> {
    let method = Method::from_bytes(asked.method.as_bytes()).expect("a method of HTTP");
    let mut request = http().request(method, format!("{real}{}", asked.path)).body(asked.body.clone());
    for (name, value) in asked.headers.iter().filter(|(name, _)| ["authorization", "content-type"].contains(&&**name)) {
        request = request.header(name, value);
    }
    wait(async move {
        let response = request.send().await.expect("an answer from the real server");
        let header = |name| response.headers().get(name).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
        let (status, location, kind) = (response.status(), header("location"), header("content-type"));
        let body = response.bytes().await.expect("the real server's whole answer");
        let location = if location.is_empty() { location } else { format!("location: {location}\r\n") };
        let head = format!(
            "HTTP/1.1 {} x\r\ncontent-type: {kind}\r\n{location}content-length: {}\r\nconnection: close\r\n\r\n",
            status.as_u16(),
            body.len()
        );
        [head.as_bytes(), &body].concat()
    })
}

fn plain(status: u16, kind: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} x\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn cut(mut stream: TcpStream) {
    let _ =
        stream.write_all(b"HTTP/1.1 200 x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{\"half");
}
