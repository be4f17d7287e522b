//! Serves one destination: claims some deliveries, tries them, records what
//! came of it, claims the next.
//!
//! A delivery is durably `running` before its first byte leaves, so whatever
//! kills the process, the next sender knows what may have arrived. Claiming and
//! recording share a transaction, and a destination that answers fast is
//! given more at a time: a commit costs as much as many exchanges.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::attempt::{claimed, concluded, failed};
use super::call::Caller;
use super::desk::Desk;
use super::news::{give_up, note_outage};
use super::queue::Lane;
use super::receiver::called;
use super::schedule::{Outcome, is_too_old};
use crate::domain::{Delivery, DeliveryStatus};
use crate::store::{Records, StoreError};

/// With less time left a try would say more about us than about the destination.
const SHORTEST_TRY: Duration = Duration::from_secs(1);
const LARGEST_BATCH: usize = 32;
/// A batch that takes longer is followed by a single delivery.
const FAST_BATCH: Duration = Duration::from_millis(250);

/// A delivery that was claimed, and what came of it.
struct Tried {
    /// As it was before it was claimed.
    delivery: Delivery,
    /// `None`: it was not tried after all.
    outcome: Option<Outcome>,
}

/// Sends what the lane holds until it is empty, the destination fails or time is up.
pub(super) fn serve(mut lane: Lane<'_>, desk: &Desk<'_>) -> Result<(), StoreError> {
    if desk.time_left() < SHORTEST_TRY {
        return Ok(());
    }
    let caller = match Caller::prepare(lane.receiver, desk.sending) {
        Ok(caller) => caller,
        Err(reason) => return hold(&lane, &reason, desk),
    };
    let mut tried: Vec<Tried> = Vec::new();
    let mut size = 1;
    let mut is_stopped = false;
    loop {
        is_stopped |= tried.iter().any(Tried::stops_the_lane);
        let next = if is_stopped || desk.time_left() < SHORTEST_TRY { 0 } else { size };
        if tried.is_empty() && (next == 0 || lane.queue.is_empty()) {
            return Ok(());
        }
        let claimed = desk.transaction(|records, now| {
            record(records, &mut lane, &tried, desk, now)?;
            claim(records, &mut lane, next, desk, now)
        })?;
        let began = Instant::now();
        tried = try_each(&caller, claimed, desk)?;
        size = if began.elapsed() <= FAST_BATCH { (size * 2).min(LARGEST_BATCH) } else { 1 };
    }
}

impl Tried {
    fn stops_the_lane(&self) -> bool {
        matches!(self.outcome, None | Some(Outcome::Failed { .. }))
    }
}

/// Marks the next deliveries as `running`; those that somebody cancelled meanwhile are left out.
fn claim(
    records: &Records<'_>,
    lane: &mut Lane<'_>,
    size: usize,
    desk: &Desk<'_>,
    now: Timestamp,
) -> Result<Vec<Delivery>, StoreError> {
    let mut batch = Vec::new();
    while batch.len() < size
        && let Some(planned) = lane.queue.pop_front()
    {
        let Some(delivery) = still_unsent(records, &planned)? else {
            desk.note(|tally| tally.queued = tally.queued.saturating_sub(1));
            continue;
        };
        records.update_delivery(&claimed(delivery.clone(), now))?;
        batch.push(delivery);
    }
    Ok(batch)
}

fn still_unsent(records: &Records<'_>, planned: &Delivery) -> Result<Option<Delivery>, StoreError> {
    let delivery = records.delivery(&planned.id)?;
    Ok(delivery.filter(|each| matches!(each.status, DeliveryStatus::New | DeliveryStatus::Error)))
}

fn try_each(
    caller: &Caller<'_>,
    claimed: Vec<Delivery>,
    desk: &Desk<'_>,
) -> Result<Vec<Tried>, StoreError> {
    let mut is_stopped = false;
    let mut tried = Vec::with_capacity(claimed.len());
    for delivery in claimed {
        let left = desk.time_left();
        let outcome = if !is_stopped && left >= SHORTEST_TRY {
            Some(caller.call(&delivery, caller.timeout().min(left), desk)?)
        } else {
            None
        };
        let each = Tried { delivery, outcome };
        is_stopped = each.stops_the_lane();
        tried.push(each);
    }
    Ok(tried)
}

/// Writes down what came of the deliveries that were claimed.
fn record(
    records: &Records<'_>,
    lane: &mut Lane<'_>,
    tried: &[Tried],
    desk: &Desk<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let known = lane.destination.clone();
    for Tried { delivery, outcome } in tried {
        match outcome {
            // As if it had never been claimed.
            None => records.update_delivery(delivery)?,
            Some(outcome) => record_one(records, lane, delivery, outcome, desk, now)?,
        }
    }
    if lane.destination == known { Ok(()) } else { records.update_destination(&lane.destination) }
}

fn record_one(
    records: &Records<'_>,
    lane: &mut Lane<'_>,
    delivery: &Delivery,
    outcome: &Outcome,
    desk: &Desk<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tried = claimed(delivery.clone(), now);
    let after = concluded(tried, &mut lane.destination, outcome, now);
    note_outage(records, &lane.destination, outcome, now)?;
    let Outcome::Failed { reason, .. } = outcome else { return conclude(records, &after, desk) };
    conclude(records, &after, desk)?;
    give_up_old(records, lane, reason, desk, now)
}

/// What waits behind a destination that still fails is given up when its time
/// has come, whether or not its turn ever came.
fn give_up_old(
    records: &Records<'_>,
    lane: &Lane<'_>,
    reason: &str,
    desk: &Desk<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    for planned in lane.queue.iter().filter(|planned| is_too_old(planned.created_at, now)) {
        if let Some(delivery) = still_unsent(records, planned)? {
            conclude(records, &failed(delivery, reason, now, now), desk)?;
        }
    }
    Ok(())
}

/// Writes down what became of a delivery, and notes it in the account.
fn conclude(records: &Records<'_>, delivery: &Delivery, desk: &Desk<'_>) -> Result<(), StoreError> {
    records.update_delivery(delivery)?;
    match delivery.status {
        DeliveryStatus::Finished => records.forget_given_up(delivery)?,
        DeliveryStatus::Failed => give_up(records, delivery, desk)?,
        _ => {}
    }
    desk.note(|tally| tally.count(delivery));
    Ok(())
}

/// Marks everything in the lane as not sendable for now. The destination is
/// not to blame, so it is not delayed: what is missing may be there at the next pass.
fn hold(lane: &Lane<'_>, reason: &str, desk: &Desk<'_>) -> Result<(), StoreError> {
    let name = called(&lane.destination);
    desk.note(|tally| tally.warnings.push(format!("{name}: {reason}")));
    desk.transaction(|records, now| {
        for planned in &lane.queue {
            if let Some(delivery) = still_unsent(records, planned)? {
                conclude(records, &failed(delivery, reason, now, now), desk)?;
            }
        }
        Ok(())
    })
}
