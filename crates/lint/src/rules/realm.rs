//! The realm's own settings.

use crate::rule::Rule;

mod admin_events_off;
mod brute_force;
mod duplicate_emails;
mod email_verification;
mod facts;
mod framing_allowed;
mod keycloak_version;
mod long_access_token;
mod long_session;
mod mail_in_clear;
mod offline_session_endless;
mod otp_reusable;
mod otp_short;
mod otp_window;
mod password_hashing_weak;
mod password_policy_missing;
mod password_too_short;
mod permanent_lockout;
mod refresh_token_reuse;
mod refresh_token_uses;
mod self_registration;
mod ssl_not_required;
mod unmanaged_attributes;
mod user_events_off;
mod username_changes;

use facts::{REALM, term};

pub(super) const RULES: &[&Rule] = &[
    &admin_events_off::RULE,
    &brute_force::RULE,
    &duplicate_emails::RULE,
    &email_verification::RULE,
    &framing_allowed::RULE,
    &keycloak_version::RULE,
    &long_access_token::RULE,
    &long_session::RULE,
    &mail_in_clear::RULE,
    &offline_session_endless::RULE,
    &otp_reusable::RULE,
    &otp_short::RULE,
    &otp_window::RULE,
    &password_hashing_weak::RULE,
    &password_policy_missing::RULE,
    &password_too_short::RULE,
    &permanent_lockout::RULE,
    &refresh_token_reuse::RULE,
    &refresh_token_uses::RULE,
    &self_registration::RULE,
    &ssl_not_required::RULE,
    &unmanaged_attributes::RULE,
    &user_events_off::RULE,
    &username_changes::RULE,
];
