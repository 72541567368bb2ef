//! The files of an export: one, or those of a directory that `kc.sh export --dir` wrote, with the users of the realm.

use std::path::{Path, PathBuf};

use serde_json::Value;

use realmform_files::{EXPORT, Root, Trouble};
use realmform_kinds::export::file::{Contents, Export, add_users, choose, name};
use realmform_model::Failure;

/// The realms of a file or of a directory, and the users that have files of their own.
#[derive(Debug, Default)]
struct Found {
    realms: Vec<Value>,
    users: Vec<(PathBuf, Value)>,
}

/// An export, and what is around it.
#[derive(Debug)]
pub struct Read {
    /// The export, with the users.
    pub export: Export,
    /// The files of users.
    pub users: Vec<PathBuf>,
    /// All realms of its file, as they are written.
    pub realms: Vec<Value>,
}

/// Reads the export of one realm; `help` says how to choose one of several.
///
/// # Errors
/// The files cannot be read, are no realm exports, or have other realms.
pub fn read(root: &Root, path: &Path, realm: Option<&str>, help: &str) -> Result<Read, Failure> {
    of_one(find(root, path)?, path, realm, help)
}

/// The same; where there is only one realm, it is taken whatever its name is.
pub(super) fn read_only_one_or(root: &Root, path: &Path, realm: Option<&str>, help: &str) -> Result<Read, Failure> {
    let found = find(root, path)?;
    let realm = realm.filter(|_| found.realms.len() > 1);
    of_one(found, path, realm, help)
}

fn of_one(found: Found, path: &Path, realm: Option<&str>, help: &str) -> Result<Read, Failure> {
    let Found { realms, users } = found;
    let chosen = choose(realms.clone(), realm, &path.display().to_string(), help)?;
    let (export, users) = with_users(chosen, users);
    Ok(Read { export, users, realms })
}

/// Reads the exports of all realms.
///
/// # Errors
/// The files cannot be read, or are no realm exports.
pub fn read_all(root: &Root, path: &Path) -> Result<Vec<Export>, Failure> {
    let found = find(root, path)?;
    Ok(found.realms.into_iter().map(|realm| with_users(realm, found.users.clone()).0).collect())
}

fn with_users(mut realm: Value, files: Vec<(PathBuf, Value)>) -> (Export, Vec<PathBuf>) {
    let mut read = Vec::new();
    for (path, users) in files {
        if name(&users) == name(&realm) {
            add_users(&mut realm, users);
            read.push(path);
        }
    }
    (Export::of(realm), read)
}

fn find(root: &Root, path: &Path) -> Result<Found, Failure> {
    if root.is_folder(path) {
        return in_directory(root, path);
    }
    let realms = contents(root, path)?.realms(&path.display().to_string())?;
    let mut users = Vec::new();
    for beside in users_beside(root, path, &realms)? {
        if let Contents::Users(value) = contents(root, &beside)? {
            users.push((beside, value));
        }
    }
    Ok(Found { realms, users })
}

fn in_directory(root: &Root, path: &Path) -> Result<Found, Failure> {
    let mut found = Found::default();
    for file in json_files(root, path)? {
        match contents(root, &file)? {
            Contents::Realms(realms) => found.realms.extend(realms),
            Contents::Users(users) => found.users.push((file, users)),
            // JSON of another sort is often in the same directory.
            Contents::Other(_) => {}
        }
    }
    match found.realms.is_empty() {
        true => Err(Failure::input(format!("no realm export in {}", path.display()))
            .help("pass a directory that `kc.sh export --dir` wrote, or a realm export")),
        false => Ok(found),
    }
}

/// The files that Keycloak writes beside `NAME-realm.json`.
fn users_beside(root: &Root, path: &Path, realms: &[Value]) -> Result<Vec<PathBuf>, Failure> {
    let (Some(file), [realm]) = (path.file_name(), realms) else { return Ok(Vec::new()) };
    let name = name(realm);
    if file.to_string_lossy() != format!("{name}-realm.json") {
        return Ok(Vec::new());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let starts = [format!("{name}-users-"), format!("{name}-federated-users-")];
    let is_of_users = |file: &PathBuf| {
        let file = file.file_name().unwrap_or_default().to_string_lossy();
        starts.iter().any(|start| file.starts_with(start))
    };
    Ok(json_files(root, folder)?.into_iter().filter(is_of_users).collect())
}

/// The JSON files of a directory, by name.
fn json_files(root: &Root, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = root.list(folder).map_err(|trouble| unreadable(folder, &trouble))?;
    let is_json = |file: &PathBuf| file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    files.retain(|file| is_json(file) && !root.is_folder(file));
    Ok(files)
}

fn contents(root: &Root, path: &Path) -> Result<Contents, Failure> {
    let bytes = root.read(path, EXPORT).map_err(|trouble| unreadable(path, &trouble))?;
    Contents::of(&bytes, &path.display().to_string())
}

pub(super) fn unreadable(path: &Path, trouble: &Trouble) -> Failure {
    Failure::input(format!("cannot read {}: {trouble}", path.display()))
        .help(trouble.help().unwrap_or_else(|| "pass the path of a realm export, a JSON file".to_owned()))
}
