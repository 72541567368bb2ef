//! Rendering: plans, findings and failures as text for people, markdown for pull requests and JSON for machines.
//!
//! All of it is pure: values in, text out. Whoever prints decides on colour: text always carries ANSI colours, which
//! `anstream` strips where the terminal has none, and [`text::plain`] strips at once.

mod besides;
mod count;
pub mod drift;
mod falls;
mod field;
pub mod findings;
mod fixed;
pub mod gitlab;
pub mod html;
mod line;
pub mod markdown;
pub mod matrix;
mod outcome;
mod review;
pub mod rule;
mod sentence;
mod sources;
mod stale;
mod step;
pub mod text;
mod value;

#[cfg(test)]
mod harmless;
#[cfg(test)]
mod rendered;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod told;
