//! The URL of a database server that a project names: what it says counts, and nothing of the environment; the files that it
//! names lie in the project.

use std::str::FromStr;

use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use url::Url;

use super::mysql_url;
use realmform_files::{Root, SECRET};
use realmform_model::Failure;

/// What a PostgreSQL URL of a project may have behind its `?`, beside the files.
const POSTGRES: &[&str] = &[
    "sslmode",
    "ssl-mode",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "application_name",
    "statement-cache-capacity",
];
/// Of the environment, and not to be taken back once the library has read it.
const KEPT: &[(&str, Option<Part>)] = &[
    ("PGOPTIONS", None),
    ("PGSSLROOTCERT", Some(Part::Root)),
    ("PGSSLCERT", Some(Part::Certificate)),
    ("PGSSLKEY", Some(Part::Key)),
];

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The certificates that are trusted.
    Root,
    /// The client's certificate …
    Certificate,
    /// … and its key.
    Key,
}

/// The parameters that name files, as PostgreSQL and MySQL call them.
const FILES: &[(&str, Part)] = &[
    ("sslrootcert", Part::Root),
    ("ssl-root-cert", Part::Root),
    ("ssl-ca", Part::Root),
    ("sslca", Part::Root),
    ("sslcert", Part::Certificate),
    ("ssl-cert", Part::Certificate),
    ("sslkey", Part::Key),
    ("ssl-key", Part::Key),
];

/// Files of a URL, with what they hold.
type Files = Vec<(Part, Vec<u8>)>;

/// The URL without the parameters that name files, and what these files hold: they are read here, inside the project and up
/// to a limit, as a library would open whatever is there.
///
/// # Errors
/// The URL is none, or a file cannot be read.
pub(super) fn with_files(url: &str, root: &Root) -> Result<(Url, Files), Failure> {
    let mut url = Url::parse(url).map_err(|error| wrong(&error.to_string()))?;
    let all: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let part = |key: &str| FILES.iter().find(|(name, _)| *name == key).map(|(_, part)| *part);
    let mut files = Vec::new();
    for (key, value) in &all {
        let Some(part) = part(key) else { continue };
        let bytes = root.read(&root.folder().join(value), SECRET).map_err(|trouble| {
            let help = trouble.help().unwrap_or_else(|| "write the path relative to the project directory".to_owned());
            Failure::input(format!("cannot read the file of `{key}` in `database`: {trouble}")).help(help)
        })?;
        files.push((part, bytes));
    }
    url.set_query(None);
    let rest: Vec<&(String, String)> = all.iter().filter(|(key, _)| part(key).is_none()).collect();
    if !rest.is_empty() {
        url.query_pairs_mut().extend_pairs(rest);
    }
    Ok((url, files))
}

/// The options of a MariaDB or MySQL that a project names.
///
/// # Errors
/// See `mysql_url::parse` and `with_files`.
pub(super) fn mysql(url: &str, root: &Root) -> Result<MySqlConnectOptions, Failure> {
    let (url, files) = with_files(url, root)?;
    let options = mysql_url::parse(url.as_str()).map_err(|why| wrong(&why))?;
    Ok(files.into_iter().fold(options, |options, (part, pem)| match part {
        Part::Root => options.ssl_ca_from_pem(pem),
        Part::Certificate => options.ssl_client_cert_from_pem(pem),
        Part::Key => options.ssl_client_key_from_pem(pem),
    }))
}

/// The options of a PostgreSQL that a project names.
///
/// # Errors
/// The URL is none, has a parameter that none has, or the environment holds what cannot be kept out.
pub(super) fn postgres(
    url: &str,
    root: &Root,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<PgConnectOptions, Failure> {
    let (mut url, files) = with_files(url, root)?;
    let has = |url: &Url, keys: &[&str]| url.query_pairs().any(|(key, _)| keys.contains(&&*key));
    let is_known = |key: &str| POSTGRES.contains(&key) || key == "options" || key.starts_with("options[");
    if url.query_pairs().any(|(key, _)| !is_known(&key)) {
        return Err(wrong("it has an unknown parameter"));
    }
    let (host, port) = (url.host_str().is_some() || has(&url, &["host", "hostaddr"]), url.port().is_some());
    let (port, mode) = (port || has(&url, &["port"]), has(&url, &["sslmode", "ssl-mode"]));
    let (user, name) = (!url.username().is_empty() || has(&url, &["user"]), has(&url, &["application_name"]));
    let database = !url.path().trim_start_matches('/').is_empty() || has(&url, &["dbname"]);
    // With a password, the library looks for none in the user's folder.
    if url.set_password(Some("-")).is_err() {
        url.query_pairs_mut().append_pair("password", "-");
    }
    for (key, part) in KEPT {
        let is_given = part.is_some_and(|part| files.iter().any(|(given, _)| *given == part));
        if variable(key).is_some() && !is_given {
            let message = format!("{key} is set, and would be used for a database that the project names");
            return Err(Failure::input(message).help(format!("unset {key}, or use the target `live`")));
        }
    }
    let mut options = PgConnectOptions::from_str(url.as_str()).map_err(|error| wrong(&innermost(&error)))?;
    if !host {
        options = options.host("localhost");
    }
    if !port {
        options = options.port(5432);
    }
    if !user {
        let user = whoami::username().map_err(|_| wrong("it names no user"))?;
        options = options.username(&user);
    }
    if !database {
        let user = options.get_username().to_owned();
        options = options.database(&user);
    }
    if !mode {
        options = options.ssl_mode(PgSslMode::default());
    }
    if !name {
        options = options.application_name("realmform");
    }
    for (part, bytes) in files {
        options = match part {
            Part::Root => options.ssl_root_cert_from_pem(bytes),
            Part::Certificate => options.ssl_client_cert_from_pem(bytes),
            Part::Key => options.ssl_client_key_from_pem(bytes),
        };
    }
    Ok(options)
}

/// Whether an SQLite URL of a project has a parameter that none may have: it could choose another way to open files.
///
/// # Errors
/// It has.
pub(super) fn sqlite(url: &str) -> Result<(), Failure> {
    let parameters = url.split_once('?').map_or("", |(_, parameters)| parameters);
    let mut keys = url::form_urlencoded::parse(parameters.as_bytes());
    match keys.all(|(key, _)| matches!(&*key, "mode" | "immutable")) {
        true => Ok(()),
        false => Err(wrong("it has a parameter other than `mode` and `immutable`")),
    }
}

/// What says why; the errors around it repeat that it is about configuration.
fn innermost(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), innermost)
}

