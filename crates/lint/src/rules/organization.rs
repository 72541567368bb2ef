//! Organizations and their domains.

use crate::rule::Rule;

mod domain_taken_twice;
mod facts;
mod public_domain;

use facts::{ORGANIZATION, domains};

pub(super) const RULES: &[&Rule] = &[&domain_taken_twice::RULE, &public_domain::RULE];
