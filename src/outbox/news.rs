//! What of a try is news for people: a destination that begins or ceases to fail,
//! and a delivery that was given up.

use jiff::Timestamp;

use super::desk::Desk;
use super::schedule::Outcome;
use crate::domain::{
    Delivery, DestinationName, Event, GIVEN_UP_LATE, GivenUp, NewDelivery, brief_reason,
};
use crate::store::{Destination, Records, StoreError};

/// Notes what a try says of its destination.
pub(super) fn note_outage(
    records: &Records<'_>,
    destination: &Destination,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (kind, name) = (destination.kind, destination.name.as_str());
    match outcome {
        Outcome::Failed { reason, .. } => {
            records.note_outage(kind, name, &brief_reason(reason), now)
        }
        Outcome::Arrived | Outcome::Refused(_) => records.end_outage(kind, name),
        Outcome::Superseded(_) => Ok(()),
    }
}

/// Says that a delivery was given up: now, and in the next full pass.
pub(super) fn give_up(
    records: &Records<'_>,
    delivery: &Delivery,
    desk: &Desk<'_>,
) -> Result<(), StoreError> {
    let NewDelivery { kind, destination, event, .. } = &delivery.content;
    // A page that was away for too long is told anew, and said to fail: nothing is lost.
    let is_late = delivery.last_error.as_deref().is_some_and(|it| it.starts_with(GIVEN_UP_LATE));
    if is_late && *event == Event::StatusChanged {
        return Ok(());
    }
    let destination = DestinationName { kind: *kind, name: destination.clone() };
    let given_up = GivenUp {
        delivery: delivery.id.clone(),
        destination: destination.to_string(),
        reason: brief_reason(delivery.last_error.as_deref().unwrap_or_default()),
    };
    if records.note_given_up(delivery, &given_up)? {
        desk.note(|tally| tally.given_up.push(given_up));
    }
    Ok(())
}
