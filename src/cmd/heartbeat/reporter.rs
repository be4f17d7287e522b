//! Records and tells what becomes of a job, beside it: nothing that goes wrong
//! here is the job's business.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::job::Event;
use super::passing_on::{self, NO_TIME, TRY};
use crate::config::{self, Config, ConfigError};
use crate::deliver::{self, Selection, Sending, is_healthchecks};
use crate::domain::time::milliseconds;
use crate::domain::{
    Clock, Exchanger, Heartbeat, JobNews, OnFailure, Provider, PushNews, PushStatus, Run, Secret,
    SecretReader,
};
use crate::job::{self, Capture, Ended};
use crate::record::{self, EndedRun, Signal};
use crate::session::Places;
use crate::store::{Location, Store, StoreError};

/// With less time left a try would say more about us than about the receiver.
const SHORTEST_TRY: Duration = Duration::from_secs(1);

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
    /// When that was.
    pub(super) at: Instant,
}

/// Reports of one job.
pub(super) struct Reporter {
    /// The heartbeat, as it was named.
    pub(super) name: Option<String>,
    /// What is to be said of a job that ended well.
    pub(super) message: Option<String>,
    /// Where the files are.
    pub(super) places: Places,
    /// What time it is.
    pub(super) clock: Arc<dyn Clock>,
    /// HTTP.
    pub(super) exchanger: Arc<dyn Exchanger>,
    /// Secrets.
    pub(super) secrets: Arc<dyn SecretReader>,
    /// Where to say what went wrong.
    pub(super) events: Sender<Event>,
}

/// What is configured of the job.
struct Known {
    config: Config,
    heartbeat: Heartbeat,
    location: Location,
}

impl Reporter {
    /// Says first what is to be kept of the output, then reports every step.
    pub(super) fn run(self, capture: &Sender<Capture>, steps: Receiver<Step>) {
        let known = self.look_up();
        let wanted = known.as_ref().map_or(Capture::Nothing, |known| self.wanted(&known.heartbeat));
        // Where nobody waits for it any more, everything is kept.
        let _ = capture.send(wanted);
        for step in steps {
            let Some(known) = &known else { continue };
            match step {
                Step::Started(run) => self.report_start(known, run),
                Step::Ended(outcome) => self.report_end(known, outcome),
            }
        }
        let _ = self.events.send(Event::Reported);
    }

    fn say(&self, level: &'static str, text: String) {
        let _ = self.events.send(Event::Said { level, text });
    }

    fn warn(&self, known: &Known, text: impl std::fmt::Display) {
        self.say("warning", format!("heartbeat {}: {text}", known.heartbeat.name));
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
        let location = self.places.location(&config);
        Ok(Known { config, heartbeat, location })
    }

    /// What is to be kept of the job's output. A secret that takes its time is
    /// not waited for: it may well be the URL of healthchecks.
    fn wanted(&self, heartbeat: &Heartbeat) -> Capture {
        let url = heartbeat.push_url.as_ref().filter(|_| heartbeat.enabled);
        let wants_output = url.is_some_and(|url| {
            let revealed = is_at_hand(url).then(|| self.secrets.reveal(url));
            revealed.is_none_or(|url| url.is_ok_and(|url| is_healthchecks(url.expose())))
        });
        match (wants_output, heartbeat.on_failure) {
            (true, _) => Capture::Everything,
            (false, OnFailure::Down) => Capture::Errors,
            (false, OnFailure::Silent) => Capture::Nothing,
        }
    }

    fn report_start(&self, known: &Known, run: Run) {
        let news = JobNews::Started { run_id: run.id.clone() };
        let recorded = known.open().and_then(|mut store| {
            store.transaction(|records| {
                let now = self.clock.now();
                record::start_run(records, &known.config, &known.heartbeat, run, now)
            })?;
            Ok(store)
        });
        if let Err(error) = &recorded {
            self.warn(known, format!("the start of the job is not recorded: {error}"));
        }
        if self.is_told_of_starts(&known.heartbeat) {
            let (status, message) = (PushStatus::Up, String::new());
            let news = PushNews { status, message, ping_ms: None, job: Some(news) };
            self.pass_on(known, recorded.ok().as_mut(), news, TRY);
        }
    }

