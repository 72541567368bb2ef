//! What asks this process to end: SIGINT and SIGTERM, on Windows Ctrl-C and Ctrl-Break.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, Signal as Other, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlBreak as Other, CtrlC as Signal, ctrl_break, ctrl_c};

/// Listens for interruptions, from now on in place of the system, which would end the process.
#[derive(Debug)]
pub(crate) struct Interruptions {
    interrupt: Signal,
    terminate: Other,
}

impl Interruptions {
    /// Begins to listen.
    ///
    /// # Errors
    /// The system does not let it.
    #[cfg(unix)]
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Begins to listen.
    ///
    /// # Errors
    /// The system does not let it.
    #[cfg(windows)]
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self { interrupt: ctrl_c()?, terminate: ctrl_break()? })
    }

    /// Waits for the next one; `None` if there can be none.
    pub(crate) async fn next(&mut self) -> Option<()> {
        tokio::select! { heard = self.interrupt.recv() => heard, heard = self.terminate.recv() => heard }
    }
}
