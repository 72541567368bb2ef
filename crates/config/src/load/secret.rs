//! Secrets in the TOML: reads references, and masks values in clear text.

use std::ops::Range;
use std::sync::Arc;

use toml_edit::Item;

use crate::load::entry::{Entry, entries};
use crate::load::replaced;
use realmform_kinds as kinds;
use realmform_kinds::kind::Kind;
use realmform_model::runner::is_runners;
use realmform_model::{Address, Finding, Path, SecretSource, Source};

const KEYS: &[&str] = &["env", "file", "command", "generate"];
const FORMS: &str = "`{ env = \"NAME\" }`, `{ file = \"path\" }` or `{ command = [\"program\", \"argument\"] }`";
/// The additional form for a client's secret.
const GENERATE: &str = "`{ generate = true }`";

/// Reads a reference. What may be a secret in clear goes to `clear`.
pub fn reference(
    source: &Arc<Source>,
    address: &Address,
    path: &Path,
    entry: &Entry,
    clear: &mut Vec<Range<usize>>,
) -> Result<SecretSource, Vec<Finding>> {
    let name = path.to_string();
    let Some(table) = entry.item.as_table_like() else {
        clear.extend(places(entry.item));
        let variable = variable(&[&address.names()[..], &[&name]].concat().join("_"));
        return Err(vec![
            Finding::error("config/secret-in-clear", format!("`{name}` is a secret and must not be written in clear text"))
                .at(&entry.key_span)
                .help(format!(
                    "replace it with a reference, such as `{{ env = \"{variable}\" }}`, and change the secret: it has been exposed"
                )),
        ]);
    };
    let mut findings = Vec::new();
    let mut found = Vec::new();
    for inner in entries(source, table) {
        if !can_be(inner.key, inner.item) {
            clear.extend(places(inner.item));
        }
        let read = match inner.key {
            "env" => inner.text().and_then(|name| environment(name, &inner)),
            "file" => inner.text().map(SecretSource::File),
            "command" => inner.texts().map(SecretSource::Command),
            "generate" => generate(kinds::of(address.kind), path, &inner),
            _ => Err(Box::new(inner.unknown("a reference to a secret", KEYS))),
        };
        match read {
            Ok(reference) => found.push(reference),
            Err(finding) => findings.push(*finding),
        }
    }
    let is_empty = |reference: &SecretSource| match reference {
        SecretSource::Env(text) | SecretSource::File(text) => text.is_empty(),
        SecretSource::Command(words) => words.first().is_none_or(String::is_empty),
        SecretSource::Generate => false,
    };
    match found.pop() {
        Some(reference) if findings.is_empty() && found.is_empty() && !is_empty(&reference) => return Ok(reference),
        _ if findings.is_empty() => findings.push(
            Finding::error("config/secret-reference", format!("`{name}` must have exactly one source"))
                .at(&entry.span)
                .help(match can_be_generated(kinds::of(address.kind), path) {
                    true => format!("write {FORMS}, or {GENERATE} to let the server create it"),
                    false => format!("write {FORMS}"),
                }),
        ),
        _ => {}
    }
    Err(findings)
}

/// A variable, but for those that the run itself signs in with.
pub(crate) fn environment(name: String, entry: &Entry) -> Result<SecretSource, Box<Finding>> {
    if !name.is_empty() && !is_variable(&name) {
        // It may be the secret itself.
        let finding = Finding::error("config/secret-reference", "`env` must be the name of an environment variable");
        return Err(Box::new(finding.at(&entry.span).help("write the variable's name, such as `{ env = \"NAME\" }`")));
    }
    if !is_runners(&name) {
        return Ok(SecretSource::Env(name));
    }
    let message = format!("`{name}` is what a run or its pipeline signs in with, and cannot be the source of a secret");
    Err(Box::new(
        Finding::error("config/secret-reference", message).at(&entry.span).help("use a variable with another name"),
    ))
}

fn can_be_generated(kind: &dyn Kind, path: &Path) -> bool {
    kind.generated().iter().any(|secret| secret.iter().eq(&path.0))
}

/// A secret that is made up, where it can be.
fn generate(kind: &dyn Kind, path: &Path, entry: &Entry) -> Result<SecretSource, Box<Finding>> {
    let refused = |message: String, help: String| {
        Err(Box::new(Finding::error("config/secret-reference", message).at(&entry.span).help(help)))
    };
    match entry.item.as_bool() {
        Some(true) if can_be_generated(kind, path) => Ok(SecretSource::Generate),
        Some(true) => refused(
            format!("`{path}` cannot be generated: another system must know the same value"),
            format!("write {FORMS}"),
        ),
        Some(false) => {
            refused("`generate` cannot be false".to_owned(), format!("remove `generate`, and write {FORMS}"))
        }
        None => Err(Box::new(entry.wrong_type("generate", "true"))),
    }
}

/// A name for the environment: `neon-svc-bff_secret` is `NEON_SVC_BFF_SECRET`.
pub(crate) fn variable(name: &str) -> String {
    let mut variable = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !variable.is_empty() && !variable.ends_with('_') {
            variable.push('_');
        }
        variable.push(if character.is_ascii_alphanumeric() { character.to_ascii_uppercase() } else { '_' });
    }
    variable
}

/// The bytes of a value, however it is written.
pub fn places(item: &Item) -> Vec<Range<usize>> {
    match item {
        Item::None => Vec::new(),
        Item::Value(value) => replaced::place(value).into_iter().collect(),
        Item::Table(table) => table.iter().flat_map(|(_, item)| places(item)).collect(),
        Item::ArrayOfTables(tables) => {
            tables.iter().flat_map(|table| table.iter()).flat_map(|(_, item)| places(item)).collect()
        }
    }
}

/// Whether the value is written as a reference to a secret, right or wrong; what has another form may be the secret itself.
pub(crate) fn is_reference(item: &Item) -> bool {
    item.as_table_like().is_some_and(|table| !table.is_empty() && table.iter().all(|(key, item)| can_be(key, item)))
}

/// Whether a value has the form of what stands under this key of a reference.
fn can_be(key: &str, item: &Item) -> bool {
    match key {
        "env" => item.as_str().is_some_and(is_variable),
        "file" => item.is_str(),
        "command" => item.as_array().is_some_and(|words| words.iter().all(|word| word.is_str())),
        "generate" => item.is_bool(),
        _ => false,
    }
}

/// Whether a variable of the environment can have the name, as shells and runners write it.
fn is_variable(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_' || letter == '$')
        && name.chars().all(|letter| letter.is_alphanumeric() || "_-.(){}$".contains(letter))
}

/// The file with these places starred; every byte and line stays where it is, so that spans keep their meaning.
pub(crate) fn blotted(file: &Arc<Source>, clear: &[Range<usize>]) -> Arc<Source> {
    if clear.is_empty() {
        return Arc::clone(file);
    }
    let mut clear = clear.to_vec();
    clear.sort_by_key(|range| range.start);
    let (mut next, mut until) = (clear.iter().peekable(), 0);
    let mut text = String::with_capacity(file.text.len());
    for (at, character) in file.text.char_indices() {
        while let Some(range) = next.next_if(|range| range.start <= at) {
            until = until.max(range.end);
        }
        if at < until && !matches!(character, '\n' | '\r' | '"' | '\'') {
            text.extend(std::iter::repeat_n('*', character.len_utf8()));
        } else {
            text.push(character);
        }
    }
    Arc::new(Source::new(file.path.clone(), text))
}
