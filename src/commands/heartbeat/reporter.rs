//! Records and tells what becomes of a job, beside it: nothing that goes wrong
//! here is the job's business.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

use super::passing_on::{self, NO_TIME, TRY};
use super::protocol::{Event, Outcome, Step};
use crate::compose::push;
use crate::config::{self, Config, ConfigError};
use crate::domain::{Heartbeat, JobNews, OnFailure, Provider, PushNews, PushStatus, Run, Secret};
use crate::ledger::{self, EndedRun, Signal};
use crate::outbox::heartbeat::PassedOn;
use crate::outbox::{self, Selection, Sending, is_healthchecks};
use crate::ports::{Clock, Exchanger, SecretReader};
use crate::process::{self, Capture, Ended};
use crate::session::Places;
use crate::store::{Location, Records, Store, StoreError};
use crate::text::time::milliseconds;

/// With less time left a try would say more about us than about the receiver.
const SHORTEST_TRY: Duration = Duration::from_secs(1);

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

/// Who the heartbeat is passed on to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Audience {
    Nobody,
    /// One that hears of starts, and of every end.
    KnowsJobs,
    KnowsSignals,
    /// Its URL cannot be read.
    Unknown,
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
        let url = heartbeat.passed_on_to();
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
        let news = push::start(run.id.clone());
        let recorded = known.open().and_then(|mut store| {
            store.transaction(|records| {
                let now = self.clock.now();
                ledger::start_run(records, &known.config, &known.heartbeat, run, now)
            })?;
            Ok(store)
        });
        if let Err(error) = &recorded {
            self.warn(known, format!("the start of the job is not recorded: {error}"));
        }
        if self.audience(&known.heartbeat) != Audience::KnowsJobs {
            return;
        }
        let mut store = recorded.ok();
        let begun = store.as_mut().and_then(|store| {
            let claim = |records: &Records<'_>| {
                passing_on::claim(records, &known.heartbeat, news.clone(), self.clock.now())
            };
            store.transaction(claim).ok().flatten()
        });
        self.pass_on(known, store.as_mut().zip(begun), &news, TRY);
    }

    fn audience(&self, heartbeat: &Heartbeat) -> Audience {
        match heartbeat.passed_on_to() {
            None => Audience::Nobody,
            Some(url) => match self.secrets.reveal(url) {
                Err(_) => Audience::Unknown,
                Ok(url) if is_healthchecks(url.expose()) => Audience::KnowsJobs,
                Ok(_) => Audience::KnowsSignals,
            },
        }
    }

    fn report_end(&self, known: &Known, outcome: Outcome) {
        let signal = signal_of(&known.heartbeat, &outcome.ended);
        let ended = EndedRun {
            id: outcome.run.id.clone(),
            duration_ms: milliseconds(outcome.ended.duration),
            exit_code: i32::from(outcome.ended.exit_code),
        };
        let until = outcome.at + TRY;
        let left = || until.saturating_duration_since(Instant::now());
        let is_told = match self.audience(&known.heartbeat) {
            Audience::Nobody => false,
            Audience::KnowsSignals => signal != Signal::None,
            Audience::KnowsJobs | Audience::Unknown => true,
        };
        let news = self.end_news(&signal, outcome);
        let recorded = self.record_end(known, &signal, &ended, is_told.then_some(&news));
        if let Err(error) = &recorded {
            self.warn(known, format!("the end of the job is not recorded: {error}"));
        }
        let (mut store, closed, begun) = match recorded {
            Ok((store, closed, begun)) => (Some(store), closed, begun),
            Err(_) => (None, None, None),
        };
        if is_told {
            self.pass_on(known, store.as_mut().zip(begun), &news, left());
        }
        if let (Some(store), Some(_)) = (&mut store, closed) {
            self.send_queued(known, store, left());
        }
    }

    /// The database, the request that was closed, and the delivery of the news.
    fn record_end(
        &self,
        known: &Known,
        signal: &Signal,
        ended: &EndedRun,
        news: Option<&PushNews>,
    ) -> Result<(Store, Option<i64>, Option<String>), StoreError> {
        let Known { config, heartbeat, .. } = known;
        let mut store = known.open()?;
        let (closed, begun) = store.transaction(|records| {
            let now = self.clock.now();
            let closed = ledger::signal(records, config, heartbeat, signal, Some(ended), now)?;
            let begun = match news {
                Some(news) => passing_on::claim(records, heartbeat, news.clone(), now)?,
                None => None,
            };
            Ok::<_, StoreError>((closed, begun))
        })?;
        Ok((store, closed, begun))
    }

    fn end_news(&self, signal: &Signal, outcome: Outcome) -> PushNews {
        let Ended { exit_code, duration, output, .. } = outcome.ended;
        let news = match signal {
            Signal::Up => {
                let ping_ms = Some(milliseconds(duration));
                PushNews { ping_ms, ..passing_on::up(self.message.as_deref()) }
            }
            Signal::Down(message) => push::news(PushStatus::Down, message, None),
            Signal::None => push::news(PushStatus::Down, &format!("exit code {exit_code}"), None),
        };
        let (run_id, is_silent) = (outcome.run.id, *signal == Signal::None);
        push::end(news, JobNews::Ended { run_id, exit_code, output, is_silent })
    }

    /// Passes news on; what does not arrive is said, and left to later passes
    /// where it is queued in a database.
    fn pass_on(
        &self,
        known: &Known,
        begun: Option<(&mut Store, String)>,
        news: &PushNews,
        left: Duration,
    ) {
        let heartbeat = &known.heartbeat;
        let told = if left < SHORTEST_TRY {
            PassedOn::not_tried(NO_TIME)
        } else {
            outbox::heartbeat::push_now(heartbeat, news, &self.sending(known, left), left)
        };
        if let Some(reason) = told.trouble() {
            self.warn(known, reason);
        }
        let Some((store, id)) = begun else { return };
        let concluded = store.transaction(|records| {
            outbox::heartbeat::record(records, &id, &told, self.clock.now())
        });
        if let Err(error) = concluded {
            self.warn(known, passing_on::not_recorded(&error));
        }
    }

    /// Tells the webhooks of the request that was closed.
    fn send_queued(&self, known: &Known, store: &mut Store, left: Duration) {
        match outbox::send_queued(store, &self.sending(known, left), &Selection::Due) {
            Ok(tally) => {
                tally.complaints().for_each(|line| self.say("warning", line));
            }
            Err(error) => self.say("warning", outbox::not_sent(&error)),
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
            let signal =
                process::signal_of(code).map(|name| format!(" ({name})")).unwrap_or_default();
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
