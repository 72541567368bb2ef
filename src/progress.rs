//! Shows the progress of an apply (a bar on a terminal, plain lines in a pipeline) and handles interruptions.

use std::io::{IsTerminal, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

pub(crate) mod record;

use crate::cli::console::tell;
use crate::interruption::Interruptions;
use realmform_kinds as kinds;
use realmform_model::{Action, Plan, escape};
use realmform_targets::Progress;

/// Reports the steps of one run.
#[derive(Debug)]
pub(crate) struct Reporter {
    bar: Option<ProgressBar>,
    steps: usize,
    done: AtomicUsize,
    interrupted: Arc<AtomicBool>,
    listening: Option<tokio::task::JoinHandle<()>>,
}

impl Reporter {
    /// From here on an interruption ends the run between two steps, the second of them at once.
    pub(crate) fn start(steps: usize) -> Self {
        let interrupted = Arc::new(AtomicBool::new(false));
        let listening = Interruptions::listen().ok().map(|mut interruptions| {
            let interrupted = Arc::clone(&interrupted);
            tokio::spawn(async move {
                while interruptions.next().await.is_some() {
                    if interrupted.swap(true, Ordering::Relaxed) {
                        // Asked twice: what is under way is left to the next run.
                        say("Stopped. Run `realmform apply` again to continue.");
                        std::process::exit(6);
                    }
                    say("Interrupted. Waiting for the running steps to end; interrupt again to stop immediately.");
                }
            })
        });
        let bar = stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(steps as u64);
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Self { bar, steps, done: AtomicUsize::new(0), interrupted, listening }
    }

    /// Takes the bar away, and leaves interruptions to whoever waits next.
    pub(crate) fn finish(&self) {
        self.listening.iter().for_each(tokio::task::JoinHandle::abort);
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn say(line: &str) {
    tell(&format!("{line}\n"));
}

impl Progress for Reporter {
    fn done(&self, plan: &Plan, step: usize) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let Some(step) = plan.steps.get(step) else { return };
        let (sign, verb) = match &step.action {
            Action::Create { .. } => ("+", None),
            Action::Update { renamed: None, .. } => ("~", None),
            Action::Update { renamed: Some(_), .. } => ("→", None),
            Action::Grant(link) => ("+", Some(kinds::join_verb(link, false))),
            Action::Revoke(link) => ("-", Some(kinds::join_verb(link, true))),
            Action::Delete(_) => ("-", None),
        };
        let verb = verb.map(|verb| format!("{verb} ")).unwrap_or_default();
        let name = escape::line(&step.address.to_string());
        match &self.bar {
            Some(bar) => {
                bar.inc(1);
                bar.set_message(escape::log(&format!("{sign} {verb}{name}")));
            }
            None => {
                tell(&format!("[{done}/{}] {sign} {verb}{name}\n", self.steps));
            }
        }
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}
