//! Applies policies to findings: waives some, and changes the level of others.

use jiff::civil::Date;

use crate::policy::read::nearest;
use crate::policy::{Policies, Waiver};
use realmform_kinds as kinds;
use realmform_kinds::kind::Kind;
use realmform_model::{Finding, Severity, matches};

/// The code of waivers that match nothing.
pub(crate) const UNUSED: &str = "waiver/unused";

/// What was linted: it decides which waivers can be called unused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The project's TOML. Waivers of what TOML cannot declare are left alone: they are for the realm's exports.
    Project,
    /// All that the policies are for.
    All,
    /// Less than that: a waiver that matches nothing here may match elsewhere.
    Part,
}

impl Policies {
    /// What is left of what the rules found, with the levels of the policies, and waivers that match nothing.
    ///
    /// A waived finding is taken out; after the waiver's last day it is back and says so.
    pub fn apply(&self, found: Vec<Finding>, today: Date, extent: Extent) -> Vec<Finding> {
        let unused: Vec<Finding> = self
            .waivers
            .iter()
            .filter(|waiver| is_judged(waiver, extent) && !found.iter().any(|finding| waiver.is_of(finding)))
            .map(|waiver| self::unused(waiver, &found))
            .collect();
        let left = found.into_iter().filter_map(|finding| self.unwaived(finding, today));
        left.chain(unused).filter_map(|finding| self.at_its_level(finding)).collect()
    }

    fn unwaived(&self, finding: Finding, today: Date) -> Option<Finding> {
        let waivers = || self.waivers.iter().filter(|waiver| waiver.is_of(&finding));
        if waivers().any(|waiver| waiver.ended(today).is_none()) {
            return None;
        }
        let last = waivers().filter_map(|waiver| Some((waiver, waiver.ended(today)?))).max_by_key(|(_, until)| *until);
        Some(match last {
            Some((waiver, until)) => back(finding, waiver, until),
            None => finding,
        })
    }

    fn at_its_level(&self, finding: Finding) -> Option<Finding> {
        match self.level_of(&finding.code) {
            Some(level) => level.map(|severity| Finding { severity, ..finding }),
            None => Some(finding),
        }
    }

    /// What the most exact key says of the code: the code itself, else the longest pattern. `Some(None)` is off.
    fn level_of(&self, code: &str) -> Option<Option<Severity>> {
        let keys = self.levels.iter().filter(|(key, _)| matches(key, code));
        keys.max_by_key(|(key, _)| (!key.contains('*'), key.len())).map(|(_, level)| *level)
    }
}

fn is_judged(waiver: &Waiver, extent: Extent) -> bool {
    match extent {
        Extent::Part => false,
        Extent::All => true,
        Extent::Project => {
            let kind = waiver.object.split('/').next().unwrap_or_default();
            let is_declared = |kind: &&&dyn Kind| kind.places().iter().any(|place| !place.toml.is_empty());
            let declared = || kinds::ALL.iter().filter(is_declared).map(|kind| kind.name().as_str());
            declared().any(|declared| matches(kind, declared)) || nearest(kind, declared()).is_some()
        }
    }
}

/// A finding whose waiver has ended.
fn back(finding: Finding, waiver: &Waiver, until: Date) -> Finding {
    let ended = format!("the waiver at {} expired on {until}: fix the finding, or extend the waiver", waiver.span);
    let help = finding.help.as_ref().map_or_else(|| ended.clone(), |help| format!("{help}; {ended}"));
    let related = finding.related.clone().or_else(|| Some(("expired waiver".to_owned(), waiver.span.clone())));
    Finding { help: Some(help), related, ..finding }
}

fn unused(waiver: &Waiver, found: &[Finding]) -> Finding {
    let Waiver { code, object, .. } = waiver;
    let of_code = found.iter().filter(|finding| matches(code, &finding.code));
    let meant = nearest(object, of_code.filter_map(|finding| finding.object.as_deref()));
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`? Otherwise, remove the waiver"),
        None => "the finding is fixed or gone: remove the waiver, or correct its code and object".to_owned(),
    };
    Finding::warning(UNUSED, format!("this waiver matches no finding: `{code}` of `{object}`"))
        .at(&waiver.span)
        .help(help)
}

#[cfg(test)]
mod tests;
