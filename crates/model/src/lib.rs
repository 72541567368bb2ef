//! The words of realmform: addresses, bodies, what is desired and what lives, moves, ownership, findings, plans.
//!
//! Plain data. It knows no kind of object, does no I/O, and depends on no other crate of realmform.

pub mod account;
pub mod address;
pub mod change;
pub mod desired;
pub mod diff;
pub mod digest;
pub mod drift;
pub mod escape;
pub mod failure;
pub mod falls;
pub mod finding;
pub mod glob;
pub mod kind;
pub mod labels;
pub mod live;
pub mod lock;
pub mod moves;
pub mod outcome;
pub mod ownership;
pub mod path;
pub mod pattern;
pub mod plan;
pub mod rest;
pub mod review;
pub mod rule;
pub mod runner;
pub mod secret_source;
pub mod source;
pub mod target;
pub mod uri;
pub mod words;

pub use account::Account;
pub use address::Address;
pub use change::{Change, Delta};
pub use desired::{Declared, Desired};
pub use digest::digest;
pub use failure::{Failure, FailureClass};
pub use falls::{Fall, Falls};
pub use finding::{Finding, Fix, Severity};
pub use glob::matches;
pub use kind::{Designation, Form, KindName, Side};
pub use labels::Label;
pub use live::{Live, Object, Secrets};
pub use moves::Move;
pub use outcome::Outcome;
pub use path::{Body, Path};
pub use plan::{Action, Counts, Deletion, Link, Plan, Renamed, Sources, Step};
pub use rest::Rest;
pub use review::Review;
pub use rule::RuleText;
pub use secret_source::SecretSource;
pub use source::{Source, Span};
pub use target::{KeycloakConfig, Places, SignIn, TargetConfig};
