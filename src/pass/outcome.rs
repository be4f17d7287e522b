//! The outcome of a pass: what became of each planned service, and the counts.

use std::collections::{BTreeSet, HashMap};

use super::plan::{PlanIndex, Planned};
use crate::domain::{Condition, PassTally, ServiceState, SkipReason};
use crate::judge::Change;
use crate::ledger::Recorded;

/// What became of the services of a pass.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The new state of each checked service.
    pub(crate) states: HashMap<PlanIndex, ServiceState>,
    /// What changed for the user.
    pub(crate) changes: HashMap<PlanIndex, Change>,
    /// Services that were to be checked and were not, with the reason.
    pub(crate) skipped: HashMap<PlanIndex, SkipReason>,
    /// Faults of our own that kept services from being judged, each once.
    pub(crate) faults: BTreeSet<String>,
    /// Requests that were opened.
    pub(crate) opened: Vec<i64>,
    /// Requests that were closed.
    pub(crate) closed: Vec<i64>,
    /// What was counted.
    pub(crate) tally: PassTally,
}

impl Outcome {
    /// Adds what was recorded of one check.
    pub(super) fn add(&mut self, index: PlanIndex, recorded: Recorded) {
        let Recorded { ruling, opened, closed } = recorded;
        self.opened.extend(opened);
        self.closed.extend(closed);
        if ruling.is_suspended {
            // A maintenance mode began while it was probed.
            self.skipped.insert(index, SkipReason::Maintenance);
            return;
        }
        self.tally.checked += 1;
        match ruling.state.condition {
            Condition::Ok => self.tally.ok += 1,
            Condition::Ko => self.tally.ko += 1,
            Condition::Suspect | Condition::Unknown => {}
        }
        if let Some(change) = ruling.change {
            self.changes.insert(index, change);
        }
        self.states.insert(index, ruling.state);
    }

    /// Why a planned service was not checked; `None` when it was.
    pub(crate) fn skip_reason(
        &self,
        index: PlanIndex,
        planned: &Planned<'_>,
    ) -> Option<SkipReason> {
        self.skipped.get(&index).copied().or(planned.skip)
    }

    /// Notes a service that was to be checked and was not.
    pub(super) fn skip(&mut self, index: PlanIndex, reason: SkipReason) {
        self.skipped.insert(index, reason);
    }

    /// How many services the deadline left out.
    pub(crate) fn late(&self) -> usize {
        self.skipped.values().filter(|reason| **reason == SkipReason::Deadline).count()
    }
}
