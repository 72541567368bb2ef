//! `--keep`: the applied plan with the state before it, for `realmform undo`.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::cli::console::tell;
use crate::cli::paths::{unwritable, within};
use crate::cli::plan::write;
use realmform_engine::saved::Saved;
use realmform_files::Root;
use realmform_model::{Failure, escape};

/// Where applied plans are kept.
#[derive(Debug, clap::Args)]
pub(super) struct KeepArgs {
    /// Keep the plan with the state before it in DIR, for `realmform undo`; the file is named by time and digest
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

impl KeepArgs {
    /// Whether plans are kept.
    pub(super) fn is_set(&self) -> bool {
        self.keep.is_some()
    }

    /// Keeps the plan before it is carried out: whatever becomes of the run, it can be taken back.
    ///
    /// # Errors
    /// It cannot be written, so nothing is to be carried out.
    pub(super) fn keep(&self, directory: &Path, plan: &Saved) -> Result<(), Failure> {
        let Some(shown) = &self.keep else { return Ok(()) };
        let folder = within(directory, shown);
        let root = if folder.starts_with(directory) { Root::of(directory) } else { Root::named(&folder) };
        root.make_folder(&folder).map_err(|trouble| unwritable(shown, &trouble))?;
        let digest = plan.digest();
        let short: String = digest.trim_start_matches("sha256:").chars().take(12).collect();
        let name = format!("{}-{short}.json", Timestamp::now().strftime("%Y%m%dT%H%M%SZ"));
        write(directory, &folder.join(&name), plan)?;
        let shown = escape::line(&shown.join(name).display().to_string());
        tell(&format!("note: kept the plan for `realmform undo {shown}`\n"));
        Ok(())
    }
}
