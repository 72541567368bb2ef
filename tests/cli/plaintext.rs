//! What would cross a network unencrypted is told, once, before it does.

use super::checked;
use crate::support::{Project, free_port};

fn warned(variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let project = Project::new();
    project.file("realmform.toml", "schema = 1\ndefault_target = \"live\"\n");
    project.file("realm/a.toml", "[realm]\nenabled = true\n");
    project.file("lookups/a.toml", "[lookups.colour]\nlabel.en = \"Colour\"\n");
    for (key, value) in variables {
        project.env(key, value);
    }
    let output = checked(&project, arguments);
    assert_eq!(output.status, 3, "nobody listens there: {output:#?}");
    assert!(!output.stdout.contains("warning"), "{output:#?}");
    output.stderr.lines().take_while(|line| !line.starts_with("error")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_password_over_plain_http_is_a_warning() {
    // This machine, though it does not say so.
    let url = format!("http://0.0.0.0:{}/admin/realms/x", free_port());
    let account =
        [("KEYCLOAK_ADMIN_USERNAME", "admin"), ("KEYCLOAK_ADMIN_PASSWORD", "hush-hush"), ("KEYCLOAK_RETRY", "0")];
    let with = |more: &[(&str, &str)]| warned(&[&account, more].concat(), &["plan"]);
    insta::assert_snapshot!(with(&[("KEYCLOAK_ADMIN_URL", &url)]), @"
    warning: the password and the tokens for Keycloak go to 0.0.0.0 over plain http
      help: use https, or set REALMFORM_ALLOW_PLAINTEXT=1 if you trust the network
    ");
    assert_eq!(with(&[("KEYCLOAK_ADMIN_URL", &url), ("REALMFORM_ALLOW_PLAINTEXT", "1")]), "");
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        assert_eq!(with(&[("KEYCLOAK_ADMIN_URL", &url.replace("0.0.0.0", host))]), "", "{host}");
    }
}

#[test]
fn a_database_without_tls_is_a_warning() {
    let to = |scheme: &str, host: &str, mode: &str| {
        let url = format!("{scheme}://app:hush-hush@{host}:{}/app{mode}", free_port());
        warned(&[("DATABASE_URL", &url)], &["plan"])
    };
    let with = |host: &str, mode: &str| to("postgres", host, mode);
    insta::assert_snapshot!(with("0.0.0.0", ""), @"
    warning: the connection to the database at 0.0.0.0 may be unencrypted (sslmode=prefer)
      help: add `sslmode=verify-full` to the database URL, or set REALMFORM_ALLOW_PLAINTEXT=1 if you trust the network
    ");
    assert!(with("0.0.0.0", "?sslmode=disable").contains("(sslmode=disable)"));
    assert_eq!(with("0.0.0.0", "?sslmode=require"), "");
    assert_eq!(with("127.0.0.1", "?sslmode=disable"), "");
    let with = |host: &str, mode: &str| to("mysql", host, mode);
    insta::assert_snapshot!(with("0.0.0.0", ""), @"
    warning: the connection to the database at 0.0.0.0 may be unencrypted (ssl-mode=PREFERRED)
      help: add `ssl-mode=VERIFY_IDENTITY` to the database URL, or set REALMFORM_ALLOW_PLAINTEXT=1 if you trust the network
    ");
    assert_eq!(with("0.0.0.0", "?ssl-mode=REQUIRED"), "");
    assert_eq!(with("127.0.0.1", "?ssl-mode=DISABLED"), "");
}

#[test]
fn what_is_secret_in_an_address_is_nowhere() {
    let account =
        [("KEYCLOAK_ADMIN_USERNAME", "admin"), ("KEYCLOAK_ADMIN_PASSWORD", "pw-of-admin"), ("KEYCLOAK_RETRY", "0")];
    let port = free_port();
    for (variable, url, status) in [
        ("KEYCLOAK_ADMIN_URL", format!("http://ann:hush-hush@127.0.0.1:{port}/admin/realms/x"), 1),
        ("KEYCLOAK_ADMIN_URL", format!("http://hush-hush@127.0.0.1:{port}/admin/realms/x"), 1),
        ("KEYCLOAK_ADMIN_URL", format!("http://127.0.0.1:{port}/admin/realms/x?token=hush-hush#hush-hush"), 3),
        ("KEYCLOAK_ADMIN_URL", "http://[hush-hush/admin/realms/x".to_owned(), 1),
        ("DATABASE_URL", format!("postgres://app:hush-hush@127.0.0.1:{port}/app?options=hush-hush"), 3),
        ("DATABASE_URL", "postgres://app:hush-hush@[x/app".to_owned(), 1),
        ("DATABASE_URL", "hush-hush://x".to_owned(), 1),
    ] {
        let project = Project::new();
        project.file("realmform.toml", "schema = 1\ndefault_target = \"live\"\n");
        project.file("realm/a.toml", "[realm]\nenabled = true\n").file("lookups/a.toml", "[lookups.colour]\n");
        account.iter().for_each(|(key, value)| _ = project.env(key, value));
        project.env(variable, &url).env("REALMFORM_LOG", "trace");
        let output = checked(&project, &["plan"]);
        assert_eq!(output.status, status, "{url}: {output:#?}");
        assert!(!output.stderr.contains("hush-hush"), "{url}: {output:#?}");
    }
}
