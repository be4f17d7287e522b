//! Probes what is due, and hands each result to the recorder.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use jiff::Timestamp;

use super::progress::Progress;
use super::recorder::Recorder;
use crate::cli::CheckArgs;
use crate::config::Config;
use crate::domain::{Listing, Probed, Service, Unprobed};
use crate::error::{CommandError, ErrorKind};
use crate::judge::{Checked, Reading, assess, confirm};
use crate::pass::plan::Plan;
use crate::pass::pool::{News, NoThread, PoolSettings};
use crate::ports::{Clock, Exchanger, SecretReader};
use crate::probe;
use crate::session::Session;
use crate::text::time::milliseconds;
use crate::world::World;

/// A service to be probed.
#[derive(Clone, Copy)]
pub(crate) struct Job<'a> {
    /// Its position in the plan.
    pub(crate) position: usize,
    /// The service.
    pub(crate) service: &'a Service,
    /// Position of its equipment in the inventory.
    pub(crate) equipment: usize,
}

/// How the probing of a pass that begins now is made.
pub(crate) fn settings(config: &Config, arguments: &CheckArgs) -> PoolSettings {
    let concurrency = arguments.concurrency.unwrap_or(config.check.concurrency);
    PoolSettings {
        concurrency: crate::pass::descriptors::affordable(
            usize::try_from(concurrency).unwrap_or(usize::MAX),
        ),
        per_group: usize::try_from(config.check.per_equipment).unwrap_or(usize::MAX),
        recheck_after: config.check.recheck_after,
        deadline: Instant::now() + config.check.deadline,
    }
}

/// What a plan says is to be probed, in its order.
pub(crate) fn due<'a>(plan: &Plan<'a>) -> Vec<Job<'a>> {
    let job = |&position: &usize| {
        let planned = plan.services.get(position)?;
        Some(Job { position, service: planned.service, equipment: planned.equipment })
    };
    plan.due.iter().filter_map(job).collect()
}

/// Probes these, recording as results come.
pub(crate) fn probe_all(
    session: &Session<'_>,
    settings: &PoolSettings,
    jobs: &[Job<'_>],
    recorder: &mut Recorder<'_>,
) -> Result<(), CommandError> {
    let prober = Prober::new(session.world, jobs, recorder.has_answers());
    let progress = Progress::new(session, jobs.len());
    let position_of = |job: usize| jobs.get(job).map(|job| job.position);
    let dropped = crate::pass::pool::run(
        jobs.iter().map(|job| job.equipment).collect(),
        settings,
        &|job| prober.check(job),
        &is_bad,
        &mut |news| {
            match news {
                News::Finished(_) => progress.advance(),
                News::Tick => progress.show_when_it_lasts(),
            }
            recorder.receive(news, position_of)
        },
    )?;
    recorder.leave_out(dropped.into_iter().filter_map(position_of));
    Ok(())
}

/// What the workers share.
struct Prober<'a> {
    jobs: &'a [Job<'a>],
    exchanger: &'a dyn Exchanger,
    secrets: &'a dyn SecretReader,
    clock: &'a dyn Clock,
    /// Some probe got an HTTP answer, whatever became of its service.
    has_answers: &'a AtomicBool,
    /// The first answers of server managers that are asked a second time.
    first: Mutex<HashMap<usize, Checked>>,
}

impl<'a> Prober<'a> {
    fn new(world: &'a World, jobs: &'a [Job<'a>], has_answers: &'a AtomicBool) -> Self {
        Self {
            jobs,
            exchanger: &*world.exchanger,
            secrets: &*world.secrets,
            clock: &*world.clock,
            has_answers,
            first: Mutex::default(),
        }
    }

    fn check(&self, job: usize) -> Checked {
        let Some(Job { service, .. }) = self.jobs.get(job) else {
            // The pool only has the jobs that it was given.
            return unprobed("there is nothing to call".to_owned(), self.clock.now());
        };
        let checked = self.check_once(service);
        if !service.lists_instances() {
            return checked;
        }
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(first) = first.remove(&job) {
            return confirm(first, checked);
        }
        if is_bad(&checked) {
            first.insert(job, checked.clone());
        }
        checked
    }

    fn check_once(&self, service: &Service) -> Checked {
        let probed = probe::probe(service, self.exchanger, self.secrets, self.clock.now());
        let at = self.clock.now();
        let probed = match probed {
            Ok(probed) => probed,
            Err(Unprobed(reason)) => return unprobed(reason, at),
        };
        if let Some(reason) = probed.own_failure() {
            return unprobed(reason, at);
        }
        if probed.has_answer() {
            self.has_answers.store(true, Ordering::Relaxed);
        }
        let exchange = probed.exchange();
        Checked {
            latency_ms: latency_ms(&probed),
            certificate_expires_at: exchange.and_then(|exchange| exchange.certificate_expires_at),
            reading: Reading::Probed(assess(service, &probed, at)),
            ..unprobed(String::new(), at)
        }
    }
}

fn unprobed(reason: String, at: Timestamp) -> Checked {
    Checked {
        at,
        retested: false,
        latency_ms: None,
        certificate_expires_at: None,
        reading: Reading::NotProbed(reason),
    }
}

/// How long the probe had to wait, in ms, rounded up.
pub(crate) fn latency_ms(probed: &Probed) -> Option<u64> {
    probed.latency().map(milliseconds)
}

/// A failure is worth a second look, also one that a host tells of; a missing
/// secret will not come back.
fn is_bad(checked: &Checked) -> bool {
    let Reading::Probed(assessment) = &checked.reading else { return false };
    let has_outage = assessment.listing.as_ref().is_some_and(Listing::has_outage);
    assessment.failure.is_some() || has_outage
}

impl From<NoThread> for CommandError {
    fn from(error: NoThread) -> Self {
        Self::new(ErrorKind::Storage, error.to_string())
            .hint("lower check.concurrency, or raise the limit on processes (ulimit -u)")
    }
}
