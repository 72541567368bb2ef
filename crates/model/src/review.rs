//! What a reviewer must know of a plan beside its steps: what blocks it, what it risks, whom it hits.

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::finding::{Finding, Severity};
use crate::path::Path;
use crate::secret_source::SecretSource;

/// What a reviewer must know of a plan beside its steps.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// Findings that keep the plan from being applied.
    pub blocked: Vec<Finding>,
    /// What the plan makes wider or weaker.
    pub risks: Vec<Risk>,
    /// Lint findings that the touched objects have after the plan and not before.
    pub added: Vec<Lint>,
    /// Lint findings that the touched objects have before the plan and not after.
    pub mended: Vec<Lint>,
    /// Who gains or loses a role, a client scope or a group's roles.
    pub reach: Vec<Reach>,
    /// Why users could not be counted; empty where they were.
    pub uncounted: Option<String>,
    /// New objects that look like a live one which is no longer declared.
    pub lookalikes: Vec<Lookalike>,
    /// Names by which others know an object that the plan renames or deletes.
    pub outside: Vec<Outside>,
    /// What does not come back, of a plan that takes another back.
    pub lost: Vec<Outside>,
    /// The secrets that its steps send, and where their values come from.
    pub secrets: Vec<(Address, Path, SecretSource)>,
    /// Declared secrets that were not compared, as the plan was to need none.
    pub uncompared: Vec<(Address, Path)>,
}

/// Something that gets wider or weaker: more can sign in, from more places, with more rights.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Risk {
    /// The object.
    pub address: Address,
    /// The field; empty where it is the object itself.
    pub path: Path,
    /// What gets wider, such as `redirect URI https://shop.example.com/*`.
    pub what: String,
}

/// A lint finding in short.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lint {
    /// The rule.
    pub code: String,
    /// How severe it is: `info`, `warning` or `error`.
    pub severity: String,
    /// The address of the object.
    pub object: Option<String>,
    /// What is found.
    pub message: String,
}

impl Lint {
    /// The finding without its place.
    pub fn of(finding: &Finding) -> Self {
        Self {
            code: finding.code.clone(),
            severity: finding.severity.to_string(),
            object: finding.object.clone(),
            message: finding.message.clone(),
        }
    }

    /// Whether it is more than a note.
    pub fn is_serious(&self) -> bool {
        self.severity != Severity::Info.to_string()
    }
}

/// Who gains and who loses a role, or a client scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The role or the client scope.
    pub address: Address,
    /// Who has it after the plan and not before.
    pub gain: Audience,
    /// Who has it before the plan and not after.
    pub lose: Audience,
}

/// Those whom a change hits, each once, whichever way it reaches them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Users, without service accounts.
    pub users: usize,
    /// Whether there are more users than were counted.
    #[serde(default)]
    pub more: bool,
    /// Groups, with those below them.
    pub groups: usize,
    /// Clients: by their service accounts, or those that a scope is assigned to.
    pub clients: usize,
}

impl Audience {
    /// Whether nobody is hit.
    pub fn is_empty(&self) -> bool {
        self.users == 0 && self.groups == 0 && self.clients == 0
    }
}

/// A new object beside a live one that looks the same and is no longer declared: was this a rename?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookalike {
    /// The new object.
    pub created: Address,
    /// The live one.
    pub live: Address,
    /// Why they look the same, such as `matching fields: 5 of 5`.
    pub why: String,
    /// The block that makes it a rename.
    pub block: String,
}

/// What else has to be known of an object, in a sentence: what the world outside must change, what does not come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    /// The object, under the name that it has after the plan.
    pub address: Address,
    /// The sentence.
    pub what: String,
}
