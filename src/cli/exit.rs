//! How a command ends, and the failure that ends it.

use std::process::ExitCode;

use super::console::{tell, tell_findings};
use realmform_model::{Failure, FailureClass};
use realmform_render as render;
use realmform_run::compare::Stop;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Fine = 0,
    Input = 1,
    Changes = 2,
    Server = 3,
    Findings = 4,
    Stale = 5,
    InPart = 6,
    Locked = 7,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Prints the failure.
pub(super) fn fail(failure: &Failure) -> Exit {
    tell(&render::text::failure(failure));
    match failure.class {
        FailureClass::Input => Exit::Input,
        FailureClass::Server => Exit::Server,
        FailureClass::Locked => Exit::Locked,
    }
}

/// Prints what stopped a plan.
pub(super) fn stop(stop: Stop) -> Exit {
    match stop {
        Stop::Failure(failure) => fail(&failure),
        Stop::Findings(findings) => {
            tell_findings(&findings);
            Exit::Findings
        }
    }
}
