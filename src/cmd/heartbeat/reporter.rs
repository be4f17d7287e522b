//! Records and tells what becomes of a job, beside it: nothing that goes wrong
//! here is the job's business.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

use super::job::Event;
use crate::config::{self, Config, ConfigError};
use crate::domain::time::milliseconds;
use crate::domain::{Clock, Heartbeat, OnFailure, Run};
use crate::job::{self, Capture, Ended};
use crate::record::{self, EndedRun, Signal};
use crate::session::Places;
use crate::store::{Store, StoreError};

/// What there is to report.
pub(super) enum Step {
    /// The job began.
    Started(Run),
    /// The job ended.
    Ended(Outcome),
}

/// How a job ended.
pub(super) struct Outcome {
    /// The run.
    pub(super) run: Run,
    /// What became of it.
    pub(super) ended: Ended,
}

/// Reports of one job.
pub(super) struct Reporter {
    /// The heartbeat, as it was named.
    pub(super) name: Option<String>,
    /// Where the files are.
    pub(super) places: Places,
    /// What time it is.
    pub(super) clock: Arc<dyn Clock>,
    /// Where to say what went wrong.
    pub(super) events: Sender<Event>,
}

/// What is configured of the job.
struct Known {
    config: Config,
    heartbeat: Heartbeat,
}

impl Reporter {
    /// Says first what is to be kept of the output, then reports every step.
    pub(super) fn run(self, capture: &Sender<Capture>, steps: Receiver<Step>) {
        let known = self.look_up();
        let wanted =
            known.as_ref().map_or(Capture::Nothing, |known| Self::wanted(&known.heartbeat));
        // Where nobody waits for it any more, everything is kept.
        let _ = capture.send(wanted);
        for step in steps {
            let Some(known) = &known else { continue };
            match step {
                Step::Started(run) => self.report_start(known, run),
                Step::Ended(outcome) => self.report_end(known, &outcome),
            }
        }
        let _ = self.events.send(Event::Reported);
    }

    fn say(&self, level: &'static str, text: String) {
        let _ = self.events.send(Event::Said { level, text });
    }

    fn warn(&self, heartbeat: &Heartbeat, text: impl std::fmt::Display) {
        self.say("warning", format!("heartbeat {}: {text}", heartbeat.name));
    }

    fn look_up(&self) -> Option<Known> {
        match self.try_to_look_up() {
            Ok(known) => Some(known),
            Err(reason) => {
                self.say("error", format!("{reason}; the job runs, but is not recorded"));
                None
            }
        }
    }

    fn try_to_look_up(&self) -> Result<Known, String> {
        let name = self.name.as_deref().ok_or("no heartbeat is named before `--`")?;
        if self.places.is_standard_input() {
            return Err("standard input is the job's, no configuration can be read from it".into());
        }
        let loaded = config::load(&self.places.configuration_file());
        let config = loaded.map_err(|error| in_one_line(&error))?.config;
        let found = config.heartbeats.iter().find(|each| each.name.as_str() == name).cloned();
        let heartbeat = found.ok_or_else(|| format!("there is no heartbeat {name:?}"))?;
        Ok(Known { config, heartbeat })
    }

    /// What is to be kept of the job's output.
    fn wanted(heartbeat: &Heartbeat) -> Capture {
        if heartbeat.on_failure == OnFailure::Down { Capture::Errors } else { Capture::Nothing }
    }

    fn report_start(&self, known: &Known, run: Run) {
        let Known { config, heartbeat } = known;
        let recorded = self.open(config).and_then(|mut store| {
            store.transaction(|records| {
                record::start_run(records, config, heartbeat, run, self.clock.now())
            })
        });
        if let Err(error) = recorded {
            self.warn(heartbeat, format!("the start of the job is not recorded: {error}"));
        }
    }

    fn report_end(&self, known: &Known, outcome: &Outcome) {
        let Known { config, heartbeat } = known;
        let signal = signal_of(heartbeat, &outcome.ended);
        let ended = EndedRun {
            id: outcome.run.id.clone(),
            duration_ms: milliseconds(outcome.ended.duration),
            exit_code: i32::from(outcome.ended.exit_code),
        };
        let recorded = self.open(config).and_then(|mut store| {
            store.transaction(|records| {
                let now = self.clock.now();
                record::signal(records, config, heartbeat, &signal, Some(&ended), now)
            })
        });
        if let Err(error) = recorded {
            self.warn(heartbeat, format!("the end of the job is not recorded: {error}"));
        }
    }

    fn open(&self, config: &Config) -> Result<Store, StoreError> {
        Store::open_for_writing(&self.places.location(config))
    }
}

/// What the end of the job says of its heartbeat.
fn signal_of(heartbeat: &Heartbeat, ended: &Ended) -> Signal {
    match (ended.exit_code, heartbeat.on_failure) {
        (0, _) => Signal::Up,
        (_, OnFailure::Silent) => Signal::None,
        (code, OnFailure::Down) => {
            let signal = job::signal_of(code).map(|name| format!(" ({name})")).unwrap_or_default();
            let last = ended.last_error.as_deref().map(|line| format!(": {line}"));
            Signal::Down(format!("exit code {code}{signal}{}", last.unwrap_or_default()))
        }
    }
}

/// The first problem, and how many there are.
fn in_one_line(error: &ConfigError) -> String {
    let first = error.problems.first().map(ToString::to_string).unwrap_or_default();
    let first = first.lines().next().unwrap_or_default();
    match error.problems.len().saturating_sub(1) {
        0 => first.to_owned(),
        more => format!("{first} (and {more} more; `ronde config check` lists them)"),
    }
}
