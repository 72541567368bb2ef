//! Request errors as failures: what went wrong, where, and what to do next.

use reqwest::StatusCode;
use serde_json::Value;
use url::Url;

use super::answer::{Asked, Heard, chain};
use crate::keycloak::server::Keycloak;
use realmform_model::Failure;

/// So many letters of a server's explanation are shown.
const LONGEST: usize = 1000;

impl Keycloak {
    /// An answer that no Keycloak gives.
    pub(in crate::keycloak) fn strange(&self, request: &str, what: &str) -> Failure {
        Failure::server(format!("the response to {request} {what}"))
            .help(format!("check that {} is a Keycloak, and not a proxy in front of it", self.settings.server))
    }

    /// Whether there is an answer to work with, be it a refusal.
    ///
    /// # Errors
    /// It is a redirect, or was not read to its end.
    pub(super) fn is_usable(&self, asked: &Asked<'_>, heard: &Heard) -> Result<(), Failure> {
        if heard.status.is_redirection() {
            return Err(self.redirected(asked, heard));
        }
        if !heard.is_too_large {
            return Ok(());
        }
        let largest = self.settings.largest >> 20;
        Err(Failure::server(format!("the response to {asked} is larger than {largest} MiB")).help(format!(
            "check that {} is a Keycloak; if its responses are that large, set a larger KEYCLOAK_MAX_RESPONSE (in MiB)",
            self.settings.server
        )))
    }

    /// A request without an answer.
    pub(super) fn unreachable(&self, request: &str, error: &reqwest::Error) -> Failure {
        let server = &self.settings.server;
        let told = chain(error);
        let why = self.hush.masked(&told);
        if told.contains("InvalidContentType") {
            return Failure::server(format!("no trusted connection to {server}: the server does not speak TLS"))
                .help("use the HTTPS port in KEYCLOAK_ADMIN_URL, or `http://` if you trust the network");
        }
        if told.contains("certificate") || told.contains("TLS") || told.contains("tls") {
            return Failure::server(format!("no trusted connection to {server}: {why}")).help(
                "make this machine trust the server's certificate: install its CA, or set SSL_CERT_FILE to a file with it",
            );
        }
        if error.is_timeout() {
            let seconds = self.settings.timeout.as_secs_f64();
            return Failure::server(format!("{server} did not answer {request} within {seconds} s")).help(
                "check the server's load and log, or set a longer KEYCLOAK_TIMEOUT; then run again, finished steps are \
                 not repeated",
            );
        }
        if told.contains("dns error") {
            return Failure::server(format!("cannot resolve the host of {server}: {why}"))
                .help("check the host in KEYCLOAK_ADMIN_URL, and the DNS of this machine");
        }
        if error.is_connect() {
            return Failure::server(format!("cannot reach {server}: {why}"))
                .help("check that the server is running, and that KEYCLOAK_ADMIN_URL is right");
        }
        Failure::server(format!("lost the connection to {server} during {request}: {why}"))
            .help("run again; finished steps are not repeated")
    }

    /// A redirect, which is not followed: what is sent could end at another host.
    fn redirected(&self, asked: &Asked<'_>, heard: &Heard) -> Failure {
        let to = heard
            .headers
            .get("location")
            .and_then(|location| location.to_str().ok())
            .map(|to| self.hush.masked(&shown(to)));
        let to = to.filter(|to| !to.is_empty()).unwrap_or_else(|| "another address".to_owned());
        Failure::server(format!("{asked} was redirected to {to} ({}); redirects are not followed", heard.status))
            .help("set KEYCLOAK_ADMIN_URL to the address at which Keycloak itself answers")
    }

    /// The server's own words in an error's body, without any secret that they repeat.
    pub(super) fn words(&self, text: &str) -> String {
        if text.trim_start().starts_with('<') {
            return "an HTML page, which is not a response of Keycloak".to_owned();
        }
        let json: Value = serde_json::from_str(text).unwrap_or_default();
        let keys = ["error_description", "errorMessage", "error"];
        match keys.iter().find_map(|key| json.get(key).and_then(Value::as_str)) {
            Some(words) => self.hush.masked(words).chars().take(LONGEST).collect(),
            None => self.hush.masked(text).chars().filter(|c| !c.is_control()).take(200).collect(),
        }
    }

    /// An answer that is a refusal.
    pub(super) fn refusal(&self, asked: &Asked<'_>, status: StatusCode, text: &str) -> Failure {
        let words = self.words(text);
        let words = if words.is_empty() { String::new() } else { format!(": {words}") };
        let failure = Failure::server(format!("{asked} returned {status}{words}"));
        let help = match status.as_u16() {
            401 => "check that the account is still enabled; new tokens were rejected, too",
            403 => {
                "grant the account roles of the realm's management client: to plan, view-realm, view-clients and view-users (and \
                 view-organizations for organizations); to apply, manage-realm, manage-clients and manage-users"
            }
            404 => "an object does not exist any more; run `realmform plan` to see the live state",
            409 => {
                "an object with that name already exists; run `realmform plan` again, it may have been created meanwhile"
            }
            400 => "fix the value that the server rejects; its message above says which",
            429 | 503 => {
                "the server is overloaded or starting; run again later, or set a longer KEYCLOAK_RETRY. Finished steps are not \
                 repeated"
            }
            500.. => "the server failed; check its log and run again. Finished steps are not repeated",
            _ => return failure,
        };
        failure.help(help)
    }
}

/// An address without what may be anybody's secret: a user and a password, a query, a fragment.
fn shown(address: &str) -> String {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    match Url::parse(address) {
        Ok(mut url) => {
            // An address that can have neither has neither.
            _ = url.set_username("");
            _ = url.set_password(None);
            url.into()
        }
        Err(_) => address.to_owned(),
    }
}

/// A trouble that the next try will meet again.
pub(super) fn is_final(error: &reqwest::Error) -> bool {
    let why = chain(error);
    why.contains("certificate") || why.contains("InvalidContentType")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_redirect_points_is_shown_without_secrets() {
        assert_eq!(shown("https://other.example/auth?code=hush#hush"), "https://other.example/auth");
        assert_eq!(shown("https://ann:hush@other.example/auth"), "https://other.example/auth");
        assert_eq!(shown("/auth?code=hush"), "/auth");
        assert_eq!(shown("?code=hush"), "");
    }
}
