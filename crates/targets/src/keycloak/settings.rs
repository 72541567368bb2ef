//! The Keycloak, the realm and the account to sign in with: from the environment, or of a target of the project.

use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use realmform_model::{Failure, KeycloakConfig, SignIn};

/// A request without an answer ends after this.
const TIMEOUT: Duration = Duration::from_secs(60);
/// One request is tried again for so long.
const RETRY: Duration = Duration::from_secs(60);
/// How many bytes an answer may have: the largest lists of a real server have a few.
const LARGEST: usize = 64 << 20;
/// No time is longer: a year, so that every sum of times is a time.
const LONGEST: Duration = Duration::from_secs(365 * 86_400);
/// A server that never answered is tried no longer than this: mostly its address is wrong.
const FIRST_CONTACT: Duration = Duration::from_secs(2);

/// How to reach a realm's Admin API.
#[derive(Debug)]
pub struct Settings {
    /// The server's address without a slash at the end; with its path prefix where it has one.
    pub server: String,
    /// The realm that is planned and applied.
    pub realm: String,
    /// The realm in which the account signs in.
    pub admin_realm: String,
    /// Who signs in.
    pub credentials: Credentials,
    /// A request without an answer ends after this.
    pub timeout: Duration,
    /// One request is tried again for so long.
    pub retry: Duration,
    /// The same for a server that never answered in this run.
    pub first_contact: Duration,
    /// How many bytes an answer may have, unpacked.
    pub largest: usize,
}

/// Who signs in.
#[derive(Debug)]
pub enum Credentials {
    /// A confidential client with a service account.
    Client {
        /// The client id.
        id: String,
        /// Its secret.
        secret: SecretString,
    },
    /// A user, through a public client such as `admin-cli`.
    User {
        /// The client through which the user signs in.
        client: String,
        /// The username.
        name: String,
        /// The password.
        password: SecretString,
    },
}

impl Credentials {
    /// What proves it.
    pub(super) fn secret(&self) -> &SecretString {
        match self {
            Self::Client { secret, .. } => secret,
            Self::User { password, .. } => password,
        }
    }

    /// Who that is, for messages.
    pub fn who(&self) -> String {
        match self {
            Self::Client { id, .. } => format!("client `{id}`"),
            Self::User { name, .. } => format!("user `{name}`"),
        }
    }
}

