//! The services of a pass: which are asked for, what is probed and taken in,
//! and how they stand at its end.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;

use super::instances::{self, Intake};
use super::probing;
use super::recorder::{Mode, Outcome, Recorder};
use crate::cli::CheckArgs;
use crate::config::Config;
use crate::domain::{Condition, Inventory, Selector, Service, ServiceId, ServiceState, SkipReason};
use crate::error::CommandError;
use crate::pass::plan::{Known, Plan, Told};
use crate::session::{Session, selection};
use crate::store::Store;

/// The selected services; `None` for all of them.
pub(crate) fn select<'a>(
    config: &'a Config,
    selectors: &[String],
) -> Result<Option<HashSet<&'a ServiceId>>, CommandError> {
    if selectors.is_empty() {
        return Ok(None);
    }
    let services = selection::services(&config.inventory, selectors)?;
    // What is known of an instance is what its host says.
    let hosts = services.iter().filter(|service| service.is_instance()).filter_map(|service| {
        config.inventory.equipment_named(service.id.equipment.as_str())?.manager()
    });
    let hosts: Vec<&Service> = hosts.collect();
    Ok(Some(services.into_iter().chain(hosts).map(|service| &service.id).collect()))
}

/// Whether a service that has just become known is among those asked for.
fn is_selected(service: &Service, arguments: &CheckArgs, inventory: &Inventory) -> bool {
    let selectors = &arguments.selectors;
    let means = |text: &String| Selector::new(text).means(service, inventory);
    selectors.is_empty() || selectors.iter().any(means)
}

/// What the checking of a pass depends on.
#[derive(Clone, Copy)]
pub(crate) struct Round<'a> {
    pub(crate) session: &'a Session<'a>,
    pub(crate) config: &'a Config,
    pub(crate) arguments: &'a CheckArgs,
    pub(crate) mode: Mode<'a>,
    pub(crate) known: Known<'a>,
    /// When the pass began.
    pub(crate) began: Timestamp,
}

impl<'a> Round<'a> {
    /// Probes what is due, and takes in what hosts tell of their instances.
    /// The plan as it turned out, and what it came to.
    ///
    /// What was told is kept in `told`, which outlives the plan.
    pub(crate) fn check(
        self,
        store: &mut Store,
        plan: Plan<'a>,
        told: &'a mut Vec<Told>,
    ) -> Result<(Plan<'a>, Outcome), CommandError> {
        let Self { session, config, arguments, mode, known, began } = self;
        let settings = probing::settings(config, arguments);
        let has_answers = AtomicBool::new(false);
        let outcome = Outcome::default();
        let mut recorder = Recorder::new(session, store, mode, &plan, &has_answers, outcome);
        probing::probe_all(session, &settings, &probing::due(&plan), &mut recorder)?;
        let outcome = recorder.finish()?;

        let is_wanted = |service: &Service| is_selected(service, arguments, &config.inventory);
        *told = instances::told(&config.inventory, &plan, &outcome, &is_wanted);
        let mut plan = plan.revised(told, known, began);
        let intake = Intake { session, settings: &settings, mode, plan: &plan, told };
        let mut outcome = intake.take_in(store, outcome)?;
        mark_skipped(&mut plan, &mut outcome);
        Ok((plan, outcome))
    }
}

/// Services that were to be probed, but for the deadline or a maintenance mode
/// that began meanwhile.
fn mark_skipped(plan: &mut Plan<'_>, outcome: &mut Outcome) {
    let late_hosts: HashSet<usize> = outcome
        .dropped
        .iter()
        .filter_map(|&position| plan.services.get(position))
        .filter(|planned| planned.service.lists_instances())
        .map(|planned| planned.equipment)
        .collect();
    let reason_of = |position: usize| match plan.services.get(position) {
        Some(planned) if late_hosts.contains(&planned.equipment) => SkipReason::Deadline,
        _ => SkipReason::NoAnswer,
    };
    let late = outcome.dropped.iter().map(|&position| (position, SkipReason::Deadline));
    let suspended = outcome.suspended.iter().map(|&position| (position, SkipReason::Maintenance));
    let unanswered = outcome.unanswered.iter().map(|&position| (position, reason_of(position)));
    let skipped: Vec<_> = late.chain(suspended).chain(unanswered).collect();
    for (position, reason) in skipped {
        if let Some(planned) = plan.services.get_mut(position) {
            planned.skip = Some(reason);
        }
    }
    outcome.tally.deadline_reached = !outcome.dropped.is_empty();
    let skipped = plan.services.iter().filter(|planned| planned.skip.is_some()).count();
    outcome.tally.skipped = u64::try_from(skipped).unwrap_or(u64::MAX);
}

/// Whether a service is KO after the pass. One that was not due, or not reached
/// in time, is what it was; one that is not to be watched is nothing.
pub(crate) fn is_ko_now(
    plan: &Plan<'_>,
    outcome: &Outcome,
    remembered: &HashMap<ServiceId, ServiceState>,
    position: usize,
) -> bool {
    let Some(planned) = plan.services.get(position) else { return false };
    let state = match planned.skip {
        None => outcome.states.get(&position),
        Some(SkipReason::NotDue | SkipReason::Deadline | SkipReason::NoAnswer) => {
            remembered.get(&planned.service.id)
        }
        Some(_) => None,
    };
    state.is_some_and(|state| state.condition == Condition::Ko)
}
