//! `lint --only`: the findings on a part of the objects, and how many are on others.

use std::collections::BTreeSet;
use std::sync::Mutex;

use realmform_model::words::{counted, did_you_mean};
use realmform_model::{Address, Failure, Finding, matches};

/// Which objects a lint is about.
#[derive(Debug, clap::Args)]
pub(super) struct OnlyArgs {
    /// Show and count only findings on objects that match ADDRESS, such as `client/neon-web` or `clientRole/neon-*`; with
    /// --fix or --diff, rename only these; repeatable
    #[arg(long, value_name = "ADDRESS")]
    only: Vec<String>,
}

impl OnlyArgs {
    /// The patterns; none where all objects are meant.
    pub(super) fn patterns(&self) -> &[String] {
        &self.only
    }

    fn takes(&self, name: &str) -> bool {
        self.only.iter().any(|pattern| matches(pattern, name))
    }

    /// Each pattern must match an object: otherwise a typo would look like "no findings".
    ///
    /// # Errors
    /// One matches none of these names.
    pub(super) fn confirm<'n>(&self, names: impl Iterator<Item = &'n str> + Clone) -> Result<(), Failure> {
        let is_idle = |pattern: &&String| !names.clone().any(|name| matches(pattern, name));
        let Some(idle) = self.only.iter().find(is_idle) else { return Ok(()) };
        let suggestion = did_you_mean(idle, names.clone());
        let help = "use addresses as findings show them, such as `client/neon-web` or `clientRole/neon-*`; `*` matches any \
                    characters";
        Err(Failure::input(format!("no object matches `{idle}`{suggestion}")).help(help))
    }

    /// Takes out the findings on other objects, and answers how many these were. `renamed` were chosen under their former
    /// names. What is wrong with the configuration stays: it can keep rules from finding anything.
    pub(super) fn keep(&self, findings: &mut Vec<Finding>, renamed: &BTreeSet<Address>) -> usize {
        if self.only.is_empty() {
            return 0;
        }
        let renamed: BTreeSet<String> = renamed.iter().map(ToString::to_string).collect();
        let all = findings.len();
        findings.retain(|finding| match &finding.object {
            Some(object) => self.takes(object) || renamed.contains(object),
            None => finding.code.starts_with("config/"),
        });
        all - findings.len()
    }
}

/// `3 findings on other objects left out.`, or nothing where there are none.
pub(super) fn left_out(number: usize) -> String {
    match number {
        0 => String::new(),
        number => format!("{} on other objects left out.\n", counted(number, "finding")),
    }
}

/// The names of all that is linted, as far as somebody asks for them.
#[derive(Debug, Default)]
pub(super) struct Names(Mutex<BTreeSet<String>>);

impl Names {
    /// Adds those of one document.
    pub(super) fn add<'a>(&self, addresses: impl Iterator<Item = &'a Address>) {
        if let Ok(mut names) = self.0.lock() {
            names.extend(addresses.map(ToString::to_string));
        }
    }

    /// All of them.
    pub(super) fn all(self) -> BTreeSet<String> {
        self.0.into_inner().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(patterns: &[&str]) -> OnlyArgs {
        OnlyArgs { only: patterns.iter().map(|pattern| (*pattern).to_owned()).collect() }
    }

    #[test]
    fn findings_on_other_objects_are_counted_and_broken_files_stay() {
        let on = |object: &str| Finding::error("naming/client", "odd").on(object);
        let all =
            [on("client/a"), on("client/b"), Finding::error("config/syntax", "broken"), Finding::error("x/y", "z")];
        let mut findings = all.to_vec();
        assert_eq!(only(&["client/a"]).keep(&mut findings, &BTreeSet::new()), 2);
        let left: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(left, ["naming/client", "config/syntax"]);
        let mut findings = all.to_vec();
        assert_eq!((only(&[]).keep(&mut findings, &BTreeSet::new()), findings.len()), (0, 4));
    }
}
