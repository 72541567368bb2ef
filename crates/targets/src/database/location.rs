//! The database that a URL points to.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::sqlite::SqliteConnectOptions;

use super::{mysql_url, named_url};
use crate::loopback::is_loopback;
use realmform_files::{Root, Trouble};
use realmform_model::Failure;
use realmform_model::uri::shown_part;

/// How a URL is written.
const FORMS: &str =
    "`postgres://USER:PASSWORD@HOST:PORT/DATABASE`, the same with `mysql://` or `mariadb://`, or `sqlite:PATH`";

/// A database, shown without the password.
#[derive(Clone)]
pub(super) enum Location {
    Postgres(Box<PgConnectOptions>),
    /// The scheme is the one that was written.
    Mysql {
        options: Box<MySqlConnectOptions>,
        scheme: &'static str,
    },
    Sqlite {
        options: Box<SqliteConnectOptions>,
        file: PathBuf,
        read_only: bool,
        root: Root,
    },
}

/// The libraries show their options with the password.
impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postgres(options) => {
                let user = shown_part(options.get_username());
                let database = options.get_database().map_or_else(|| user.clone(), shown_part);
                match options.get_socket() {
                    Some(socket) => write!(f, "postgres://{user}@/{database}?host={}", socket.display()),
                    None => write!(f, "postgres://{user}@{}:{}/{database}", options.get_host(), options.get_port()),
                }
            }
            Self::Mysql { options, scheme } => {
                let user = shown_part(options.get_username());
                let database = shown_part(options.get_database().unwrap_or_default());
                match options.get_socket() {
                    Some(socket) => write!(f, "{scheme}://{user}@/{database}?socket={}", socket.display()),
                    None => {
                        let host = options.get_host();
                        let (open, close) = if host.contains(':') { ("[", "]") } else { ("", "") };
                        write!(f, "{scheme}://{user}@{open}{host}{close}:{}/{database}", options.get_port())
                    }
                }
            }
            Self::Sqlite { file, .. } => write!(f, "sqlite:{}", file.display()),
        }
    }
}

/// A connection that may go unencrypted over a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlainHost<'a> {
    pub host: &'a str,
    /// What lets it, as the URL has it.
    pub mode: &'static str,
    /// What to put there instead.
    pub cure: &'static str,
}

impl Location {
    /// Reads a URL; none of its text is repeated in a failure, as a password may be in it. A file must lie in `root`; where
    /// there is none, a person named it.
    pub(super) fn parse(url: &str, root: Option<Root>) -> Result<Self, Failure> {
        match url.split_once(':').map_or("", |(scheme, _)| scheme) {
            "postgres" | "postgresql" | "mysql" | "mariadb" if !url.contains("://") => {
                Err(Failure::input("invalid database URL: `//` is missing after the scheme")
                    .help(format!("write {FORMS}")))
            }
            "postgres" | "postgresql" => {
                let options = PgConnectOptions::from_str(url).map_err(|error| unreadable(&error))?;
                Ok(Self::Postgres(Box::new(options)))
            }
            scheme @ ("mysql" | "mariadb") => {
                let options = mysql_url::parse(url).map_err(|words| invalid(&words))?;
                let scheme = if scheme == "mysql" { "mysql" } else { "mariadb" };
                Ok(Self::Mysql { options: Box::new(options), scheme })
            }
            "sqlite" => {
                let options = SqliteConnectOptions::from_str(url).map_err(|error| unreadable(&error))?;
                let file = options.get_filename().to_owned();
                let mode = url.split_once('?').map_or("", |(_, query)| query);
                let in_memory = url.contains(":memory:") || mode.split('&').any(|word| word == "mode=memory");
                if in_memory || file.as_os_str().is_empty() {
                    let message = "invalid database URL: it names no file";
                    return Err(
                        Failure::input(message).help("write `sqlite:PATH`; a database in memory would not persist")
                    );
                }
                let read_only = mode.split('&').any(|word| word == "mode=ro" || word.starts_with("immutable="));
                let root = root.unwrap_or_else(|| Root::named(&file));
                Ok(Self::Sqlite { options: Box::new(options), file, read_only, root })
            }
            _ => Err(Failure::input("invalid database URL: unknown scheme").help(format!("write {FORMS}"))),
        }
    }

