//! What is sent now, and in which order. Pure but for [`prepare`], which reads
//! and writes the outbox in the transaction it is given.

use std::collections::{HashSet, VecDeque};

use jiff::Timestamp;

use super::Selection;
use super::cachet::forget_told;
use super::fold::fold;
use super::receiver::{Receiver, called, heartbeat_named};
use super::schedule::{LONGEST_RETRY_AFTER, later};
use super::supersede::{OUTLIVED, is_outlived, set_aside, supersede};
use crate::config::Config;
use crate::domain::{Delivery, DeliveryKind, DeliveryStatus, Event};
use crate::store::{Destination, Outbox, Records, StoreError};

/// What is sent to one destination, one after the other.
#[derive(Debug)]
pub(super) struct Lane<'c> {
    /// Where it goes.
    pub(super) receiver: Receiver<'c>,
    /// What is remembered of its earlier failures.
    pub(super) destination: Destination,
    /// In the order of sending.
    pub(super) queue: VecDeque<Delivery>,
}

/// What there is to send.
#[derive(Debug, Default)]
pub(super) struct Work<'c> {
    /// One for each destination that has something to send now; what answered last first.
    pub(super) lanes: Vec<Lane<'c>>,
    /// Everything unfinished, to be sent now or not.
    pub(super) unfinished: u64,
}

/// A delivery that failed this often lets those of other subjects go first, so
/// that one the receiver cannot digest does not hold up the rest for days.
const STEPS_BACK_AFTER: u32 = 3;

/// Brings the outbox in order and says what is to be sent. Only for the holder
/// of the sending lock: what is `running` is taken over from a dead sender.
pub(super) fn prepare<'c>(
    records: &Records<'_>,
    config: &'c Config,
    selection: &Selection,
    now: Timestamp,
) -> Result<Work<'c>, StoreError> {
    revive(records, selection, now)?;
    let mut work = Work::default();
    for mut outbox in records.outboxes()? {
        drop_outlived(records, config, &mut outbox, now)?;
        drop_untold(records, selection, &mut outbox, now)?;
        let arranged = match Receiver::of(config, &outbox) {
            Some(receiver) => arrange(outbox, receiver, selection, now),
            None => Arranged { changed: disowned(records, outbox, now)?, ..Arranged::default() },
        };
        for delivery in &arranged.changed {
            records.update_delivery(delivery)?;
        }
        work.unfinished += arranged.unfinished;
        work.lanes.extend(arranged.lane);
    }
    // Threads are few: a dead destination must not keep one from a living one.
    work.lanes.sort_by_key(|lane| lane.destination.failures);
    Ok(work)
}

/// Leaves out what was to be told of a heartbeat and has had its time.
fn drop_outlived(
    records: &Records<'_>,
    config: &Config,
    outbox: &mut Outbox,
    now: Timestamp,
) -> Result<(), StoreError> {
    if outbox.destination.kind != DeliveryKind::Push {
        return Ok(());
    }
    let first = outbox.deliveries.first();
    let name = first.and_then(|push| push.content.subject.heartbeat());
    let Some(heartbeat) = name.and_then(|name| heartbeat_named(config, name)) else {
        return Ok(());
    };
    let record = records.heartbeat(&heartbeat.name)?;
    let is_over = |push: &Delivery| is_outlived(push, heartbeat, &record, now);
    ignore(records, outbox, is_over, OUTLIVED, now)
}

/// Leaves out the end of what a destination was told nothing of, because it was
/// cancelled or silenced before it was sent; unless somebody asks for just that.
fn drop_untold(
    records: &Records<'_>,
    selection: &Selection,
    outbox: &mut Outbox,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut untold = HashSet::new();
    for delivery in &outbox.deliveries {
        if delivery.content.event == Event::RequestClosed
            && !delivery.may_have_arrived
            && !selection.names(delivery)
            && records.is_silenced(&delivery.content)?
        {
            untold.insert(delivery.id.clone());
        }
    }
    ignore(records, outbox, |delivery| untold.contains(&delivery.id), UNTOLD, now)
}

/// Why an end is not told.
const UNTOLD: &str = "its opening was never sent";

