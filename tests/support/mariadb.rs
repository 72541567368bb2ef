//! The MariaDB of the tests: the machine's own if it has one, otherwise Debian's, unpacked into the cache; new data for each
//! test process.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection, MySqlConnection};

use super::guardian::{Guarded, run_dir};
use super::{cache, free_port, password, unique, wait};

/// Makes the data directory, then becomes the server. `$1` is the server, `$2` where its own SQL is, `$3` the port, `$4` the
/// user to run as. The server's defaults are as bad as they may be on somebody's server: realmform sets what it relies on.
const SCRIPT: &str = r#"
server="$1 --no-defaults --user=$4 --datadir=$PWD/data --lc-messages-dir=$2 --character-sets-dir=$2/charsets"
mkdir data
{
    printf 'create database mysql;\nuse mysql;\n'
    cat "$2/mysql_system_tables.sql" "$2/mysql_performance_tables.sql" "$2/mysql_system_tables_data.sql"
    printf "delete from global_priv where user in ('root', '');\n"
} | $server --bootstrap --innodb-flush-log-at-trx-commit=0 || exit
cat >first.sql <<end
create user realmform@'%' identified by '$PASSWORD';
grant all on *.* to realmform@'%' with grant option;
end
exec $server --init-file="$PWD/first.sql" --bind-address=127.0.0.1 --port="$3" --socket="$PWD/socket" --pid-file="$PWD/pid" \
    --skip-name-resolve --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --max-connections=200 \
    --sql-mode= --character-set-server=latin1 --collation-server=latin1_swedish_ci --default-storage-engine=MyISAM \
    --default-time-zone=+05:00 --transaction-isolation=READ-UNCOMMITTED --completion-type=CHAIN
"#;

/// Another server to use instead, MySQL for example: `mysql://realmform:PASSWORD@127.0.0.1:PORT`, who may do all there.
const OTHER: &str = "REALMFORM_TEST_MYSQL";

/// A running MariaDB, which asks for its password.
pub(crate) struct MariaDb {
    /// With the account, and without a database.
    url: String,
    server: Option<Guarded>,
}

impl MariaDb {
    pub(super) fn start() -> Self {
        if let Ok(url) = std::env::var(OTHER) {
            return Self { url: url.trim_end_matches('/').to_owned(), server: None };
        }
        let dir = run_dir("mariadb");
        let program = installed().unwrap_or_else(fetched);
        let port = free_port();
        let password = password();
        let user = cache::run(Command::new("id").arg("-un"), "learn who runs the tests", "See that `id` is there.");
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT, "mariadb"]).arg(&program.server).arg(&program.share);
        command.arg(port.to_string()).arg(user.trim()).env("PASSWORD", &password);
        if let Some(libraries) = &program.libraries {
            command.env("LD_LIBRARY_PATH", libraries);
        }
        let url = format!("mysql://realmform:{password}@127.0.0.1:{port}");
        let server = Guarded::start("MariaDB", dir, &command, None);
        server.wait_until(Duration::from_secs(60), || {
            let url = url.clone();
            wait(async move { MySqlConnection::connect(&url).await.is_ok() })
        });
        Self { url, server: Some(server) }
    }

    /// Creates an empty database and returns its URL.
    pub(crate) fn fresh_database(&self) -> String {
        let name = unique("test", '_');
        // Another server may still have one of an earlier run.
        let again = if self.server.is_none() { format!("drop database if exists {name}; ") } else { String::new() };
        let (server, create) = (self.url.clone(), format!("{again}create database {name}"));
        let created = wait(async move {
            let mut connection = MySqlConnection::connect(&server).await?;
            sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut connection).await?;
            connection.close().await
        });
        created.unwrap_or_else(|error| panic!("database {name} was not created: {error}"));
        format!("{}/{name}", self.url)
    }
}

/// What is needed to start a server.
struct Program {
    server: PathBuf,
    /// Where its messages and the SQL of its system tables are.
    share: PathBuf,
    /// Where the libraries are that the machine may lack.
    libraries: Option<PathBuf>,
}

impl Program {
    /// The server in `prefix/sbin` or `prefix/bin`.
    fn below(prefix: &Path, libraries: Option<PathBuf>) -> Option<Self> {
        let server = ["sbin", "bin", "libexec"].map(|bin| prefix.join(bin).join("mariadbd"));
        let server = server.into_iter().find(|path| path.exists())?;
        let share = ["mysql", "mariadb"].map(|name| prefix.join("share").join(name));
        let share = share.into_iter().find(|path| path.join("mysql_system_tables.sql").exists())?;
        Some(Self { server, share, libraries })
    }
}

/// The machine's own, from the PATH or from where Debian puts it.
fn installed() -> Option<Program> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).filter_map(|dir| Some(dir.parent()?.to_owned()));
    folders.chain([PathBuf::from("/usr")]).find_map(|prefix| Program::below(&prefix, None))
}

fn fetched() -> Program {
    let home = cache::once("mariadb", |dir| {
        let packages = dir.join("packages");
        std::fs::create_dir(&packages).expect("a directory for packages");
        // Lists of its own: the machine's may be missing, and only root may renew them.
        let apt = |program: &str| {
            let mut command = Command::new(program);
            command.current_dir(&packages).args(["-qq", "-o", "APT::Sandbox::User=", "-o"]);
            command.arg(format!("Dir::State::lists={}", packages.join("lists").display()));
            command.arg("-o").arg(format!("Dir::Cache={}", packages.join("cache").display()));
            command
        };
        let next = "Install MariaDB, so that `mariadbd` is on the PATH; without it, the tests need Debian's or Ubuntu's \
                    `apt-get`, `dpkg` and mirror.";
        std::fs::create_dir_all(packages.join("lists/partial")).expect("a directory for lists");
        std::fs::create_dir_all(packages.join("cache/archives/partial")).expect("a directory for archives");
        cache::run(apt("apt-get").arg("update"), "learn which MariaDB there is", next);
        let depends =
            cache::run(apt("apt-cache").args(["depends", "mariadb-server-core"]), "learn what it needs", next);
        let needed = depends.lines().filter_map(|line| line.trim().strip_prefix("Depends: "));
        let missing = needed.filter(|name| !name.starts_with('<') && !is_installed(name));
        let wanted = ["mariadb-server-core"].into_iter().chain(missing);
        cache::run(apt("apt-get").arg("download").args(wanted), "fetch MariaDB", next);
        for package in packages.read_dir().expect("the fetched packages").flatten().map(|entry| entry.path()) {
            if package.extension().is_some_and(|end| end == "deb") {
                cache::run(Command::new("dpkg-deb").arg("-x").arg(&package).arg(dir), "unpack MariaDB", next);
            }
        }
        std::fs::remove_dir_all(packages).expect("the fetched packages removed");
    });
    let libraries = ["usr/lib", "lib"].map(|lib| home.join(lib).join(format!("{}-linux-gnu", std::env::consts::ARCH)));
    let libraries = std::env::join_paths(libraries).expect("a path without a colon");
    Program::below(&home.join("usr"), Some(libraries.into()))
        .unwrap_or_else(|| panic!("{} holds no whole MariaDB. Delete it, or install MariaDB.", home.display()))
}

/// Whether the machine has a package.
fn is_installed(package: &str) -> bool {
    let mut query = Command::new("dpkg-query");
    let status = query.args(["-W", "-f", "${db:Status-Status}", package]).output();
    status.is_ok_and(|output| output.stdout == b"installed")
}
