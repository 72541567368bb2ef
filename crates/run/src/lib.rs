//! One run: opens a target, judges, reads, plans and proves. The only crate that knows both engine and targets.

pub mod again;
pub mod aside;
pub mod between;
pub mod compare;
mod judged;
pub mod lookup_roles;
pub mod matrix;
pub mod open;
pub mod reach;
mod review;
pub mod secret;
pub mod tables;
pub mod undo;