impl Settings {
    /// From variables: `KEYCLOAK_ADMIN_URL` (`https://host/admin/realms/<realm>`, or the server's URL with
    /// `KEYCLOAK_REALM`), `KEYCLOAK_ADMIN_CLIENT_ID` with `KEYCLOAK_ADMIN_CLIENT_SECRET`, or
    /// `KEYCLOAK_ADMIN_USERNAME` with `KEYCLOAK_ADMIN_PASSWORD`, `KEYCLOAK_ADMIN_REALM` (default `master`), and
    /// `KEYCLOAK_TIMEOUT` and `KEYCLOAK_RETRY` in seconds (default 60), and `KEYCLOAK_MAX_RESPONSE` in MiB (default 64).
    /// `None` where no URL is set: the target has no realm.
    ///
    /// # Errors
    /// A variable that is needed is not set, or the URL is none.
    pub(crate) fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, Failure> {
        let variable = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let Some(address) = variable("KEYCLOAK_ADMIN_URL") else { return Ok(None) };
        let wrong = |why: &str| {
            Failure::input(format!("invalid KEYCLOAK_ADMIN_URL: {why}"))
                .help("write it as https://host/admin/realms/<realm>, or as https://host and set KEYCLOAK_REALM")
        };
        let url = Url::parse(address.trim()).map_err(|error| wrong(&error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(wrong("it must be an http or https URL"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong(
                "it must not contain credentials; set KEYCLOAK_ADMIN_USERNAME and KEYCLOAK_ADMIN_PASSWORD",
            ));
        }
        let path = url.path().trim_end_matches('/');
        let (prefix, realm) = match path.rsplit_once("/admin/realms/") {
            Some((prefix, realm)) => {
                let decoded = percent_encoding::percent_decode_str(realm).decode_utf8_lossy().into_owned();
                (prefix, Some(decoded))
            }
            None => (path.strip_suffix("/admin/realms").unwrap_or(path), None),
        };
        let realm = realm.or_else(|| variable("KEYCLOAK_REALM")).ok_or_else(|| {
            Failure::input("no realm is set: KEYCLOAK_ADMIN_URL does not end in /admin/realms/<realm>")
                .help("add it to the URL, or set KEYCLOAK_REALM")
        })?;
        if realm.contains('/') {
            return Err(wrong("expected one realm name after /admin/realms/"));
        }
        let admin_realm = variable("KEYCLOAK_ADMIN_REALM").unwrap_or_else(|| "master".to_owned());
        for (name, realm) in [("KEYCLOAK_REALM", &realm), ("KEYCLOAK_ADMIN_REALM", &admin_realm)] {
            if matches!(realm.as_str(), "." | "..") {
                let message = format!("invalid {name}: `{realm}` cannot be part of an address");
                return Err(Failure::input(message).help("give the name of a realm"));
            }
        }
        let server = format!("{}{prefix}", url.origin().ascii_serialization());
        let credentials = credentials(&variable)?;
        Self::with_limits(server, (realm, admin_realm), credentials, &variable).map(Some)
    }

    /// Of a target of the project. From the environment come limits alone, and neither a server nor who signs in.
    ///
    /// # Errors
    /// The URL is none, or a limit is no number.
    pub(crate) fn configured(
        config: &KeycloakConfig,
        secret: SecretString,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Failure> {
        let variable = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let url = Url::parse(&config.url).map_err(|error| {
            Failure::input(format!("invalid `keycloak`: {error}")).help("write it as https://sso.example.com")
        })?;
        let server = format!("{}{}", url.origin().ascii_serialization(), url.path().trim_end_matches('/'));
        let admin_realm = config.sign_in_realm.clone().unwrap_or_else(|| "master".to_owned());
        let credentials = match &config.sign_in {
            SignIn::Client { id, .. } => Credentials::Client { id: id.clone(), secret },
            SignIn::User { client, name, .. } => Credentials::User {
                client: client.clone().unwrap_or_else(|| "admin-cli".to_owned()),
                name: name.clone(),
                password: secret,
            },
        };
        Self::with_limits(server, (config.realm.clone(), admin_realm), credentials, &variable)
    }

    /// The realm's address, as people are shown it.
    pub(crate) fn place(&self) -> String {
        format!("{}/admin/realms/{}", self.server, self.realm)
    }

    /// With the limits of the environment, which are those of a run, whatever its target.
    fn with_limits(
        server: String,
        (realm, admin_realm): (String, String),
        credentials: Credentials,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Failure> {
        let timeout = seconds(variable, "KEYCLOAK_TIMEOUT")?.unwrap_or(TIMEOUT);
        if timeout.is_zero() {
            return Err(Failure::input("KEYCLOAK_TIMEOUT must be greater than 0")
                .help("set a number of seconds, or unset it for the default of 60"));
        }
        let retry = seconds(variable, "KEYCLOAK_RETRY")?;
        let largest = mebibytes(variable, "KEYCLOAK_MAX_RESPONSE")?.unwrap_or(LARGEST);
        Ok(Self {
            server,
            realm,
            admin_realm,
            credentials,
            timeout,
            retry: retry.unwrap_or(RETRY),
            first_contact: retry.unwrap_or(FIRST_CONTACT),
            largest,
        })
    }
}

/// A whole number of MiB, in bytes.
fn mebibytes(variable: &dyn Fn(&str) -> Option<String>, name: &str) -> Result<Option<usize>, Failure> {
    let Some(text) = variable(name) else { return Ok(None) };
    let number = text.trim().parse::<usize>().ok().filter(|number| *number > 0);
    let wrong = || Failure::input(format!("invalid {name}: expected a number of MiB, found `{text}`"));
    let bytes = number.and_then(|number| number.checked_mul(1 << 20));
    Ok(Some(bytes.ok_or_else(|| wrong().help("write it as `64`"))?))
}

/// A number of seconds, which may have a fraction.
fn seconds(variable: &dyn Fn(&str) -> Option<String>, name: &str) -> Result<Option<Duration>, Failure> {
    let Some(text) = variable(name) else { return Ok(None) };
    let number = text.trim().parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let number = number.filter(|duration| *duration <= LONGEST);
    let wrong = || Failure::input(format!("invalid {name}: expected a number of seconds, found `{text}`"));
    Ok(Some(number.ok_or_else(|| wrong().help("write it as `30` or `0.5`"))?))
}

fn credentials(variable: &dyn Fn(&str) -> Option<String>) -> Result<Credentials, Failure> {
    let unset = |name: &str, with: &str| {
        Failure::input(format!("{name} is not set, but {with} is")).help(format!("set {name} in the environment"))
    };
    let client = variable("KEYCLOAK_ADMIN_CLIENT_ID");
    let secret = variable("KEYCLOAK_ADMIN_CLIENT_SECRET");
    let name = variable("KEYCLOAK_ADMIN_USERNAME");
    let password = variable("KEYCLOAK_ADMIN_PASSWORD");
    match (client, secret, name, password) {
        // A user through a client of one's own; its secret is not needed where it is public.
        (client, None, Some(name), Some(password)) => Ok(Credentials::User {
            client: client.unwrap_or_else(|| "admin-cli".to_owned()),
            name,
            password: password.into(),
        }),
        (Some(id), Some(secret), ..) => Ok(Credentials::Client { id, secret: secret.into() }),
        (None, Some(_), ..) => Err(unset("KEYCLOAK_ADMIN_CLIENT_ID", "KEYCLOAK_ADMIN_CLIENT_SECRET")),
        (_, _, Some(_), None) => Err(unset("KEYCLOAK_ADMIN_PASSWORD", "KEYCLOAK_ADMIN_USERNAME")),
        (_, _, None, Some(_)) => Err(unset("KEYCLOAK_ADMIN_USERNAME", "KEYCLOAK_ADMIN_PASSWORD")),
        (Some(_), None, None, None) => Err(unset("KEYCLOAK_ADMIN_CLIENT_SECRET", "KEYCLOAK_ADMIN_CLIENT_ID")),
        (None, None, None, None) => Err(Failure::input("KEYCLOAK_ADMIN_URL is set, but no account to sign in with")
            .help(
                "set KEYCLOAK_ADMIN_CLIENT_ID and KEYCLOAK_ADMIN_CLIENT_SECRET, or KEYCLOAK_ADMIN_USERNAME and \
                 KEYCLOAK_ADMIN_PASSWORD",
            )),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<Option<Settings>, Failure> {
        Settings::from_variables(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).into())
        })
    }

    const USER: [(&str, &str); 2] = [("KEYCLOAK_ADMIN_USERNAME", "admin"), ("KEYCLOAK_ADMIN_PASSWORD", "p")];

    #[test]
    fn the_realm_is_in_the_url_or_beside_it() {
        let in_url = [("KEYCLOAK_ADMIN_URL", "https://id.example.com/auth/admin/realms/leap-realm"), USER[0], USER[1]];
        let settings = of(&in_url).unwrap().unwrap();
        assert_eq!((settings.server.as_str(), settings.realm.as_str()), ("https://id.example.com/auth", "leap-realm"));
        let beside = [("KEYCLOAK_ADMIN_URL", "http://127.0.0.1:8080/"), ("KEYCLOAK_REALM", "x"), USER[0], USER[1]];
        let settings = of(&beside).unwrap().unwrap();
        assert_eq!((settings.server.as_str(), settings.realm.as_str()), ("http://127.0.0.1:8080", "x"));
    }

    #[test]
    fn without_a_url_there_is_no_realm_in_the_target() {
        assert!(of(&USER).unwrap().is_none());
    }

    #[test]
    fn times_are_seconds_and_a_server_is_waited_for_only_where_that_is_asked_for() {
        let url = ("KEYCLOAK_ADMIN_URL", "http://127.0.0.1:8080/admin/realms/x");
        let of = |more: &[(&str, &str)]| of(&[&[url, USER[0], USER[1]], more].concat());
        let usual = of(&[]).unwrap().unwrap();
        assert_eq!((usual.timeout, usual.retry, usual.first_contact), (TIMEOUT, RETRY, FIRST_CONTACT));
        assert_eq!(usual.largest, 64 << 20);
        assert_eq!(of(&[("KEYCLOAK_MAX_RESPONSE", "2")]).unwrap().unwrap().largest, 2 << 20);
        let set = of(&[("KEYCLOAK_TIMEOUT", "1.5"), ("KEYCLOAK_RETRY", "90")]).unwrap().unwrap();
        let seconds = Duration::from_secs_f64;
        assert_eq!((set.timeout, set.retry, set.first_contact), (seconds(1.5), seconds(90.0), seconds(90.0)));
        assert!(of(&[("KEYCLOAK_RETRY", "0")]).unwrap().unwrap().retry.is_zero());
        for wrong in [
            ("KEYCLOAK_TIMEOUT", "soon"),
            ("KEYCLOAK_TIMEOUT", "0"),
            ("KEYCLOAK_RETRY", "-1"),
            ("KEYCLOAK_RETRY", "1e300"),
            ("KEYCLOAK_TIMEOUT", "1e19"),
            ("KEYCLOAK_TIMEOUT", "NaN"),
            ("KEYCLOAK_MAX_RESPONSE", "0"),
        ] {
            assert!(of(&[wrong]).unwrap_err().message.contains(wrong.0));
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let url = ("KEYCLOAK_ADMIN_URL", "https://id.example.com/admin/realms/x");
        assert!(
            of(&[url, ("KEYCLOAK_ADMIN_CLIENT_ID", "c")])
                .unwrap_err()
                .message
                .contains("KEYCLOAK_ADMIN_CLIENT_SECRET is not set")
        );
        assert!(of(&[url, USER[0]]).unwrap_err().message.contains("KEYCLOAK_ADMIN_PASSWORD is not set"));
        assert!(of(&[url]).unwrap_err().message.contains("no account"));
        assert!(
            of(&[("KEYCLOAK_ADMIN_URL", "https://id.example.com"), USER[0], USER[1]])
                .unwrap_err()
                .message
                .contains("no realm")
        );
    }
}
