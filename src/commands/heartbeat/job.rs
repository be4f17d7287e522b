//! `ronde heartbeat NAME -- COMMAND`: runs the job, whatever else is wrong.
//!
//! The job belongs to this thread; what there is to record and to tell of it
//! is another's, so that neither a slow disk nor a dead server is in its way.

use std::ffi::OsString;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::protocol::{Event, Outcome, Step};
use super::reporter::Reporter;
use crate::cli::HeartbeatArgs;
use crate::domain::Run;
use crate::error::Exit;
use crate::process::{self, Capture, Ended, Job, NotStarted};
use crate::session::Session;
use crate::text::os_text;

/// The configuration is waited for so long: it decides what is kept of the
/// output. Then the job starts, and all of its end is kept.
const PREPARATION: Duration = Duration::from_millis(250);
/// The longest that the end of the job is recorded and told: a busy database,
/// a dead server for it and one for the news that it means.
const REPORTING: Duration = Duration::from_secs(30);
/// However a signal might get lost, the job's end is noticed by then.
const TICK: Duration = Duration::from_secs(1);

/// Runs the job and comes back with its exit code.
pub(super) fn run(arguments: &HeartbeatArgs, session: &Session<'_>) -> Exit {
    let (sender, events) = mpsc::channel();
    let signals = sender.clone();
    // The main thread may be gone already when the last one comes.
    let heard = process::listen(move |arrived| drop(signals.send(Event::Signal(arrived))));
    if let Err(error) = heard {
        session.warn(&format!("signals are not passed on to the job: {}", os_text(&error)));
    }
    if arguments.status.is_some() || arguments.ping.is_some() {
        session.warn("--status and --ping are ignored: what the job does is what is signalled");
    }
    let reporting = start_reporter(arguments, session, &sender);
    let capture = reporting.as_ref().map_or(Capture::Nothing, |reporting| {
        match reporting.capture.recv_timeout(PREPARATION) {
            Ok(capture) => capture,
            Err(RecvTimeoutError::Timeout) => Capture::Everything,
            Err(RecvTimeoutError::Disconnected) => Capture::Nothing,
        }
    });
    let exit_code = run_job(&arguments.command, capture, session, &events, reporting.as_ref());
    if let Some(reporting) = reporting {
        // No step follows: the reporter ends when it is done with those it has.
        drop(reporting.steps);
        wait_for_report(session, &events);
    }
    Exit::OfJob(exit_code)
}

/// The ends of the main thread's lines to the reporter.
struct Reporting {
    steps: Sender<Step>,
    capture: Receiver<Capture>,
}

fn start_reporter(
    arguments: &HeartbeatArgs,
    session: &Session<'_>,
    events: &Sender<Event>,
) -> Option<Reporting> {
    let world = session.world;
    let reporter = Reporter {
        name: arguments.name.as_ref().map(|name| name.to_string_lossy().into_owned()),
        message: arguments.msg.clone(),
        places: session.places(),
        clock: Arc::clone(&world.clock),
        exchanger: Arc::clone(&world.exchanger),
        secrets: Arc::clone(&world.secrets),
        events: events.clone(),
    };
    let (steps, received_steps) = mpsc::channel();
    let (sent_capture, capture) = mpsc::channel();
    let work = move || reporter.run(&sent_capture, received_steps);
    match std::thread::Builder::new().spawn(work) {
        Ok(_) => Some(Reporting { steps, capture }),
        Err(error) => {
            session.warn(&format!("the job is not recorded: {}", os_text(&error)));
            None
        }
    }
}

fn run_job(
    command: &[OsString],
    capture: Capture,
    session: &Session<'_>,
    events: &Receiver<Event>,
    reporting: Option<&Reporting>,
) -> u8 {
    let tell = |step| {
        if let Some(reporting) = reporting {
            // Who does not listen any more has said why.
            let _ = reporting.steps.send(step);
        }
    };
    let run = Run { id: Uuid::new_v4().to_string(), started_at: session.now() };
    let ended = match Job::start(command, capture) {
        Ok(job) => {
            process::release_streams();
            tell(Step::Started(run.clone()));
            follow(job, session, events)
        }
        Err(failure) => {
            session.complain("error", &failure.message);
            without_a_run(failure)
        }
    };
    let exit_code = ended.exit_code;
    tell(Step::Ended(Outcome { run, ended, at: Instant::now() }));
    exit_code
}

fn without_a_run(failure: NotStarted) -> Ended {
    Ended {
        exit_code: failure.exit_code,
        duration: Duration::ZERO,
        output: failure.message.clone(),
        last_error: Some(failure.message),
    }
}

/// Waits for the job's end, and passes on what is meant for it.
fn follow(mut job: Job, session: &Session<'_>, events: &Receiver<Event>) -> Ended {
    loop {
        let ended = match events.recv_timeout(TICK) {
            Ok(Event::Signal(arrived)) => job.receive(&arrived),
            Ok(Event::Said { level, text }) => {
                say(session, level, &text);
                None
            }
            Ok(Event::Reported) | Err(RecvTimeoutError::Timeout) => job.poll(),
            Err(RecvTimeoutError::Disconnected) => {
                std::thread::sleep(TICK);
                job.poll()
            }
        };
        if let Some(ended) = ended {
            return ended;
        }
    }
}

/// Waits until the end of the job is recorded and told, but not for ever, and
/// not when somebody wants the program to end.
fn wait_for_report(session: &Session<'_>, events: &Receiver<Event>) {
    let until = Instant::now() + REPORTING;
    loop {
        match events.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(Event::Said { level, text }) => say(session, level, &text),
            Ok(Event::Signal(arrived)) if !arrived.asks_to_end() => {}
            Ok(Event::Signal(_) | Event::Reported) | Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {
                return session.warn("the end of the job could not be recorded in time");
            }
        }
    }
}

fn say(session: &Session<'_>, level: &str, text: &str) {
    if level == "error" { session.complain(level, text) } else { session.warn(text) }
}
