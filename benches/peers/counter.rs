//! A proxy before Keycloak that counts the requests, whoever sends them.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::Keycloak;

/// The end of a request's first line. No body has it: what is in JSON or in a form has its line ends escaped.
const MARK: &[u8] = b" HTTP/1.1\r\n";

pub(crate) struct Counter {
    /// Its own address, in place of Keycloak's.
    pub base_url: String,
    count: Arc<AtomicUsize>,
}

impl Counter {
    pub(crate) fn before(keycloak: &Keycloak) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port for the counter");
        let port = listener.local_addr().expect("the counter's port").port();
        let server = keycloak.base_url().trim_start_matches("http://").to_owned();
        let count = Arc::<AtomicUsize>::default();
        let shared = Arc::clone(&count);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(&server) else { continue };
                let _ = client.set_nodelay(true).and_then(|()| server.set_nodelay(true));
                let (Ok(client_back), Ok(server_back)) = (client.try_clone(), server.try_clone()) else { continue };
                let count = Arc::clone(&shared);
                std::thread::spawn(move || pass_on(client, server, Some(&count)));
                std::thread::spawn(move || pass_on(server_back, client_back, None));
            }
        });
        Self { base_url: format!("http://127.0.0.1:{port}"), count }
    }

    pub(crate) fn reset(&self) {
        self.count.store(0, Ordering::Relaxed);
    }

    pub(crate) fn requests(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, count: Option<&AtomicUsize>) {
    let mut buffer = [0; 64 * 1024];
    let mut tail: Vec<u8> = Vec::new();
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        if let Some(count) = count {
            // A mark may be cut by the end of what was read.
            tail.extend_from_slice(&buffer[..length]);
            let found = tail.windows(MARK.len()).filter(|window| *window == MARK).count();
            count.fetch_add(found, Ordering::Relaxed);
            let keep = tail.len().min(MARK.len() - 1);
            tail.drain(..tail.len() - keep);
        }
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}
