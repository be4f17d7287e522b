//! The order of a pass: plan, probe, take in what hosts list, judge heartbeats,
//! take up notifications, note the end.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use jiff::Timestamp;

use super::context::PassContext;
use super::descriptors::affordable;
use super::error::PassError;
use super::intake;
use super::outcome::Outcome;
use super::plan::{Known, Pace, Plan, PlanIndex, Scope, plan};
use super::pool::PoolSettings;
use super::prober::{Prober, due};
use super::recorder::{Mode, Recorder};
use super::{heartbeats, notifications};
use crate::config::Config;
use crate::domain::{
    Condition, Maintenance, PassEnd, Service, ServiceId, ServiceState, SkipReason,
};
use crate::judge::{self, Policy, Sight};
use crate::ledger::{self, JudgedHeartbeat, Pass};
use crate::ports::Ports;
use crate::store::{Store, StoreError};

/// A pass that somebody asks for.
#[derive(Clone, Copy)]
pub(crate) struct PassRequest<'a> {
    /// The services that it is about.
    pub(crate) scope: Scope<'a>,
    /// Whether a service that a host lists for the first time belongs to it.
    pub(crate) is_wanted: &'a dyn Fn(&Service) -> bool,
    /// Whether `frequency` counts.
    pub(crate) pace: Pace,
    /// Probe, but write nothing.
    pub(crate) is_dry_run: bool,
    /// Probes in flight at once; `None` as configured.
    pub(crate) concurrency: Option<u32>,
    /// A KO service or a late heartbeat does not show in the exit code.
    pub(crate) tolerates_failures: bool,
}

/// A pass that has been made.
pub(crate) struct PassReport<'a> {
    /// Its services, newly listed ones too.
    pub(crate) plan: Plan<'a>,
    /// What became of them.
    pub(crate) outcome: Outcome,
    /// The states before the pass: all there is of services that were skipped.
    pub(crate) remembered: HashMap<ServiceId, ServiceState>,
    /// The heartbeats as judged; none in a pass over selected services.
    pub(crate) heartbeats: Vec<JudgedHeartbeat<'a>>,
    /// Lines for standard error.
    pub(crate) warnings: Vec<String>,
    /// When it began.
    pub(crate) began: Timestamp,
    /// When its services had been checked.
    pub(crate) finished: Timestamp,
    /// How it ended.
    pub(crate) end: PassEnd,
}

/// Makes one pass. The caller holds the pass lock, unless it is a dry run.
pub(crate) fn run<'a>(
    request: &PassRequest<'_>,
    context: PassContext<'a>,
    store: &mut Store,
) -> Result<PassReport<'a>, PassError> {
    let PassContext { config, ports, .. } = context;
    let began = ports.clock.now();
    let memory = read_memory(store, began)?;
    let known = Known { states: &memory.states, maintenance: &memory.maintenance };
    let mut plan = plan(&config.inventory, request.scope, known, request.pace, began);
    context.progress.planned(plan.due().len(), plan.len());
    let mode = begin(store, request, config, began)?;
    let (mut outcome, mut warnings) = check(request, context, &mut plan, known, store, mode)?;
    count_skipped(&plan, &mut outcome);
    warnings.extend(doubts(config, &outcome));
    let finished = ports.clock.now();
    let heartbeats = heartbeats::judge(config, store, request.scope, mode, &mut outcome, finished)?;
    warnings.extend(notifications::take_up(context, store, request.scope, mode, &mut outcome)?);
    let mut report = PassReport {
        plan,
        outcome,
        remembered: memory.states,
        heartbeats,
        warnings,
        began,
        finished,
        end: PassEnd::AllOk,
    };
    report.end = report.judged_end(request.tolerates_failures);
    if let Mode::Record(pass) = mode {
        conclude(store, pass, &report)?;
    }
    Ok(report)
}

/// Records that the pass is complete.
fn conclude(store: &mut Store, pass: Pass<'_>, report: &PassReport<'_>) -> Result<(), StoreError> {
    let PassReport { plan, outcome, finished, end, .. } = report;
    push_maintenance(store, plan, *finished)?;
    store.records().finish_pass(pass.id, end.exit_code(), &outcome.tally, *finished)
}

/// Probes what is due, then takes in what hosts list of their instances; lines
/// for standard error.
fn check(
    request: &PassRequest<'_>,
    context: PassContext<'_>,
    plan: &mut Plan<'_>,
    known: Known<'_>,
    store: &mut Store,
    mode: Mode<'_>,
) -> Result<(Outcome, Vec<String>), PassError> {
    let PassContext { config, ports, progress, .. } = context;
    let has_answers = AtomicBool::new(false);
    let settings = settings(config, request, ports);
    let prober = Prober { ports, settings: &settings, progress, has_answers: &has_answers };
    let mut recorder = Recorder::new(store, ports.clock, mode, &has_answers);
    prober.probe_all(plan, &due(plan), &mut recorder)?;
    recorder.record_rest(plan)?;
    let listings = recorder.take_listings();
    let services = intake::listed_services(plan, &listings, request.is_wanted);
    plan.take_in(&services, known);
    let left_out = listings.iter().flat_map(|heard| intake::entries_left_out(plan, heard));
    let warnings = left_out.collect();
    intake::save(&mut recorder, &services)?;
    intake::take_in(plan, &listings, &prober, &mut recorder)?;
    Ok((recorder.outcome, warnings))
}