fn wrong(why: &str) -> Failure {
    Failure::input(format!("invalid database URL: {why}"))
        .help("write `postgres://USER@HOST:PORT/DATABASE` or `sqlite:PATH`; docs/targets.md lists what may follow")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
mod tests {
    use super::*;

    use std::fs;
    use std::path::Path;

    fn of(folder: &Path, url: &str, set: &[&str]) -> Result<PgConnectOptions, String> {
        let variable = |name: &str| set.contains(&name).then(|| "hush".to_owned());
        postgres(url, &Root::of(folder), variable).map_err(|failure| failure.message)
    }

    #[test]
    fn a_file_of_the_project_is_read_and_nothing_else() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(folder.path().join("ca.pem"), "-----BEGIN CERTIFICATE-----").unwrap();
        fs::write(outside.path().join("key.pem"), "-----BEGIN PRIVATE KEY-----").unwrap();
        fs::write(folder.path().join("large.pem"), vec![b'x'; (SECRET + 1) as usize]).unwrap();
        let url = |parameter: &str| format!("postgres://u@db.example/x?sslmode=verify-ca&{parameter}");
        assert!(of(folder.path(), &url("sslrootcert=ca.pem"), &[]).is_ok());
        let outer = outside.path().join("key.pem").display().to_string();
        for key in FILES.iter().map(|(key, _)| key) {
            for value in ["/dev/zero", outer.as_str(), "../key.pem", "large.pem", "absent.pem", "."] {
                let told = of(folder.path(), &url(&format!("{key}={value}")), &[]).unwrap_err();
                assert!(
                    told.starts_with(&format!("cannot read the file of `{key}` in `database`: ")),
                    "{value}: {told}"
                );
            }
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(outside.path().join("key.pem"), folder.path().join("link.pem")).unwrap();
            assert!(of(folder.path(), &url("sslkey=link.pem"), &[]).is_err());
        }
    }

    #[test]
    fn the_environment_is_not_part_of_a_named_database() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("ca.pem"), "-----BEGIN CERTIFICATE-----").unwrap();
        let of = |url: &str, set: &[&str]| of(folder.path(), url, set);
        let told = of("postgres://u@db.example/x", &["PGOPTIONS"]).unwrap_err();
        assert_eq!(told, "PGOPTIONS is set, and would be used for a database that the project names");
        assert!(of("postgres://u@db.example/x", &["PGSSLROOTCERT"]).is_err());
        assert!(of("postgres://u@db.example/x?sslrootcert=ca.pem", &["PGSSLROOTCERT"]).is_ok());
        let options = of("postgres://", &[]).unwrap();
        assert_eq!(
            (options.get_host(), options.get_port(), options.get_application_name()),
            ("localhost", 5432, Some("realmform"))
        );
        assert_eq!(options.get_database(), Some(options.get_username()));
        for parameter in ["passfile=x", "service=x", "servicefile=x", "sslcrl=x", "password=x"] {
            let told = of(&format!("postgres://u@db.example/x?{parameter}"), &[]).unwrap_err();
            assert_eq!(told, "invalid database URL: it has an unknown parameter");
        }
        let options = of("postgres://u@db.example/x?options[search_path]=y&user=v", &[]).unwrap();
        assert_eq!((options.get_username(), options.get_options()), ("v", Some("-c search_path=y")));
    }

    #[test]
    fn an_sqlite_url_chooses_no_other_way_to_open_a_file() {
        assert!(sqlite("sqlite:x.db?mode=ro&immutable=1").is_ok() && sqlite("sqlite:x.db").is_ok());
        for parameter in ["vfs=unix-none", "cache=shared", "mode=ro&vfs=x"] {
            assert!(sqlite(&format!("sqlite:x.db?{parameter}")).is_err());
        }
    }
}
