//! The prober of a pass: asks what is due, in the pool, and hands each result
//! to the recorder.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::context::Progress;
use super::error::PassError;
use super::jobs::Jobs;
use super::plan::{Plan, PlanIndex};
use super::pool::{self, Finished, News, PoolSettings};
use super::queue::Dropped;
use super::recorder::Recorder;
use crate::domain::{Listing, Probed, Service, SkipReason, Unprobed};
use crate::judge::{Checked, Reading, assess, confirm};
use crate::ports::Ports;
use crate::probe::{self, Matching};
use crate::secrets::{Need, read_ahead};
use crate::text::time::milliseconds;

/// A service to be probed.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    /// Its place in the plan.
    pub(super) index: PlanIndex,
    /// What is asked.
    pub(super) service: &'a Service,
}

/// The jobs of what a plan says is due, in its order.
pub(super) fn due<'p>(plan: &'p Plan<'_>) -> Vec<Job<'p>> {
    plan.due().iter().map(|&index| Job { index, service: &plan.get(index).service }).collect()
}

/// Asks services, each failing one twice.
#[derive(Clone, Copy)]
pub(super) struct Prober<'a> {
    pub(super) ports: Ports<'a>,
    pub(super) settings: &'a PoolSettings,
    pub(super) progress: &'a dyn Progress,
    /// Set as soon as some probe reached a server, whatever became of its service.
    pub(super) has_answers: &'a AtomicBool,
}

impl Prober<'_> {
    /// Probes these, recording as results come.
    pub(super) fn probe_all(
        &self,
        plan: &Plan<'_>,
        jobs: &[Job<'_>],
        recorder: &mut Recorder<'_>,
    ) -> Result<(), PassError> {
        let Self { ports, has_answers, .. } = *self;
        let worker = Worker { jobs, ports, has_answers, first: Mutex::default() };
        self.progress.begins(jobs.len());
        let needs = needs(jobs);
        let release = |ready: &(dyn Fn(usize) + Sync)| {
            read_ahead(ports.secrets, &needs, Some(self.settings.deadline), ready);
        };
        let groups = jobs.iter().map(|job| plan.get(job.index).group).collect();
        let held = needs.iter().map(|need| need.owner).collect();
        let dropped = pool::run(
            Jobs::new(groups, held, &release),
            self.settings,
            &|job| worker.check(job),
            &is_bad,
            &mut |news| {
                match news {
                    News::Finished(Finished { job, result, retested }) => {
                        self.progress.advances();
                        let index = worker.job(job).index;
                        recorder.take(plan, index, Checked { retested, ..result });
                    }
                    News::Tick => self.progress.ticks(),
                }
                recorder.record_due(plan).map_err(PassError::from)
            },
        );
        self.progress.ends();
        for (number, why) in dropped? {
            self.leave_out(plan, worker.job(number), why, recorder);
        }
        Ok(())
    }

    /// Records why a job has no result.
    fn leave_out(&self, plan: &Plan<'_>, job: Job<'_>, why: Dropped, recorder: &mut Recorder<'_>) {
        match why {
            Dropped::Deadline => recorder.outcome.skip(job.index, SkipReason::Deadline),
            Dropped::Panicked(panicked) => {
                let reason = format!("the probe of {} {panicked}", job.service.id);
                recorder.take(plan, job.index, unprobed(reason, self.ports.clock.now()));
            }
        }
    }
}

/// What the jobs wait for outside of the pool: a probe whose secret takes its
/// time must not keep others from being made.
fn needs<'a>(jobs: &[Job<'a>]) -> Vec<Need<'a>> {
    let need = |(number, job): (usize, &Job<'a>)| Need::of(number, probe::secrets_of(job.service));
    jobs.iter().enumerate().filter_map(need).collect()
}

/// What the threads of the pool share.
struct Worker<'a> {
    jobs: &'a [Job<'a>],
    ports: Ports<'a>,
    has_answers: &'a AtomicBool,
    /// The first answers of server managers that are asked a second time.
    first: Mutex<HashMap<PlanIndex, Checked>>,
}

impl<'a> Worker<'a> {
    #[expect(clippy::indexing_slicing, reason = "the pool only has the jobs that it was given")]
    fn job(&self, number: usize) -> Job<'a> {
        self.jobs[number]
    }

    fn check(&self, number: usize) -> Checked {
        let Job { index, service } = self.job(number);
        let checked = self.check_once(service);
        if !service.lists_instances() {
            return checked;
        }
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(first) = first.remove(&index) {
            return confirm(first, checked);
        }
        if is_bad(&checked) {
            first.insert(index, checked.clone());
        }
        checked
    }

    fn check_once(&self, service: &Service) -> Checked {
        let Ports { clock, exchanger, secrets } = self.ports;
        let began = clock.monotonic();
        let probed = probe::probe(service, exchanger, secrets, clock.now());
        let matching = Matching::within(service.request.timeout, began);
        let at = clock.now();
        let probed = match probed {
            Ok(probed) => probed,
            Err(Unprobed(reason)) => return unprobed(reason, at),
        };
        if let Some(reason) = probed.own_failure() {
            return unprobed(reason, at);
        }
        if probed.reached_server() {
            self.has_answers.store(true, Ordering::Relaxed);
        }
        let exchange = probed.exchange();
        Checked {
            latency_ms: latency_ms(&probed),
            certificate_expires_at: exchange.and_then(|exchange| exchange.certificate_expires_at),
            reading: Reading::Probed(assess(service, &probed, &matching, at)),
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

/// A failure is worth a second probe, also one that a host reports; a missing
/// secret will not come back.
fn is_bad(checked: &Checked) -> bool {
    let Reading::Probed(assessment) = &checked.reading else { return false };
    let has_outage = assessment.listing.as_ref().is_some_and(Listing::has_outage);
    assessment.failure.is_some() || has_outage
}
