//! A failure that was over before anybody could be told of it: `request.opened`
//! and `request.closed`, both still unsent, become one message. Pure.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use serde_json::Value;

use crate::domain::{Delivery, DeliveryStatus, Event, Payload};
use crate::text::time::{elapsed, seconds};

/// The queue of a destination after folding.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Folded {
    /// What is still to be sent, in order.
    pub(super) queue: Vec<Delivery>,
    /// What went into a later message; already marked as `ignored`.
    pub(super) swallowed: Vec<Delivery>,
    /// The ids of those in the queue whose payload says more than before.
    pub(super) rewritten: Vec<String>,
}

/// Folds the unfinished deliveries of one destination, in the order of queueing.
///
/// What `is_wanted` on its own, because somebody asked for just that, is not
/// folded away. `has_odoo_form` says whether a body may be given `down_for_s`;
/// a body of the user's own design stays as it is.
#[must_use]
pub(super) fn fold(
    queue: Vec<Delivery>,
    has_odoo_form: bool,
    is_wanted: impl Fn(&Delivery) -> bool,
    now: Timestamp,
) -> Folded {
    let outages = unsent_outages(&queue);
    let mut folded = Folded::default();
    for (position, delivery) in queue.into_iter().enumerate() {
        let outage = delivery.content.request_id.and_then(|id| outages.get(&id));
        if let Some(outage) = outage.filter(|outage| outage.covers(position))
            && is_unsent(&delivery)
            && !is_wanted(&delivery)
        {
            let successor = Some(outage.closing.clone());
            let ignored = delivery.ignored(format!("folded into {}", outage.closing), now);
            folded.swallowed.push(Delivery { successor, ..ignored });
        } else {
            folded.queue.push(delivery);
        }
    }
    if has_odoo_form {
        folded.tell_durations(now);
    }
    folded
}

impl Folded {
    /// Adds `down_for_s` to each closing that an opening went into.
    fn tell_durations(&mut self, now: Timestamp) {
        let openings: HashSet<Option<i64>> = self
            .swallowed
            .iter()
            .filter(|gone| gone.content.event == Event::RequestOpened)
            .map(|gone| gone.content.request_id)
            .collect();
        for delivery in &mut self.queue {
            // What was tried already must say the same under the same key.
            if delivery.content.event != Event::RequestClosed
                || delivery.attempts > 0
                || !openings.contains(&delivery.content.request_id)
            {
                continue;
            }
            let Payload::Call(call) = &mut delivery.content.payload else { continue };
            if let Some(body) = call.body.as_deref().and_then(with_duration) {
                call.body = Some(body);
                delivery.updated_at = now;
                self.rewritten.push(delivery.id.clone());
            }
        }
    }
}

/// The beginning and the end of an outage, both unsent.
struct Outage {
    opened: usize,
    closed: usize,
    closing: String,
}

impl Outage {
    /// Whether what stands there is told by the closing as well.
    fn covers(&self, position: usize) -> bool {
        (self.opened..self.closed).contains(&position)
    }
}

/// The outages of which nothing was told yet, by request.
fn unsent_outages(queue: &[Delivery]) -> HashMap<i64, Outage> {
    let mut openings = HashMap::new();
    let mut outages = HashMap::new();
    for (position, delivery) in queue.iter().enumerate().filter(|(_, each)| is_unsent(each)) {
        let Some(request) = delivery.content.request_id else { continue };
        match delivery.content.event {
            Event::RequestOpened => {
                openings.insert(request, position);
            }
            Event::RequestWorsened
            | Event::StatusChanged
            | Event::LatencyMeasured
            | Event::ServicePushed
            | Event::HeartbeatStarted
            | Event::HeartbeatUp
            | Event::HeartbeatDown => {}
            Event::RequestClosed => {
                if let Some(&opened) = openings.get(&request) {
                    let closing = delivery.id.clone();
                    outages.insert(request, Outage { opened, closed: position, closing });
                }
            }
        }
    }
    outages
}

/// Never tried, or failed in a way that the receiver has nothing of it. One that
/// is running may have arrived.
fn is_unsent(delivery: &Delivery) -> bool {
    matches!(delivery.status, DeliveryStatus::New | DeliveryStatus::Error)
        && !delivery.may_have_arrived
}

