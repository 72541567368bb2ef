//! One table of `[targets]`.

use std::path::PathBuf;

use super::names::{LIVE, TARGET_KEYS};
use super::reading::Reading;
use super::sign_in::Server;
use super::values;
use crate::load::entry::Entry;
use crate::load::secret;
use realmform_kinds::names;
use realmform_model::target::is_on_server;
use realmform_model::uri::may_have_password;
use realmform_model::{Finding, Path, SecretSource, TargetConfig};

/// A target, and whether it can be used.
pub(super) struct Read {
    pub target: Option<TargetConfig>,
    /// What its table has for `${name}`.
    pub values: values::Table,
    /// False for a server with a mistake in its table: nothing may be sent anywhere.
    pub is_usable: bool,
}

/// The target. The one that is built in has values and nothing else.
pub(super) fn read(reading: &mut Reading, entry: &Entry) -> Read {
    if entry.key == LIVE {
        return live(reading, entry);
    }
    let before = reading.findings.len();
    let is_server = entry.has("keycloak");
    let (mut target, mut server, mut values) = (TargetConfig::default(), Server::default(), values::Table::default());
    for field in reading.inside(entry) {
        match field.key {
            "export" => target.export = reading.keep(field.text()).map(PathBuf::from),
            "start" => target.start = reading.keep(field.text()).map(PathBuf::from),
            "realm" => target.realm = reading.keep(field.text()),
            "keycloak" => {
                server.url = reading.keep(field.text()).filter(|url| is_open(reading, url, &field));
                server.place = field.span.clone();
            }
            "sign_in_realm" => server.sign_in_realm = reading.keep(field.text()),
            "client_id" => server.client_id = reading.keep(field.text()),
            "client_secret" => server.client_secret = reference(reading, entry, &field),
            "username" => server.username = reading.keep(field.text()),
            "password" => server.password = reference(reading, entry, &field),
            "database" => target.database = reading.keep(field.text()).filter(|url| is_open(reading, url, &field)),
            "database_password" => target.database_password = reference(reading, entry, &field),
            "values" => values = values::read(reading, &field),
            _ => reading.findings.push(field.unknown(&format!("the target `{}`", entry.key), TARGET_KEYS)),
        }
    }
    if target.export.is_none() && target.start.is_some() {
        let message = format!("the target `{}` sets `start` but not `export`", entry.key);
        let finding = Finding::error("config/start-without-export", message).at(&entry.key_span);
        reading.findings.push(finding.help(match is_server {
            true => "remove `start`: the server has the realm, or the plan creates it",
            false => "add `export = \".realmform/realm.json\"`",
        }));
    }
    if target.database_password.is_some() && !target.database.as_deref().is_some_and(is_on_server) {
        let message =
            format!("the target `{}` sets `database_password` but no database server as `database`", entry.key);
        let finding = Finding::error("config/password-without-database", message).at(&entry.key_span);
        reading
            .findings
            .push(finding.help("add `database = \"postgres://USER@HOST/DATABASE\"` (or `mysql://…`), or remove it"));
    }
    target.keycloak = server.finish(entry, &target, &mut reading.findings);
    let is_usable = !is_server || !reading.findings.iter().skip(before).any(Finding::is_error);
    Read { target: Some(target), values, is_usable }
}

fn live(reading: &mut Reading, entry: &Entry) -> Read {
    let fields = reading.inside(entry);
    let values = fields.iter().find(|field| field.key == "values");
    let values = values.map(|field| values::read(reading, field)).unwrap_or_default();
    if fields.is_empty() || fields.iter().any(|field| field.key != "values") {
        let message = format!("the target `{LIVE}` is built in and cannot be configured, but for its `values`");
        let help = "set KEYCLOAK_ADMIN_URL and DATABASE_URL in the environment, or give this target another name";
        reading.findings.push(Finding::error("config/reserved-target", message).at(&entry.key_span).help(help));
    }
    Read { target: None, values, is_usable: true }
}

/// A reference to a secret, as clients have them: its suggested variable bears the target's name.
fn reference(reading: &mut Reading, target: &Entry, field: &Entry) -> Option<SecretSource> {
    let (address, path) = (names::client(target.key), Path::of(&[field.key]));
    match secret::reference(reading.source, &address, &path, field, &mut reading.clear) {
        Ok(source) => Some(source),
        Err(findings) => {
            reading.findings.extend(findings);
            None
        }
    }
}

/// Whether the URL can stand in a file: a password may not.
fn is_open(reading: &mut Reading, address: &str, entry: &Entry) -> bool {
    // Where it cannot be parsed, a server's URL still shows by its `@`.
    let closed = match url::Url::parse(address) {
        Ok(url) => url.password().is_some() || url.query_pairs().any(|(key, _)| key == "password"),
        Err(_) => address.contains('@'),
    } || may_have_password(address);
    if closed {
        reading.clear.extend(secret::places(entry.item));
        let message = format!("`{}` contains a password in clear text", entry.key);
        let instead = match entry.key {
            "database" => "remove it, add `database_password = { env = \"NAME\" }`",
            _ => "remove it, add `username` and `password = { env = \"NAME\" }`",
        };
        reading.findings.push(
            Finding::error("config/secret-in-clear", message)
                .at(&entry.key_span)
                .help(format!("{instead}, and change the password: it has been exposed")),
        );
    }
    !closed
}
