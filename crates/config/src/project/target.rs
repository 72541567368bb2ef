//! One table of `[targets]`.

use std::path::PathBuf;

use super::names::{LIVE, TARGET_KEYS};
use super::reading::Reading;
use crate::load::entry::Entry;
use crate::load::secret;
use realmform_model::{Finding, TargetConfig};

/// The target; `None` for the name that is built in.
pub(super) fn read(reading: &mut Reading, entry: &Entry) -> Option<TargetConfig> {
    if entry.key == LIVE {
        let message = format!("the target `{LIVE}` is built in and cannot be configured");
        reading.findings.push(
            Finding::error("config/reserved-target", message)
                .at(&entry.key_span)
                .help("set KEYCLOAK_ADMIN_URL and DATABASE_URL in the environment, or give this target another name"),
        );
        return None;
    }
    let mut target = TargetConfig::default();
    for field in reading.inside(entry) {
        match field.key {
            "export" => target.export = reading.keep(field.text()).map(PathBuf::from),
            "start" => target.start = reading.keep(field.text()).map(PathBuf::from),
            "realm" => target.realm = reading.keep(field.text()),
            "database" => target.database = reading.keep(field.text()).filter(|url| is_open(reading, url, &field)),
            _ => reading.findings.push(field.unknown(&format!("the target `{}`", entry.key), TARGET_KEYS)),
        }
    }
    if target.export.is_none() && target.start.is_some() {
        let message = format!("the target `{}` sets `start` but not `export`", entry.key);
        let finding = Finding::error("config/start-without-export", message).at(&entry.key_span);
        reading.findings.push(finding.help("add `export = \".realmform/realm.json\"`"));
    }
    Some(target)
}

/// Whether the URL can stand in a file: a password may not.
fn is_open(reading: &mut Reading, database: &str, entry: &Entry) -> bool {
    // Where it cannot be parsed, a server's URL still shows by its `@`.
    let closed = match url::Url::parse(database) {
        Ok(url) => url.password().is_some() || url.query_pairs().any(|(key, _)| key == "password"),
        Err(_) => database.contains('@'),
    };
    if closed {
        reading.clear.extend(secret::places(entry.item));
        let message = "`database` contains a password in clear text";
        reading.findings.push(Finding::error("config/secret-in-clear", message).at(&entry.key_span).help(format!(
            "use the target `{LIVE}` with DATABASE_URL in the environment, and change the password: it has been exposed"
        )));
    }
    !closed
}
