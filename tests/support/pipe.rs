//! A connection handed on byte by byte before a real server on loopback, that breaks where a test wants it to.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// What is done with bytes that a client sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pass {
    On,
    /// The connection breaks; the server never sees them.
    Cut,
    /// The server sees them, and its answer is lost with the connection.
    Unanswered,
}

type Watch = dyn Fn(&[u8], bool) -> Pass + Send + Sync;

/// Stands before a server until the test process ends.
pub(crate) struct Pipe {
    port: u16,
    closed: Arc<AtomicBool>,
}

impl Pipe {
    /// `watch` is shown what clients send, and whether it is the first since the server's last answer.
    pub(crate) fn before(server: &str, watch: impl Fn(&[u8], bool) -> Pass + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port on 127.0.0.1");
        let port = listener.local_addr().expect("the port just bound").port();
        let (server, watch, closed) = (server.to_owned(), Arc::new(watch), Arc::<AtomicBool>::default());
        let is_closed = Arc::clone(&closed);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if is_closed.load(Ordering::SeqCst) {
                    continue;
                }
                let server = TcpStream::connect(&server).expect("the server behind the pipe");
                for stream in [&client, &server] {
                    stream.set_nodelay(true).expect("a socket without delay");
                }
                hand_on(client, server, Arc::clone(&watch) as Arc<Watch>);
            }
        });
        Self { port, closed }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// From here on new connections break at once.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
    }
}

fn hand_on(client: TcpStream, server: TcpStream, watch: Arc<Watch>) {
    let [mut from, mut back] = [&client, &server].map(|stream| stream.try_clone().expect("a socket"));
    let (answered, lost) = (Arc::new(AtomicBool::new(true)), Arc::<AtomicBool>::default());
    let (has_answered, is_lost) = (Arc::clone(&answered), Arc::clone(&lost));
    let (mut to_client, mut to_server) = (client, server);
    thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            match watch(&buffer[..length], has_answered.swap(false, Ordering::SeqCst)) {
                Pass::On => {}
                Pass::Cut => break,
                Pass::Unanswered => is_lost.store(true, Ordering::SeqCst),
            }
            if to_server.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        let _ = to_server.shutdown(Shutdown::Both);
        let _ = from.shutdown(Shutdown::Both);
    });
    thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(length @ 1..) = back.read(&mut buffer) {
            answered.store(true, Ordering::SeqCst);
            if lost.load(Ordering::SeqCst) || to_client.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        let _ = to_client.shutdown(Shutdown::Both);
        let _ = back.shutdown(Shutdown::Both);
    });
}
