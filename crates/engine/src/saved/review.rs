//! From a plan's file back to what a reviewer must know of it. A plan that is blocked is never saved.

use serde::Deserialize;

use super::address::AddressJson;
use realmform_model::Path;
use realmform_model::review::{Audience, Lint, Lookalike, Outside, Reach, Review, Risk};

#[derive(Deserialize)]
pub(super) struct ReviewJson {
    risks: Vec<RiskJson>,
    lint: LintJson,
    reach: Vec<ReachJson>,
    uncounted: Option<String>,
    lookalikes: Vec<LookalikeJson>,
    outside: Vec<OutsideJson>,
    #[serde(default)]
    lost: Vec<OutsideJson>,
}

#[derive(Deserialize)]
struct RiskJson {
    #[serde(flatten)]
    address: AddressJson,
    keys: Vec<String>,
    what: String,
}

#[derive(Deserialize)]
struct LintJson {
    added: Vec<Lint>,
    mended: Vec<Lint>,
}

#[derive(Deserialize)]
struct ReachJson {
    #[serde(flatten)]
    address: AddressJson,
    gain: Audience,
    lose: Audience,
}

#[derive(Deserialize)]
struct LookalikeJson {
    #[serde(flatten)]
    address: AddressJson,
    live: AddressJson,
    why: String,
    block: String,
}

#[derive(Deserialize)]
struct OutsideJson {
    #[serde(flatten)]
    address: AddressJson,
    what: String,
}

impl ReviewJson {
    pub(super) fn review(self) -> Result<Review, String> {
        let risks = self
            .risks
            .into_iter()
            .map(|risk| Ok(Risk { address: risk.address.address()?, path: Path(risk.keys), what: risk.what }));
        let reach = self
            .reach
            .into_iter()
            .map(|reach| Ok(Reach { address: reach.address.address()?, gain: reach.gain, lose: reach.lose }));
        let lookalikes = self.lookalikes.into_iter().map(|it| {
            let (created, live) = (it.address.address()?, it.live.address()?);
            Ok(Lookalike { created, live, why: it.why, block: it.block })
        });
        let outside = |it: OutsideJson| Ok::<_, String>(Outside { address: it.address.address()?, what: it.what });
        Ok(Review {
            blocked: Vec::new(),
            risks: risks.collect::<Result<_, String>>()?,
            added: self.lint.added,
            mended: self.lint.mended,
            reach: reach.collect::<Result<_, String>>()?,
            uncounted: self.uncounted,
            lookalikes: lookalikes.collect::<Result<_, String>>()?,
            outside: self.outside.into_iter().map(outside).collect::<Result<_, String>>()?,
            lost: self.lost.into_iter().map(outside).collect::<Result<_, String>>()?,
            // What the steps themselves say counts, and a plan that compares no secrets is not saved.
            secrets: Vec::new(),
            uncompared: Vec::new(),
        })
    }
}