fn ignore(
    records: &Records<'_>,
    outbox: &mut Outbox,
    is_over: impl Fn(&Delivery) -> bool,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let ignored;
    (outbox.deliveries, ignored) =
        set_aside(std::mem::take(&mut outbox.deliveries), is_over, reason, now);
    ignored.iter().try_for_each(|delivery| records.update_delivery(delivery))
}

/// Puts back into the outbox what was given up or cancelled and is asked for
/// again; not what another delivery tells.
fn revive(records: &Records<'_>, selection: &Selection, now: Timestamp) -> Result<(), StoreError> {
    let Selection::These(ids) = selection else { return Ok(()) };
    for id in ids {
        let Some(mut delivery) = records.delivery(id)? else { continue };
        if matches!(delivery.status, DeliveryStatus::Failed | DeliveryStatus::Ignored)
            && delivery.successor.is_none()
        {
            delivery.status = DeliveryStatus::Error;
            delivery.next_attempt_at = Some(now);
            delivery.updated_at = now;
            records.update_delivery(&delivery)?;
        }
    }
    Ok(())
}

/// An outbox in order.
#[derive(Debug, Default)]
struct Arranged<'c> {
    lane: Option<Lane<'c>>,
    /// What is to be written back.
    changed: Vec<Delivery>,
    unfinished: u64,
}

fn arrange<'c>(
    outbox: Outbox,
    receiver: Receiver<'c>,
    selection: &Selection,
    now: Timestamp,
) -> Arranged<'c> {
    let is_wanted = |each: &Delivery| selection.names(each);
    let has_odoo_form = receiver.has_odoo_form();
    let (current, outdated) = supersede(outbox.deliveries, now);
    let mut folded = fold(current, has_odoo_form, is_wanted, now);
    let mut changed = outdated;
    changed.append(&mut folded.swallowed);
    let rewritten: HashSet<String> = folded.rewritten.into_iter().collect();
    for delivery in &mut folded.queue {
        if delivery.status == DeliveryStatus::Running {
            take_over(delivery, now);
            changed.push(delivery.clone());
        } else if rewritten.contains(&delivery.id) {
            changed.push(delivery.clone());
        }
    }
    let unfinished = u64::try_from(folded.queue.len()).unwrap_or(u64::MAX);
    let destination = outbox.destination;
    let queue = match selection {
        Selection::Due if !is_due(&destination, now) => Vec::new(),
        Selection::Due | Selection::Unfinished => folded.queue,
        Selection::These(_) => with_predecessors(folded.queue, selection),
    };
    let queue = VecDeque::from(in_order(queue));
    let lane = (!queue.is_empty()).then_some(Lane { receiver, destination, queue });
    Arranged { lane, changed, unfinished }
}

impl Selection {
    fn names(&self, delivery: &Delivery) -> bool {
        matches!(self, Self::These(ids) if ids.contains(&delivery.id))
    }
}

/// A time further ahead than any delay was written by a clock that has been set
/// back since: waiting for it would silence the destination for good.
fn is_due(destination: &Destination, now: Timestamp) -> bool {
    destination
        .next_attempt_at
        .is_none_or(|due| due <= now || due > later(now, LONGEST_RETRY_AFTER))
}

fn take_over(delivery: &mut Delivery, now: Timestamp) {
    delivery.status = DeliveryStatus::Error;
    delivery.may_have_arrived = true;
    delivery.next_attempt_at = Some(now);
    delivery.last_error =
        Some("its sender ended before the outcome was known; it may have arrived".to_owned());
    delivery.updated_at = now;
}

fn disowned(
    records: &Records<'_>,
    outbox: Outbox,
    now: Timestamp,
) -> Result<Vec<Delivery>, StoreError> {
    let reason = format!("{} is not configured any more", called(&outbox.destination));
    let disown = |delivery: Delivery| {
        forget_told(records, &delivery)?;
        Ok(delivery.ignored(reason.as_str(), now))
    };
    outbox.deliveries.into_iter().map(disown).collect()
}

/// What the selection names, and what must arrive before it.
fn with_predecessors(queue: Vec<Delivery>, selection: &Selection) -> Vec<Delivery> {
    let mut wanted = HashSet::new();
    let mut kept: Vec<Delivery> = queue
        .into_iter()
        .rev()
        .filter(|delivery| {
            if selection.names(delivery) {
                wanted.insert(delivery.content.subject.clone());
            }
            wanted.contains(&delivery.content.subject)
        })
        .collect();
    kept.reverse();
    kept
}

