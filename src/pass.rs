//! `ronde check`: plan, probe, judge and record, deliver, print.

pub(crate) mod descriptors;
mod heartbeats;
mod instances;
mod notifications;
pub mod plan;
pub(crate) mod pool;
mod probing;
mod progress;
pub(crate) mod queue;
mod recorder;
mod report;
mod services;

use std::collections::HashMap;

use jiff::Timestamp;

use self::recorder::{Mode, Outcome};
use self::report::PassReport;
use self::services::{Round, is_ko_now, select};
use crate::cli::CheckArgs;
use crate::config::Config;
use crate::domain::{MaintenanceMode, ServiceId, ServiceState, SkipReason};
use crate::error::{CommandError, Exit};
use crate::judge::{PassContext, Policy, Sight};
use crate::ledger::{self, Pass};
use crate::outbox::{DeliveryTally, Selection};
use crate::pass::plan::{Known, Pace, Plan, Planned, Scope, plan};
use crate::session::instances::add_listed;
use crate::session::{Session, send};
use crate::store::{PassLock, Store, StoreError};

pub(crate) use self::probing::latency_ms;

/// How long a pass may send.
const SENDING_BUDGET: std::time::Duration = std::time::Duration::from_secs(60);
/// How many rows are pruned in one transaction.
const PRUNE_BATCH: u32 = 2_000;
/// How long what every check queues is kept once it is done.
const ROUTINE_KEPT: std::time::Duration = std::time::Duration::from_secs(24 * 3600);
/// How many such transactions a pass makes at most, for each kind of row.
const PRUNE_BATCHES: usize = 50;

/// Runs the command.
///
/// # Errors
///
/// Whatever kept the pass from being made: 4, 74, 75 or 78.
pub fn run(arguments: &CheckArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    let mut config = session.config()?;
    // The lock is held to the end: it is what keeps a second pass out.
    let (_lock, mut store) = open(session, &mut config, arguments)?;
    let began = session.now();
    let memory = read_memory(&mut store, began)?;
    let known = Known { states: &memory.states, maintenance: &memory.maintenance };
    let plan = planned(&config, arguments, known, began)?;
    session.explain(&format!("{} of {} to probe", plan.due.len(), plan.services.len()));
    let mode = begin(&store, arguments, &config, began)?;
    let round = Round { session, config: &config, arguments, mode, known, began };
    let mut told = Vec::new();
    let (plan, mut outcome) = round.check(&mut store, plan, &mut told)?;
    warn(session, &config, &outcome);
    let finished = session.now();
    let heartbeats =
        heartbeats::judge(&config, &mut store, arguments, mode, &mut outcome, finished)?;

    notifications::take_up(session, &config, &mut store, arguments, mode, &mut outcome)?;
    let is_any_late = heartbeats.iter().any(|judged| judged.state.is_ko());
    let exit = exit_of(arguments, &plan, &outcome, &memory.states, is_any_late);
    let concluded = conclude(session, &config, &mut store, &plan, mode, exit, &outcome, finished);
    let nothing_sent = DeliveryTally::default();
    let report = PassReport {
        arguments,
        plan: &plan,
        outcome: &outcome,
        heartbeats: &heartbeats,
        remembered: &memory.states,
        deliveries: concluded.as_ref().unwrap_or(&nothing_sent),
        began,
        finished,
    };
    // What is new was recorded and will not be new again: it is told whatever became of sending.
    report::print(session, &store, &report)?;
    concluded?;
    if let Mode::Record(_) = mode {
        prune(session, &config, &store, finished);
    }
    Ok(exit)
}

/// Opens the database, and completes the configuration with what is known of instances.
fn open(
    session: &Session<'_>,
    config: &mut Config,
    arguments: &CheckArgs,
) -> Result<(Option<PassLock>, Store), CommandError> {
    if !config.inventory.has_managers() {
        // Where the configuration is all there is, a wrong selector touches nothing.
        select(config, &arguments.selectors)?;
    }
    let (lock, store) = open_as_needed(session, config, arguments)?;
    add_listed(config, &store.records())?;
    Ok((lock, store))
}

fn open_as_needed(
    session: &Session<'_>,
    config: &Config,
    arguments: &CheckArgs,
) -> Result<(Option<PassLock>, Store), CommandError> {
    let location = session.location(config);
    if arguments.dry_run {
        return Ok((None, Store::open_for_reading(&location)?));
    }
    let (lock, mut store) = Store::open_for_pass(&location)?;
    store.transaction(|records| records.follow_renames(&config.inventory))?;
    Ok((Some(lock), store))
}

/// What is remembered when a pass begins.
struct Memory {
    states: HashMap<ServiceId, ServiceState>,
    maintenance: Vec<MaintenanceMode>,
}

fn read_memory(store: &mut Store, now: Timestamp) -> Result<Memory, StoreError> {
    store.snapshot(|records| {
        Ok(Memory {
            states: records.service_states()?,
            maintenance: records.maintenance_in_force(now)?,
        })
    })
}

