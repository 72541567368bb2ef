//! The PostgreSQL of the tests: the machine's own if it has one, otherwise a fetched one; new data for each test process.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::guardian::{Guarded, run_dir};
use super::{cache, free_port, password, unique, wait};

const FETCHED: &str = "17.5.0";

/// Makes the data directory, then becomes the server. `$1` is where the programs are.
const SCRIPT: &str = r#"
printf %s "$PASSWORD" >password
"$1/initdb" --pgdata=data --username=realmform --pwfile=password --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C --no-sync || exit
exec "$1/postgres" -D data -p "$2" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories= -c fsync=off -c max_connections=200
"#;

/// A running PostgreSQL, which asks for its password.
pub(crate) struct Postgres {
    port: u16,
    password: String,
    _server: Guarded,
}

impl Postgres {
    pub(super) fn start() -> Self {
        let dir = run_dir("postgres");
        let user = unprivileged(&dir);
        let mut bin = installed().unwrap_or_else(fetched);
        if let Some(user) = user
            && bin.starts_with(cache::dir())
        {
            bin = copied(&bin, &dir, user);
        }
        let port = free_port();
        let password = password();
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT, "postgres"]).arg(bin).arg(port.to_string()).env("PASSWORD", &password);
        let postgres = Self { port, password, _server: Guarded::start("PostgreSQL", dir, &command, user) };
        let url = postgres.url("postgres");
        postgres._server.wait_until(Duration::from_secs(60), || {
            let url = url.clone();
            wait(async move { PgConnection::connect(&url).await.is_ok() })
        });
        postgres
    }

    /// Creates an empty database and returns its URL.
    pub(crate) fn fresh_database(&self) -> String {
        let name = unique("test", '_');
        let (server, create) = (self.url("postgres"), format!("create database {name}"));
        let created = wait(async move {
            let mut connection = PgConnection::connect(&server).await?;
            sqlx::query(AssertSqlSafe(create)).execute(&mut connection).await?;
            connection.close().await
        });
        created.unwrap_or_else(|error| panic!("database {name} was not created: {error}"));
        self.url(&name)
    }

    fn url(&self, database: &str) -> String {
        let Self { port, password, .. } = self;
        format!("postgres://realmform:{password}@127.0.0.1:{port}/{database}")
    }
}

/// PostgreSQL refuses to run as root; then it runs as `nobody`.
fn unprivileged(dir: &Path) -> Option<(u32, u32)> {
    if dir.metadata().expect("the run directory").uid() != 0 {
        return None;
    }
    let id = |flag: &str| {
        let said = cache::run(
            Command::new("id").args([flag, "nobody"]),
            "find the user `nobody`, since PostgreSQL refuses to run as root",
            "Run the tests as another user than root.",
        );
        said.trim().parse().expect("a number from `id`")
    };
    Some((id("-u"), id("-g")))
}

/// The directory of an installed `initdb` and `postgres`: on the PATH, else Debian's newest.
fn installed() -> Option<PathBuf> {
    let whole = |dir: &PathBuf| dir.join("initdb").exists() && dir.join("postgres").exists();
    let path = std::env::var_os("PATH").unwrap_or_default();
    if let Some(dir) = std::env::split_paths(&path).find(whole) {
        return Some(dir);
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    versions.filter_map(|version| Some(version.ok()?.path().join("bin"))).filter(whole).max_by_key(|bin| {
        let version = bin.parent()?.file_name()?.to_str()?;
        version.parse::<f32>().ok().map(|version| version as u32)
    })
}

fn fetched() -> PathBuf {
    let machine = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64v8",
        other => panic!(
            "No PostgreSQL is installed, and none can be fetched for {other}. \
             Install one, so that `initdb` and `postgres` are on the PATH."
        ),
    };
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let name = format!("embedded-postgres-binaries-{system}-{machine}");
    let home = cache::once(&format!("postgres-{FETCHED}"), |dir| {
        cache::unpack(&format!("io.zonky.test.postgres:{name}:{FETCHED}:jar"), dir);
        let files = dir.read_dir().expect("the unpacked jar");
        let archive = files
            .filter_map(|file| Some(file.ok()?.path()))
            .find(|file| file.extension().is_some_and(|end| end == "txz"))
            .expect("a .txz in the jar of PostgreSQL");
        cache::untar(&archive, dir, 0);
        std::fs::remove_file(archive).expect("the unpacked archive removed");
    });
    home.join("bin")
}

/// A copy of the fetched programs in the run directory: `nobody` may not look into root's cache.
fn copied(bin: &Path, dir: &Path, (uid, gid): (u32, u32)) -> PathBuf {
    let home = bin.parent().expect("the directory above `bin`");
    let copy = dir.join("postgres");
    let disk = "See that the disk has room.";
    let mut cp = Command::new("cp");
    cp.arg("-R").arg(home).arg(&copy);
    cache::run(&mut cp, "copy PostgreSQL", disk);
    let mut chown = Command::new("chown");
    chown.arg("-R").arg(format!("{uid}:{gid}")).arg(&copy);
    cache::run(&mut chown, "hand PostgreSQL to `nobody`", disk);
    copy.join("bin")
}