/// The body with `down_for_s`, if it says when the request was opened and closed.
fn with_duration(body: &str) -> Option<String> {
    let mut body: Value = serde_json::from_str(body).ok()?;
    let time = |name: &str| body.get(name)?.as_str()?.parse::<Timestamp>().ok();
    let down = seconds(elapsed(time("opened_at")?, time("closed_at")?));
    body.as_object_mut()?.insert("down_for_s".to_owned(), down.into());
    Some(body.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::testing::{at, queued};

    use DeliveryStatus::{Error, New, Running};
    use Event::{RequestClosed as Closed, RequestOpened as Opened, RequestWorsened as Worsened};

    fn queue(each: &[(Event, i64, DeliveryStatus)]) -> Vec<Delivery> {
        let numbered = (1..).zip(each);
        numbered.map(|(number, (event, id, status))| queued(number, *event, *id, *status)).collect()
    }

    fn ids(deliveries: &[Delivery]) -> Vec<i64> {
        deliveries.iter().map(|delivery| delivery.sequence).collect()
    }

    fn folded(queue: Vec<Delivery>) -> Folded {
        fold(queue, true, |_| false, at("2026-06-02T00:00:00Z"))
    }

    #[test]
    fn what_is_folded() {
        type Case<'a> = (&'a [(Event, i64, DeliveryStatus)], &'a [i64]);
        let cases: &[Case<'_>] = &[
            (&[(Opened, 1, New), (Closed, 1, New)], &[2]),
            (&[(Opened, 1, Error), (Worsened, 1, New), (Closed, 1, New)], &[3]),
            (&[(Opened, 1, New), (Opened, 2, New), (Closed, 1, New)], &[2, 3]),
            (&[(Opened, 1, New), (Closed, 1, New), (Opened, 2, New), (Closed, 2, New)], &[2, 4]),
            // What may have arrived already is told to its end.
            (&[(Opened, 1, Running), (Closed, 1, New)], &[1, 2]),
            (&[(Opened, 1, New), (Closed, 1, Running)], &[1, 2]),
            (&[(Opened, 1, New), (Worsened, 1, Running), (Closed, 1, New)], &[2, 3]),
            // The opening has arrived.
            (&[(Worsened, 1, New), (Closed, 1, New)], &[1, 2]),
            (&[(Closed, 1, New)], &[1]),
            // Not over yet.
            (&[(Opened, 1, New), (Worsened, 1, New)], &[1, 2]),
            (&[], &[]),
        ];
        for (deliveries, kept) in cases {
            assert_eq!(ids(&folded(queue(deliveries)).queue), *kept, "{deliveries:?}");
        }
    }

    #[test]
    fn the_closing_says_how_long_it_lasted_and_the_rest_where_it_went() {
        let folded = folded(queue(&[(Opened, 1, New), (Closed, 1, New)]));
        let body = folded.queue[0].content.payload.call().unwrap().body.as_deref().unwrap();
        assert!(
            body.ends_with("\"closed_at\":\"2026-06-01T12:30:00Z\",\"down_for_s\":1800}"),
            "{body}"
        );
        assert_eq!(folded.rewritten, [folded.queue[0].id.clone()]);
        let gone = &folded.swallowed[0];
        assert_eq!((gone.status, gone.next_attempt_at), (DeliveryStatus::Ignored, None));
        assert_eq!(gone.last_error, Some(format!("folded into {}", folded.queue[0].id)));
        assert_eq!(gone.successor.as_ref(), Some(&folded.queue[0].id));
    }

    #[test]
    fn what_may_have_arrived_is_told_to_its_end() {
        for (arrived, kept) in [(0, [1, 2, 3].as_slice()), (1, &[2, 3]), (2, &[1, 2, 3])] {
            let mut before = queue(&[(Opened, 1, Error), (Worsened, 1, Error), (Closed, 1, Error)]);
            before[arrived].may_have_arrived = true;
            assert_eq!(ids(&folded(before).queue), kept, "{arrived}");
        }
    }

    #[test]
    fn a_body_of_the_users_own_stays_as_it_is() {
        let before = queue(&[(Opened, 1, New), (Closed, 1, New)]);
        let folded = fold(before.clone(), false, |_| false, at("2026-06-02T00:00:00Z"));
        assert_eq!(folded.queue, before[1..]);
        assert_eq!(folded.rewritten, Vec::<String>::new());
    }

    #[test]
    fn a_body_that_was_tried_stays_as_it_is() {
        let mut before = queue(&[(Opened, 1, New), (Closed, 1, Error)]);
        before[1].attempts = 1;
        assert_eq!(folded(before.clone()).queue, before[1..]);
    }

    #[test]
    fn what_somebody_asked_for_is_not_folded_away() {
        let before = queue(&[(Opened, 1, New), (Closed, 1, New)]);
        let folded =
            fold(before.clone(), true, |each| each.sequence == 1, at("2026-06-02T00:00:00Z"));
        assert_eq!(folded.queue, before);
    }
}
