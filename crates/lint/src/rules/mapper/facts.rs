//! What rules ask of a mapper.

use crate::rule::Sort;
use realmform_kinds::names;

pub(super) const MAPPER: Sort = Sort::Kind(names::PROTOCOL_MAPPER);

pub(super) const TYPE: &[&str] = &["protocolMapper"];
pub(super) const CLAIM: &[&str] = &["config", "claim.name"];

pub(super) const LINK: &str = "https://www.keycloak.org/docs/latest/server_admin/#_protocol-mappers";
