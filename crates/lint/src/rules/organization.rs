//! Organizations and their domains.

use crate::rule::Rule;

mod alias_taken_twice;
mod domain_taken_twice;
mod facts;
mod public_domain;
mod switched_off;

use facts::{ORGANIZATION, alias, domains};

pub(super) const RULES: &[&Rule] =
    &[&alias_taken_twice::RULE, &domain_taken_twice::RULE, &public_domain::RULE, &switched_off::RULE];
