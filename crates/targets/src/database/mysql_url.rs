//! What a `mysql://` or `mariadb://` URL says, read without guessing: the library would pass over what it does not know, and
//! sign in as `root` where no user is named.

use sqlx::mysql::MySqlConnectOptions;
use url::{Host, Url};

/// What may follow the `?`, each in two spellings.
const PARAMETERS: &[&str] =
    &["ssl-mode", "sslmode", "ssl-ca", "sslca", "ssl-cert", "sslcert", "ssl-key", "sslkey", "socket"];

/// The options of the connection.
///
/// # Errors
/// What is wrong; nothing of the URL is repeated, as a password may be in it.
pub(super) fn parse(url: &str) -> Result<MySqlConnectOptions, String> {
    let read = Url::parse(url).map_err(|error| error.to_string())?;
    if read.query_pairs().any(|(key, _)| !PARAMETERS.contains(&&*key)) {
        return Err(
            "it has an unknown parameter; known are `ssl-mode`, `ssl-ca`, `ssl-cert`, `ssl-key` and `socket`".into()
        );
    }
    let modes = ["disabled", "preferred", "required", "verify_ca", "verify_identity"];
    let is_mode = |value: &str| modes.contains(&value.to_ascii_lowercase().as_str());
    if read.query_pairs().any(|(key, value)| matches!(&*key, "ssl-mode" | "sslmode") && !is_mode(&value)) {
        return Err("`ssl-mode` must be DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY".into());
    }
    if read.username().is_empty() {
        return Err("it names no user".into());
    }
    if read.path().trim_start_matches('/').is_empty() {
        return Err("it names no database".into());
    }
    let options: MySqlConnectOptions = url.parse().map_err(|_| "it cannot be read".to_owned())?;
    // An address of IPv6 stands in brackets in a URL, and nowhere else.
    let options = match read.host() {
        Some(Host::Ipv6(address)) => options.host(&address.to_string()),
        _ => options,
    };
    // What a session is asked for is said in one place, `Dialect::SESSION`.
    Ok(options.pipes_as_concat(false).no_engine_substitution(false))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn an_address_loses_its_brackets() {
        assert_eq!(parse("mysql://u@[::1]:3307/x").unwrap().get_host(), "::1");
        assert_eq!(parse("mariadb://u@db.example/x").unwrap().get_port(), 3306);
    }

    #[test]
    fn what_is_missing_or_misspelt_is_not_guessed() {
        for (wrong, told) in [
            ("mysql://db/x", "it names no user"),
            ("mysql://u:hush@db", "it names no database"),
            ("mysql://u:hush@db/", "it names no database"),
            ("mysql://u:hush@db/x?ssl_mode=REQUIRED", "it has an unknown parameter"),
            ("mysql://u:hush@db/x?ssl-mode=hush", "`ssl-mode` must be"),
            ("mysql://u:hush@db:port/x", "invalid port number"),
        ] {
            let words = parse(wrong).unwrap_err();
            assert!(words.starts_with(told) && !words.contains("hush"), "{wrong}: {words}");
        }
    }
}
