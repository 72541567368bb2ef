//! Roles that come from the rows of a database: `source = "database"` in `[roles_from_lookups]`.

use std::collections::BTreeMap;

use realmform_engine::build::is_surplus;
use realmform_kinds::lookup_roles::expand;
use realmform_kinds::names;
use realmform_model::moves::future;
use realmform_model::{Address, Body, Desired, Failure, Finding, Live};
use realmform_targets::target::Target;

/// What came of the rows.
#[derive(Debug, Default)]
pub struct Completed {
    /// What the database holds, where it was read.
    pub rows: Option<Live>,
    /// What is wrong with the roles.
    pub findings: Vec<Finding>,
}

/// Adds the roles that come from the rows of the target's database, which is read for that. Roles of the files are there
/// already.
///
/// # Errors
/// The database cannot be read, or the target has none.
pub async fn complete(desired: &mut Desired, target: &Target) -> Result<Completed, Failure> {
    let needs_database = desired.lookup_roles.as_ref().is_some_and(|roles| roles.needs_database());
    if !needs_database || target.realm.is_none() {
        return Ok(Completed::default());
    }
    let Some(rows) = target.read_rows(desired).await? else {
        // Without the rows, all their roles would look as if nobody wanted them any more.
        let message = format!("roles come from the lookups of a database, and target `{}` has none", target.name);
        return Err(Failure::input(message)
            .help("add the database to the target, or remove `source = \"database\"` from `[roles_from_lookups]`"));
    };
    let findings = expand(desired, &staying(desired, &rows));
    Ok(Completed { rows: Some(rows), findings })
}

/// The lookups that are there after the plan, under the names that they have then.
pub(crate) fn staying(desired: &Desired, live: &Live) -> BTreeMap<Address, Body> {
    let lookups = live.objects.iter().filter(|(address, _)| matches!(address.kind, names::LOOKUP | names::LOOKUP_TYPE));
    let renamed = lookups.map(|(address, object)| (address, future(address, &desired.moves), object));
    // What is renamed is never deleted in the same plan.
    let staying =
        renamed.filter(|(address, new, object)| *address != new || !is_surplus(desired, live, address, object));
    staying.map(|(_, new, object)| (new, object.body.clone())).collect()
}
