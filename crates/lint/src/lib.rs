//! Lint: rules and policies on a project's declarations and on realm exports, their baseline, and fixes.

pub mod baseline;
mod clear;
pub mod fix;
pub mod holders;
pub mod inputs;
pub mod json;
pub mod policy;
pub mod rule;
pub mod rules;
