//! What rules ask of a mapper.

use realmform_kinds::names;
use realmform_model::KindName;

pub(super) const MAPPER: KindName = names::PROTOCOL_MAPPER;

pub(super) const TYPE: &[&str] = &["protocolMapper"];
pub(super) const CLAIM: &[&str] = &["config", "claim.name"];

pub(super) const LINK: &str = "https://www.keycloak.org/docs/latest/server_admin/#_protocol-mappers";
