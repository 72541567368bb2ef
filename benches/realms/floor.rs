//! The floor under a plan: the requests that it sends, recorded on their way and sent again bare, with nothing read.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::StreamExt;

use crate::support::{Keycloak, http, wait};

/// As many as the program has under way where the server is near.
const IN_FLIGHT: usize = 8;

/// A proxy before a Keycloak that writes down what is asked.
pub(crate) struct Recorder {
    /// Its own address, in place of Keycloak's.
    pub base_url: String,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Recorder {
    pub(crate) fn start(keycloak: &Keycloak) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port for the recorder");
        let port = listener.local_addr().expect("the recorder's port").port();
        let server = keycloak.base_url().trim_start_matches("http://").to_owned();
        let heard = Arc::<Mutex<Vec<u8>>>::default();
        let shared = Arc::clone(&heard);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(&server).expect("Keycloak behind the recorder");
                let (client_back, server_back) =
                    (client.try_clone().expect("a socket"), server.try_clone().expect("a socket"));
                let heard = Arc::clone(&shared);
                std::thread::spawn(move || {
                    let mut requests = Vec::new();
                    pass_on(client, server, |bytes| requests.extend_from_slice(bytes));
                    heard.lock().expect("what was heard").extend(requests);
                });
                std::thread::spawn(move || pass_on(server_back, client_back, |_| {}));
            }
        });
        Self { base_url: format!("http://127.0.0.1:{port}"), heard }
    }

    /// The paths of the GET requests to the Admin API since the last call.
    pub(crate) fn paths(&self) -> Vec<String> {
        // The last connections close with the program that has just ended.
        std::thread::sleep(Duration::from_millis(200));
        let heard = std::mem::take(&mut *self.heard.lock().expect("what was heard"));
        let heard = String::from_utf8_lossy(&heard);
        let starts = heard.split("GET /admin/").skip(1);
        starts.filter_map(|rest| Some(format!("/admin/{}", rest.split_once(" HTTP/1.1")?.0))).collect()
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, mut hear: impl FnMut(&[u8])) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        hear(&buffer[..length]);
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

/// Signs in and gets all the paths, in no order.
pub(crate) fn measure(keycloak: &Keycloak, paths: &[String]) -> Duration {
    let started = Instant::now();
    let token = keycloak.admin_token();
    let urls: Vec<String> = paths.iter().map(|path| format!("{}{path}", keycloak.base_url())).collect();
    wait(async move {
        let gets = urls.into_iter().map(|url| {
            let request = http().get(url).bearer_auth(&token);
            async move { request.send().await.expect("an answer").bytes().await.expect("a body").len() }
        });
        let sizes: Vec<usize> = futures::stream::iter(gets).buffer_unordered(IN_FLIGHT).collect().await;
        assert!(sizes.iter().sum::<usize>() > 0, "the answers were empty");
    });
    started.elapsed()
}
