//! What a try makes of a delivery and of its destination. Pure.

use std::time::Duration;

use jiff::Timestamp;

use super::schedule::{Outcome, delay_after, is_too_old, later};
use crate::domain::{Delivery, DeliveryStatus, GIVEN_UP_LATE};
use crate::store::Destination;

/// The delivery while it is tried.
#[must_use]
pub(super) fn claimed(delivery: Delivery, now: Timestamp) -> Delivery {
    Delivery {
        status: DeliveryStatus::Running,
        attempts: delivery.attempts.saturating_add(1),
        updated_at: now,
        ..delivery
    }
}

/// The delivery that was [`claimed`], after its try.
#[must_use]
pub(super) fn concluded(
    claimed: Delivery,
    destination: &mut Destination,
    outcome: &Outcome,
    now: Timestamp,
) -> Delivery {
    let tried = Delivery { updated_at: now, ..claimed };
    match outcome {
        Outcome::Arrived => {
            recover(destination);
            done(tried, DeliveryStatus::Finished, None)
        }
        Outcome::Superseded(reason) => done(tried, DeliveryStatus::Ignored, Some(reason.clone())),
        Outcome::Refused(reason) => {
            // It answers: nothing is wrong with the destination as such.
            recover(destination);
            done(tried, DeliveryStatus::Failed, Some(reason.clone()))
        }
        Outcome::Failed { reason, retry_after, arrival } => {
            let may_have_arrived = tried.may_have_arrived || arrival.is_possible();
            let next_attempt_at = put_off(destination, *retry_after, now);
            failed(Delivery { may_have_arrived, ..tried }, reason, next_attempt_at, now)
        }
    }
}

/// The delivery after a failure: another try follows, unless there were enough.
#[must_use]
pub(super) fn failed(
    delivery: Delivery,
    reason: &str,
    next_attempt_at: Timestamp,
    now: Timestamp,
) -> Delivery {
    let delivery = Delivery { updated_at: now, ..delivery };
    if is_too_old(delivery.created_at, now) {
        return given_up(delivery, reason);
    }
    Delivery {
        status: DeliveryStatus::Error,
        next_attempt_at: Some(next_attempt_at),
        last_error: Some(reason.to_owned()),
        ..delivery
    }
}

/// The delivery whose receiver was out of reach for too long.
fn given_up(delivery: Delivery, reason: &str) -> Delivery {
    let reason = format!("{GIVEN_UP_LATE}{reason}");
    done(delivery, DeliveryStatus::Failed, Some(reason))
}

fn done(delivery: Delivery, status: DeliveryStatus, last_error: Option<String>) -> Delivery {
    Delivery { status, next_attempt_at: None, last_error, ..delivery }
}

/// The destination works: everything queued for it is due.
fn recover(destination: &mut Destination) {
    destination.failures = 0;
    destination.next_attempt_at = None;
}

/// Leaves the destination alone for a while after a failure; until when.
fn put_off(
    destination: &mut Destination,
    retry_after: Option<Duration>,
    now: Timestamp,
) -> Timestamp {
    destination.failures = destination.failures.saturating_add(1);
    let wait = retry_after.unwrap_or_else(|| delay_after(destination.failures));
    let until = later(now, wait);
    destination.next_attempt_at = Some(until);
    until
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DeliveryKind, Event};
    use crate::outbox::schedule::Arrival;
    use crate::outbox::testing::{at, queued};

    /// What a failure makes of a delivery that was queued at noon, tried at `now`.
    fn after(outcome: &Outcome, now: &str) -> (Delivery, Destination) {
        let mut delivery = queued(1, Event::RequestOpened, 1, DeliveryStatus::New);
        delivery.created_at = at("2026-06-01T12:00:00Z");
        let mut destination = Destination {
            kind: DeliveryKind::Webhook,
            name: "n8n".to_owned(),
            failures: 2,
            next_attempt_at: Some(at("2026-06-01T12:01:00Z")),
        };
        let claimed = claimed(delivery, at(now));
        assert_eq!((claimed.status, claimed.attempts), (DeliveryStatus::Running, 1));
        (concluded(claimed, &mut destination, outcome, at(now)), destination)
    }

    fn failure(retry_after: Option<u64>, arrival: Arrival) -> Outcome {
        let retry_after = retry_after.map(Duration::from_secs);
        Outcome::Failed { reason: "HTTP 503".to_owned(), retry_after, arrival }
    }

    #[test]
    fn an_answer_ends_the_delay_of_its_destination() {
        for (outcome, status, error) in [
            (Outcome::Arrived, DeliveryStatus::Finished, None),
            (Outcome::Refused("HTTP 400".to_owned()), DeliveryStatus::Failed, Some("HTTP 400")),
        ] {
            let (delivery, destination) = after(&outcome, "2026-06-01T12:30:00Z");
            assert_eq!((delivery.status, delivery.next_attempt_at), (status, None));
            assert_eq!(delivery.last_error.as_deref(), error);
            assert_eq!((destination.failures, destination.next_attempt_at), (0, None));
        }
    }

    #[test]
    fn a_failure_delays_its_destination_by_as_much_as_it_asks_for_or_has_failed() {
        let cases = [
            (failure(None, Arrival::Excluded), "2026-06-01T12:34:00Z", false),
            (failure(Some(5), Arrival::Possible), "2026-06-01T12:30:05Z", true),
        ];
        for (outcome, until, may_have_arrived) in cases {
            let (delivery, destination) = after(&outcome, "2026-06-01T12:30:00Z");
            assert_eq!(delivery.status, DeliveryStatus::Error);
            assert_eq!(delivery.may_have_arrived, may_have_arrived);
            assert_eq!(delivery.next_attempt_at, Some(at(until)));
            assert_eq!((destination.failures, destination.next_attempt_at), (3, Some(at(until))));
        }
    }

    #[test]
    fn after_three_days_there_is_no_other_try() {
        let (delivery, _) = after(&failure(None, Arrival::Excluded), "2026-06-04T12:00:00Z");
        assert_eq!((delivery.status, delivery.next_attempt_at), (DeliveryStatus::Failed, None));
        assert_eq!(delivery.last_error.as_deref(), Some("given up after 3 days: HTTP 503"));
    }
}
