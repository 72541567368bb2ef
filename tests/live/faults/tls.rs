//! Connections that cannot be trusted.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::{Story, keycloak};

#[test]
fn a_server_that_speaks_no_tls_is_told() {
    let story = Story::without_realm("notls");
    let url = keycloak().base_url().replace("http://", "https://");
    story.project.env("KEYCLOAK_ADMIN_URL", &format!("{url}/admin/realms/x"));
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: no trusted connection to https://127.0.0.1:PORT: the server does not speak TLS
      help: use the HTTPS port in KEYCLOAK_ADMIN_URL, or `http://` if you trust the network
    "#);
}

#[test]
fn a_certificate_that_nobody_signed_is_not_trusted_until_it_is_named() {
    let story = Story::without_realm("tls");
    let (port, certificate) = serve();
    story.project.env("KEYCLOAK_ADMIN_URL", &format!("https://127.0.0.1:{port}/admin/realms/x"));
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: no trusted connection to https://127.0.0.1:PORT: client error (Connect): invalid peer certificate: UnknownIssuer
      help: make this machine trust the server's certificate: install its CA, or set SSL_CERT_FILE to a file with it
    "#);
    // The remedy that the message names works: then it is only no Keycloak that answers.
    story.project.file("authority.pem", &certificate);
    let file = story.project.path().join("authority.pem");
    story.project.env("SSL_CERT_FILE", file.to_str().unwrap());
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: the response to POST /realms/master/protocol/openid-connect/token is not JSON with an access token
      help: check that https://127.0.0.1:PORT is a Keycloak, and not a proxy in front of it
    "#);
}

/// A server with a certificate of its own making, and that certificate.
fn serve() -> (u16, String) {
    // A second installation fails, and says only that there already is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder().with_no_client_auth();
    let config = Arc::new(config.with_single_cert(vec![made.cert.der().clone()], key).unwrap());
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let config = Arc::clone(&config);
            thread::spawn(move || {
                let connection = ServerConnection::new(config).unwrap();
                let mut stream = StreamOwned::new(connection, stream);
                // The whole request is in the first pieces: it is small.
                let mut request = [0; 4096];
                if stream.read(&mut request).is_ok() {
                    let _ = stream.write_all(b"HTTP/1.1 200 x\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi");
                    let _ = stream.flush();
                }
            });
        }
    });
    (port, made.cert.pem())
}
