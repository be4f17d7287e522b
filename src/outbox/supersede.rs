//! What is true only until the next news of the same subject: of several that
//! are unsent, the last one is enough. Pure.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::domain::{Delivery, Event, Heartbeat, HeartbeatRecord};

/// Parts what is still to be sent from what a later delivery has overtaken;
/// the latter is marked as `ignored` already.
#[must_use]
pub(super) fn supersede(queue: Vec<Delivery>, now: Timestamp) -> (Vec<Delivery>, Vec<Delivery>) {
    let last: HashMap<_, String> = queue
        .iter()
        .filter(|delivery| is_short_lived(delivery))
        .map(|delivery| (delivery.content.subject.clone(), delivery.id.clone()))
        .collect();
    let mut current = Vec::with_capacity(queue.len());
    let mut outdated = Vec::new();
    for delivery in queue {
        match last.get(&delivery.content.subject) {
            // One that runs in a dead sender is overtaken too: what it left behind is
            // found by the one that is sent.
            Some(later) if is_short_lived(&delivery) && *later != delivery.id => {
                let successor = Some(later.clone());
                let ignored = delivery.ignored(format!("superseded by {later}"), now);
                outdated.push(Delivery { successor, ..ignored });
            }
            _ => current.push(delivery),
        }
    }
    (current, outdated)
}

fn is_short_lived(delivery: &Delivery) -> bool {
    matches!(
        delivery.content.event,
        Event::StatusChanged
            | Event::ServicePushed
            | Event::HeartbeatStarted
            | Event::HeartbeatUp
            | Event::HeartbeatDown
    )
}

/// Whether what is to be told of a heartbeat has had its time: an old success
/// must never hide a new failure.
#[must_use]
pub(super) fn is_outlived(
    push: &Delivery,
    heartbeat: &Heartbeat,
    record: &HeartbeatRecord,
    now: Timestamp,
) -> bool {
    let queued = push.created_at;
    let is_followed = record.last_signal_at.is_some_and(|signal| signal > queued)
        || record.run.as_ref().is_some_and(|run| run.started_at > queued);
    is_followed || heartbeat.deadline_after(queued) < now
}

/// Why what is told of a heartbeat is not sent any more.
pub(super) const OUTLIVED: &str = "its interval has passed, or the heartbeat was heard of since";

/// Parts what is still to be sent from what is not, for that reason; the latter
/// is marked as `ignored` already.
#[must_use]
pub(super) fn set_aside(
    queue: Vec<Delivery>,
    is_over: impl Fn(&Delivery) -> bool,
    reason: &str,
    now: Timestamp,
) -> (Vec<Delivery>, Vec<Delivery>) {
    let (over, current): (Vec<_>, Vec<_>) = queue.into_iter().partition(is_over);
    (current, over.into_iter().map(|delivery| delivery.ignored(reason, now)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DeliveryStatus, Name, Run, Subject};
    use crate::outbox::testing::{at, queued};

    fn delivery(sequence: i64, event: Event, subject: &str) -> Delivery {
        let mut delivery = queued(sequence, Event::RequestOpened, sequence, DeliveryStatus::New);
        delivery.content.event = event;
        delivery.content.subject = Subject::Heartbeat(Name::recorded(subject));
        delivery
    }

    #[test]
    fn the_last_status_of_each_service_is_enough() {
        use Event::{LatencyMeasured as Latency, StatusChanged as Status};
        let mut queue = vec![
            delivery(1, Status, "a"),
            delivery(2, Latency, "a"),
            delivery(3, Status, "b"),
            delivery(4, Status, "a"),
            delivery(5, Event::RequestOpened, "a"),
        ];
        queue[0].status = DeliveryStatus::Running;
        let last = queue[3].id.clone();
        let (current, outdated) = supersede(queue, at("2026-06-01T12:00:00Z"));
        let sequences: Vec<i64> = current.iter().map(|each| each.sequence).collect();
        assert_eq!(sequences, [2, 3, 4, 5]);
        assert_eq!((outdated.len(), outdated[0].sequence), (1, 1));
        assert_eq!(outdated[0].status, DeliveryStatus::Ignored);
        assert_eq!(outdated[0].last_error, Some(format!("superseded by {last}")));
        assert_eq!(outdated[0].successor, Some(last));
    }

    #[test]
    fn a_push_has_its_time_until_the_heartbeat_is_heard_of_again_or_late() {
        let heartbeat = crate::domain::heartbeat::testing::hourly();
        // Queued at 12:30, after the signal that it tells of.
        let push = delivery(1, Event::HeartbeatUp, "backup");
        let heard = |signal: Option<&str>, run: Option<&str>| HeartbeatRecord {
            last_signal_at: signal.map(at),
            run: run.map(|time| Run { id: "r".to_owned(), started_at: at(time) }),
            ..HeartbeatRecord::default()
        };
        let same = Some("2026-06-01T12:30:00Z");
        let cases = [
            (heard(same, None), "2026-06-01T13:32:00Z", false),
            (heard(same, None), "2026-06-01T13:32:00.001Z", true),
            (heard(same, Some("2026-06-01T12:00:00Z")), "2026-06-01T12:45:00Z", false),
            (heard(same, Some("2026-06-01T12:40:00Z")), "2026-06-01T12:45:00Z", true),
            (heard(Some("2026-06-01T12:40:00Z"), None), "2026-06-01T12:45:00Z", true),
        ];
        for (record, now, expected) in cases {
            let is_over = is_outlived(&push, &heartbeat, &record, at(now));
            assert_eq!(is_over, expected, "{record:?} {now}");
            let (current, outlived) = set_aside(vec![push.clone()], |_| is_over, OUTLIVED, at(now));
            assert_eq!((current.len(), outlived.len()), (1 - outlived.len(), outlived.len()));
            assert!(outlived.iter().all(|each| each.status == DeliveryStatus::Ignored));
        }
    }
}
