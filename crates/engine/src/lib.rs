//! From the desired and the live state to a plan: renames, diff, order, guards, drift, saved plans. Pure.

pub mod besides;
pub mod build;
pub mod complete;
pub mod drift;
pub mod falls;
pub mod form;
pub mod guards;
pub mod lost;
pub mod mark;
mod needs;
mod order;
pub mod refused;
pub mod saved;
pub mod select;
pub mod settle;
