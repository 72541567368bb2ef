//! `-v` and `--log-format`: what a run does, on standard error. Never a body, a header, or what a secret is.

use std::io::{self, IsTerminal};

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

/// Overrides `-v`, in the way of `RUST_LOG`: `realmform=debug`.
const VARIABLE: &str = "REALMFORM_LOG";

/// What is logged, and how.
#[derive(Debug, clap::Args)]
pub struct LogArgs {
    /// Log what is done: -v each step, -vv each request too, -vvv all; REALMFORM_LOG says it more finely
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    verbose: u8,

    /// How to log
    #[arg(long, value_enum, default_value_t = LogFormat::Text, global = true)]
    log_format: LogFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LogFormat {
    /// Lines for people
    Text,
    /// One JSON object a line
    Json,
}

impl LogArgs {
    /// Begins to log, where that is asked for.
    ///
    /// # Errors
    /// The variable's filter cannot be read.
    pub fn start(&self) -> Result<(), String> {
        let wanted = std::env::var(VARIABLE).ok().filter(|filter| !filter.trim().is_empty());
        let level = match self.verbose {
            0 if wanted.is_none() => return Ok(()),
            0 | 1 => "realmform=info",
            2 => "realmform=debug",
            _ => "realmform=trace",
        };
        let filter = EnvFilter::try_new(wanted.as_deref().unwrap_or(level))
            .map_err(|error| format!("{VARIABLE} cannot be read: {error}"))?;
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(io::stderr)
            .with_span_events(FmtSpan::CLOSE)
            .with_target(false)
            .with_ansi(io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none());
        match self.log_format {
            LogFormat::Text => log.init(),
            LogFormat::Json => log.json().flatten_event(true).init(),
        }
        Ok(())
    }
}
