//! OpenID Connect clients.

use crate::rule::Rule;

mod bearer_only_flows;
mod clear_text_endpoint;
mod confidential_pkce_missing;
mod device_flow_public;
mod direct_grants;
mod facts;
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

use facts::{CLIENT, DEVICE, METHOD, REFRESH, has_code_flow, has_redirects, is_in_use, is_judged, logs_users_in};

pub(super) const RULES: &[&Rule] = &[
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
