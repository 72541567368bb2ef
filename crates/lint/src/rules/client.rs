//! OpenID Connect clients.

use crate::rule::{Rule, Sort, Subject};
use realmform_kinds::names;

mod bearer_only_flows;
mod clear_text_endpoint;
mod confidential_pkce_missing;
mod device_flow_public;
mod direct_grants;
mod full_scope;
mod id_with_spaces;
mod implicit_flow;
mod local_and_live;
mod long_access_token;
mod mix_up;
mod mixed_flows;
mod no_flow;
mod offline_access_default;
mod offline_access_optional;
mod origin_anywhere;
mod origin_clear_text;
mod origin_invalid;
mod origins_of_nothing;
mod pkce_missing;
mod pkce_plain;
mod public_exchange;
mod public_service_account;
mod realm_key_signature;
mod redirect_anywhere;
mod redirect_clear_text;
mod redirect_custom_scheme;
mod redirect_fragment;
mod redirect_host_wildcard;
mod redirect_missing;
mod redirect_out_of_band;
mod redirect_script;
mod redirect_stray_wildcard;
mod redirect_undefined_host;
mod redirect_user_info;
mod redirect_wildcard;
mod refresh_for_service;
mod request_object_any_algorithm;
mod session_outlives_realm;
mod shared_secret;
mod twin_by_case;
mod unsigned_answer;
mod uri;
mod weak_secret;

pub const RULES: &[&Rule] = &[
    &bearer_only_flows::RULE,
    &clear_text_endpoint::RULE,
    &confidential_pkce_missing::RULE,
    &device_flow_public::RULE,
    &direct_grants::RULE,
    &full_scope::RULE,
    &id_with_spaces::RULE,
    &implicit_flow::RULE,
    &local_and_live::RULE,
    &long_access_token::RULE,
    &mix_up::RULE,
    &mixed_flows::RULE,
    &no_flow::RULE,
    &offline_access_default::RULE,
    &offline_access_optional::RULE,
    &origin_anywhere::RULE,
    &origin_clear_text::RULE,
    &origin_invalid::RULE,
    &origins_of_nothing::RULE,
    &pkce_missing::RULE,
    &pkce_plain::RULE,
    &public_exchange::RULE,
    &public_service_account::RULE,
    &realm_key_signature::RULE,
    &redirect_anywhere::RULE,
    &redirect_clear_text::RULE,
    &redirect_custom_scheme::RULE,
    &redirect_fragment::RULE,
    &redirect_host_wildcard::RULE,
    &redirect_missing::RULE,
    &redirect_out_of_band::RULE,
    &redirect_script::RULE,
    &redirect_stray_wildcard::RULE,
    &redirect_undefined_host::RULE,
    &redirect_user_info::RULE,
    &redirect_wildcard::RULE,
    &refresh_for_service::RULE,
    &request_object_any_algorithm::RULE,
    &session_outlives_realm::RULE,
    &shared_secret::RULE,
    &twin_by_case::RULE,
    &unsigned_answer::RULE,
    &weak_secret::RULE,
];

const CLIENT: Sort = Sort::Kind(names::CLIENT);

/// The PKCE method that is enforced; without it, PKCE is optional.
const METHOD: &[&str] = &["attributes", "pkce.code.challenge.method"];

/// Whether the device flow is enabled.
const DEVICE: &[&str] = &["attributes", "oauth2.device.authorization.grant.enabled"];

/// Whether the client gets refresh tokens, which is the default.
const REFRESH: &[&str] = &["attributes", "use.refresh.tokens"];

/// An enabled OpenID Connect client that is not one of Keycloak's own.
fn is_judged(client: &Subject) -> bool {
    !client.built_in && is_in_use(client)
}

/// The same including Keycloak's own clients: for settings that Keycloak never makes itself.
fn is_in_use(client: &Subject) -> bool {
    client.flag_or(&["enabled"], true) != Some(false)
        && client.text(&["protocol"]).is_none_or(|protocol| protocol == "openid-connect")
}

/// Whether it uses the authorization code flow.
fn has_code_flow(client: &Subject) -> bool {
    client.flag_or(&["standardFlowEnabled"], true) == Some(true) && client.flag_or(&["bearerOnly"], false) != Some(true)
}

/// Whether users are redirected back to it.
fn has_redirects(client: &Subject) -> bool {
    has_code_flow(client) || (client.is(&["implicitFlowEnabled"]) && !client.is(&["bearerOnly"]))
}

/// Whether users get tokens through it, by any grant.
fn logs_users_in(client: &Subject) -> bool {
    !client.is(&["bearerOnly"])
        && (has_redirects(client) || client.is(&["directAccessGrantsEnabled"]) || client.is(DEVICE))
}