    /// The same of a server that a project names; the files that the URL names lie in `root`.
    pub(super) fn named(url: &str, root: &Root) -> Result<Self, Failure> {
        match url.split_once(':').map_or("", |(scheme, _)| scheme) {
            "postgres" | "postgresql" => {
                let options = named_url::postgres(url, root, |name| std::env::var(name).ok())?;
                Ok(Self::Postgres(Box::new(options)))
            }
            scheme @ ("mysql" | "mariadb") => {
                let options = named_url::mysql(url, root)?;
                let scheme = if scheme == "mysql" { "mysql" } else { "mariadb" };
                Ok(Self::Mysql { options: Box::new(options), scheme })
            }
            _ => Self::parse(url, Some(root.clone())),
        }
    }

    /// With this password, or with none: not with one of `PGPASSWORD` or of a file in the user's folder.
    pub(super) fn with_password(self, password: Option<&SecretString>) -> Self {
        let password = password.map(|password| password.expose_secret());
        match self {
            Self::Postgres(options) => Self::Postgres(Box::new(options.password(password.unwrap_or_default()))),
            // Where none is set, this library looks nowhere else.
            Self::Mysql { options, scheme } => match password {
                Some(password) => Self::Mysql { options: Box::new(options.password(password)), scheme },
                None => Self::Mysql { options, scheme },
            },
            other @ Self::Sqlite { .. } => other,
        }
    }

    /// The host to which the connection may go unencrypted over a network.
    pub(super) fn plain_host(&self) -> Option<PlainHost<'_>> {
        let (host, has_socket, mode, cure) = match self {
            Self::Postgres(options) => {
                let mode = match options.get_ssl_mode() {
                    PgSslMode::Disable => "sslmode=disable",
                    PgSslMode::Allow => "sslmode=allow",
                    PgSslMode::Prefer => "sslmode=prefer",
                    PgSslMode::Require | PgSslMode::VerifyCa | PgSslMode::VerifyFull => return None,
                };
                let host = options.get_host();
                (host, options.get_socket().is_some() || host.starts_with('/'), mode, "sslmode=verify-full")
            }
            Self::Mysql { options, .. } => {
                let mode = match options.get_ssl_mode() {
                    MySqlSslMode::Disabled => "ssl-mode=DISABLED",
                    MySqlSslMode::Preferred => "ssl-mode=PREFERRED",
                    MySqlSslMode::Required | MySqlSslMode::VerifyCa | MySqlSslMode::VerifyIdentity => return None,
                };
                (options.get_host(), options.get_socket().is_some(), mode, "ssl-mode=VERIFY_IDENTITY")
            }
            Self::Sqlite { .. } => return None,
        };
        (!has_socket && !is_loopback(host)).then_some(PlainHost { host, mode, cure })
    }

    /// Whether it is a file that is not there.
    pub(super) fn is_absent(&self) -> bool {
        matches!(self, Self::Sqlite { file, .. } if file.try_exists().is_ok_and(|exists| !exists))
    }

    /// SQLite opens files by their names, those that it keeps beside the database as well: none may be a link out, a
    /// pipe or a device when it does. The options are those of the file that links lead to.
    ///
    /// # Errors
    /// One of them is.
    pub(super) fn checked(&self) -> Result<Self, Failure> {
        let mut checked = self.clone();
        if let Self::Sqlite { options, file, root, .. } = &mut checked {
            let real = root.check(file).and_then(|()| root.real(file)).map_err(|trouble| refused(file, &trouble))?;
            for end in ["-journal", "-wal", "-shm"] {
                let mut path = real.clone().into_os_string();
                path.push(end);
                let path = Path::new(&path);
                root.check(path).map_err(|trouble| refused(path, &trouble))?;
            }
            **options = options.as_ref().clone().filename(&real);
        }
        Ok(checked)
    }

    /// Takes a file away again that a run made and wrote nothing to.
    pub(super) fn remove_empty(&self) {
        if let Self::Sqlite { file, root, .. } = self
            && root.read(file, 0).is_ok()
        {
            // It stays where that fails: an empty file is an empty database.
            _ = root.remove(file);
        }
    }
}

fn refused(path: &Path, trouble: &Trouble) -> Failure {
    let help = trouble.help().unwrap_or_else(|| "fix the path of `database`".to_owned());
    Failure::input(format!("cannot open sqlite:{}: {trouble}", path.display())).help(help)
}

fn unreadable(error: &sqlx::Error) -> Failure {
    // The innermost error has the words; those around it repeat that it is about configuration.
    let mut words: &dyn std::error::Error = error;
    while let Some(source) = words.source() {
        words = source;
    }
    invalid(words)
}

fn invalid(words: &dyn fmt::Display) -> Failure {
    Failure::input(format!("invalid database URL: {words}")).help(format!(
        "write {FORMS}; percent-encode special characters in the password, such as `@` as `%40` and `/` as `%2F`"
    ))
}
