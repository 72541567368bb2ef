//! Each kind of object: made, changed, renamed, broken by hand and repaired, and never touched beyond what is declared.

mod client;
mod group;
mod organization;
mod realm;
mod role;
mod scope;
mod service_account;
