//! Service accounts: what a client may do as itself.

use crate::document::KindName;
use crate::rule::{Rule, Sort};

mod admin_role;
mod public_client;

pub const RULES: &[&Rule] = &[&admin_role::RULE, &public_client::RULE];

const CLIENT: Sort = Sort::Kind(KindName::Client);
