//! `--journal` and `--report`: what an apply did, as it happens and at its end, for pipelines.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::console::tell;
use super::exit::{Exit, fail};
use super::paths::{unwritable, within};
use super::stats::Stats;
use crate::progress::record::Record;
use realmform_files::Output;
use realmform_model::Plan;
use realmform_targets::target::Target;

/// The form of the report; it grows when a reader of the one before could misunderstand.
const VERSION: u64 = 1;

/// What is written beside the output.
#[derive(Debug, clap::Args)]
pub(super) struct ReportArgs {
    /// Append a JSON line to FILE when a step begins and when it ends; see docs/report-format.md
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,

    /// Write a JSON report to FILE at the end, with steps, times, requests and retries; see docs/report-format.md
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// The record of a run, and where its report goes.
pub(super) struct Reporting {
    pub record: Record,
    report: Option<(PathBuf, File)>,
    plan: Option<Plan>,
}

impl ReportArgs {
    /// Opens the files to write, before any step is carried out.
    ///
    /// # Errors
    /// A file cannot be written; the failure was printed.
    pub(super) fn open(&self, directory: &Path) -> Result<Reporting, Exit> {
        let journal = self.journal.as_deref().map(|path| {
            let path = within(directory, path);
            Output::at(directory, &path).and_then(Output::append).map_err(|trouble| unwritable(&path, &trouble))
        });
        let journal: Option<File> = journal.transpose().map_err(|failure| fail(&failure))?;
        // A report that cannot be written is told before the work, not after it.
        let report = self.report.as_deref().map(|path| {
            let path = within(directory, path);
            let opened = Output::at(directory, &path).and_then(Output::begin);
            opened.map_err(|trouble| unwritable(&path, &trouble)).map(|file| (path, file))
        });
        let report = report.transpose().map_err(|failure| fail(&failure))?;
        Ok(Reporting { record: Record::new(journal), report, plan: None })
    }
}

impl Reporting {
    /// The plan that is about to be carried out.
    pub(super) fn start(&mut self, plan: &Plan) {
        self.record.start(plan);
        if self.report.is_some() {
            self.plan = Some(plan.clone());
        }
    }

    /// Writes the report, and tells of a journal that is not whole.
    pub(super) fn finish(&self, exit: Exit, target: &Sent, stats: &Stats) {
        if let Some(why) = self.record.broken() {
            tell(&format!("warning: the journal is incomplete: {why}\n"));
        }
        let Some((path, file)) = &self.report else { return };
        let mut file = file;
        let text = format!("{:#}\n", self.document(exit, target, stats));
        let written = file.write_all(text.as_bytes());
        if let Err(error) = written {
            tell(&format!("warning: cannot write the report to {}: {error}\n", path.display()));
        }
    }

    fn document(&self, exit: Exit, sent: &Sent, stats: &Stats) -> Value {
        let plan = self.plan.as_ref();
        json!({
            "format": "realmform-report",
            "version": VERSION,
            "tool": env!("CARGO_PKG_VERSION"),
            "target": sent.target,
            "exit": exit as u8,
            "counts": plan.map(Plan::counts),
            "steps": plan.map_or_else(Vec::new, |plan| self.record.steps(plan)),
            "besides": self.record.changed_besides(),
            "parts": stats.phases(),
            "requests": sent.requests,
            "retries": sent.retries,
            "peakMemoryMiB": super::stats::peak_memory_mib(),
        })
    }
}

/// What went to a server in a run; `None` where there is none.
pub(super) struct Sent {
    pub target: String,
    pub requests: Option<usize>,
    pub retries: Option<usize>,
}

impl Sent {
    pub(super) fn by(target: &Target) -> Self {
        Self { target: target.name.clone(), requests: target.requests(), retries: target.retries() }
    }
}
