//! OpenID Connect clients.

use crate::document::KindName;
use crate::rule::{Rule, Sort, Subject};

mod pkce_missing;

pub const RULES: &[&Rule] = &[&pkce_missing::RULE];

const CLIENT: Sort = Sort::Kind(KindName::Client);

/// A client of the user's own that speaks OpenID Connect, and that is not switched off.
fn is_judged(client: &Subject) -> bool {
    !client.built_in
        && client.flag_or(&["enabled"], true) != Some(false)
        && client.text(&["protocol"]).is_none_or(|protocol| protocol == "openid-connect")
}

/// Whether it takes authorization codes.
fn has_code_flow(client: &Subject) -> bool {
    client.flag_or(&["standardFlowEnabled"], true) == Some(true) && client.flag_or(&["bearerOnly"], false) != Some(true)
}
