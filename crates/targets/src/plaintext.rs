//! Passwords and data that would cross a network unencrypted.

use super::database::PlainHost;
use super::target::{RealmSide, Target};

/// The variable that says that the network is trusted.
pub const ALLOW: &str = "REALMFORM_ALLOW_PLAINTEXT";

/// A connection that others on the network can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposed {
    /// What crosses the network, and to which host.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Target {
    /// The connections of the target that are not encrypted and leave this machine.
    pub fn exposed(&self) -> Vec<Exposed> {
        let mut exposed = Vec::new();
        if let Some(RealmSide::Keycloak(keycloak)) = &self.realm
            && let Some(host) = keycloak.plain_host()
        {
            exposed.push(Exposed {
                message: format!("the password and the tokens for Keycloak go to {host} over plain http"),
                help: format!("use https, or set {ALLOW}=1 if you trust the network"),
            });
        }
        if let Some(database) = &self.database
            && let Some(PlainHost { host, mode, cure }) = database.plain_host()
        {
            exposed.push(Exposed {
                message: format!("the connection to the database at {host} may be unencrypted ({mode})"),
                help: format!("add `{cure}` to the database URL, or set {ALLOW}=1 if you trust the network"),
            });
        }
        exposed
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
mod tests {
    use super::*;

    fn said(variables: &[(&str, &str)]) -> String {
        let account = [("KEYCLOAK_ADMIN_USERNAME", "admin"), ("KEYCLOAK_ADMIN_PASSWORD", "hush")];
        let all: Vec<_> = variables.iter().chain(&account).collect();
        let target = Target::live(|name| all.iter().find(|(key, _)| *key == name).map(|(_, it)| (*it).to_owned()));
        let exposed = target.unwrap().exposed();
        assert!(!format!("{exposed:?}").contains("hush"));
        exposed.into_iter().map(|it| it.message).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_leaves_this_machine_in_clear_is_told() {
        let keycloak = |url: &str| said(&[("KEYCLOAK_ADMIN_URL", url)]);
        let told = "the password and the tokens for Keycloak go to kc.example over plain http";
        assert_eq!(keycloak("http://kc.example:8080/admin/realms/x"), told);
        for quiet in
            ["https://kc.example/admin/realms/x", "http://127.0.0.1/admin/realms/x", "http://[::1]:1/admin/realms/x"]
        {
            assert_eq!(keycloak(quiet), "");
        }
        let database = |url: &str| said(&[("DATABASE_URL", url)]);
        let told = "the connection to the database at db.example may be unencrypted (sslmode=disable)";
        assert_eq!(database("postgres://u:hush@db.example/x?sslmode=disable"), told);
        assert!(database("postgres://u:hush@db.example/x?sslmode=prefer").ends_with("(sslmode=prefer)"));
        for quiet in
            ["@db.example/x?sslmode=require", "@localhost/x?sslmode=disable", "@db.example/x?host=/run/postgresql"]
        {
            let url = format!("postgres://u:hush{quiet}");
            assert_eq!(database(&url), "", "{quiet}");
        }
        assert_eq!(database("sqlite:x.db"), "");
        let told = "the connection to the database at db.example may be unencrypted (ssl-mode=PREFERRED)";
        assert_eq!(database("mysql://u:hush@db.example/x"), told);
        assert!(database("mariadb://u:hush@db.example/x?ssl-mode=disabled").ends_with("(ssl-mode=DISABLED)"));
        for quiet in ["@db.example/x?ssl-mode=REQUIRED", "@[::1]/x", "@db.example/x?socket=/run/mysqld/mysqld.sock"] {
            let url = format!("mysql://u:hush{quiet}");
            assert_eq!(database(&url), "", "{quiet}");
        }
    }
}
