//! From the desired and the live state to a plan: renames, diff, order, guards, drift, saved plans. Pure.

pub mod after;
pub mod along;
pub mod besides;
pub mod build;
pub mod complete;
pub mod drift;
pub mod falls;
pub mod form;
pub mod guards;
pub mod ignored;
pub mod lookalikes;
pub mod lost;
pub mod mark;
mod needs;
mod order;
pub mod reach;
pub mod refused;
pub mod risks;
pub mod rows;
pub mod saved;
pub mod secrets;
pub mod select;
pub mod settle;
pub mod undo;
pub mod untouchable;
pub mod whole;
