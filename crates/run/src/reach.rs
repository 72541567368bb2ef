//! Counts whom a plan affects, which may take a look at the whole realm.

use realmform_engine::after::after;
use realmform_engine::reach::{self, Holders};
use realmform_engine::settle::settle;
use realmform_model::Failure;
use realmform_model::review::Reach;
use realmform_targets::Reader;
use realmform_targets::target::Target;

use crate::compare::Compared;

/// Counts whom the plan hits, which may take a look at the whole realm. Where this account may not see it, the plan says so.
pub async fn count(compared: &mut Compared, target: &Target) {
    if !reach::matters(&compared.plan) {
        return;
    }
    match reached(compared, target).await {
        Ok(reach) => compared.plan.review.reach = reach,
        Err(failure) => compared.plan.review.uncounted = Some(failure.message),
    }
}

async fn reached(compared: &mut Compared, target: &Target) -> Result<Vec<Reach>, Failure> {
    let whole = match compared.whole.take() {
        Some(whole) => whole,
        None => settle(target.read(None).await?, &compared.desired).live,
    };
    let holders = Holders::of(&compared.plan, &whole, &after(&compared.plan, &whole));
    let asked = holders.asked().into_iter().map(|address| {
        let now = compared.settled.origin(&address);
        (address, now)
    });
    let found = target.people(&whole, &asked.collect()).await?;
    Ok(holders.reach(&found.people, &found.cut))
}
