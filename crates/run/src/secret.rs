//! Reads the values that the TOML refers to: from the environment, a file or a command; or makes them up. They stay in
//! memory.

use std::path::Path as FilePath;
use std::sync::Arc;

use secrecy::SecretString;

use crate::aside::aside;
use realmform_files::Root;
use realmform_model::runner::{is_runners, kind_of_credential};
use realmform_model::{Address, Desired, Failure, Path, SecretSource, Secrets};

pub mod command;

/// The values of the secrets that the objects refer to, those of them that are wanted. A command may take its time: the run
/// goes on meanwhile.
///
/// # Errors
/// The first one that cannot be had, with its place.
pub async fn resolve(
    desired: &Arc<Desired>,
    root: &FilePath,
    wanted: impl Fn(&Address, &Path) -> bool + Send + 'static,
) -> Result<Secrets, Failure> {
    let (desired, root) = (Arc::clone(desired), root.to_owned());
    aside(move || values(&desired, &root, wanted)).await
}

/// The same, at once.
///
/// # Errors
/// See `resolve`.
pub(crate) fn values(
    desired: &Desired,
    root: &FilePath,
    wanted: impl Fn(&Address, &Path) -> bool,
) -> Result<Secrets, Failure> {
    let mut secrets = Secrets::new();
    for (address, declared) in &desired.objects {
        for (path, source) in declared.secrets.iter().filter(|(path, _)| wanted(address, path)) {
            let value = value(source, root).map_err(|mut failure| {
                failure.message = format!("secret `{path}` of {address}: {}", failure.message);
                failure.span = Some(declared.place(path).clone());
                failure
            })?;
            secrets.insert((address.clone(), path.clone()), value);
        }
    }
    Ok(secrets)
}

/// The value of one reference.
///
/// # Errors
/// It cannot be had, or is empty.
pub(crate) fn value(source: &SecretSource, root: &FilePath) -> Result<SecretString, Failure> {
    let value = match source {
        SecretSource::Env(name) if is_runners(name) => {
            return Err(Failure::input(format!(
                "{name} is what this run or its pipeline signs in with, and cannot be a secret of the project"
            ))
            .help("use a variable with another name"));
        }
        SecretSource::Env(name) => std::env::var(name).map_err(|_| {
            Failure::input(format!("environment variable {name} is not set"))
                .help(format!("set {name}; in a pipeline, take it from the secret store"))
        })?,
        SecretSource::File(path) => {
            let text = Root::of(root).secret(&root.join(path)).map_err(|trouble| {
                let help = trouble.help();
                Failure::input(format!("cannot read {path}: {trouble}"))
                    .help(help.unwrap_or_else(|| "write the path relative to the project directory".to_owned()))
            })?;
            text.trim_end_matches(['\r', '\n']).to_owned()
        }
        SecretSource::Command(words) => command::output(words, root)?,
        SecretSource::Generate => generated()?,
    };
    if let (SecretSource::Env(_) | SecretSource::File(_), Some(what)) = (source, kind_of_credential(&value)) {
        return Err(Failure::input(format!(
            "the value of the {source} is {what}, and cannot be a secret of the project"
        ))
        .help("name the variable or the file that holds the secret itself"));
    }
    if value.is_empty() {
        return Err(Failure::input("the value is empty").help("set a value that is not empty"));
    }
    Ok(value.into())
}

/// 43 characters of 64, 258 bits, from the system's own source.
fn generated() -> Result<String, Failure> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut bytes = [0; 43];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::input(format!("cannot get random numbers for a new secret: {error}")))?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 63)])).collect())
}
