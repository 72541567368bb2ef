//! A baseline: the findings of an earlier lint, so that only new findings count.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use realmform_files::{EXPORT, named_text};
use realmform_model::words::counted;
use realmform_model::{Failure, Finding};

/// How many findings there were of each fingerprint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<Fingerprint, usize>);

/// What makes a finding the same as one before. Lines are left out, for they move.
type Fingerprint = (Option<String>, String, About);

/// The object, or where there is none the message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Object(String),
    Message(String),
}

/// Findings beside a baseline.
#[derive(Debug)]
pub struct BaselineComparison {
    /// What the baseline does not have.
    pub new: Vec<Finding>,
    /// How many it has.
    pub known: usize,
    /// How many of the baseline's are no longer found.
    pub gone: usize,
}

/// What `lint --format json` writes, as far as it matters here.
#[derive(Deserialize)]
struct Written {
    findings: Vec<WrittenFinding>,
}

#[derive(Deserialize)]
struct WrittenFinding {
    code: String,
    object: Option<String>,
    file: Option<String>,
    message: String,
}

impl Baseline {
    /// Reads a baseline from disk.
    ///
    /// # Errors
    /// The file cannot be read, or is none that `lint --format json` wrote.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let write = "create it with `realmform lint --format json --fail-level never > FILE`";
        let text = named_text(path, EXPORT).map_err(|error| {
            Failure::input(format!("cannot read the baseline `{shown}`: {error}"))
                .help(format!("{write}, or correct --baseline"))
        })?;
        Self::parse(&text).map_err(|error| Failure::input(format!("`{shown}` is not a baseline: {error}")).help(write))
    }

    /// Reads what `lint --format json` wrote; more fields than are needed do no harm.
    ///
    /// # Errors
    /// Why it is something else, for people.
    pub fn parse(text: &str) -> Result<Self, String> {
        let value: serde_json::Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            if text.trim().is_empty() { "the file is empty".to_owned() } else { format!("invalid JSON: {error}") }
        })?;
        if !value.get("findings").is_some_and(serde_json::Value::is_array) {
            return Err("the list `findings`, which `realmform lint --format json` writes, is missing".to_owned());
        }
        let written: Written = serde_json::from_value(value)
            .map_err(|error| format!("`realmform lint --format json` did not write it: {error}"))?;
        let mut counts = BTreeMap::new();
        for finding in written.findings {
            let fingerprint = fingerprint(finding.file, finding.code, finding.object, finding.message);
            *counts.entry(fingerprint).or_default() += 1;
        }
        Ok(Self(counts))
    }

    /// Takes out what is known, and counts it.
    pub fn compare(mut self, findings: Vec<Finding>) -> BaselineComparison {
        let (new, known) = self.split(findings);
        let left = self.0.iter().filter(|((_, code, _), _)| !code.starts_with("config/"));
        let gone = left.map(|(_, count)| count).sum();
        BaselineComparison { new, known: known.len(), gone }
    }

    /// What is new, and what is known, which the baseline has used up then. What is wrong with the configuration is always
    /// new, since it may keep rules from finding anything.
    pub fn split(&mut self, findings: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
        let (mut new, mut known) = (Vec::new(), Vec::new());
        for finding in findings {
            let file = finding.span.as_ref().map(|span| span.source.path.display().to_string());
            let fingerprint = fingerprint(file, finding.code.clone(), finding.object.clone(), finding.message.clone());
            match self.0.get_mut(&fingerprint).filter(|count| **count > 0 && !finding.code.starts_with("config/")) {
                Some(count) => {
                    *count -= 1;
                    known.push(finding);
                }
                None => new.push(finding),
            }
        }
        (new, known)
    }
}

fn fingerprint(file: Option<String>, code: String, object: Option<String>, message: String) -> Fingerprint {
    let file = file.map(|file| file.replace('\\', "/")).map(|file| file.trim_start_matches("./").to_owned());
    (file, code, object.map_or(About::Message(message), About::Object))
}

impl BaselineComparison {
    /// `2 known findings left out; 1 finding of the baseline no longer occurs: create the baseline again.`
    pub fn summary(&self) -> String {
        let known = format!("{} left out", counted(self.known, "known finding"));
        match self.gone {
            0 => format!("{known}."),
            1 => format!("{known}; 1 finding of the baseline no longer occurs: create the baseline again."),
            gone => format!("{known}; {gone} findings of the baseline no longer occur: create the baseline again."),
        }
    }
}

#[cfg(test)]
mod tests;
