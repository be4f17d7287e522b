//! Probes what is due, and hands each result to the recorder.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use jiff::Timestamp;

use super::progress::Progress;
use super::recorder::{Mode, Outcome, Recorder};
use crate::cli::CheckArgs;
use crate::config::Config;
use crate::domain::time::milliseconds;
use crate::domain::{Clock, Exchanger, Probed, SecretReader, Service, Unprobed};
use crate::error::{CommandError, ErrorKind};
use crate::judge::{Checked, Reading, assess};
use crate::plan::Plan;
use crate::probe::{self, News, NoThread, PoolSettings};
use crate::session::Session;
use crate::store::Store;
use crate::world::World;

/// Probes what is due, recording as results come.
pub(super) fn probe_all(
    session: &Session<'_>,
    config: &Config,
    arguments: &CheckArgs,
    store: &mut Store,
    mode: Mode<'_>,
    plan: &Plan<'_>,
) -> Result<Outcome, CommandError> {
    let concurrency = arguments.concurrency.unwrap_or(config.check.concurrency);
    let settings = PoolSettings {
        concurrency: probe::affordable(usize::try_from(concurrency).unwrap_or(usize::MAX)),
        per_group: usize::try_from(config.check.per_equipment).unwrap_or(usize::MAX),
        recheck_after: config.check.recheck_after,
        deadline: Instant::now() + config.check.deadline,
    };
    let due = || plan.due.iter().filter_map(|&position| plan.services.get(position));
    let services: Vec<&Service> = due().map(|planned| planned.service).collect();
    let prober = Prober::new(session.world, &services);
    let answered = || prober.has_answers.load(Ordering::Relaxed);
    let mut recorder = Recorder::new(session, store, mode, plan, &answered);
    let progress = Progress::new(session, services.len());
    let dropped = probe::run(
        due().map(|planned| planned.equipment).collect(),
        &settings,
        &|job| prober.check(job),
        &is_bad,
        &mut |news| {
            match news {
                News::Finished(_) => progress.advance(),
                News::Tick => progress.show_when_it_lasts(),
            }
            recorder.receive(news)
        },
    )?;
    let mut outcome = recorder.finish()?;
    outcome.dropped = dropped.iter().filter_map(|&job| plan.due.get(job).copied()).collect();
    Ok(outcome)
}

/// What the workers share.
struct Prober<'a> {
    services: &'a [&'a Service],
    exchanger: &'a dyn Exchanger,
    secrets: &'a dyn SecretReader,
    clock: &'a dyn Clock,
    /// Some probe got an HTTP answer, whatever became of its service.
    has_answers: AtomicBool,
}

impl<'a> Prober<'a> {
    fn new(world: &'a World, services: &'a [&'a Service]) -> Self {
        Self {
            services,
            exchanger: &*world.exchanger,
            secrets: &*world.secrets,
            clock: &*world.clock,
            has_answers: AtomicBool::new(false),
        }
    }

    fn check(&self, job: usize) -> Checked {
        let probed = self.services.get(job).map(|service| {
            let now = self.clock.now();
            (*service, probe::probe(service, self.exchanger, self.secrets, now))
        });
        let at = self.clock.now();
        let Some((service, probed)) = probed else {
            // The pool only has the jobs that it was given.
            return unprobed("there is nothing to call".to_owned(), at);
        };
        match probed {
            Err(Unprobed(reason)) => unprobed(reason, at),
            Ok(probed) => {
                if let Some(reason) = probed.own_failure() {
                    return unprobed(reason, at);
                }
                if probed.has_answer() {
                    self.has_answers.store(true, Ordering::Relaxed);
                }
                let exchange = probed.exchange();
                Checked {
                    latency_ms: latency_ms(&probed),
                    certificate_expires_at: exchange
                        .and_then(|exchange| exchange.certificate_expires_at),
                    reading: Reading::Probed(assess(service, &probed, at)),
                    ..unprobed(String::new(), at)
                }
            }
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

/// A failure is worth a second look; a missing secret will not come back.
fn is_bad(checked: &Checked) -> bool {
    matches!(&checked.reading, Reading::Probed(assessment) if assessment.failure.is_some())
}

impl From<NoThread> for CommandError {
    fn from(error: NoThread) -> Self {
        Self::new(ErrorKind::Storage, error.to_string())
            .hint("lower check.concurrency, or raise the limit on processes (ulimit -u)")
    }
}
