//! From a step to its requests, whatever its kind.

use serde_json::Value;

use crate::kind::Endpoint;
use crate::request::{Ids, MissingId, Request};
use realmform_model::{Object, Step};

/// The requests of a step; a secret among free keys goes with the request that writes its field.
///
/// # Errors
/// The object whose id is not known yet.
pub fn requests(kind: &dyn Endpoint, step: &Step, live: Option<&Object>, ids: &Ids) -> Result<Vec<Request>, MissingId> {
    let mut requests = kind.requests(step, live, ids)?;
    for path in step.action.secrets() {
        if requests.iter().any(|request| request.secrets.contains(path)) {
            continue;
        }
        let whole = requests.iter_mut().filter(|request| request.body.as_ref().is_some_and(Value::is_object));
        whole.for_each(|request| request.secrets.push(path.clone()));
    }
    Ok(requests)
}
