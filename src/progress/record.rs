//! The outcome and time of each step: a journal line as it happens, and the steps of the report at the end.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};

use realmform_engine::besides::Besides;
use realmform_model::{Failure, Outcome, Plan, Step};

/// The form of the journal; it grows when a reader of the one before could misunderstand.
const VERSION: u64 = 1;

/// Records the steps of one run.
#[derive(Debug)]
pub(crate) struct Record {
    since: Instant,
    state: Mutex<RecordState>,
}

#[derive(Debug, Default)]
struct RecordState {
    journal: Option<File>,
    /// Why the journal is not whole.
    broken: Option<io::Error>,
    steps: BTreeMap<usize, StepRecord>,
    /// What changed besides the plan.
    besides: Vec<Value>,
}

#[derive(Debug, Clone)]
struct StepRecord {
    begun: Instant,
    ended: Option<(Duration, End)>,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Done,
    Failed,
}

impl End {
    fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

impl Record {
    /// Begins a record; what happens is appended to the journal where there is one.
    pub(crate) fn new(journal: Option<File>) -> Self {
        Self { since: Instant::now(), state: Mutex::new(RecordState { journal, ..RecordState::default() }) }
    }

    /// The plan is about to be carried out.
    pub(crate) fn start(&self, plan: &Plan) {
        self.state().write(&json!({
            "event": "start",
            "time": now(),
            "format": "realmform-journal",
            "version": VERSION,
            "tool": env!("CARGO_PKG_VERSION"),
            "target": plan.target,
            "realm": plan.realm,
            "steps": plan.steps.len(),
            "counts": plan.counts(),
        }));
    }

    pub(crate) fn begun(&self, plan: &Plan, step: usize) {
        let mut state = self.state();
        state.steps.insert(step, StepRecord { begun: Instant::now(), ended: None });
        state.write(&of_step("begun", plan, step, None));
    }

    pub(crate) fn done(&self, plan: &Plan, step: usize) {
        self.ended(plan, step, End::Done, None);
    }

    pub(crate) fn failed(&self, plan: &Plan, step: usize, failure: &Failure) {
        self.ended(plan, step, End::Failed, Some(&failure.message));
    }

    fn ended(&self, plan: &Plan, step: usize, end: End, message: Option<&str>) {
        let mut state = self.state();
        let seen = state.steps.entry(step).or_insert_with(|| StepRecord { begun: Instant::now(), ended: None });
        let took = seen.begun.elapsed();
        seen.ended = Some((took, end));
        let mut line = of_step(end.as_str(), plan, step, Some(took));
        if let Some(message) = message {
            line["message"] = message.into();
        }
        state.write(&line);
    }

    /// The run has ended by itself.
    pub(crate) fn end(&self, outcome: &Outcome) {
        self.state().write(&json!({
            "event": "end",
            "time": now(),
            "done": outcome.done.len(),
            "failed": outcome.failed.len(),
            "remaining": outcome.remaining.len(),
            "interrupted": outcome.interrupted,
            "ms": millis(self.since.elapsed()),
        }));
    }

    /// What the proof found changed besides the plan.
    pub(crate) fn besides(&self, besides: &[Besides]) {
        let mut state = self.state();
        state.besides = besides.iter().map(besides_json).collect();
        let lines: Vec<Value> = state.besides.clone();
        for mut line in lines {
            line["event"] = "besides".into();
            line["time"] = now().into();
            state.write(&line);
        }
    }

    /// The same for the report.
    pub(crate) fn changed_besides(&self) -> Vec<Value> {
        self.state().besides.clone()
    }

    /// Why the journal is not whole, where it is not.
    pub(crate) fn broken(&self) -> Option<String> {
        self.state().broken.as_ref().map(ToString::to_string)
    }

    /// Every step of the plan with what became of it, in the plan's order. What was taken back with a step that failed, or
    /// was never begun, remains.
    pub(crate) fn steps(&self, plan: &Plan) -> Vec<Value> {
        let state = self.state();
        let steps = plan.steps.iter().enumerate().map(|(index, step)| {
            let ended = state.steps.get(&index).and_then(|seen| seen.ended);
            let mut object = named(index, step);
            object["outcome"] = ended.map_or("remaining", |(_, end)| end.as_str()).into();
            object["ms"] = ended.map(|(took, _)| millis(took)).into();
            object
        });
        steps.collect()
    }

    fn state(&self) -> MutexGuard<'_, RecordState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RecordState {
    /// One line, handed to the system at once: it is there when the process is killed. After a line that could not be
    /// written there are no more.
    fn write(&mut self, line: &Value) {
        let Some(file) = self.journal.as_mut().filter(|_| self.broken.is_none()) else { return };
        self.broken = file.write_all(format!("{line}\n").as_bytes()).err();
    }
}

fn of_step(event: &str, plan: &Plan, index: usize, took: Option<Duration>) -> Value {
    let mut line = plan.steps.get(index).map_or_else(|| json!({"step": index}), |step| named(index, step));
    line["event"] = event.into();
    line["time"] = now().into();
    if let Some(took) = took {
        line["ms"] = millis(took).into();
    }
    line
}

fn besides_json(besides: &Besides) -> Value {
    let fields: Vec<String> = besides.fields.iter().map(|change| change.path.to_string()).collect();
    json!({"address": besides.address.to_string(), "fields": fields})
}

fn named(index: usize, step: &Step) -> Value {
    json!({"step": index, "action": step.action.word(), "address": step.address.to_string()})
}

fn now() -> String {
    Timestamp::now().to_string()
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
