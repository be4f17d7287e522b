//! What is true only until the next news of the same subject: of several that
//! are unsent, the last one is enough. Pure.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::domain::{Delivery, DeliveryStatus, Event};

/// Parts what is still to be sent from what a later delivery has overtaken;
/// the latter is marked as `ignored` already.
#[must_use]
pub(super) fn supersede(queue: Vec<Delivery>, now: Timestamp) -> (Vec<Delivery>, Vec<Delivery>) {
    let last: HashMap<String, String> = queue
        .iter()
        .filter(|delivery| is_short_lived(delivery))
        .map(|delivery| (delivery.content.subject.clone(), delivery.id.clone()))
        .collect();
    let mut current = Vec::with_capacity(queue.len());
    let mut outdated = Vec::new();
    for mut delivery in queue {
        match last.get(&delivery.content.subject) {
            // One that runs in a dead sender is overtaken too: what it left behind is
            // found by the one that is sent.
            Some(later) if is_short_lived(&delivery) && *later != delivery.id => {
                delivery.status = DeliveryStatus::Ignored;
                delivery.next_attempt_at = None;
                delivery.last_error = Some(format!("superseded by {later}"));
                delivery.updated_at = now;
                outdated.push(delivery);
            }
            _ => current.push(delivery),
        }
    }
    (current, outdated)
}

fn is_short_lived(delivery: &Delivery) -> bool {
    matches!(delivery.content.event, Event::StatusChanged | Event::ServicePushed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::testing::{at, queued};

    fn delivery(sequence: i64, event: Event, subject: &str) -> Delivery {
        let mut delivery = queued(sequence, Event::RequestOpened, sequence, DeliveryStatus::New);
        delivery.content.event = event;
        subject.clone_into(&mut delivery.content.subject);
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
    }
}
