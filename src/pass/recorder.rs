//! Takes the results of the probes as they come and records them in groups:
//! good ones soon, bad ones together, after the test for blindness.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::domain::{Condition, Listing, PassTally, ServiceState};
use crate::error::CommandError;
use crate::judge::{self, Change, Checked, PassContext, Reading, Sight};
use crate::ledger::{Check, Pass, Recorded, foresee_checks, record_checks};
use crate::pass::plan::Plan;
use crate::pass::pool::{Finished, News};
use crate::session::Session;
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
pub(crate) enum Mode<'a> {
    /// It is.
    Record(Pass<'a>),
    /// Nothing is (`--dry-run`).
    Foresee(PassContext),
}

/// What a pass came to.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// What each checked service is now, by position in the plan.
    pub(crate) states: HashMap<usize, ServiceState>,
    /// What is new, by position in the plan.
    pub(crate) changes: HashMap<usize, Change>,
    /// Positions of services whose maintenance mode began during the pass.
    pub(crate) suspended: Vec<usize>,
    /// Positions of services that the deadline left out.
    pub(crate) dropped: Vec<usize>,
    /// Positions of instances of which their host told nothing.
    pub(crate) unanswered: Vec<usize>,
    /// What hosts told of their instances, and is yet to be taken in.
    pub(crate) heard: Vec<Heard>,
    /// Why services could not be probed, each reason once.
    pub(crate) unreadable: BTreeSet<String>,
    /// The requests that were opened.
    pub(crate) opened: Vec<i64>,
    /// The requests that were closed.
    pub(crate) closed: Vec<i64>,
    /// What was counted.
    pub(crate) tally: PassTally,
}

/// A host's list of its instances.
#[derive(Debug)]
pub(crate) struct Heard {
    /// The position of the host's own check in the plan.
    pub(crate) position: usize,
    /// When it came.
    pub(crate) at: Timestamp,
    /// The host was asked twice.
    pub(crate) retested: bool,
    /// The list.
    pub(crate) listing: Listing,
}

/// The one writer of a pass.
pub(crate) struct Recorder<'a> {
    session: &'a Session<'a>,
    store: &'a mut Store,
    mode: Mode<'a>,
    plan: &'a Plan<'a>,
    good: Vec<(usize, Checked)>,
    bad: Vec<(usize, Checked)>,
    /// Whether any probe of the pass, a repeated one too, got an answer.
    has_answers: &'a AtomicBool,
    good_since: Instant,
    bad_since: Instant,
    outcome: Outcome,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(
        session: &'a Session<'a>,
        store: &'a mut Store,
        mode: Mode<'a>,
        plan: &'a Plan<'a>,
        has_answers: &'a AtomicBool,
        outcome: Outcome,
    ) -> Self {
        let now = moment();
        Self {
            session,
            store,
            mode,
            plan,
            good: Vec::new(),
            bad: Vec::new(),
            has_answers,
            good_since: now,
            bad_since: now,
            outcome,
        }
    }

    /// Whether any probe of the pass got an answer.
    pub(crate) fn has_answers(&self) -> &'a AtomicBool {
        self.has_answers
    }

    /// Notes the positions of what the deadline left out.
    pub(crate) fn leave_out(&mut self, positions: impl Iterator<Item = usize>) {
        self.outcome.dropped.extend(positions);
    }

    /// Takes what the pool tells; `position_of` a job is its place in the plan.
    pub(crate) fn receive(
        &mut self,
        news: News<Checked>,
        position_of: impl Fn(usize) -> Option<usize>,
    ) -> Result<(), CommandError> {
        if let News::Finished(Finished { job, result, retested }) = news
            && let Some(position) = position_of(job)
        {
            self.take(position, Checked { retested, ..result });
        }
        let now = moment();
        if self.good.len() >= GROUP || now.duration_since(self.good_since) >= GOOD_WAIT {
            self.record_good()?;
            self.good_since = now;
        }
        // Before anything answered, nobody can tell a dead world from a cut cable.
        if now.duration_since(self.bad_since) >= FAILURE_WAIT
            && self.has_answers.load(Ordering::Relaxed)
        {
            self.record_bad()?;
            self.bad_since = now;
        }
        Ok(())
    }

    /// Takes one result.
    pub(crate) fn take(&mut self, position: usize, mut checked: Checked) {
        if let Reading::Probed(assessment) = &mut checked.reading
            && let Some(listing) = assessment.listing.take()
        {
            let Checked { at, retested, .. } = checked;
            self.outcome.heard.push(Heard { position, at, retested, listing });
        }
        self.outcome.tally.retested += u64::from(checked.retested);
        if let Reading::NotProbed(reason) = &checked.reading {
            self.outcome.unreadable.insert(reason.clone());
        }
        if is_good(&checked) {
            self.good.push((position, checked));
        } else {
            self.bad.push((position, checked));
        }
    }

    /// Records what is left, and answers with what the pass came to.
    pub(crate) fn finish(mut self) -> Result<Outcome, CommandError> {
        self.record_good()?;
        self.record_bad()?;
        Ok(self.outcome)
    }

    fn record_good(&mut self) -> Result<(), CommandError> {
        let good = std::mem::take(&mut self.good);
        self.record_all(&good, Sight::Clear)
    }

    fn record_bad(&mut self) -> Result<(), CommandError> {
        let bad = std::mem::take(&mut self.bad);
        let sight =
            judge::sight(&checks(self.plan, &bad), self.has_answers.load(Ordering::Relaxed));
        self.outcome.tally.blind |= sight == Sight::Blind;
        self.record_all(&bad, sight)
    }

    fn record_all(&mut self, all: &[(usize, Checked)], sight: Sight) -> Result<(), CommandError> {
        for group in all.chunks(GROUP) {
            let recorded = self.record_group(&checks(self.plan, group), sight)?;
            for ((position, _), recorded) in group.iter().zip(recorded) {
                self.outcome.add(*position, recorded);
            }
        }
        Ok(())
    }

    fn record_group(
        &mut self,
        group: &[Check<'_>],
        sight: Sight,
    ) -> Result<Vec<Recorded>, StoreError> {
        let now = self.session.now();
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

impl Outcome {
    fn add(&mut self, position: usize, recorded: Recorded) {
        let Recorded { ruling, opened, closed } = recorded;
        self.opened.extend(opened);
        self.closed.extend(closed);
        if ruling.is_suspended {
            self.suspended.push(position);
            return;
        }
        self.tally.checked += 1;
        match ruling.state.condition {
            Condition::Ok => self.tally.ok += 1,
            Condition::Ko => self.tally.ko += 1,
            _ => {}
        }
        if let Some(change) = ruling.change {
            self.changes.insert(position, change);
        }
        self.states.insert(position, ruling.state);
    }
}

fn checks<'a>(plan: &Plan<'a>, all: &'a [(usize, Checked)]) -> Vec<Check<'a>> {
    all.iter()
        .filter_map(|(position, checked)| {
            plan.services.get(*position).map(|planned| (planned.service, checked))
        })
        .collect()
}

fn is_good(checked: &Checked) -> bool {
    matches!(&checked.reading, Reading::Probed(assessment) if assessment.failure.is_none())
}

fn moment() -> Instant {
    Instant::now()
}