/// In the order of queueing, but for subjects whose first delivery failed too
/// often, which come last; and latencies wait for everything else, for there
/// can be very many of them.
fn in_order(queue: Vec<Delivery>) -> Vec<Delivery> {
    let is_latency = |each: &Delivery| each.content.event == Event::LatencyMeasured;
    let (latencies, others): (Vec<_>, Vec<_>) = queue.into_iter().partition(is_latency);
    let mut ordered = in_order_of_subjects(others);
    ordered.extend(in_order_of_subjects(latencies));
    ordered
}

fn in_order_of_subjects(queue: Vec<Delivery>) -> Vec<Delivery> {
    let (mut seen, mut steps_back) = (HashSet::new(), HashSet::new());
    for Delivery { content, attempts, .. } in &queue {
        if seen.insert(&content.subject) && *attempts >= STEPS_BACK_AFTER {
            steps_back.insert(content.subject.clone());
        }
    }
    let (last, mut first): (Vec<_>, Vec<_>) =
        queue.into_iter().partition(|delivery| steps_back.contains(&delivery.content.subject));
    first.extend(last);
    first
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{DeliveryKind, Event, Name, ServiceId, Subject};
    use crate::outbox::testing::{at, queued};

    fn about(service: u8) -> Subject {
        let name = Name::recorded(&service.to_string());
        Subject::Service(ServiceId::new(Name::recorded("web-1"), name))
    }

    fn delivery(sequence: i64, subject: u8, attempts: u32) -> Delivery {
        let mut delivery = queued(sequence, Event::RequestOpened, sequence, DeliveryStatus::New);
        delivery.content.subject = about(subject);
        delivery.attempts = attempts;
        delivery
    }

    fn sequences(queue: &[Delivery]) -> Vec<i64> {
        queue.iter().map(|delivery| delivery.sequence).collect()
    }

    proptest! {
        #[test]
        fn each_subject_keeps_its_order_and_nothing_is_lost(
            rows in proptest::collection::vec((0_u8..4, 0_u32..6), 0..20),
        ) {
            let queue: Vec<Delivery> =
                (1..).zip(&rows).map(|(at, (subject, tries))| delivery(at, *subject, *tries)).collect();
            let ordered = in_order(queue.clone());
            let of = |queue: &[Delivery], subject: &Subject| {
                let same = queue.iter().filter(|each| each.content.subject == *subject);
                same.map(|each| each.sequence).collect::<Vec<_>>()
            };
            prop_assert_eq!(ordered.len(), queue.len());
            for subject in 0..4 {
                let subject = about(subject);
                prop_assert_eq!(of(&ordered, &subject), of(&queue, &subject));
            }
        }
    }

    #[test]
    fn who_failed_too_often_comes_last_with_all_that_follows_it() {
        let queue =
            vec![delivery(1, 0, 3), delivery(2, 1, 2), delivery(3, 0, 0), delivery(4, 2, 0)];
        assert_eq!(sequences(&in_order(queue)), [2, 4, 1, 3]);
    }

    #[test]
    fn a_selection_brings_its_predecessors() {
        let queue: Vec<Delivery> = (1..=5).map(|at| delivery(at, u8::from(at > 3), 0)).collect();
        let third = Selection::These(vec![queue[1].id.clone()]);
        assert_eq!(sequences(&with_predecessors(queue, &third)), [1, 2]);
    }

    #[test]
    fn a_destination_is_due_when_its_time_has_come_or_cannot_be_meant() {
        let now = at("2026-06-01T12:00:00Z");
        let cases = [
            (None, true),
            (Some("2026-06-01T12:00:00Z"), true),
            (Some("2026-06-01T12:00:01Z"), false),
            (Some("2026-06-02T12:00:00Z"), false),
            (Some("2027-06-01T12:00:00Z"), true),
        ];
        for (time, expected) in cases {
            let next_attempt_at = time.map(at);
            let (kind, name) = (DeliveryKind::Webhook, "n8n".to_owned());
            let destination = Destination { kind, name, failures: 1, next_attempt_at };
            assert_eq!(is_due(&destination, now), expected, "{time:?}");
        }
    }
}