fn planned<'a>(
    config: &'a Config,
    arguments: &CheckArgs,
    known: Known<'_>,
    began: Timestamp,
) -> Result<Plan<'a>, CommandError> {
    let selected = select(config, &arguments.selectors)?;
    let scope = selected.as_ref().map_or(Scope::Everything, Scope::Only);
    let pace = if arguments.force { Pace::Forced } else { Pace::Configured };
    Ok(plan(&config.inventory, scope, known, pace, began))
}

fn begin<'a>(
    store: &Store,
    arguments: &CheckArgs,
    config: &'a Config,
    began: Timestamp,
) -> Result<Mode<'a>, StoreError> {
    let is_full = arguments.selectors.is_empty();
    let policy = Policy { auto_close: config.auto_close, recover_after: config.recover_after };
    let context = PassContext { began, sight: Sight::Clear, is_full, policy };
    if arguments.dry_run {
        return Ok(Mode::Foresee(context));
    }
    let id = store.records().begin_pass(is_full, began)?;
    Ok(Mode::Record(Pass { id, config, context }))
}

/// Says on standard error what keeps the pass from being the whole truth.
fn warn(session: &Session<'_>, config: &Config, outcome: &Outcome) {
    for reason in &outcome.unreadable {
        session.warn(&format!("{reason}; the services concerned are unknown"));
    }
    if outcome.tally.deadline_reached {
        let deadline = humantime::format_duration(config.check.deadline);
        session.warn(&format!(
            "the pass ran out of time (check.deadline: {deadline}): {} services were not checked and keep their state",
            outcome.dropped.len()
        ));
    }
    if outcome.tally.blind {
        session.warn(
            "no probe got an answer: this monitor itself seems to be cut off; \
             its failures are not trusted, nothing was opened for them",
        );
    }
}

fn exit_of(
    arguments: &CheckArgs,
    plan: &Plan<'_>,
    outcome: &Outcome,
    remembered: &HashMap<ServiceId, ServiceState>,
    is_any_late: bool,
) -> Exit {
    if outcome.tally.blind {
        return Exit::CutOff;
    }
    let is_any_ko =
        (0..plan.services.len()).any(|position| is_ko_now(plan, outcome, remembered, position));
    if (is_any_ko || is_any_late) && !arguments.exit_zero {
        Exit::SomethingIsKo
    } else {
        Exit::Done
    }
}

/// Records that the pass is complete, then sends what is queued.
#[expect(clippy::too_many_arguments, reason = "each is a different part of the pass")]
fn conclude(
    session: &Session<'_>,
    config: &Config,
    store: &mut Store,
    plan: &Plan<'_>,
    mode: Mode<'_>,
    exit: Exit,
    outcome: &Outcome,
    finished: Timestamp,
) -> Result<DeliveryTally, CommandError> {
    let Mode::Record(pass) = mode else { return Ok(DeliveryTally::default()) };
    push_maintenance(store, plan, finished)?;
    store.records().finish_pass(pass.id, exit.code(), &outcome.tally, finished)?;
    send::send(session, config, store, &Selection::Due, SENDING_BUDGET)
}

/// Keeps the push monitors of services in maintenance mode quiet.
fn push_maintenance(store: &mut Store, plan: &Plan<'_>, now: Timestamp) -> Result<(), StoreError> {
    let is_quiet = |planned: &&Planned<'_>| {
        planned.skip == Some(SkipReason::Maintenance) && planned.service.push_url.is_some()
    };
    let quiet: Vec<_> = plan.services.iter().filter(is_quiet).collect();
    if quiet.is_empty() {
        return Ok(());
    }
    store.transaction(|records| {
        quiet.iter().try_for_each(|planned| ledger::push_maintenance(records, planned.service, now))
    })
}

/// Deletes what is older than the retention, in batches small enough to let
/// others write in between. A failure costs disk, not the pass.
fn prune(session: &Session<'_>, config: &Config, store: &Store, now: Timestamp) {
    let records = store.records();
    let before = |kept: std::time::Duration| now.checked_sub(kept).unwrap_or(Timestamp::MIN);
    let results = before(config.retention.results);
    let deliveries = before(config.retention.deliveries);
    let routine = before(ROUTINE_KEPT);
    let pruned = prune_in_batches(|| records.prune_results(results, PRUNE_BATCH))
        .and_then(|()| prune_in_batches(|| records.prune_deliveries(deliveries, PRUNE_BATCH)))
        .and_then(|()| prune_in_batches(|| records.prune_routine(routine, PRUNE_BATCH)));
    if let Err(error) = pruned {
        session.warn(&format!("old results could not be deleted: {error}"));
    }
}

fn prune_in_batches(
    mut prune: impl FnMut() -> Result<usize, StoreError>,
) -> Result<(), StoreError> {
    for _ in 0..PRUNE_BATCHES {
        if prune()? == 0 {
            break;
        }
    }
    Ok(())
}