    /// A URL that cannot be read is told of at the end.
    fn is_told_of_starts(&self, heartbeat: &Heartbeat) -> bool {
        let url = heartbeat.push_url.as_ref().filter(|_| heartbeat.enabled);
        let url = url.and_then(|url| self.secrets.reveal(url).ok());
        url.is_some_and(|url| is_healthchecks(url.expose()))
    }

    fn report_end(&self, known: &Known, outcome: Outcome) {
        let signal = signal_of(&known.heartbeat, &outcome.ended);
        let ended = EndedRun {
            id: outcome.run.id.clone(),
            duration_ms: milliseconds(outcome.ended.duration),
            exit_code: i32::from(outcome.ended.exit_code),
        };
        let recorded = known.open().and_then(|mut store| {
            let closed = store.transaction(|records| {
                let now = self.clock.now();
                record::signal(records, &known.config, &known.heartbeat, &signal, Some(&ended), now)
            })?;
            Ok((store, closed))
        });
        let (mut store, closed) = match recorded {
            Ok((store, closed)) => (Some(store), closed),
            Err(error) => {
                self.warn(known, format!("the end of the job is not recorded: {error}"));
                (None, None)
            }
        };
        let until = outcome.at + TRY;
        let left = || until.saturating_duration_since(Instant::now());
        self.pass_on(known, store.as_mut(), self.end_news(&signal, outcome), left());
        if let (Some(store), Some(_)) = (&mut store, closed) {
            self.send_queued(known, store, left());
        }
    }

    fn end_news(&self, signal: &Signal, outcome: Outcome) -> PushNews {
        let Ended { exit_code, duration, output, .. } = outcome.ended;
        let (status, message) = match signal {
            Signal::Up => (PushStatus::Up, passing_on::message(self.message.as_deref())),
            Signal::Down(message) => (PushStatus::Down, message.clone()),
            Signal::None => (PushStatus::Down, format!("exit code {exit_code}")),
        };
        let (run_id, is_silent) = (outcome.run.id, *signal == Signal::None);
        let job = JobNews::Ended { run_id, exit_code, output, is_silent };
        let ping_ms = (*signal == Signal::Up).then(|| milliseconds(duration));
        PushNews { status, message: passing_on::cut(&message), ping_ms, job: Some(job) }
    }

    /// Passes news on; what does not arrive is said, and kept where there is a database.
    fn pass_on(&self, known: &Known, store: Option<&mut Store>, news: PushNews, left: Duration) {
        let told = if left < SHORTEST_TRY {
            Err(NO_TIME.to_owned())
        } else {
            let sending = self.sending(known, left);
            deliver::heartbeat::push_now(&known.heartbeat, &news, &sending, left)
        };
        let Err(reason) = told else { return };
        self.warn(known, &reason);
        if let Some(store) = store {
            let kept = passing_on::keep(store, &known.heartbeat, news, &reason, self.now());
            if let Err(error) = kept {
                self.warn(known, format!("it is not tried again: {error}"));
            }
        }
    }

    /// Tells the webhooks of the request that was closed.
    fn send_queued(&self, known: &Known, store: &mut Store, left: Duration) {
        let sent = deliver::send_queued(store, &self.sending(known, left), &Selection::Due);
        match sent {
            Ok(tally) => {
                tally.warnings.into_iter().for_each(|warning| self.say("warning", warning));
            }
            Err(error) => {
                self.warn(known, format!("what this queued is sent by the next pass: {error}"));
            }
        }
    }

    fn sending<'a>(&'a self, known: &'a Known, budget: Duration) -> Sending<'a> {
        Sending {
            config: &known.config,
            location: &known.location,
            exchanger: &*self.exchanger,
            secrets: &*self.secrets,
            clock: &*self.clock,
            budget,
        }
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl Known {
    fn open(&self) -> Result<Store, StoreError> {
        Store::open_for_writing(&self.location)
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

/// Whether a secret can be read without running or asking anything.
fn is_at_hand(secret: &Secret) -> bool {
    match secret {
        Secret::Literal(_) | Secret::Provided(Provider::Env(_) | Provider::File(_)) => true,
        Secret::Provided(_) => false,
        Secret::FirstOf(list) => list.iter().all(is_at_hand),
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
