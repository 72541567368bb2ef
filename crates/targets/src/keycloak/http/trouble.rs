//! What went wrong with a request, in words: what, where, what next.

use reqwest::StatusCode;
use serde_json::Value;

use super::answer::{Asked, chain};
use crate::keycloak::server::Keycloak;
use realmform_model::Failure;

impl Keycloak {
    /// An answer that no Keycloak gives.
    pub(in crate::keycloak) fn strange(&self, request: &str, what: &str) -> Failure {
        Failure::server(format!("the answer to {request} {what}"))
            .help(format!("check that {} is a Keycloak, and not a page in front of it", self.settings.server))
    }

    /// A request without an answer.
    pub(super) fn unreachable(&self, request: &str, error: &reqwest::Error) -> Failure {
        let server = &self.settings.server;
        let why = chain(error);
        if why.contains("InvalidContentType") {
            return Failure::server(format!("no trusted connection to {server}: what answers there speaks no TLS"))
                .help(
                    "give KEYCLOAK_ADMIN_URL the port of https, or `http://` where the network in between is trusted",
                );
        }
        if why.contains("certificate") || why.contains("TLS") || why.contains("tls") {
            return Failure::server(format!("no trusted connection to {server}: {why}")).help(
                "the server's certificate must be trusted by this machine; SSL_CERT_FILE can name a file of further \
                 authorities",
            );
        }
        if error.is_timeout() {
            let seconds = self.settings.timeout.as_secs_f64();
            return Failure::server(format!("{server} did not answer {request} within {seconds} s")).help(
                "look at the server's load and log, or give it more time with KEYCLOAK_TIMEOUT; then run again: what is \
                 done is not done twice",
            );
        }
        if why.contains("dns error") {
            return Failure::server(format!("{server} has no address that this machine knows: {why}"))
                .help("is the host in KEYCLOAK_ADMIN_URL spelled right, and can this machine look it up?");
        }
        if error.is_connect() {
            return Failure::server(format!("cannot reach {server}: {why}"))
                .help("is the server running, and is KEYCLOAK_ADMIN_URL right?");
        }
        Failure::server(format!("the connection to {server} broke during {request}: {why}"))
            .help("run again: what is done is not done twice")
    }
}

/// A trouble that the next try will meet again.
pub(super) fn is_final(error: &reqwest::Error) -> bool {
    let why = chain(error);
    why.contains("certificate") || why.contains("InvalidContentType")
}

/// The server's own words in an error's body.
pub(super) fn words(text: &str) -> String {
    if text.trim_start().starts_with('<') {
        return "a web page, which is not Keycloak's own answer".to_owned();
    }
    let json: Value = serde_json::from_str(text).unwrap_or_default();
    let keys = ["error_description", "errorMessage", "error"];
    match keys.iter().find_map(|key| json.get(key).and_then(Value::as_str)) {
        Some(words) => words.to_owned(),
        None => text.chars().filter(|c| !c.is_control()).take(200).collect(),
    }
}

/// An answer that is a refusal.
pub(super) fn refusal(asked: &Asked<'_>, status: StatusCode, text: &str) -> Failure {
    let words = words(text);
    let words = if words.is_empty() { String::new() } else { format!(": {words}") };
    let failure = Failure::server(format!("{asked} answered {status}{words}"));
    let help = match status.as_u16() {
        401 => "new tokens were refused, too: is the account still enabled?",
        403 => {
            "the account lacks rights: to plan it needs the roles view-realm, view-clients, view-users and query-groups \
             of the realm's management client, to apply also manage-realm, manage-clients and manage-users"
        }
        404 => "something is not there (any more): run `realmform plan` to see what is live now",
        409 => "an object of that name is there already: run `realmform plan` again, it may have been made meanwhile",
        400 => "the server does not accept a value; its words above say which",
        429 | 503 => {
            "the server has too much to do, or is starting: run again later, or let it be tried for longer with \
             KEYCLOAK_RETRY; what is done is not done twice"
        }
        500.. => "the server failed; its log says why. Run again: what is done is not done twice",
        _ => return failure,
    };
    failure.help(help)
}
