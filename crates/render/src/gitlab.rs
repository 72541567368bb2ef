//! A plan in three numbers, as GitLab shows those of Terraform in a merge request.

use serde_json::json;

use realmform_model::Plan;

/// The report for `artifacts:reports:terraform`. What is renamed, granted or revoked is an update.
pub fn plan(plan: &Plan) -> String {
    let counts = plan.counts();
    let update = counts.change + counts.rename + counts.grant + counts.revoke;
    format!("{}\n", json!({ "create": counts.create, "update": update, "delete": counts.delete }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn renames_grants_and_revocations_are_updates() {
        let plan = sample::plan();
        let counts = plan.counts();
        assert!(
            [counts.change, counts.rename, counts.grant, counts.revoke].iter().all(|count| *count > 0),
            "{counts:?}"
        );
        assert_eq!(self::plan(&plan), "{\"create\":5,\"update\":18,\"delete\":2}\n");
        assert_eq!(self::plan(&Plan::default()), "{\"create\":0,\"update\":0,\"delete\":0}\n");
    }
}
