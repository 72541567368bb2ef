//! `-v`, `--log-format` and `--log-file`: what a run does, on standard error and in a file. Never a body, a header, or what
//! a secret is. Each event is one line, and none is a command to a terminal or a CI.

use std::io;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use tracing::Subscriber;
use tracing_subscriber::fmt::{Layer as FmtLayer, MakeWriter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use realmform_files::Output;
use realmform_model::escape;

/// The heading of options that every command has.
pub(super) const GLOBAL: &str = "Global options";

/// Overrides `-v`, in the way of `RUST_LOG`: `realmform=debug`.
const VARIABLE: &str = "REALMFORM_LOG";
/// Names the file where `--log-file` does not.
const FILE_VARIABLE: &str = "REALMFORM_LOG_FILE";

/// What is logged, and how.
#[derive(Debug, clap::Args)]
pub(super) struct LogArgs {
    /// Log progress to standard error: -v steps, -vv also requests, -vvv everything; REALMFORM_LOG takes a filter in the
    /// syntax of RUST_LOG
    #[arg(short, long, action = clap::ArgAction::Count, global = true, help_heading = GLOBAL)]
    verbose: u8,

    /// Log format
    #[arg(long, value_enum, default_value_t = LogFormat::Text, global = true, help_heading = GLOBAL)]
    log_format: LogFormat,

    /// Also log everything to FILE, regardless of -v; a relative path starts in the working directory, not at -C;
    /// REALMFORM_LOG_FILE sets the same
    #[arg(long, value_name = "FILE", global = true, help_heading = GLOBAL)]
    log_file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LogFormat {
    /// Human-readable lines
    Text,
    /// One JSON object per line
    Json,
}

/// Where events are written to, each in one piece.
struct Harmless<W> {
    format: LogFormat,
    writer: W,
}

impl<W: Write> Write for Harmless<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let harmless = match self.format {
            LogFormat::Text => escape::event(&text),
            LogFormat::Json => escape::json(&text),
        };
        self.writer.write_all(harmless.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl<'writer, W: MakeWriter<'writer>> MakeWriter<'writer> for Harmless<W> {
    type Writer = Harmless<W::Writer>;

    fn make_writer(&'writer self) -> Self::Writer {
        Harmless { format: self.format, writer: self.writer.make_writer() }
    }
}

impl LogArgs {
    /// Begins to log, where that is asked for.
    ///
    /// # Errors
    /// The variable's filter cannot be read, or the file cannot be written; with what to do.
    pub(super) fn start(&self) -> Result<(), (String, &'static str)> {
        let wanted = std::env::var(VARIABLE).ok().filter(|filter| !filter.trim().is_empty());
        let level = match self.verbose {
            0 => None,
            1 => Some("realmform=info"),
            2 => Some("realmform=debug"),
            _ => Some("realmform=trace"),
        };
        let shown = match wanted.as_deref().or(level) {
            Some(filter) => {
                let filter = EnvFilter::try_new(filter).map_err(|error| {
                    (format!("invalid {VARIABLE}: {error}"), "use the syntax of RUST_LOG, such as `realmform=debug`")
                })?;
                let is_coloured = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
                Some(self.layer(io::stderr, is_coloured).with_filter(filter))
            }
            None => None,
        };
        let named = std::env::var_os(FILE_VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from);
        let kept = match self.log_file.clone().or(named) {
            Some(path) => {
                let file = Output::at(Path::new("."), &path).and_then(Output::begin).map_err(|trouble| {
                    (format!("cannot write {}: {trouble}", path.display()), "choose a path in an existing directory")
                })?;
                Some(self.layer(file, false).with_filter(EnvFilter::new("realmform=trace")))
            }
            None => None,
        };
        if shown.is_some() || kept.is_some() {
            tracing_subscriber::registry().with(shown).with(kept).init();
        }
        Ok(())
    }

    fn layer<S, W>(&self, writer: W, is_coloured: bool) -> Box<dyn Layer<S> + Send + Sync>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
        W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
    {
        let writer = Harmless { format: self.log_format, writer };
        let layer = FmtLayer::default().with_writer(writer).with_target(false).with_ansi(is_coloured);
        match self.log_format {
            LogFormat::Text => layer.boxed(),
            LogFormat::Json => layer.json().flatten_event(true).boxed(),
        }
    }
}
