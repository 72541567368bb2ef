//! The Java that the tests need anyway, for Keycloak.

use std::path::PathBuf;
use std::process::Command;

use super::cache;

pub(super) const NEEDED: &str = "Install a Java runtime, version 17 or newer, on the PATH or in JAVA_HOME.";

/// Java from `JAVA_HOME` or the `PATH`. Fails with what to do if there is none or it is too old for `purpose`.
pub(crate) fn java(purpose: &str) -> Command {
    let said = cache::run(program().arg("-version"), purpose, NEEDED);
    let version = said.split('"').nth(1).unwrap_or_default();
    let major = version.split(['.', '-']).next().and_then(|n| n.parse().ok());
    assert!(
        major.is_some_and(|major: u32| major >= 17),
        "The tests need Java 17 or newer to {purpose}; this is {version:?}. {NEEDED}"
    );
    program()
}

fn program() -> Command {
    Command::new(match std::env::var_os("JAVA_HOME").filter(|home| !home.is_empty()) {
        Some(home) => PathBuf::from(home).join("bin/java"),
        None => "java".into(),
    })
}
