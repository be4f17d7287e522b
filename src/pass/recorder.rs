//! The one writer of a pass: takes results as they come and records them in
//! groups, good ones soon, failures together after the test for blindness.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::outcome::Outcome;
use super::plan::{Plan, PlanIndex};
use crate::domain::{Listing, Service};
use crate::judge::{self, Checked, Reading, Sight};
use crate::ledger::{Check, Pass, Recorded, foresee_checks, record_checks};
use crate::ports::Clock;
use crate::store::{Store, StoreError};

/// Results in one transaction: enough to make its cost vanish, few enough that
/// other commands get their turn to write.
const GROUP: usize = 512;
/// Good results wait at most this long to be recorded.
const GOOD_WAIT: Duration = Duration::from_secs(1);
/// In a long pass, failures wait at most this long to be judged.
const FAILURE_WAIT: Duration = Duration::from_secs(30);

/// Whether anything is written.
#[derive(Clone, Copy)]
pub(super) enum Mode<'a> {
    /// It is.
    Record(Pass<'a>),
    /// Nothing is (`--dry-run`).
    Foresee(judge::PassContext),
}

/// A host's list of its instances, and how it came.
#[derive(Debug)]
pub(super) struct HostListing {
    /// The host's own check.
    pub(super) host: PlanIndex,
    /// When it came.
    pub(super) at: Timestamp,
    /// The host was asked twice.
    pub(super) retested: bool,
    /// The list.
    pub(super) listing: Listing,
}

/// The writer of a pass.
pub(super) struct Recorder<'a> {
    pub(super) store: &'a mut Store,
    clock: &'a dyn Clock,
    pub(super) mode: Mode<'a>,
    good: Vec<(PlanIndex, Checked)>,
    bad: Vec<(PlanIndex, Checked)>,
    /// Whether any probe of the pass, a repeated one too, got an answer, if only a
    /// certificate that was refused.
    has_answers: &'a AtomicBool,
    good_since: Instant,
    bad_since: Instant,
    listings: Vec<HostListing>,
    pub(super) outcome: Outcome,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(
        store: &'a mut Store,
        clock: &'a dyn Clock,
        mode: Mode<'a>,
        has_answers: &'a AtomicBool,
    ) -> Self {
        let now = clock.monotonic();
        Self {
            store,
            clock,
            mode,
            good: Vec::new(),
            bad: Vec::new(),
            has_answers,
            good_since: now,
            bad_since: now,
            listings: Vec::new(),
            outcome: Outcome::default(),
        }
    }

    /// Takes one result.
    pub(super) fn take(&mut self, plan: &Plan<'_>, index: PlanIndex, mut checked: Checked) {
        if let Reading::Probed(assessment) = &mut checked.reading
            && let Some(listing) = assessment.listing.take()
        {
            let Checked { at, retested, .. } = checked;
            self.listings.push(HostListing { host: index, at, retested, listing });
        }
        self.outcome.tally.retested += u64::from(checked.retested);
        self.outcome.faults.extend(faults(&plan.get(index).service, &checked.reading));
        let is_good = matches!(&checked.reading, Reading::Probed(assessment)
            if assessment.failure.is_none() && assessment.undecided().next().is_none());
        if is_good { &mut self.good } else { &mut self.bad }.push((index, checked));
    }

    /// Records what has waited long enough.
    pub(super) fn record_due(&mut self, plan: &Plan<'_>) -> Result<(), StoreError> {
        let now = self.clock.monotonic();
        if self.good.len() >= GROUP || now.duration_since(self.good_since) >= GOOD_WAIT {
            self.record_good(plan)?;
            self.good_since = now;
        }
        // Before anything answered, nobody can tell a dead world from a cut cable.
        if now.duration_since(self.bad_since) >= FAILURE_WAIT
            && self.has_answers.load(Ordering::Relaxed)
        {
            self.record_bad(plan)?;
            self.bad_since = now;
        }
        Ok(())
    }

    /// Records everything that was taken.
    pub(super) fn record_rest(&mut self, plan: &Plan<'_>) -> Result<(), StoreError> {
        self.record_good(plan)?;
        self.record_bad(plan)
    }

    /// The lists of hosts that came since this was last asked.
    pub(super) fn take_listings(&mut self) -> Vec<HostListing> {
        std::mem::take(&mut self.listings)
    }

    fn record_good(&mut self, plan: &Plan<'_>) -> Result<(), StoreError> {
        let good = std::mem::take(&mut self.good);
        self.record_all(plan, &good, Sight::Clear)
    }

    fn record_bad(&mut self, plan: &Plan<'_>) -> Result<(), StoreError> {
        let bad = std::mem::take(&mut self.bad);
        let sight = judge::sight(&checks(plan, &bad), self.has_answers.load(Ordering::Relaxed));
        self.outcome.tally.blind |= sight == Sight::Blind;
        self.record_all(plan, &bad, sight)
    }

    fn record_all(
        &mut self,
        plan: &Plan<'_>,
        all: &[(PlanIndex, Checked)],
        sight: Sight,
    ) -> Result<(), StoreError> {
        for group in all.chunks(GROUP) {
            let recorded = self.record_group(&checks(plan, group), sight)?;
            for ((index, _), recorded) in group.iter().zip(recorded) {
                self.outcome.add(*index, recorded);
            }
        }
        Ok(())
    }

    fn record_group(
        &mut self,
        group: &[Check<'_>],
        sight: Sight,
    ) -> Result<Vec<Recorded>, StoreError> {
        let now = self.clock.now();
        match self.mode {
            Mode::Record(mut pass) => {
                pass.context.sight = sight;
                self.store.transaction(|records| record_checks(records, &pass, group, now))
            }
            Mode::Foresee(mut context) => {
                context.sight = sight;
                self.store.snapshot(|records| foresee_checks(records, &context, group, now))
            }
        }
    }
}

/// Lines for standard error about our own faults, which are never the service's.
fn faults(service: &Service, reading: &Reading) -> Vec<String> {
    match reading {
        Reading::NotProbed(reason) => {
            vec![format!("{reason}; the services concerned are unknown")]
        }
        Reading::Probed(assessment) => {
            let is_unknown = assessment.failure.is_none();
            let consequence = if is_unknown { "; the service is unknown" } else { "" };
            let line = |reason| format!("{}: {reason}{consequence}", service.id);
            assessment.undecided().map(line).collect()
        }
        Reading::Unlisted => Vec::new(),
    }
}

fn checks<'p>(plan: &'p Plan<'_>, all: &'p [(PlanIndex, Checked)]) -> Vec<Check<'p>> {
    all.iter().map(|(index, checked)| (&*plan.get(*index).service, checked)).collect()
}
