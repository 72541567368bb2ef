//! `--expect` and `--allow-version`: what an apply is bound to, so that what was approved is what happens.

use crate::cli::console::tell;
use realmform_engine::saved::Saved;
use realmform_model::{Failure, escape};

/// The variable that says the same as `--expect`.
const VARIABLE: &str = "REALMFORM_PLAN_DIGEST";

/// What the plan must be.
#[derive(Debug, clap::Args)]
pub(super) struct ExpectArgs {
    /// Apply only a plan with this digest, as `plan --out` and `show` print it; without PLAN, the plan that is made now.
    /// Defaults to the environment variable REALMFORM_PLAN_DIGEST
    #[arg(long, value_name = "DIGEST")]
    expect: Option<String>,

    /// Apply a saved plan that another version of realmform created
    #[arg(long, requires = "plan")]
    allow_version: bool,
}

/// What an apply is bound to.
pub(super) struct Binding {
    approved: Option<Approved>,
    any_version: bool,
}

/// The digest that was approved.
struct Approved {
    digest: String,
    /// What says so: the flag or the variable.
    said_by: &'static str,
}

impl ExpectArgs {
    /// The digest that the flag names, else the variable.
    ///
    /// # Errors
    /// What is named is no digest.
    pub(super) fn binding(&self) -> Result<Binding, Failure> {
        let by_flag = self.expect.clone().map(|digest| Approved { digest, said_by: "--expect" });
        let approved = by_flag.or_else(|| {
            let digest = std::env::var_os(VARIABLE)?.to_string_lossy().into_owned();
            Some(Approved { digest, said_by: VARIABLE })
        });
        if let Some(Approved { digest, said_by }) = approved.as_ref().filter(|approved| !is_digest(&approved.digest)) {
            let message = match digest.trim().is_empty() {
                true => format!("{said_by} is empty, so there is no approval to check"),
                false => format!("{said_by} is not the digest of a plan: `{}`", escape::line(digest)),
            };
            return Err(Failure::input(message)
                .help("use the digest that `realmform show PLAN` prints: `sha256:` and 64 hexadecimal digits"));
        }
        Ok(Binding { approved, any_version: self.allow_version })
    }
}

impl Binding {
    /// Whether a digest was approved.
    pub(super) fn is_bound(&self) -> bool {
        self.approved.is_some()
    }

    /// Refuses a saved plan of another version, unless that is allowed, and one that is not the approved one.
    ///
    /// # Errors
    /// It is one.
    pub(super) fn check_saved(&self, plan: &Saved) -> Result<(), Failure> {
        let own = env!("CARGO_PKG_VERSION");
        if !self.any_version && plan.tool != own {
            let message =
                format!("realmform {} created this plan, but this is realmform {own}", escape::line(&plan.tool));
            return Err(Failure::input(message).help(
                "create the plan again with this version, or pass `--allow-version` if both act on plans in the same way",
            ));
        }
        self.check(
            plan,
            "apply the plan file that was approved, or review this one with `realmform show` and approve its digest",
        )
    }

    /// Refuses a plan that was just made and is not the approved one.
    ///
    /// # Errors
    /// It is not.
    pub(super) fn check_new(&self, plan: &Saved) -> Result<(), Failure> {
        self.check(
            plan,
            "the files, the live state or the options are not those of the approved plan: review the plan above and approve its \
             digest, or apply the approved plan from its file",
        )
    }

    fn check(&self, plan: &Saved, help: &str) -> Result<(), Failure> {
        let Some(Approved { digest: approved, said_by }) = &self.approved else { return Ok(()) };
        let digest = plan.digest();
        if digest == *approved {
            return Ok(());
        }
        let message =
            format!("the plan has the digest {digest}, but {said_by} allows only {approved}; nothing was applied");
        Err(Failure::input(message).help(help))
    }

    /// Says that the variable binds a plan that is made now: somebody may have set it for another run.
    pub(super) fn tell(&self) {
        if let Some(Approved { digest, said_by: VARIABLE }) = &self.approved {
            tell(&format!("note: {VARIABLE} is set: only a plan with the digest {digest} is applied\n"));
        }
    }
}

fn is_digest(text: &str) -> bool {
    text.strip_prefix("sha256:").is_some_and(|hex| {
        hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}