/// The state of services and maintenance when a pass begins.
struct Memory {
    states: HashMap<ServiceId, ServiceState>,
    maintenance: Maintenance,
}

fn read_memory(store: &mut Store, now: Timestamp) -> Result<Memory, StoreError> {
    store.snapshot(|records| {
        Ok(Memory { states: records.service_states()?, maintenance: records.maintenance(now)? })
    })
}

fn begin<'a>(
    store: &Store,
    request: &PassRequest<'_>,
    config: &'a Config,
    began: Timestamp,
) -> Result<Mode<'a>, StoreError> {
    let is_full = request.scope.is_everything();
    let policy = Policy { auto_close: config.auto_close, recover_after: config.recover_after };
    let context = judge::PassContext { began, sight: Sight::Clear, is_full, policy };
    if request.is_dry_run {
        return Ok(Mode::Foresee(context));
    }
    let id = store.records().begin_pass(is_full, began)?;
    Ok(Mode::Record(Pass { id, config, context }))
}

fn settings(config: &Config, request: &PassRequest<'_>, ports: Ports<'_>) -> PoolSettings {
    let concurrency = request.concurrency.unwrap_or(config.check.concurrency);
    PoolSettings {
        concurrency: affordable(usize::try_from(concurrency).unwrap_or(usize::MAX)),
        per_group: usize::try_from(config.check.per_equipment).unwrap_or(usize::MAX),
        recheck_after: config.check.recheck_after,
        deadline: ports.clock.monotonic() + config.check.deadline,
    }
}

fn count_skipped(plan: &Plan<'_>, outcome: &mut Outcome) {
    outcome.tally.deadline_reached = outcome.late() > 0;
    let reasons = plan.iter().map(|(index, planned)| outcome.skip_reason(index, planned));
    let skipped = reasons.flatten().count();
    outcome.tally.skipped = u64::try_from(skipped).unwrap_or(u64::MAX);
}

/// What keeps the pass from being the whole truth.
fn doubts(config: &Config, outcome: &Outcome) -> Vec<String> {
    let mut doubts: Vec<String> = outcome.faults.iter().cloned().collect();
    let late = outcome.late();
    if late > 0 {
        doubts.push(out_of_time(config.check.deadline, late));
    }
    if outcome.tally.blind {
        doubts.push(
            "no probe got an answer: this monitor itself seems to be cut off; \
             its failures are not trusted, nothing was opened for them"
                .to_owned(),
        );
    }
    doubts
}

fn out_of_time(deadline: Duration, late: usize) -> String {
    let deadline = humantime::format_duration(deadline);
    format!(
        "the pass ran out of time (check.deadline: {deadline}): {late} services were not checked and keep their state"
    )
}

/// Keeps the push monitors of services in maintenance mode quiet.
fn push_maintenance(store: &mut Store, plan: &Plan<'_>, now: Timestamp) -> Result<(), StoreError> {
    let is_quiet = |(_, planned): &(PlanIndex, &super::plan::Planned<'_>)| {
        planned.skip == Some(SkipReason::Maintenance) && planned.service.push_url.is_some()
    };
    let quiet: Vec<_> = plan.iter().filter(is_quiet).collect();
    if quiet.is_empty() {
        return Ok(());
    }
    store.transaction(|records| {
        quiet
            .iter()
            .try_for_each(|(_, planned)| ledger::push_maintenance(records, &planned.service, now))
    })
}

impl PassReport<'_> {
    /// Why a service was not checked; `None` when it was.
    pub(crate) fn skip_reason(&self, index: PlanIndex) -> Option<SkipReason> {
        self.outcome.skip_reason(index, self.plan.get(index))
    }

    /// The state of a service after the pass: for one that was not due, or not
    /// reached in time, the state before; `None` when nothing watches it.
    pub(crate) fn state(&self, index: PlanIndex) -> Option<&ServiceState> {
        match self.skip_reason(index) {
            None => self.outcome.states.get(&index),
            Some(SkipReason::NotDue | SkipReason::Deadline | SkipReason::NoAnswer) => {
                self.remembered.get(&self.plan.get(index).service.id)
            }
            Some(_) => None,
        }
    }

    /// Whether a service is KO after the pass.
    pub(crate) fn is_ko(&self, index: PlanIndex) -> bool {
        self.state(index).is_some_and(|state| state.condition == Condition::Ko)
    }

    fn judged_end(&self, tolerates_failures: bool) -> PassEnd {
        if self.outcome.tally.blind {
            return PassEnd::CutOff;
        }
        let is_any_late = self.heartbeats.iter().any(|judged| judged.state.is_ko());
        let is_any_ko = || self.plan.iter().any(|(index, _)| self.is_ko(index));
        if !tolerates_failures && (is_any_late || is_any_ko()) {
            PassEnd::SomethingIsKo
        } else {
            PassEnd::AllOk
        }
    }
}
